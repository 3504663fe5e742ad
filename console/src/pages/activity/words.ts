// SPDX-License-Identifier: GPL-3.0-or-later
// Entries of the activity log in words.
import type { ActivityEntry } from '../../api/account-types.ts';
import { t, translated } from '../../i18n/i18n.svelte.ts';
import type { Visit } from './entry.ts';

export function whoOf(entry: ActivityEntry): string {
  return entry.actor === 'unknown' ? t('activity.unknown') : entry.user_name || entry.actor;
}

export function wordsOf(visit: Visit): string {
  return [
    visit.with && translated('activity.with', visit.with, visit.with),
    visit.reason && translated('activity.reason', visit.reason, visit.reason),
    visit.whose && t('activity.whose', { name: visit.whose }),
  ].filter(Boolean).join(', ');
}
