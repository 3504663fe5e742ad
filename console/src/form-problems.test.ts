// SPDX-License-Identifier: GPL-3.0-or-later
import { expect, it } from 'vitest';
import { ApiProblem } from './api/client.svelte.ts';
import { linesOf, problemsOf } from './form-problems.ts';

const refused = (status: number, ...paths: string[]) =>
  new ApiProblem(status, 'wrong', paths.map((path) => ({ path, code: 'x', message: `${path}!` })), '', null);

it('places what the server says at its fields', () => {
  expect(problemsOf(refused(400, 'name', 'src_prefixes[2]', 'src_prefixes[3]'), ['name', 'src_prefixes'])).toEqual({
    fields: { name: 'name!', src_prefixes: 'src_prefixes[2]! src_prefixes[3]!' },
    paths: { name: 'name!', 'src_prefixes[2]': 'src_prefixes[2]!', 'src_prefixes[3]': 'src_prefixes[3]!' },
    trouble: null,
  });
});

it('keeps what has no field, and what is no problem of the form, for the form as a whole', () => {
  const elsewhere = refused(400, 'name', 'other');
  expect(problemsOf(elsewhere, ['name'])).toEqual({ fields: { name: 'name!' }, paths: { name: 'name!', other: 'other!' }, trouble: elsewhere });
  const conflict = refused(409);
  expect(problemsOf(conflict, ['name'])).toEqual({ fields: {}, paths: {}, trouble: conflict });
  const plain = refused(400);
  expect(problemsOf(plain, ['name']).trouble).toBe(plain);
});

it('reads one entry a line', () => {
  expect(linesOf(' 192.0.2.0/24\n\n2001:db8::/32, 192.0.2.1\n')).toEqual(['192.0.2.0/24', '2001:db8::/32', '192.0.2.1']);
});
