// SPDX-License-Identifier: GPL-3.0-or-later
// What API keys and users have in common as forms have it.
import type { Permissions } from '../../api/account-types.ts';
import { linesOf } from '../../form-problems.ts';
import { t, type MessageKey } from '../../i18n/i18n.svelte.ts';
import { draftOf, isWhole, permissionsOf, textOfPermissions, type PermissionsDraft } from './permissions.ts';

export interface Member {
  name: string;
  teams: string[];
  permissions: Permissions;
  ip_whitelist: string[];
  ip_whitelist_strict: boolean;
}

export interface MemberDraft {
  name: string;
  permissions: PermissionsDraft;
  teams: string[];
  ip_whitelist: string;
  ip_whitelist_strict: boolean;
}

export function memberDraftOf(member: Member | null): MemberDraft {
  return {
    name: member?.name ?? '',
    permissions: draftOf(member?.permissions ?? {}),
    teams: [...(member?.teams ?? [])],
    ip_whitelist: member?.ip_whitelist.join('\n') ?? '',
    ip_whitelist_strict: member?.ip_whitelist_strict ?? false,
  };
}

export function memberOf(draft: MemberDraft): Member {
  return {
    name: draft.name.trim(),
    teams: draft.teams,
    permissions: permissionsOf(draft.permissions),
    ip_whitelist: linesOf(draft.ip_whitelist),
    ip_whitelist_strict: draft.ip_whitelist_strict,
  };
}

export const memberLabels: Record<keyof MemberDraft, MessageKey> = {
  name: 'views.name', permissions: 'rights.title', teams: 'teams.title', ip_whitelist: 'members.addresses', ip_whitelist_strict: 'members.strict',
};

export function wrongPermissions(permissions: PermissionsDraft): { permissions?: string } {
  return permissions.rules.every(isWhole) ? {} : { permissions: t('rules.incomplete') };
}

export function memberText(member: keyof MemberDraft, draft: MemberDraft): string | undefined {
  if (member === 'permissions') return textOfPermissions(draft.permissions);
  if (member === 'ip_whitelist_strict') return t(draft.ip_whitelist_strict ? 'members.yes' : 'members.no');
  return undefined;
}
