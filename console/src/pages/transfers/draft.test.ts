// SPDX-License-Identifier: GPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { draftOf, emptyRow, errorsOf, isChanged, placeOf, primaryOf, sharedAddresses, type RowDraft } from './draft.ts';

const row = (members: Partial<RowDraft>): RowDraft => ({ ...emptyRow(), ip: '192.0.2.20', ...members });
const secret = 'c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U=';

describe('a draft', () => {
  it('comes back from the API as it went there', () => {
    const primary = {
      enabled: true,
      secondaries: [
        { ip: '192.0.2.20', port: 53, notify: true, networks: [], tsig: { enabled: true, hash: 'hmac-sha512' as const, name: 'k.example.', fingerprint: '9f3c21aa', transfers: true } },
        { ip: '2001:db8::/32', port: 5353, notify: false, networks: [1], tsig: null },
      ],
    };
    const draft = draftOf(primary);
    expect([draft.rows[0]!.keyValue, draft.rows[0]!.fingerprint]).toEqual(['', '9f3c21aa']);
    expect(primaryOf(draft).secondaries).toEqual([
      { ip: '192.0.2.20', port: 53, notify: true, networks: [], tsig: { enabled: true, name: 'k.example.', transfers: true } },
      { ip: '2001:db8::/32', port: 5353, notify: false, networks: [1], tsig: { enabled: false } },
    ]);
    expect(isChanged(draft, draftOf(primary))).toBe(false);
  });

  it('does not send a key that signs nothing', () => {
    const unused = row({ sign: true, notify: false, keyName: 'k', keyValue: secret });
    expect(primaryOf({ enabled: true, rows: [unused] }).secondaries[0]!.tsig).toEqual({ enabled: false });
  });

  it('never notifies a range', () => {
    const range = row({ ip: '192.0.2.0/24', notify: true });
    expect(primaryOf({ enabled: true, rows: [range] }).secondaries[0]!.notify).toBe(false);
  });
});

describe('errors of a row', () => {
  // All incomplete combinations of hash, name and value.
  for (let bits = 0; bits < 7; ++bits) {
    it(`names each missing part of a key, combination ${bits}`, () => {
      const given = row({
        notify: true,
        sign: true,
        hash: (bits & 1 ? 'hmac-sha256' : '') as RowDraft['hash'],
        keyName: bits & 2 ? 'k' : '',
        keyValue: bits & 4 ? secret : '',
      });
      const [errors] = errorsOf([given]);
      expect(errors!.hash?.code).toBe(bits & 1 ? undefined : 'required');
      expect(errors!.keyName?.code).toBe(bits & 2 ? undefined : 'required');
      expect(errors!.keyValue?.code).toBe(bits & 4 ? undefined : 'required');
    });
  }

  it('tells where the same address and port stand already, in whatever spelling', () => {
    const rows = [row({ ip: '2001:db8::1' }), row({ ip: '2001:DB8:0:0::1', port: '' }), row({ ip: '2001:db8::1', port: '54' })];
    const [first, second, third] = errorsOf(rows);
    expect(second!.ip?.message).toBe('Already listed in row 1');
    expect(first).toEqual({});
    expect(third).toEqual({});
    expect([...sharedAddresses(rows)]).toEqual(['2001:db8::1']);
  });
});

it("finds the field of the API's path", () => {
  expect(placeOf('primary.secondaries[12].tsig.key')).toEqual({ row: 12, field: 'keyValue' });
  expect(placeOf('primary.secondaries[0].port')).toEqual({ row: 0, field: 'port' });
  expect(placeOf('primary.secondaries')).toBeNull();
});
