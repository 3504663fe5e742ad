// SPDX-License-Identifier: GPL-3.0-or-later
import { expect, it } from 'vitest';
import vectors from '../../../../tests/data/validation_vectors.json';
import { checkAddress, checkPort } from './address.ts';
import { checkKeyName, checkKeyValue } from './tsig-key.ts';

interface Vector {
  field: string;
  input: unknown;
  api: { accepted?: string | number; code?: string; message?: string };
}

// What the server says of the same input, which its own tests hold it to.
for (const [i, vector] of (vectors.vectors as Vector[]).entries()) {
  const check = { ip: checkAddress, port: checkPort, name: checkKeyName, key: checkKeyValue }[vector.field];
  if (!check || typeof vector.input !== 'string') continue;
  it(`says the same as the server of vector ${i}: ${vector.field} ${JSON.stringify(vector.input).slice(0, 60)}`, () => {
    const checked = check(vector.input as string);
    if (vector.api.code) {
      expect(checked.wrong?.code).toBe(vector.api.code);
      if (vector.field === 'ip' || vector.field === 'port') expect(checked.wrong?.message).toBe(vector.api.message);
    } else {
      expect(checked.wrong).toBeUndefined();
      const value = checked.value as unknown;
      const shown = typeof value === 'object' ? (value as { text: string }).text : value;
      if (vector.field === 'ip') expect(shown).toBe(vector.api.accepted);
      if (vector.field === 'port') expect(shown).toBe(Number(vector.api.accepted));
    }
  });
}
