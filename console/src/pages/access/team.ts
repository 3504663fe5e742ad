// SPDX-License-Identifier: GPL-3.0-or-later
import type { ApiKey, Team, User } from '../../api/account-types.ts';
import { linesOf } from '../../form-problems.ts';
import { t } from '../../i18n/i18n.svelte.ts';
import type { ObjectKind } from '../../object-form.svelte.ts';
import { wrongPermissions } from './member.ts';
import { draftOf, permissionsOf, textOfPermissions, type PermissionsDraft } from './permissions.ts';

/// A named list of addresses; the id of a new one is drawn by the server.
export interface AddressListDraft {
  id: string;
  name: string;
  values: string;
}

export interface TeamDraft {
  name: string;
  permissions: PermissionsDraft;
  ip_whitelist: AddressListDraft[];
}

export const teamKind: ObjectKind<Team, TeamDraft> = {
  list: '/v1/account/teams',
  isNamedByPath: false,
  idOf: ({ id }) => id,
  nameOf: ({ name }) => name.trim(),
  draftOf: (team) => ({
    name: team?.name ?? '',
    permissions: draftOf(team?.permissions ?? {}),
    ip_whitelist: (team?.ip_whitelist ?? []).map(({ id, name, values }) => ({ id, name, values: values.join('\n') })),
  }),
  bodyOf: ({ name, permissions, ip_whitelist }) => ({
    name: name.trim(),
    permissions: permissionsOf(permissions),
    ip_whitelist: ip_whitelist.map(({ id, name: of, values }) => ({ ...(id ? { id } : {}), name: of.trim(), values: linesOf(values) })),
  }),
  wrongOf: ({ name, permissions, ip_whitelist }) => ({
    ...(name.trim() ? {} : { name: t('views.nameEmpty') }),
    ...wrongPermissions(permissions),
    ...(ip_whitelist.every((list) => list.name.trim()) ? {} : { ip_whitelist: t('teams.listNameEmpty') }),
  }),
  labels: { name: 'views.name', permissions: 'rights.title', ip_whitelist: 'members.addresses' },
  textOf: (member, { permissions, ip_whitelist }) => {
    if (member === 'permissions') return textOfPermissions(permissions);
    if (member === 'ip_whitelist') return ip_whitelist.map(({ name, values }) => `${name}: ${linesOf(values).join(', ')}`).join('\n');
    return undefined;
  },
};

/// By their names: keys and users of the team, as far as they may be seen.
export function membersOf(team: Team, keys: readonly ApiKey[], users: readonly User[]): string[] {
  return [
    ...keys.filter(({ teams }) => teams.includes(team.id)).map(({ name }) => t('teams.memberKey', { name })),
    ...users.filter(({ teams }) => teams.includes(team.id)).map(({ username }) => t('teams.memberUser', { name: username })),
  ];
}
