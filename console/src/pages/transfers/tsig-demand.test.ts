// SPDX-License-Identifier: GPL-3.0-or-later
import { expect, it } from 'vitest';
import type { Acl, View } from '../../api/access-types.ts';
import { emptyRow, type RowDraft } from './draft.ts';
import { demandedKeys, demandOfViews, signsWithoutDemanding } from './tsig-demand.ts';

const acl = (name: string, src_prefixes: string[], tsig_keys: string[]) => ({ name, src_prefixes, tsig_keys }) as unknown as Acl;
const view = (name: string, read_acls: string[]) => ({ name, read_acls }) as unknown as View;
const lists = [acl('keys', [], ['k.example.']), acl('office', ['192.0.2.0/24'], []), acl('both', ['192.0.2.0/24'], ['b.example.']), acl('nobody', [], [])];
const row = (members: Partial<RowDraft>): RowDraft => ({ ...emptyRow(), ip: '192.0.2.20', notify: true, sign: true, keyName: 'k.example.', storedKey: 'k.example.', ...members });
const none = demandOfViews([], [], []);

it('a view demands a key when no list of it admits an address alone', () => {
  const views = [view('inside', ['keys', 'both']), view('lan', ['office']), view('empty', ['nobody'])];
  expect(demandOfViews(['inside'], views, lists)).toEqual({ always: true, keys: ['k.example', 'b.example'] });
  expect(demandOfViews(['inside', 'lan'], views, lists).always).toBe(false);
  expect(demandOfViews(['empty'], views, lists).always).toBe(true);
  expect(demandOfViews(['inside'], undefined, lists).always).toBeNull();
});

it('signed NOTIFY with transfers by address is a gap, unless views close it', () => {
  const draft = { enabled: true, rows: [row({}), row({ transfers: true })] };
  expect(signsWithoutDemanding(draft, none)).toBe(true);
  expect(signsWithoutDemanding(draft, { always: true, keys: ['k.example'] })).toBe(false);
  expect(signsWithoutDemanding({ ...draft, enabled: false }, none)).toBe(false);
  expect(signsWithoutDemanding({ enabled: true, rows: [row({ sign: false })] }, none)).toBe(false);
});

it('keys are demanded of everybody only when no row admits by address', () => {
  expect(demandedKeys({ enabled: true, rows: [row({ transfers: true })] }, none)).toEqual(['k.example']);
  expect(demandedKeys({ enabled: true, rows: [row({ transfers: true }), row({})] }, none)).toEqual([]);
  expect(demandedKeys({ enabled: true, rows: [row({})] }, { always: true, keys: ['v.example'] })).toEqual(['v.example']);
  expect(demandedKeys({ enabled: true, rows: [] }, none)).toEqual([]);
});
