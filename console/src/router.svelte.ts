// SPDX-License-Identifier: GPL-3.0-or-later
// Which page an address shows. Addresses are real paths; each page is its own chunk. What has unsaved
// work, a page or a dialog on it, may hold the reader back (holdBack).
import { tick, type Component } from 'svelte';

import type { MessageKey } from './i18n/i18n.svelte.ts';

export type Parameters = Record<string, string>;

export interface Route {
  path: string; // "/dns/zones/:zone/transfers"
  title: MessageKey;
  load: () => Promise<{ default: Component<any> }>;
  /// Which top-level item is current: its address.
  section: string;
}

interface State {
  path: string;
  search: string;
  route: Route | null;
  parameters: Parameters;
}

const state = $state<State>({ path: '/', search: '', route: null, parameters: {} });
let routes: Route[] = [];
let redirects: Record<string, string> = {};
let position = 0;
let passing = false;
// The last one is asked: a dialog stands on its page.
let guards: (() => Promise<boolean>)[] = [];

export const router = {
  get path(): string {
    return state.path;
  },
  get route(): Route | null {
    return state.route;
  },
  get parameters(): Parameters {
    return state.parameters;
  },
  get query(): URLSearchParams {
    return new URLSearchParams(state.search);
  },
};

export function startRouter(known: Route[], redirected: Record<string, string>): void {
  routes = known;
  redirects = redirected;
  position = (history.state as { position?: number } | null)?.position ?? 0;
  history.replaceState({ position }, '');
  window.addEventListener('popstate', onPopState);
  window.addEventListener('beforeunload', (event) => {
    if (guards.length > 0) event.preventDefault();
  });
  document.addEventListener('click', onClick);
  follow();
}

/// To another page, once nothing holds back. `replace` leaves no step behind in the history.
export async function navigate(to: string, options: { replace?: boolean } = {}): Promise<void> {
  // What was closed or saved just now does not hold back any more.
  await tick();
  const asked = guards.at(-1);
  if (asked && !options.replace && !(await asked())) return;
  if (!options.replace) guards = [];
  if (options.replace) {
    history.replaceState({ position }, '', to);
  } else {
    history.pushState({ position: ++position }, '', to);
  }
  follow();
}

/// Sets members of the query without a step in the history; empty ones go.
export function setQuery(values: Record<string, string>): void {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(values)) {
    if (value) query.set(name, value);
    else query.delete(name);
  }
  const text = query.toString();
  history.replaceState({ position }, '', location.pathname + (text ? `?${text}` : ''));
  state.search = location.search;
}

/// While set, leaving the page asks `mayLeave` first. Returns what lets go again.
export function holdBack(mayLeave: () => Promise<boolean>): () => void {
  guards = [...guards, mayLeave];
  return () => {
    guards = guards.filter((guard) => guard !== mayLeave);
  };
}

function onClick(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element | null)?.closest?.('a');
  if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
  if (link.hash && link.pathname === location.pathname) return;
  if (link.pathname.startsWith('/v1/')) return;
  event.preventDefault();
  void navigate(link.pathname + link.search + link.hash);
}

/// A step back or forward has happened when we hear of it: it is taken back while the page asks.
async function onPopState(event: PopStateEvent): Promise<void> {
  const to = (event.state as { position?: number } | null)?.position ?? 0;
  if (passing) {
    passing = false;
    position = to;
    follow();
    return;
  }
  const steps = to - position;
  const asked = guards.at(-1);
  if (asked && steps !== 0) {
    const returned = new Promise((done) => window.addEventListener('popstate', done, { once: true }));
    window.removeEventListener('popstate', onPopState);
    history.go(-steps);
    await returned;
    window.addEventListener('popstate', onPopState);
    if (!(await asked())) return;
    guards = [];
    passing = true;
    history.go(steps);
    return;
  }
  position = to;
  follow();
}

function follow(): void {
  const to = redirects[location.pathname];
  if (to) history.replaceState({ position }, '', to + location.search);
  const path = location.pathname.replace(/(.)\/$/, '$1');
  const match = matchRoute(routes, path);
  state.path = path;
  state.search = location.search;
  state.route = match?.route ?? null;
  state.parameters = match?.parameters ?? {};
}

export function matchRoute(known: Route[], path: string): { route: Route; parameters: Parameters } | null {
  for (const route of known) {
    const parameters = matchPath(route.path, path);
    if (parameters) return { route, parameters };
  }
  return null;
}

function matchPath(pattern: string, path: string): Parameters | null {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return null;
  const parameters: Parameters = {};
  for (const [i, part] of wanted.entries()) {
    const value = given[i] ?? '';
    if (part.startsWith(':')) {
      if (!value) return null;
      try {
        parameters[part.slice(1)] = decodeURIComponent(value);
      } catch {
        return null;
      }
    } else if (part !== value) {
      return null;
    }
  }
  return parameters;
}

/// "/dns/zones/example.org/transfers" of a route's path.
export function addressOf(pattern: string, parameters: Parameters): string {
  return pattern.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(parameters[name] ?? ''));
}
