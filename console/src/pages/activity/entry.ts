// SPDX-License-Identifier: GPL-3.0-or-later
// What an entry of the activity log changed, as a difference.
import type { ActivityEntry } from '../../api/account-types.ts';
import type { Difference } from '../../difference.ts';

/// "www.example.org.\t300\tA\t192.0.2.1" has no class; a difference is told in presentation format.
function lineOf(record: string): string {
  const [name = '', ttl = '', type = '', ...data] = record.split('\t');
  return `${name} ${ttl} IN ${type} ${data.join(' ')}`;
}

function recordsOf(side: Record<string, unknown> | null | undefined): string[] {
  return Array.isArray(side?.records) ? side.records.map((record) => lineOf(String(record))) : [];
}

function settingsOf(side: Record<string, unknown> | null | undefined): Record<string, unknown> | null {
  if (!side) return null;
  const { records: _, record_count: __, ...settings } = side;
  return settings;
}

function countOf(side: Record<string, unknown> | null | undefined, shown: number): number {
  return typeof side?.record_count === 'number' ? side.record_count : shown;
}

export function differenceOf({ before, after }: ActivityEntry): Difference {
  const [deleted, added] = [recordsOf(before), recordsOf(after)];
  const [deletedCount, addedCount] = [countOf(before, deleted.length), countOf(after, added.length)];
  return {
    deleted_count: deletedCount,
    added_count: addedCount,
    cut: deletedCount > deleted.length || addedCount > added.length,
    deleted: deleted.filter((line) => !added.includes(line)),
    added: added.filter((line) => !deleted.includes(line)),
    settings: { before: settingsOf(before), after: settingsOf(after) },
  };
}
