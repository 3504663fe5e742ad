// SPDX-License-Identifier: GPL-3.0-or-later
// The one way to the server. Knows the session's CSRF token, tells problems of the request from a
// server that is away, and notices when it is back. What is asked for by a session that has ended is
// asked for again once somebody has signed in.

export interface FieldProblem {
  path: string;
  code: string;
  message: string;
}

/// The server answered, and not with success.
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly fields: FieldProblem[],
    readonly requestId: string,
    readonly body: unknown,
    readonly retryAfter = 0,
    /// Of the object as it is now, when a condition did not hold (412).
    readonly etag: string | null = null,
  ) {
    super(message);
    this.name = 'ApiProblem';
  }
}

/// No answer came.
export class ServerAway extends Error {
  constructor() {
    super('the server cannot be reached');
    this.name = 'ServerAway';
  }
}

export interface Answer<T> {
  data: T;
  etag: string | null;
  /// The address of the next page, without the host.
  next: string | null;
  status: number;
  header(name: string): string | null;
}

export interface CallOptions {
  body?: unknown;
  ifMatch?: string | null;
  signal?: AbortSignal;
  /// The page asks by itself: that keeps no session.
  background?: boolean;
  headers?: Record<string, string>;
}

/// "/v1/zones/example.org" from literal parts and names, each name encoded.
export function path(strings: TemplateStringsArray, ...names: (string | number)[]): string {
  return strings.reduce(
    (whole, part, i) => whole + part + (i < names.length ? encodeURIComponent(String(names[i])) : ''),
    '',
  );
}

/// "?a=1&b=2" of those that are set.
export function queryString(values: Record<string, string | number | boolean | null | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== null && value !== '') query.set(name, String(value));
  }
  const text = query.toString();
  return text ? `?${text}` : '';
}

interface ClientState {
  away: boolean;
  /// Rises each time the server is back, so that what was on show is read again.
  returns: number;
  csrf: string | null;
}

const state = $state<ClientState>({ away: false, returns: 0, csrf: null });

/// What is known of the session elsewhere: whether it is there again after it had ended, and its
/// token when another tab has signed in anew.
interface SessionKeeper {
  /// Once somebody has signed in again: whether it is who it was.
  renewed(): Promise<boolean>;
  /// Whether the token is another one now.
  hasOtherToken(): Promise<boolean>;
}
let keeper: SessionKeeper | null = null;

export const connection = {
  get away(): boolean {
    return state.away;
  },
  get returns(): number {
    return state.returns;
  },
};

export function useCsrfToken(token: string | null): void {
  state.csrf = token;
}

export function csrfToken(): string | null {
  return state.csrf;
}

export function useSessionKeeper(kept: SessionKeeper): void {
  keeper = kept;
}

/// Whether a request that was refused with `status` is worth being sent once more.
export async function mayTryAgain(method: string, target: string, status: number): Promise<boolean> {
  if (!keeper || target === '/v1/session') return false;
  if (status === 401) return keeper.renewed();
  return status === 403 && method !== 'GET' && keeper.hasOtherToken();
}

export const api = {
  get: <T>(path: string, options: CallOptions = {}) => call<T>('GET', path, options),
  put: <T>(path: string, body: unknown = {}, options: CallOptions = {}) =>
    call<T>('PUT', path, { ...options, body }),
  post: <T>(path: string, body: unknown = {}, options: CallOptions = {}) =>
    call<T>('POST', path, { ...options, body }),
  delete: <T>(path: string, options: CallOptions = {}) => call<T>('DELETE', path, options),
};

async function call<T>(method: string, target: string, options: CallOptions): Promise<Answer<T>> {
  let response = await send(method, target, options);
  if (await mayTryAgain(method, target, response.status)) response = await send(method, target, options);
  const body = await bodyOf(response);
  if (!response.ok) throw problemOf(response, body);
  return {
    data: body as T,
    etag: response.headers.get('ETag'),
    next: nextOf(response.headers.get('Link')),
    status: response.status,
    header: (name) => response.headers.get(name),
  };
}

async function send(method: string, target: string, options: CallOptions): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json', ...options.headers };
  if (options.body !== undefined) headers['Content-Type'] = 'application/json';
  if (options.ifMatch) headers['If-Match'] = options.ifMatch;
  if (options.background) headers['X-Zonecast-Background'] = '1';
  if (method !== 'GET' && state.csrf) headers['X-Zonecast-CSRF'] = state.csrf;
  try {
    const response = await fetch(target, {
      method,
      headers,
      body: options.body === undefined ? undefined : JSON.stringify(options.body),
      credentials: 'same-origin',
      cache: 'no-store',
      signal: options.signal,
    });
    noticeBack();
    return response;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    noticeAway();
    throw new ServerAway();
  }
}

async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text();
  if (!(response.headers.get('Content-Type') ?? '').includes('json')) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function problemOf(response: Response, body: unknown): ApiProblem {
  const told = (typeof body === 'object' && body !== null ? body : {}) as {
    message?: string;
    errors?: FieldProblem[];
  };
  return new ApiProblem(
    response.status,
    told.message ?? `HTTP ${response.status}`,
    told.errors ?? [],
    response.headers.get('X-Request-Id') ?? '',
    body,
    Number(response.headers.get('Retry-After') ?? 0),
    response.headers.get('ETag'),
  );
}

function nextOf(link: string | null): string | null {
  const found = /<([^>]*)>\s*;\s*rel="?next"?/.exec(link ?? '');
  if (!found?.[1]) return null;
  const url = new URL(found[1], location.href);
  return url.pathname + url.search;
}

const retryDelaysMs = [1000, 1000, 2000, 4000, 8000];
let timer: ReturnType<typeof setTimeout> | undefined;

function noticeAway(): void {
  if (state.away) return;
  state.away = true;
  retryIn(0);
}

function noticeBack(): void {
  if (!state.away) return;
  clearTimeout(timer);
  state.away = false;
  ++state.returns;
}

function retryIn(attempt: number): void {
  timer = setTimeout(async () => {
    try {
      const response = await fetch('/healthz', { cache: 'no-store' });
      if (response.ok) return noticeBack();
    } catch {
      // Still away.
    }
    if (state.away) retryIn(attempt + 1);
  }, retryDelaysMs[Math.min(attempt, retryDelaysMs.length - 1)]);
}
