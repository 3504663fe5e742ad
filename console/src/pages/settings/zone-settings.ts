// SPDX-License-Identifier: GPL-3.0-or-later
// The settings of a zone as a form has them, and what of them is to be sent.
import type { Zone } from '../../api/types.ts';

export const timers = ['ttl', 'refresh', 'retry', 'expiry', 'nx_ttl'] as const;
export type Timer = (typeof timers)[number];

export interface Settings extends Record<Timer, string> {
  primary_master: string;
  hostmaster: string;
  networks: number[];
  views: string[];
  serial_policy: string;
}

export function settingsOf(zone?: Zone): Settings {
  return {
    ...(Object.fromEntries(timers.map((timer) => [timer, zone ? String(zone[timer]) : ''])) as Record<Timer, string>),
    primary_master: zone?.primary_master ?? '',
    hostmaster: zone?.hostmaster ?? '',
    networks: [...(zone?.networks ?? [])],
    views: [...(zone?.views ?? [])],
    serial_policy: zone?.serial_policy ?? 'unixtime',
  };
}

export const settingMembers = ['primary_master', 'hostmaster', ...timers, 'serial_policy', 'networks', 'views'] as const;

export function textOfSetting(settings: Settings, member: (typeof settingMembers)[number]): string {
  const value = settings[member];
  return Array.isArray(value) ? value.join(', ') : value;
}

const secondsMax = 2_147_483_647;
const units: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/// "3600", or as zone files have it: "1h30m". Null when it is neither.
export function timerSeconds(text: string): number | null {
  const given = text.trim().toLowerCase();
  const found = /^\d{1,10}$/.test(given) ? Number(given) : secondsOfUnits(given);
  return found !== null && found <= secondsMax ? found : null;
}

function secondsOfUnits(text: string): number | null {
  if (!/^(\d{1,10}[smhdw])+$/.test(text)) return null;
  return [...text.matchAll(/(\d+)([smhdw])/g)].reduce((sum, [, count, unit]) => sum + Number(count) * units[unit!]!, 0);
}

export type SettingsChange = Partial<Record<Timer, number> & Omit<Settings, Timer>>;

/// The members of POST /v1/zones/{zone} that differ. Networks are a set; views have an order.
export function changedMembers(draft: Settings, saved: Settings): SettingsChange {
  const changed: SettingsChange = {};
  for (const timer of timers) {
    const seconds = timerSeconds(draft[timer]);
    if (draft[timer].trim() !== saved[timer] && seconds !== Number(saved[timer])) changed[timer] = seconds ?? Number.NaN;
  }
  for (const member of ['primary_master', 'hostmaster', 'serial_policy'] as const) {
    if (draft[member].trim() !== saved[member]) changed[member] = draft[member].trim();
  }
  if ([...draft.networks].sort().join() !== [...saved.networks].sort().join()) changed.networks = [...draft.networks].sort((a, b) => a - b);
  if (draft.views.join('\n') !== saved.views.join('\n')) changed.views = [...draft.views];
  return changed;
}

/// What RFC 1912 section 2.2 advises against, by the timer that it is about.
export function warningsOf(draft: Settings): Partial<Record<Timer, 'retry' | 'expiry' | 'negative'>> {
  const [refresh, retry, expiry, negative] = (['refresh', 'retry', 'expiry', 'nx_ttl'] as const).map((timer) => timerSeconds(draft[timer]) ?? 0) as [number, number, number, number];
  const warnings: Partial<Record<Timer, 'retry' | 'expiry' | 'negative'>> = {};
  if (retry > refresh) warnings.retry = 'retry';
  if (expiry < refresh + retry) warnings.expiry = 'expiry';
  if (negative > 86_400) warnings.nx_ttl = 'negative';
  return warnings;
}
