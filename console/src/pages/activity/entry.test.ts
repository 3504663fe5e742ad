// SPDX-License-Identifier: GPL-3.0-or-later
import { expect, it } from 'vitest';
import { groupsOf, settingLines } from '../../difference.ts';
import { differenceOf } from './entry.ts';

const entry = (before: Record<string, unknown> | null, after: Record<string, unknown> | null) =>
  ({ id: '1', timestamp: 1, user_name: '', actor: 'admin', action: 'update', resource_type: 'record', resource_id: 'x', before, after });

it('tells the records that differ, and those that are not shown', () => {
  const difference = differenceOf(entry(
    { serial: 41, records: ['www.example.org.\t300\tA\t192.0.2.1', 'www.example.org.\t300\tA\t192.0.2.2'] },
    { serial: 42, records: ['www.example.org.\t300\tA\t192.0.2.1'], record_count: 30 },
  ));
  expect(groupsOf(difference)).toEqual([{ name: 'www.example.org.', type: 'A', lines: [{ sign: '-', ttl: '300', data: '192.0.2.2' }] }]);
  expect(difference.cut).toBe(true);
  expect(settingLines(difference.settings)).toEqual([{ name: 'serial', before: '41', after: '42' }]);
});

it('has nothing to say of an entry without either side', () => {
  const difference = differenceOf(entry(null, null));
  expect([groupsOf(difference), settingLines(difference.settings)]).toEqual([[], []]);
});
