// SPDX-License-Identifier: GPL-3.0-or-later
// Whether transfers of a zone take a key: by its rows, or by the views that show it.
import type { Acl, View } from '../../api/access-types.ts';
import { isSigned, type Draft } from './draft.ts';

/// How far the demand of a key is to go: the rows' transfers, or all that is asked of the zone.
export type Reach = 'transfers' | 'zone';

export interface ViewsDemand {
  /// Null: the views cannot be looked at.
  always: boolean | null;
  /// Of their access control lists, without final dot.
  keys: string[];
}

/// Views show the zone to whoever one of their lists matches. A list with prefixes alone matches
/// without a key; one with both wants both.
export function demandOfViews(names: readonly string[], views: View[] | undefined, acls: Acl[] | undefined): ViewsDemand {
  if (names.length === 0) return { always: false, keys: [] };
  if (!views || !acls) return { always: null, keys: [] };
  const lists = views.filter(({ name }) => names.includes(name)).flatMap(({ read_acls }) => acls.filter(({ name }) => read_acls.includes(name)));
  return {
    always: lists.every(({ src_prefixes, tsig_keys }) => tsig_keys.length > 0 || src_prefixes.length === 0),
    keys: [...new Set(lists.flatMap(({ tsig_keys }) => tsig_keys.map(plain)))],
  };
}

/// The gap that the article warns of: a row's NOTIFY is signed, its transfers need no key.
export function signsWithoutDemanding(draft: Draft, views: ViewsDemand): boolean {
  return draft.enabled && views.always === false && draft.rows.some((row) => isSigned(row) && !row.transfers);
}

/// The keys without one of which nobody transfers; empty when somebody can.
export function demandedKeys(saved: Draft, views: ViewsDemand): string[] {
  if (!saved.enabled || saved.rows.length === 0) return [];
  if (views.always) return views.keys;
  if (!saved.rows.every((row) => row.transfers)) return [];
  return [...new Set(saved.rows.map((row) => plain(row.storedKey ?? '')))];
}

function plain(name: string): string {
  return name.replace(/\.$/, '');
}
