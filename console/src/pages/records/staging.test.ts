// SPDX-License-Identifier: GPL-3.0-or-later
import { expect, it } from 'vitest';
import { absoluteName, relativeName } from './names.ts';
import { changesOf, keyOf, matches, nothingStaged, redo, shownRows, stage, undo, unstage, type RecordChange, type RecordRow } from './staging.ts';

const www: RecordRow = { domain: 'www.example.org', type: 'A', ttl: 300, answers: ['192.0.2.1'], link: null };
const put = (address: string, domain = 'www.example.org'): RecordChange => ({ op: 'put', domain, type: 'A', ttl: 300, answers: [{ answer: [address] }] });
const remove: RecordChange = { op: 'delete', domain: 'www.example.org', type: 'A' };

it('shows what is staged on top of what the server has', () => {
  let staging = stage(nothingStaged(), put('192.0.2.2'), www);
  staging = stage(staging, put('192.0.2.3', 'new.example.org'), null);
  const rows = shownRows([www], staging.now);
  expect(rows.map(({ row, state }) => [row.domain, row.answers[0], state])).toEqual([
    ['new.example.org', '192.0.2.3', 'added'],
    ['www.example.org', '192.0.2.2', 'changed'],
  ]);
  expect(rows.every(({ isOvertaken }) => !isOvertaken)).toBe(true);
  expect(changesOf(staging.now)).toHaveLength(2);
});

it('undoes and redoes step by step, and a new step ends what could be redone', () => {
  const first = stage(nothingStaged(), put('192.0.2.2'), www);
  const second = stage(first, remove, www);
  expect(undo(second).now).toBe(first.now);
  expect(redo(undo(second)).now).toBe(second.now);
  expect(stage(undo(second), put('192.0.2.9'), www).future).toEqual([]);
  expect(undo(nothingStaged()).now.size).toBe(0);
  expect(unstage(second, keyOf(www)).now.size).toBe(0);
});

it('forgets a record that was added here and is deleted again', () => {
  const added = stage(nothingStaged(), put('192.0.2.2'), null);
  expect(stage(added, remove, null).now.size).toBe(0);
});

it('flags what somebody else changed since it was staged', () => {
  const staging = stage(nothingStaged(), put('192.0.2.2'), www);
  expect(shownRows([{ ...www, ttl: 60 }], staging.now)[0]!.isOvertaken).toBe(true);
  expect(shownRows([], staging.now)[0]!.isOvertaken).toBe(true);
});

it('finds by words and patterns in name, type and data', () => {
  const found = (text: string, type = '') => matches(www, 'www', text.toLowerCase().split(/\s+/).filter(Boolean), type);
  expect([found(''), found('www'), found('192.0.2'), found('w*'), found('*.example.org')]).toEqual([true, true, true, true, true]);
  expect([found('mail'), found('*.net'), found('www', 'AAAA')]).toEqual([false, false, false]);
});

it('reads names below the zone and shows them so', () => {
  expect(absoluteName('@', 'example.org')).toBe('example.org');
  expect(absoluteName('WWW', 'example.org')).toBe('www.example.org');
  expect(absoluteName('www.example.org', 'example.org')).toBe('www.example.org');
  expect(absoluteName('www.example.net.', 'example.org')).toBe('www.example.net');
  expect(absoluteName('com', '.')).toBe('com');
  expect([relativeName('example.org', 'example.org'), relativeName('a.b.example.org', 'example.org'), relativeName('com', '.')]).toEqual(['@', 'a.b', 'com']);
});
