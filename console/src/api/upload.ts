// SPDX-License-Identifier: GPL-3.0-or-later
// A file on its way to the server, with how much of it has gone: fetch() does not tell that.
import { api, ApiProblem, csrfToken, ServerAway, type FieldProblem } from './client.svelte.ts';

export interface Upload<T> {
  done: Promise<T>;
  cancel(): void;
}

export function upload<T>(
  method: 'PUT' | 'POST',
  target: string,
  file: Blob | FormData,
  onprogress: (sent: number, whole: number) => void,
): Upload<T> {
  const request = new XMLHttpRequest();
  const done = new Promise<T>((resolve, reject) => {
    request.open(method, target);
    request.setRequestHeader('Accept', 'application/json');
    const csrf = csrfToken();
    if (csrf) request.setRequestHeader('X-Zonecast-CSRF', csrf);
    request.upload.addEventListener('progress', (event) => onprogress(event.loaded, event.total));
    request.addEventListener('load', () => {
      const body = parsed(request.responseText);
      if (request.status >= 200 && request.status < 300) return resolve(body as T);
      reject(
        new ApiProblem(
          request.status,
          body.message ?? `HTTP ${request.status}`,
          body.errors ?? [],
          request.getResponseHeader('X-Request-Id') ?? '',
          body,
        ),
      );
    });
    request.addEventListener('abort', () => reject(new DOMException('cancelled', 'AbortError')));
    request.addEventListener('error', () => {
      // A call of the ordinary kind finds out whether the server is away, and tells so.
      api.get('/healthz').catch(() => undefined);
      reject(new ServerAway());
    });
    request.send(file);
  });
  return { done, cancel: () => request.abort() };
}

function parsed(text: string): { message?: string; errors?: FieldProblem[] } {
  try {
    return JSON.parse(text);
  } catch {
    return { message: text };
  }
}
