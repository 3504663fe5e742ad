// SPDX-License-Identifier: GPL-3.0-or-later
// What an entry of the activity log tells: what was changed, as a difference; or who came and went.
import type { ActivityEntry } from '../../api/account-types.ts';
import type { Difference } from '../../difference.ts';

export const actions = ['create', 'update', 'delete', 'import', 'reveal', 'sign-in', 'sign-out', 'sign-in-refused', 'revoke'] as const;
export const resourceTypes = ['zone', 'record', 'session', 'apikey', 'team', 'user', 'tsig_key', 'acl', 'view', 'network'] as const;

/// Somebody came or went, and nothing was changed.
export interface Visit {
  /// "key" or "link".
  with: string;
  /// Why it was refused.
  reason: string;
  agent: string;
  /// Refused attempts before this one that are not told one by one.
  leftOut: number;
  /// Whose session was ended by somebody else, and from where it was.
  whose: string;
  whoseAddress: string;
}

export function visitOf({ resource_type, before, after }: ActivityEntry): Visit | null {
  if (resource_type !== 'session') return null;
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  return {
    with: text(after?.with),
    reason: text(after?.reason),
    agent: text(after?.agent),
    leftOut: typeof after?.left_out === 'number' ? after.left_out : 0,
    whose: text(before?.name) || text(before?.actor),
    whoseAddress: text(before?.address),
  };
}

/// What people call the thing: some have ids that nobody knows.
export function nameOf({ resource_type, resource_id, before, after }: ActivityEntry): string {
  if (!['apikey', 'team', 'network'].includes(resource_type)) return resource_id;
  const name = ((after ?? before)?.[resource_type] as { name?: unknown } | undefined)?.name;
  return typeof name === 'string' && name ? name : resource_id;
}

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
