// SPDX-License-Identifier: GPL-3.0-or-later
// Pages of a list of the server's: each answer tells where the next page begins, and the page's address
// where this one does. Where the pages before began is remembered as long as the console is open.
import type { Query } from './api/query.svelte.ts';
import { router, setQuery } from './router.svelte.ts';

/// Beginnings of the pages passed, from the first one on, by what is listed.
const trails = new Map<string, string[]>();

export class Paging {
  constructor(
    private readonly size: number,
    private readonly listed: () => Query<unknown>,
  ) {}

  /// For the request; empty on the first page.
  get after(): string {
    return router.query.get('after') ?? '';
  }
  /// How many come before this page; null when that is not known, as after a reload.
  get passed(): number | null {
    const at = this.trail.indexOf(this.after);
    return at < 0 ? null : at * this.size;
  }
  get previous(): (() => void) | null {
    if (!this.after) return null;
    return () => {
      const trail = this.trail;
      setQuery({ after: trail[trail.indexOf(this.after) - 1] ?? '' });
    };
  }
  get next(): (() => void) | null {
    const link = this.listed().answer?.next;
    const next = link ? new URLSearchParams(link.split('?')[1]).get('after') : null;
    if (!next) return null;
    return () => {
      const trail = this.trail;
      const at = trail.indexOf(this.after);
      if (at >= 0) trails.set(this.key, [...trail.slice(0, at + 1), next]);
      setQuery({ after: next });
    };
  }

  private get key(): string {
    const query = router.query;
    query.delete('after');
    return `${router.path}?${query}`;
  }
  private get trail(): string[] {
    return trails.get(this.key) ?? [''];
  }
}
