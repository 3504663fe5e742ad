// SPDX-License-Identifier: GPL-3.0-or-later
// A file on its way to the server, with how much of it has gone: fetch() does not tell that.
import { api, ApiProblem, csrfToken, mayTryAgain, ServerAway, type FieldProblem } from './client.svelte.ts';

export interface Upload<T> {
  done: Promise<T>;
  cancel(): void;
}

export function upload<T>(
  method: 'PUT' | 'POST',
  target: string,
  file: Blob | FormData,
  onprogress: (sent: number, whole: number) => void,
  options: { ifMatch?: string | null; headers?: Record<string, string> } = {},
): Upload<T> {
  const headers: Record<string, string> = { Accept: 'application/json', ...options.headers };
  if (options.ifMatch) headers['If-Match'] = options.ifMatch;
  let request: XMLHttpRequest;
  const once = () =>
    new Promise<T>((resolve, reject) => {
      request = new XMLHttpRequest();
      request.open(method, target);
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
      const csrf = csrfToken();
      if (csrf) request.setRequestHeader('X-Zonecast-CSRF', csrf);
      request.upload.addEventListener('progress', (event) => onprogress(event.loaded, event.total));
      request.addEventListener('load', () => {
        const body = parsed(request.responseText);
        if (request.status >= 200 && request.status < 300) resolve(body as T);
        else reject(problemOf(request, body));
      });
      request.addEventListener('abort', () => reject(new DOMException('cancelled', 'AbortError')));
      request.addEventListener('error', () => {
        // A call of the ordinary kind finds out whether the server is away, and tells so.
        api.get('/healthz').catch(() => undefined);
        reject(new ServerAway());
      });
      request.send(file);
    });
  const done = once().catch(async (error: unknown) => {
    if (error instanceof ApiProblem && (await mayTryAgain(method, target, error.status))) return once();
    throw error;
  });
  return { done, cancel: () => request.abort() };
}

function problemOf(request: XMLHttpRequest, body: ReturnType<typeof parsed>): ApiProblem {
  return new ApiProblem(
    request.status,
    body.message ?? `HTTP ${request.status}`,
    body.errors ?? [],
    request.getResponseHeader('X-Request-Id') ?? '',
    body,
    0,
    request.getResponseHeader('ETag'),
  );
}

function parsed(text: string): { message?: string; errors?: FieldProblem[] } {
  try {
    return JSON.parse(text);
  } catch {
    return { message: text };
  }
}
