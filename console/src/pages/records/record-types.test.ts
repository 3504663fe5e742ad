// SPDX-License-Identifier: GPL-3.0-or-later
import { expect, it } from 'vitest';
import vectors from '../../../../tests/data/record_vectors.json';
import { answerOf, isAddress, isDotless, lineOf, partsOf, valuesOf, valuesOfLine, wrongOf } from './record-types.ts';

it('takes an answer apart into fields and puts it together again', () => {
  expect(valuesOf('MX', ['10 mail.example.org'])).toEqual(['10', 'mail.example.org']);
  expect(valuesOf('MX', [10, 'mail.example.org'])).toEqual(['10', 'mail.example.org']);
  expect(answerOf('MX', [' 10 ', 'mail.example.org'])).toEqual(['10', 'mail.example.org']);
  expect(valuesOf('HTTPS', ['1', '.', 'alpn=h2,h3', 'port=8443'])).toEqual(['1', '.', 'alpn=h2,h3 port=8443']);
  expect(answerOf('HTTPS', ['1', '.', 'alpn=h2,h3 key1="a b"'])).toEqual(['1', '.', 'alpn=h2,h3', 'key1="a b"']);
  expect(answerOf('NAPTR', ['100', '10', 'u', 'E2U+sip', '!^.*$!sip:i@example.org!', '.'])).toHaveLength(6);
  expect(answerOf('CAA', ['0', 'issue', 'ca.example; account=1'])).toEqual(['0', 'issue', 'ca.example; account=1']);
  expect(answerOf('TYPE65280', ['\\# 4 0a000001'])).toEqual(['\\#', '4', '0a000001']);
});

it('keeps the strings of TXT apart and cuts those that are too long between characters', () => {
  expect(valuesOf('TXT', ['v=spf1 -all', 'b "q" c'])).toEqual(['v=spf1 -all\nb "q" c']);
  expect(answerOf('TXT', ['v=spf1 -all\nb "q" c'])).toEqual(['v=spf1 -all', 'b "q" c']);
  expect(answerOf('TXT', ['x'.repeat(300)]).map(({ length }) => length)).toEqual([255, 45]);
  expect(answerOf('TXT', [`${'x'.repeat(254)}ü`])).toEqual(['x'.repeat(254), 'ü']);
  expect(answerOf('TXT', [`${'x'.repeat(254)}\\255y`])).toEqual([`${'x'.repeat(254)}\\255`, 'y']);
  expect(answerOf('TXT', [''])).toEqual(['']);
});

it('tells what is plainly wrong', () => {
  const [ipv4] = partsOf('A');
  const [ipv6] = partsOf('AAAA');
  const [preference, host] = partsOf('MX');
  for (const address of ['192.0.2.1', '0.0.0.0', '255.255.255.255', '224.0.0.1']) expect(wrongOf(ipv4!, address)).toBeNull();
  for (const address of ['::1', '192.0.2', '192.0.2.1/24', '010.0.0.1', 'x']) expect(wrongOf(ipv4!, address)).toBe('ipv4');
  for (const address of ['2001:db8::1', '::', 'fe80::1', 'ff02::1', '::ffff:192.0.2.1']) expect(wrongOf(ipv6!, address)).toBeNull();
  for (const address of ['192.0.2.1', 'fe80::1%eth0', '2001:db8::/32']) expect(wrongOf(ipv6!, address)).toBe('ipv6');
  expect(wrongOf(preference!, '65536')).toBe('number');
  expect(wrongOf(preference!, '')).toBe('required');
  expect(wrongOf(host!, 'a b')).toBe('host');
  expect([isDotless(host!, 'mail'), isDotless(host!, 'mail.'), isDotless(host!, '.')]).toEqual([true, false, false]);
});

it('writes an answer as one line and reads it again', () => {
  for (const [type, values] of [
    ['MX', ['10', 'mail.example.org']],
    ['TXT', ['v=spf1 -all\nb "q" c']],
    ['TXT', ['']],
    ['NAPTR', ['100', '10', '', '', '', 'x.example.org']],
    ['CAA', ['0', 'issue', 'ca.example; account=1']],
    ['HTTPS', ['1', '.', 'alpn=h2 port=443']],
    ['TYPE65280', ['\\# 4 0a000001']],
  ] as const) {
    expect(valuesOfLine(type, lineOf(type, values)), type).toEqual(values);
  }
  expect(lineOf('TXT', ['a "b"'])).toBe('"a \\"b\\""');
});

// What the server says of each, its own tests hold it to.
it.each(vectors.vectors)('says of $type $fields what the table says', ({ type, fields, answer, console: verdict }) => {
  const wrong = partsOf(type).flatMap((part, i) => {
    const found = wrongOf(part, fields[i] ?? '');
    return found ? [`${part.id}: ${found}`] : [];
  });
  expect(wrong.join('; ') || 'accepted').toBe(verdict);
  expect(answerOf(type, fields)).toEqual(answer);
});

it('tells an address where a host name is meant', () => {
  const [host] = partsOf('CNAME');
  expect(['192.0.2.1', '192.0.2.1.', '2001:db8::1', 'mail.example.org', '1.example.org'].map((value) => isAddress(host!, value))).toEqual([true, true, true, false, false]);
});
