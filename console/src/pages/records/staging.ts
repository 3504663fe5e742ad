// SPDX-License-Identifier: GPL-3.0-or-later
// Changes of records that are gathered before they are published as one. Values are never altered:
// each step makes a new state, so that undo and redo are the states before and after.
import { textOf } from './record-types.ts';

export interface RecordRow {
  domain: string;
  type: string;
  ttl: number;
  /// In presentation format.
  answers: string[];
  link: string | null;
}

/// An element of `records` of POST /changes.
export interface RecordChange {
  op: 'put' | 'delete';
  domain: string;
  type: string;
  ttl?: number;
  answers?: { answer: string[]; [kept: string]: unknown }[];
  [kept: string]: unknown;
}

export interface Staged {
  change: RecordChange;
  /// What was there when it was staged.
  before: RecordRow | null;
}

export type Stage = ReadonlyMap<string, Staged>;

export interface Staging {
  past: Stage[];
  now: Stage;
  future: Stage[];
}

const empty: Stage = new Map();
const stepsMax = 200;

export function nothingStaged(): Staging {
  return { past: [], now: empty, future: [] };
}

export function keyOf(record: { domain: string; type: string }): string {
  return `${record.domain.toLowerCase()}/${record.type}`;
}

function step(staging: Staging, now: Stage): Staging {
  return { past: [...staging.past.slice(1 - stepsMax), staging.now], now, future: [] };
}

/// A change of what is staged already keeps what was there before the first of them; a record that
/// was added here and is deleted again is as if it had never been.
export function stage(staging: Staging, change: RecordChange, before: RecordRow | null): Staging {
  const key = keyOf(change);
  const earlier = staging.now.get(key);
  const first = earlier ? earlier.before : before;
  const now = new Map(staging.now);
  if (change.op === 'delete' && !first) now.delete(key);
  else now.set(key, { change, before: first });
  return step(staging, now);
}

export function unstage(staging: Staging, key: string): Staging {
  const now = new Map(staging.now);
  return now.delete(key) ? step(staging, now) : staging;
}

export function undo(staging: Staging): Staging {
  const before = staging.past.at(-1);
  if (!before) return staging;
  return { past: staging.past.slice(0, -1), now: before, future: [staging.now, ...staging.future] };
}

export function redo(staging: Staging): Staging {
  const [after, ...future] = staging.future;
  return after ? { past: [...staging.past, staging.now], now: after, future } : staging;
}

export interface ShownRow {
  key: string;
  row: RecordRow;
  state: 'same' | 'added' | 'changed' | 'deleted';
  /// Before the staged change.
  before: RecordRow | null;
  /// Somebody else changed it since it was staged.
  isOvertaken: boolean;
}

export function rowOfChange(change: RecordChange): RecordRow {
  const answers = (change.answers ?? []).map(({ answer }) => textOf(change.type, answer));
  return { domain: change.domain, type: change.type, ttl: change.ttl ?? 0, answers, link: null };
}

function same(a: RecordRow | null, b: RecordRow | null): boolean {
  if (!a || !b) return a === b;
  return a.ttl === b.ttl && a.link === b.link && [...a.answers].sort().join('\n') === [...b.answers].sort().join('\n');
}

/// What the server has with what is staged on top, new records first.
export function shownRows(rows: RecordRow[], now: Stage): ShownRow[] {
  const known = new Set<string>();
  const shown = rows.map((row): ShownRow => {
    const key = keyOf(row);
    known.add(key);
    const staged = now.get(key);
    if (!staged) return { key, row, state: 'same', before: null, isOvertaken: false };
    const isOvertaken = !same(staged.before, row);
    if (staged.change.op === 'delete') return { key, row, state: 'deleted', before: row, isOvertaken };
    return { key, row: rowOfChange(staged.change), state: 'changed', before: row, isOvertaken };
  });
  const added = [...now].flatMap(([key, staged]): ShownRow[] => {
    if (known.has(key)) return [];
    const row = staged.change.op === 'put' ? rowOfChange(staged.change) : staged.before!;
    const state = staged.change.op === 'put' ? 'added' : 'deleted';
    return [{ key, row, state, before: null, isOvertaken: staged.before !== null }];
  });
  return [...added, ...shown];
}

export function changesOf(now: Stage): RecordChange[] {
  return [...now.values()].map(({ change }) => change);
}

/// Words that must all occur in name, type or data; "*" stands for anything.
export function matches(row: RecordRow, relative: string, words: string[], type: string): boolean {
  if (type && row.type !== type) return false;
  if (words.length === 0) return true;
  const text = `${relative} ${row.domain} ${row.type} ${row.answers.join(' ')}`.toLowerCase();
  return words.every((word) => (word.includes('*') ? patternOf(word).test(text) : text.includes(word)));
}

function patternOf(word: string): RegExp {
  const escaped = word.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`(^|\\s)${escaped.join('\\S*')}(\\s|$)`);
}
