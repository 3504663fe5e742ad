// SPDX-License-Identifier: GPL-3.0-or-later
import type { View } from '../../api/access-types.ts';
import { linesOf } from '../../form-problems.ts';
import { t } from '../../i18n/i18n.svelte.ts';
import type { ObjectKind } from '../../object-form.svelte.ts';

export interface ViewDraft {
  name: string;
  preference: string;
  read_acls: string[];
  zones: string;
  networks: number[];
  update_acls: string[];
}

export const viewKind: ObjectKind<View, ViewDraft> = {
  list: '/v1/views',
  concerned: ['/v1/zones'],
  isNamedByPath: true,
  idOf: ({ name }) => name,
  nameOf: ({ name }) => name.trim(),
  draftOf: (view) => ({
    name: view?.name ?? '',
    preference: view ? String(view.preference) : '',
    read_acls: [...(view?.read_acls ?? [])],
    zones: view?.zones.join('\n') ?? '',
    networks: [...(view?.networks ?? [])],
    update_acls: [...(view?.update_acls ?? [])],
  }),
  bodyOf: ({ read_acls, update_acls, networks, zones, preference }) => ({
    read_acls, update_acls, networks, zones: linesOf(zones),
    ...(preference.trim() ? { preference: Number(preference) } : {}),
  }),
  wrongOf: ({ name, preference }) => ({
    ...(name.trim() ? {} : { name: t('views.nameEmpty') }),
    ...(!preference.trim() || /^[1-9]\d{0,8}$/.test(preference.trim()) ? {} : { preference: t('views.preferenceWrong') }),
  }),
  labels: { name: 'views.name', preference: 'views.preference', read_acls: 'views.readAcls', zones: 'views.zones', networks: 'networks.title', update_acls: 'views.updateAcls' },
  taken: 'views.taken',
};
