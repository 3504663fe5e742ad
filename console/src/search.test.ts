// SPDX-License-Identifier: GPL-3.0-or-later
import { expect, test } from 'vitest';

import { foundInAnswer, kindsFor, stillMeant, without } from './search.ts';

test('answers are searched for addresses alone', () => {
  for (const address of ['192.0.2.1', '192.0', '192.0.2.', '2001:db8::', '2001:db8:0:1', '::1']) {
    expect(kindsFor(address), address).toEqual(['zone', 'record', 'answers']);
  }
  for (const name of ['example.org', 'be.ef', '7', '2026.example', '_25._tcp', 'a:b']) {
    expect(kindsFor(name), name).toEqual(['zone', 'record']);
  }
  expect(kindsFor('')).toEqual([]);
});

test('what was found is told by its kind, and leads to its zone', () => {
  const zones = foundInAnswer('zone', [{ zone: 'example.org' }, { zone: 'example.org', name: 'inside' }, { zone: '' }]);
  expect(zones).toEqual([
    { group: 'zones', label: 'example.org', href: '/dns/zones/example.org/records' },
    { group: 'zones', label: 'inside (example.org)', href: '/dns/zones/inside/records' },
  ]);
  const held = foundInAnswer('answers', [{ domain: 'www.example.org', type: 'A', zone: 'example.org' }]);
  expect(held).toEqual([
    { group: 'answers', label: 'www.example.org A', href: '/dns/zones/example.org/records?q=www.example.org' },
  ]);
  expect(stillMeant([...zones, ...held], 'WWW')).toEqual(held);
  expect(stillMeant(held, '')).toEqual([]);
  expect(without([...zones, ...held], 'zone')).toEqual(held);
});
