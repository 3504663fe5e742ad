// SPDX-License-Identifier: GPL-3.0-or-later
// The language of the page. Every text that a person reads goes through t(); numbers and times
// through the functions below it. Each language is one chunk, loaded when it is chosen.
import type { Messages } from './en/index.ts';
import { formatMessage, pseudo, type Values } from './format.ts';

export type MessageKey = keyof Messages;
export type Locale = 'en' | 'de' | 'en-XA';

export const locales: { id: Locale; name: string }[] = [
  { id: 'en', name: 'English' },
  { id: 'de', name: 'Deutsch' },
  { id: 'en-XA', name: 'Pseudo' },
];

const stored = 'zonecast.locale';

const state = $state<{ locale: Locale; messages: Messages | null }>({ locale: 'en', messages: null });

export function t(key: MessageKey, values: Values = {}): string {
  const message = state.messages?.[key] ?? key;
  return formatMessage(message, values, formatLocale());
}

/// For codes that the server sends: the translation of `prefix.code`, or the server's own sentence.
export function translated(prefix: string, code: string, fallback: string, values: Values = {}): string {
  const key = `${prefix}.${code}`;
  return state.messages && key in state.messages ? t(key as MessageKey, values) : fallback;
}

export const i18n = {
  get locale(): Locale {
    return state.locale;
  },
};

export async function chooseLocale(locale: Locale): Promise<void> {
  state.messages = await load(locale);
  state.locale = locale;
  document.documentElement.lang = locale;
  localStorage.setItem(stored, locale);
}

export async function startLocale(): Promise<void> {
  const wanted = [localStorage.getItem(stored), ...navigator.languages.map((tag) => tag.slice(0, 2))];
  const known = wanted.find((tag) => locales.some(({ id }) => id === tag)) as Locale | undefined;
  const locale = known ?? 'en';
  state.messages = await load(locale);
  state.locale = locale;
  document.documentElement.lang = locale;
}

async function load(locale: Locale): Promise<Messages> {
  if (locale === 'de') return (await import('./de/index.ts')).messages;
  const english = (await import('./en/index.ts')).messages;
  if (locale === 'en') return english;
  return Object.fromEntries(
    Object.entries(english).map(([key, text]) => [key, pseudo(text)]),
  ) as unknown as Messages;
}

function formatLocale(): string {
  return state.locale === 'en-XA' ? 'en' : state.locale;
}

export function number(value: number): string {
  return new Intl.NumberFormat(formatLocale()).format(value);
}

export function dateTime(at: string | number | Date): string {
  return new Intl.DateTimeFormat(formatLocale(), { dateStyle: 'medium', timeStyle: 'medium' }).format(
    new Date(at),
  );
}

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000], ['month', 2_592_000], ['day', 86_400], ['hour', 3600], ['minute', 60], ['second', 1],
];

/// "4 minutes ago"
export function relativeTime(at: string | number | Date, now = Date.now()): string {
  const seconds = (new Date(at).getTime() - now) / 1000;
  const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1];
  return new Intl.RelativeTimeFormat(formatLocale(), { numeric: 'auto' }).format(
    Math.round(seconds / size),
    unit,
  );
}

/// "2 hours", "14 days"
export function duration(seconds: number): string {
  const [unit, size] = units.find(([name, length]) => name !== 'year' && name !== 'month' && seconds >= length && seconds % length === 0) ?? ['second', 1];
  return new Intl.NumberFormat(formatLocale(), { style: 'unit', unit, unitDisplay: 'long' }).format(
    seconds / size,
  );
}
