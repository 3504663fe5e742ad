// SPDX-License-Identifier: GPL-3.0-or-later
// The language of the page. Every text that a person reads goes through t(); numbers and times
// through the functions below it. Each language is two chunks: what the first page needs, and what only
// the pages beside the zones do.
import type { FurtherMessages } from './en/further.ts';
import type { Messages } from './en/index.ts';
import { formatMessage, pseudo, type Values } from './format.ts';

type Texts = Messages & Partial<FurtherMessages>;
export type MessageKey = keyof Messages | keyof FurtherMessages;
export type Locale = 'en' | 'de' | 'en-XA';

export const locales: { id: Locale; name: string }[] = [
  { id: 'en', name: 'English' },
  { id: 'de', name: 'Deutsch' },
  { id: 'en-XA', name: 'Pseudo' },
];

const stored = 'zonecast.locale';

const state = $state<{ locale: Locale; messages: Texts | null }>({ locale: 'en', messages: null });
let further: Promise<void> | null = null;

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

/// For a page whose texts are among the further ones.
export function needFurtherTexts(): Promise<void> {
  further ??= load(state.locale, true).then(
    (texts) => void (state.messages = texts),
    (error: Error) => {
      further = null;
      throw error;
    },
  );
  return further;
}

async function load(locale: Locale, withFurther = further !== null): Promise<Texts> {
  const isGerman = locale === 'de';
  const [first, more] = await Promise.all([
    isGerman ? import('./de/index.ts') : import('./en/index.ts'),
    withFurther ? (isGerman ? import('./de/further.ts') : import('./en/further.ts')) : { messages: {} },
  ]);
  const texts = { ...first.messages, ...more.messages };
  if (locale !== 'en-XA') return texts;
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, pseudo(text)])) as unknown as Texts;
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
