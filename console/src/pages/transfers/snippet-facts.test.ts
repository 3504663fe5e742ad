// SPDX-License-Identifier: GPL-3.0-or-later
import { expect, it } from 'vitest';
import type { Zone } from '../../api/types.ts';
import { emptyRow } from './draft.ts';
import { snippetFacts } from './snippet-facts.ts';
import { masked, snippet, vendors } from './snippets.ts';

const zone = { zone: 'example.org' } as Zone;
const row = { ...emptyRow(), ip: '192.0.2.20', notify: true, sign: true, keyName: 's1.example.org.' };

it('gives the listener of the family of the secondary', () => {
  const listeners = ['192.0.2.1:5300', '[2001:db8::1]:53'];
  expect(snippetFacts(row, zone, listeners, 'localhost', '').primaries).toEqual([{ address: '192.0.2.1', port: 5300 }]);
  expect(snippetFacts({ ...row, ip: '2001:db8::20' }, zone, listeners, '', '').primaries).toEqual([{ address: '2001:db8::1', port: 53 }]);
  expect(snippetFacts(row, zone, ['0.0.0.0:53'], '198.51.100.1', '').primaries).toEqual([{ address: '198.51.100.1', port: 53 }]);
});

it('names the key only where something is signed, and can hide it', () => {
  for (const { id } of vendors) {
    const signed = snippetFacts({ ...row, transfers: true }, zone, ['192.0.2.1:53'], '', 'c2VjcmV0');
    expect(snippet(id, signed)).toContain('c2VjcmV0');
    expect(masked(snippet(id, signed), 'c2VjcmV0')).not.toContain('c2VjcmV0');
    const plain = snippetFacts({ ...row, sign: false }, zone, ['192.0.2.1:53'], '', '');
    expect(snippet(id, plain)).not.toMatch(/hmac|secret/i);
  }
});
