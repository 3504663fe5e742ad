// SPDX-License-Identifier: GPL-3.0-or-later
// What a page reads from the server: kept while it is read again, forgotten when a change makes it
// untrue. Two parts of a page that ask for the same path share one answer.
import { untrack } from 'svelte';

import { api, connection, type Answer } from './client.svelte.ts';

interface Entry {
  answer: Answer<unknown> | null;
  error: Error | null;
  busy: boolean;
  /// Counts the reads begun, so that an answer overtaken by a later one is dropped.
  reads: number;
}

const entries = $state<Record<string, Entry>>({});
const entriesMax = 200;
/// How many parts of what is on show read each path.
const readers = new Map<string, number>();

export interface Query<T> {
  readonly data: T | undefined;
  readonly answer: Answer<T> | null;
  readonly error: Error | null;
  /// Nothing is known yet.
  readonly loading: boolean;
  readonly refreshing: boolean;
  refresh(): Promise<void>;
}

/// For the script of a component: follows `target()`, a path, or null for nothing. `everyMs` reads
/// again while the page is visible, which keeps no session.
export function query<T>(target: () => string | null, options: { everyMs?: number } = {}): Query<T> {
  const key = $derived(target());
  let returns = untrack(() => connection.returns);
  $effect(() => {
    const isBack = connection.returns !== returns;
    returns = connection.returns;
    const wanted = key;
    if (wanted === null) return;
    readers.set(wanted, (readers.get(wanted) ?? 0) + 1);
    untrack(() => void read(wanted, isBack));
    return () => {
      const left = readers.get(wanted)! - 1;
      if (left > 0) readers.set(wanted, left);
      else readers.delete(wanted);
    };
  });
  if (options.everyMs) {
    $effect(() => {
      const timer = setInterval(() => {
        if (key !== null && !connection.away && document.visibilityState === 'visible') void read(key, true);
      }, options.everyMs);
      return () => clearInterval(timer);
    });
  }
  const entry = $derived(key === null ? undefined : entries[key]);
  return {
    get data() {
      return entry?.answer?.data as T | undefined;
    },
    get answer() {
      return (entry?.answer ?? null) as Answer<T> | null;
    },
    get error() {
      return entry?.error ?? null;
    },
    get loading() {
      return key !== null && !entry?.answer && !entry?.error;
    },
    get refreshing() {
      return entry?.busy ?? false;
    },
    async refresh() {
      if (key !== null) await read(key);
    },
  };
}

async function read(key: string, background = false): Promise<void> {
  makeRoom(key);
  const entry = (entries[key] ??= { answer: null, error: null, busy: false, reads: 0 });
  const mine = (entries[key]!.reads = entry.reads + 1);
  entries[key]!.busy = true;
  try {
    const answer = await api.get(key, { background });
    const now = entries[key];
    if (!now || now.reads !== mine) return;
    now.answer = answer;
    now.error = null;
  } catch (error) {
    const now = entries[key];
    if (!now || now.reads !== mine) return;
    now.error = error as Error;
  }
  const now = entries[key];
  if (now?.reads === mine) now.busy = false;
}

function makeRoom(key: string): void {
  const keys = Object.keys(entries);
  if (key in entries || keys.length < entriesMax) return;
  for (const old of keys.slice(0, entriesMax / 2)) {
    if (!entries[old]?.busy) delete entries[old];
  }
}

/// After a change: what is on show below `prefix` is read again, the rest is forgotten.
export async function invalidate(prefix: string): Promise<void> {
  const concerned = Object.keys(entries).filter((key) => key.startsWith(prefix));
  for (const key of concerned) if (!readers.has(key)) delete entries[key];
  await Promise.all(concerned.filter((key) => readers.has(key)).map((key) => read(key)));
}

export function forgetAll(): void {
  for (const key of Object.keys(entries)) delete entries[key];
}
