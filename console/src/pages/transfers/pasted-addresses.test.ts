// SPDX-License-Identifier: GPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { addressesOfText, isList, splitPort } from './pasted-addresses.ts';

describe('an address with its port', () => {
  for (const text of ['192.0.2.20:5353', '192.0.2.20@5353', '192.0.2.20 port 5353', ' 192.0.2.20 port 5353; ', '[192.0.2.20]:5353']) {
    it(`is taken apart: ${text}`, () => expect(splitPort(text)).toEqual({ ip: '192.0.2.20', port: '5353' }));
  }
  for (const text of ['[2001:db8::20]:5353', '2001:db8::20@5353', '2001:db8::20 port 5353']) {
    it(`is taken apart: ${text}`, () => expect(splitPort(text)).toEqual({ ip: '2001:db8::20', port: '5353' }));
  }
  for (const text of ['192.0.2.20', '2001:db8::20', 'ns2.example.org', '']) {
    it(`is left alone without one: ${text}`, () => expect(splitPort(text)).toBeNull());
  }
});

describe('a list', () => {
  it('becomes rows, and tells what was passed over', () => {
    const list = addressesOfText(
      '# secondaries\n192.0.2.1\n192.0.2.2:5353\n\n[2001:db8::1]:53\nns.example.org\n192.0.2.1\n192.0.2.0/24 # office\n192.0.2.999\n192.0.2.3 port 54',
    );
    expect(list.addresses).toEqual([
      { ip: '192.0.2.1', port: '' },
      { ip: '192.0.2.2', port: '5353' },
      { ip: '2001:db8::1', port: '53' },
      { ip: '192.0.2.0/24', port: '' },
      { ip: '192.0.2.3', port: '54' },
    ]);
    expect(list.skipped).toEqual([
      { text: 'ns.example.org', reason: 'not_an_address' },
      { text: '192.0.2.1', reason: 'duplicate' },
      { text: '192.0.2.999', reason: 'invalid_address' },
    ]);
  });

  it('may stand on one line', () => {
    expect(addressesOfText('192.0.2.1, 192.0.2.2; 192.0.2.3').addresses).toHaveLength(3);
    expect(isList('192.0.2.1 port 53')).toBe(false);
    expect(isList('192.0.2.1')).toBe(false);
    expect(isList('192.0.2.1\n192.0.2.2')).toBe(true);
  });

  it('leaves out what is on the page already', () => {
    expect(addressesOfText('192.0.2.1\n192.0.2.2', [{ ip: '192.0.2.1', port: '53' }]).addresses).toHaveLength(1);
  });
});
