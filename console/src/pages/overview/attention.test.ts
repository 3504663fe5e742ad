// SPDX-License-Identifier: GPL-3.0-or-later
import { expect, it } from 'vitest';
import type { ApiKey } from '../../api/account-types.ts';
import type { TsigKey } from '../../api/access-types.ts';
import type { Zone } from '../../api/types.ts';
import { concernsOf } from './attention.ts';

const now = 1_800_000_000;
const day = 86_400;

const zone = (name: string, members: Partial<Zone>) => ({ name, primary: { enabled: false, secondaries: [] }, ...members }) as unknown as Zone;
const tsigKey = (name: string, weak: boolean, zones: number) =>
  ({ name, weak, used_by: { zones: [], zone_count: zones, secondaries: 0, acls: [], roll: null } }) as unknown as TsigKey;
const apiKey = (name: string, ...expiries: (number | null)[]) =>
  ({ name, secrets: expiries.map((expires_at) => ({ secret_id: 'x', enabled: true, expires_at, last_access: null, created_at: 0 })) }) as unknown as ApiKey;

it('finds zones that are not served, and those that anybody can copy', () => {
  const open = { enabled: true, secondaries: [{ ip: '0.0.0.0/0', port: 53, notify: false }] };
  const keyed = { enabled: true, secondaries: [{ ip: '::/0', port: 53, notify: false, tsig: { enabled: true, transfers: true } }] };
  const zones = [zone('a', { unservable: 'why' }), zone('b', { primary: open }), zone('c', { primary: keyed }), zone('d', { primary: { ...open, enabled: false } })];
  expect(concernsOf(zones, [], [], now)).toEqual([{ kind: 'unservable', name: 'a', why: 'why' }, { kind: 'openToAll', name: 'b' }]);
});

it('finds weak keys in use', () => {
  const keys = [tsigKey('a.', true, 1), tsigKey('b.', true, 0), tsigKey('c.', false, 1)];
  expect(concernsOf([], keys, [], now).map(({ name }) => name)).toEqual(['a.']);
});

it('finds API keys without a live secret, and those that end soon', () => {
  const keys = [apiKey('none'), apiKey('gone', now - 1), apiKey('soon', now + day), apiKey('renewed', now + day, null), apiKey('later', now + 90 * day)];
  expect(concernsOf([], [], keys, now)).toEqual([
    { kind: 'keyExpired', name: 'none' },
    { kind: 'keyExpired', name: 'gone' },
    { kind: 'keyExpires', name: 'soon', at: now + day },
  ]);
});
