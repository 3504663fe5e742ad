// SPDX-License-Identifier: GPL-3.0-or-later
// What the caller may with one zone: a key may manage some zones and only look at others.
import { path, queryString } from './api/client.svelte.ts';
import { query } from './api/query.svelte.ts';
import { session, type Right } from './session.svelte.ts';

/// For the script of a component; follows `zone()`, a zone's name.
export function rightsOver(zone: () => string) {
  // Who may nothing of the kind anywhere need not be asked about.
  const own = query<{ rights: string[] }>(() => (session.may('dns.manage_zones') ? `${path`/v1/account/self`}${queryString({ zone: zone() })}` : null));
  return {
    get known(): boolean {
      return !own.loading;
    },
    /// What is absent need not be offered; the server judges each request all the same.
    may(right: Right): boolean {
      return session.may(right) && (own.data?.rights.includes(right) ?? false);
    },
  };
}
