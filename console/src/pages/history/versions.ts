// SPDX-License-Identifier: GPL-3.0-or-later
// The versions of a zone, as /v1/zones/{zone}/history has them.
import { api, path } from '../../api/client.svelte.ts';
import type { ZoneChange } from '../../api/types.ts';

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

/// Takes back the change `id` as long as it is the newest of the zone; null when it is not.
export async function undoChange(zone: string, id: string, comment: string): Promise<ZoneChange | null> {
  const { data } = await api.get<History>(`${path`/v1/zones/${zone}/history`}?limit=1`);
  const newest = data.versions[0];
  if (newest?.id !== id || newest.before === null) return null;
  return (await api.post<ZoneChange>(path`/v1/zones/${zone}/history/${newest.before}/restore`, { comment })).data;
}
