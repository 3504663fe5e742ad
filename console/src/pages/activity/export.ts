// SPDX-License-Identifier: GPL-3.0-or-later
import type { ActivityEntry } from '../../api/account-types.ts';
import { api } from '../../api/client.svelte.ts';

export const exportedMax = 100_000;

/// All entries from `first` on, page by page, the newest `exportedMax` of them.
export async function gathered(first: string): Promise<ActivityEntry[]> {
  const entries: ActivityEntry[] = [];
  for (let next: string | null = first; next && entries.length < exportedMax; ) {
    const answer: { data: ActivityEntry[]; next: string | null } = await api.get<ActivityEntry[]>(next);
    entries.push(...answer.data);
    next = answer.next;
  }
  return entries;
}
