// SPDX-License-Identifier: GPL-3.0-or-later
// What of zones and keys wants somebody to look at it.
import type { ApiKey } from '../../api/account-types.ts';
import type { TsigKey } from '../../api/access-types.ts';
import type { Zone } from '../../api/types.ts';

export type Concern =
  | { kind: 'unservable'; name: string; why: string }
  | { kind: 'openToAll'; name: string }
  | { kind: 'weakKey'; name: string }
  | { kind: 'keyExpired'; name: string }
  | { kind: 'keyExpires'; name: string; at: number };

const soonSeconds = 14 * 86_400;

export function concernsOf(zones: readonly Zone[], tsigKeys: readonly TsigKey[], apiKeys: readonly ApiKey[], now: number): Concern[] {
  return [...zones.flatMap(ofZone), ...apiKeys.flatMap((key) => ofApiKey(key, now)), ...tsigKeys.flatMap(ofTsigKey)];
}

function ofZone(zone: Zone): Concern[] {
  const found: Concern[] = [];
  if (zone.unservable) found.push({ kind: 'unservable', name: zone.name, why: zone.unservable });
  const isOpen = zone.primary?.enabled && zone.primary.secondaries.some(({ ip, tsig }) => ip.endsWith('/0') && !tsig?.transfers);
  if (isOpen) found.push({ kind: 'openToAll', name: zone.name });
  return found;
}

/// A weak key that nobody uses does no harm.
function ofTsigKey(key: TsigKey): Concern[] {
  const isUsed = key.used_by.zone_count > 0 || key.used_by.acls.length > 0;
  return isUsed && key.weak ? [{ kind: 'weakKey', name: key.name }] : [];
}

function ofApiKey(key: ApiKey, now: number): Concern[] {
  const live = key.secrets.filter(({ enabled, expires_at }) => enabled && (expires_at === null || expires_at > now));
  if (live.length === 0) return [{ kind: 'keyExpired', name: key.name }];
  // One secret that lasts is enough.
  const last = Math.max(...live.map(({ expires_at }) => expires_at ?? Number.POSITIVE_INFINITY));
  return last - now < soonSeconds ? [{ kind: 'keyExpires', name: key.name, at: last }] : [];
}
