// SPDX-License-Identifier: GPL-3.0-or-later
// Who is signed in. The session itself is a cookie that scripts cannot read; this side only holds
// its CSRF token, in memory.
import { api, ApiProblem, useCsrfToken, whenUnauthorized } from './api/client.svelte.ts';
import { forgetAll } from './api/query.svelte.ts';
import type { Session } from './api/types.ts';

export type Right =
  | 'dns.view_zones'
  | 'dns.manage_zones'
  | 'account.manage_users'
  | 'account.manage_teams'
  | 'account.manage_apikeys'
  | 'account.manage_account_settings'
  | 'account.manage_ip_whitelist'
  | 'account.view_activity_log'
  | 'security.view_tsig_secrets';

export interface SessionAnswer extends Session {
  csrf: string;
  /// Of the key that signed in: "dns.manage_zones".
  rights: string[];
}

const state = $state<{ session: SessionAnswer | null; known: boolean; ended: boolean }>({
  session: null,
  known: false,
  ended: false,
});

export const session = {
  get current(): SessionAnswer | null {
    return state.session;
  },
  /// Whether the server has been asked.
  get known(): boolean {
    return state.known;
  },
  /// It was there and is no longer: what is typed on the page stays while one signs in again.
  get ended(): boolean {
    return state.ended;
  },
  /// What is absent need not be offered; the server judges each request all the same.
  may(right: Right): boolean {
    return state.session?.rights.includes(right) ?? false;
  },
};

export async function startSession(): Promise<void> {
  whenUnauthorized(() => {
    if (state.session) state.ended = true;
    useCsrfToken(null);
  });
  // The token of a one-time link stands behind the "#", which is never sent anywhere, and is taken
  // out of the address at once.
  const token = /^#token=([\w-]+)$/.exec(location.hash)?.[1];
  if (token) history.replaceState(history.state, '', location.pathname + location.search);
  try {
    if (token) await signIn({ token });
    else accept((await api.get<SessionAnswer>('/v1/session')).data);
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    if (token) linkProblem.message = error.message;
  } finally {
    state.known = true;
  }
}

/// Why the one-time link did not sign in.
export const linkProblem = $state<{ message: string }>({ message: '' });

export async function signIn(credential: { key: string } | { token: string }): Promise<void> {
  accept((await api.post<SessionAnswer>('/v1/session', credential)).data);
}

export async function signOut(): Promise<void> {
  await api.delete('/v1/session');
  useCsrfToken(null);
  forgetAll();
  state.session = null;
  state.ended = false;
}

function accept(answer: SessionAnswer): void {
  useCsrfToken(answer.csrf);
  state.session = answer;
  state.ended = false;
}
