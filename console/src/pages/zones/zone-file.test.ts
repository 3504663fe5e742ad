// SPDX-License-Identifier: GPL-3.0-or-later
import { expect, it } from 'vitest';
import { originOf } from './zone-file.ts';

it('is named by the file itself, or else by its name', () => {
  expect(originOf('$ORIGIN Example.ORG.\n', 'x.zone')).toBe('example.org');
  expect(originOf('example.net. 3600 IN SOA ns1 h 1 2 3 4 5\n', '')).toBe('example.net');
  expect(originOf('@ IN SOA ns1 h 1 2 3 4 5', 'db.example.com')).toBe('example.com');
  expect(originOf('@ IN SOA ns1 h 1 2 3 4 5', 'example.com.zone')).toBe('example.com');
  expect(originOf('@ IN SOA ns1 h 1 2 3 4 5', 'notes.txt')).toBe('');
});
