// SPDX-License-Identifier: GPL-3.0-or-later
// Who is signed in, and until when. The session itself is a cookie that scripts cannot read; this side
// only holds its CSRF token, in memory. Before the session ends its end is told, and after it what
// waited for an answer goes on once the same person has signed in again.
import { api, ApiProblem, useCsrfToken, useSessionKeeper } from './api/client.svelte.ts';
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

interface Ending {
  /// By the clock of this machine.
  at: number;
  /// Use does not put it off any more.
  isFinal: boolean;
}

const state = $state<{ session: SessionAnswer | null; known: boolean; ended: boolean; ending: Ending | null }>({
  session: null,
  known: false,
  ended: false,
  ending: null,
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
  /// Set when it is about to end.
  get ending(): Ending | null {
    return state.ending;
  },
  /// What is absent need not be offered; the server judges each request all the same.
  may(right: Right): boolean {
    return state.session?.rights.includes(right) ?? false;
  },
};

export async function startSession(): Promise<void> {
  useSessionKeeper({ renewed, hasOtherToken });
  // Another tab may have signed in anew, or put the end off.
  window.addEventListener('focus', () => void look());
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && void look());
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
  clearTimeout(timer);
  useCsrfToken(null);
  forgetAll();
  state.session = null;
  state.ended = false;
  state.ending = null;
  settle(false);
}

/// To ask the server is use enough.
export async function staySignedIn(): Promise<void> {
  try {
    accept((await api.get<SessionAnswer>('/v1/session')).data);
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 401) end();
    else throw error;
  }
}

let waiting: ((isSame: boolean) => void)[] = [];

function settle(isSame: boolean): void {
  const settled = waiting;
  waiting = [];
  for (const each of settled) each(isSame);
}

function accept(answer: SessionAnswer): void {
  const isSame = state.session?.actor === answer.actor;
  if (state.session && !isSame) forgetAll();
  useCsrfToken(answer.csrf);
  state.session = answer;
  state.ended = false;
  idleSeconds = Math.max(isSame ? idleSeconds : 0, answer.expires_in);
  watch(answer);
  settle(isSame);
}

function end(): void {
  clearTimeout(timer);
  state.ended = true;
  state.ending = null;
}

function renewed(): Promise<boolean> {
  if (!state.session) return Promise.resolve(false);
  end();
  return new Promise((resolve) => waiting.push(resolve));
}

/// A refusal may have that reason, or that rights were taken away: the page shows those that are left.
async function hasOtherToken(): Promise<boolean> {
  const before = state.session;
  const now = await current();
  if (!before || !now || now.actor !== before.actor) return false;
  accept(now);
  return now.csrf !== before.csrf;
}

async function current(): Promise<SessionAnswer | null> {
  try {
    return (await api.get<SessionAnswer>('/v1/session', { background: true })).data;
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 401) return null;
    throw error;
  }
}

const noticeSeconds = 120;
const timerSecondsMax = 3600;
const laterSeconds = 5;
let idleSeconds = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/// Asks again when the end comes near: use by this tab or another may have put it off.
function watch({ expires_in, ends_in }: SessionAnswer): void {
  const notice = Math.min(noticeSeconds, idleSeconds / 2);
  const isNear = expires_in <= notice;
  state.ending = isNear ? { at: Date.now() + expires_in * 1000, isFinal: ends_in <= expires_in } : null;
  lookIn(isNear ? expires_in + 1 : expires_in - notice);
}

function lookIn(seconds: number): void {
  clearTimeout(timer);
  timer = setTimeout(() => void look(), Math.min(seconds, timerSecondsMax) * 1000);
}

async function look(): Promise<void> {
  if (!state.session) return;
  try {
    const now = await current();
    if (!state.session) return;
    if (!now) end();
    else accept(now);
  } catch {
    // The server is away, which the banner tells.
    lookIn(laterSeconds);
  }
}
