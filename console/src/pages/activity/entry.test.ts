// SPDX-License-Identifier: GPL-3.0-or-later
import { expect, it } from 'vitest';
import { groupsOf, settingLines } from '../../difference.ts';
import { differenceOf, nameOf, visitOf } from './entry.ts';

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

it('tells who came and went', () => {
  const visit = (before: Record<string, unknown> | null, after: Record<string, unknown> | null) => visitOf({ ...entry(before, after), resource_type: 'session' });
  expect(visit(null, { with: 'key', reason: 'unknown_key', left_out: 7 })).toMatchObject({ with: 'key', reason: 'unknown_key', leftOut: 7, whose: '' });
  expect(visit({ actor: 'apikey:7', name: 'anna', address: '192.0.2.7' }, null)).toMatchObject({ whose: 'anna', whoseAddress: '192.0.2.7', leftOut: 0 });
  expect(visitOf(entry(null, null))).toBeNull();
});

it('names what has an id that nobody knows', () => {
  const made = (resource_type: string, after: Record<string, unknown> | null, before: Record<string, unknown> | null = null) =>
    nameOf({ ...entry(before, after), resource_type, resource_id: '5e9f' });
  expect(made('team', { team: { id: '5e9f', name: 'nights' } })).toBe('nights');
  expect(made('apikey', null, { apikey: { id: '5e9f', name: 'deploy' } }), 'deleted').toBe('deploy');
  expect(made('team', { team: { id: '5e9f' } }), 'something else was changed').toBe('5e9f');
  expect(made('user', { user: { name: 'Anna Lindqvist' } }), 'a username is known').toBe('5e9f');
});
