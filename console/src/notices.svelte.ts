// SPDX-License-Identifier: GPL-3.0-or-later
// What is told beside the page: toasts, and the two live regions that screen readers follow. The
// polite one says at most one thing in two seconds, the last.
export type Tone = 'good' | 'info' | 'bad';

export interface Toast {
  id: number;
  tone: Tone;
  text: string;
  action?: { label: string; run: () => void };
}

const state = $state<{ toasts: Toast[]; polite: string; assertive: string }>({
  toasts: [],
  polite: '',
  assertive: '',
});

export const notices = {
  get toasts(): Toast[] {
    return state.toasts;
  },
  get polite(): string {
    return state.polite;
  },
  get assertive(): string {
    return state.assertive;
  },
};

const toastsMax = 4;
const shownMs = 8000;
let nextId = 1;
// Beside the state, so that telling something within an effect does not make it depend on what was
// told before.
let toasts: Toast[] = [];

/// Also announced. One with an action stays until it is closed.
export function toast(text: string, tone: Tone = 'good', action?: Toast['action']): number {
  const id = nextId++;
  toasts = [...toasts.slice(-(toastsMax - 1)), { id, tone, text, action }];
  state.toasts = toasts;
  if (tone === 'bad') announceNow(text);
  else announce(text);
  if (!action) setTimeout(() => dismiss(id), shownMs);
  return id;
}

export function dismiss(id: number): void {
  toasts = toasts.filter((toast) => toast.id !== id);
  state.toasts = toasts;
}

const pauseMs = 2000;
let quietUntil = 0;
let polite = '';
let waiting: ReturnType<typeof setTimeout> | undefined;

export function announce(text: string): void {
  clearTimeout(waiting);
  const wait = quietUntil - Date.now();
  const say = () => {
    quietUntil = Date.now() + pauseMs;
    polite = polite === text ? `${text}\u00a0` : text;
    state.polite = polite;
  };
  if (wait <= 0) say();
  else waiting = setTimeout(say, wait);
}

let assertive = '';

/// For errors only.
export function announceNow(text: string): void {
  assertive = assertive === text ? `${text}\u00a0` : text;
  state.assertive = assertive;
}
