// SPDX-License-Identifier: GPL-3.0-or-later
import { expect, it } from 'vitest';
import { putOnTop } from './zone-text.ts';

const read = 'soa 1\na 1\nb 1\nc 1\n';

it('puts what was edited on top of what others changed', () => {
  expect(putOnTop('soa 1\na 2\nb 1\nnew\n', read, 'soa 2\na 1\nb 9\nc 1\ntheirs\n')).toBe('soa 2\nb 9\ntheirs\na 2\nnew\n');
});

it('takes nothing in twice and leaves what is the same', () => {
  expect(putOnTop('soa 1\na 1\nb 1\nc 1\nboth\n', read, 'soa 2\na 1\nb 1\nc 1\nboth\n')).toBe('soa 2\na 1\nb 1\nc 1\nboth\n');
  expect(putOnTop(read, read, 'soa 2\n')).toBe('soa 2\n');
});
