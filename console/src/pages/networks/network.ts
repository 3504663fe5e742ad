// SPDX-License-Identifier: GPL-3.0-or-later
import type { Network } from '../../api/access-types.ts';
import { linesOf } from '../../form-problems.ts';
import { t } from '../../i18n/i18n.svelte.ts';
import type { ObjectKind } from '../../object-form.svelte.ts';

export interface NetworkDraft {
  name: string;
  label: string;
  listen: string;
  source_v4: string;
  source_v6: string;
  offers_views: boolean;
}

export const networkKind: ObjectKind<Network, NetworkDraft> = {
  list: '/v1/networks',
  isNamedByPath: false,
  idOf: ({ network_id }) => String(network_id),
  nameOf: ({ name }) => name.trim(),
  draftOf: (network) => ({
    name: network?.name ?? '',
    label: network?.label ?? '',
    listen: network?.listen?.join('\n') ?? '',
    source_v4: network?.source_v4 ?? '',
    source_v6: network?.source_v6 ?? '',
    offers_views: network?.offers_views ?? true,
  }),
  bodyOf: (draft, network) => ({
    name: draft.name.trim(),
    label: draft.label.trim(),
    source_v4: draft.source_v4.trim() || null,
    source_v6: draft.source_v6.trim() || null,
    offers_views: draft.offers_views,
    // Network 0 has what no other claims.
    ...(network?.network_id === 0 ? {} : { listen: linesOf(draft.listen) }),
  }),
  wrongOf: ({ name }) => (name.trim() ? {} : { name: t('views.nameEmpty') }),
  labels: { name: 'views.name', label: 'networks.label', listen: 'networks.listen', source_v4: 'networks.sourceV4', source_v6: 'networks.sourceV6', offers_views: 'networks.offersViews' },
  textOf: (member, draft) => (member === 'offers_views' ? t(draft.offers_views ? 'networks.offersViews' : 'networks.noViews') : undefined),
};
