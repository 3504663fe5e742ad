// SPDX-License-Identifier: GPL-3.0-or-later
// The versions of a zone, as /v1/zones/{zone}/history has them.
import { api, path } from '../../api/client.svelte.ts';
import type { Primary, ZoneChange } from '../../api/types.ts';
import type { Difference } from '../../difference.ts';

export interface Version {
  id: string;
  version: number;
  kind: string;
  serial_from: number | null;
  serial: number | null;
  author: string;
  comment: string;
  at: string;
  restorable: boolean;
  before: string | null;
  deleted_count: number;
  added_count: number;
  changed_settings?: boolean;
}

export interface History {
  zone: string;
  retention: { days: number; versions: number; octets_max: number };
  versions: Version[];
}

/// The transfer settings of before a change that changed them; null for any other change. Restoring a
/// version brings contents back, not settings.
export function transfersBefore(difference: Difference | undefined): Primary | null {
  const { before, after } = difference?.settings ?? {};
  if (!before?.primary || !after?.primary) return null;
  return JSON.stringify(before.primary) === JSON.stringify(after.primary) ? null : (before.primary as Primary);
}

/// Takes back the change `id` as long as it is the newest of the zone; null when it is not.
export async function undoChange(zone: string, id: string, comment: string): Promise<ZoneChange | null> {
  const { data } = await api.get<History>(`${path`/v1/zones/${zone}/history`}?limit=1`);
  const newest = data.versions[0];
  if (newest?.id !== id || newest.before === null) return null;
  return (await api.post<ZoneChange>(path`/v1/zones/${zone}/history/${newest.before}/restore`, { comment })).data;
}
