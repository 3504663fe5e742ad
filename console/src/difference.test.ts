// SPDX-License-Identifier: GPL-3.0-or-later
import { expect, it } from 'vitest';
import { groupsOf, settingLines } from './difference.ts';

it('groups a difference by name and type, and names the settings that differ', () => {
  const groups = groupsOf({
    deleted_count: 1, added_count: 2,
    deleted: ['www.example.org. 300 IN A 192.0.2.1'],
    added: ['www.example.org. 300 IN A 192.0.2.2', 'example.org. 300 IN TXT "a b"'],
  });
  expect(groups.map(({ name, type, lines }) => [name, type, lines.map(({ sign, data }) => sign + data)])).toEqual([
    ['example.org.', 'TXT', ['+"a b"']],
    ['www.example.org.', 'A', ['-192.0.2.1', '+192.0.2.2']],
  ]);
  const lines = settingLines({ before: { networks: [0], primary: { enabled: false, secondaries: [] } }, after: { networks: [0, 1], primary: { enabled: false, secondaries: [{ ip: '192.0.2.20' }] } } });
  expect(lines).toEqual([
    { name: 'networks', before: '0', after: '0, 1' },
    { name: 'primary.secondaries[1].ip', before: '', after: '192.0.2.20' },
  ]);
});
