// SPDX-License-Identifier: GPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { checkKeyName, checkKeyValue, keyOfText, suggestedKeyName, weaknessOf } from './tsig-key.ts';

const secret = 'c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U=';
const expected = { hash: 'hmac-sha256', name: 's1-key.example.org.', key: secret };

describe('a pasted key', () => {
  const blocks = {
    BIND: `key "s1-key.example.org" { algorithm hmac-sha256; secret "${secret}"; };`,
    'BIND over lines': `key s1-key.example.org. {\n\talgorithm HMAC-SHA256;\n\tsecret "${secret}";\n};\n`,
    NSD: `key:\n    name: "s1-key.example.org."\n    algorithm: hmac-sha256\n    secret: "${secret}"\n`,
    Knot: `key:\n  - id: S1-Key.example.org.\n    algorithm: hmac-sha256\n    secret: ${secret}\n`,
    'dig -y': `hmac-sha256:s1-key.example.org:${secret}`,
    'dig -y without hash': `s1-key.example.org:${secret}`,
  };
  for (const [name, text] of Object.entries(blocks)) {
    it(`is understood as ${name} writes it`, () => expect(keyOfText(text)).toEqual(expected));
  }
  for (const text of ['', secret, 's1-key', 'key { }', `hmac-sha3:a:${secret}`, 'a:b', '192.0.2.1:5353']) {
    it(`is nothing else: ${text}`, () => expect(keyOfText(text)).toBeNull());
  }
});

it('knows a weak key', () => {
  expect(weaknessOf('hmac-sha256', secret)).toBeNull();
  expect(weaknessOf('hmac-sha512', secret)).toBe('short');
  expect(weaknessOf('hmac-sha1', secret)).toBe('legacy');
  expect(weaknessOf('hmac-sha256', 'c2VjcmV0')).toBe('very_short');
});

it('joins the lines of a value, and refuses what is not base64', () => {
  expect(checkKeyValue(' c2Vj\ncmV0 ').value).toBe('c2VjcmV0');
  for (const text of ['c2VjcmV', 'c2Vj=mV0', 'not base64!', '====']) {
    expect(checkKeyValue(text).wrong?.code).toBe('invalid_base64');
  }
});

it('shows names in lower case with a final dot, and says which rule is broken', () => {
  expect(checkKeyName('XFR-S1').value).toBe('xfr-s1.');
  expect(checkKeyName('a..b').wrong?.message).toContain('empty');
  expect(checkKeyName('a'.repeat(64)).wrong?.message).toContain('63');
  expect(checkKeyName(`${'a'.repeat(63)}.`.repeat(4)).wrong?.message).toContain('255');
  expect(checkKeyName('a b').wrong?.message).toContain('white space');
});

it('suggests a name with both ends in it', () => {
  expect(suggestedKeyName('example.org', '192.0.2.20')).toBe('192-0-2-20.example.org.');
  expect(suggestedKeyName('example.org', '2001:db8::20')).toBe('2001-db8-20.example.org.');
  expect(suggestedKeyName('root', '')).toBe('secondary.');
});
