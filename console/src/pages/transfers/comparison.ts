// SPDX-License-Identifier: GPL-3.0-or-later
// Two states of the transfer settings beside each other.
import type { Primary, Secondary } from '../../api/types.ts';
import { t } from '../../i18n/i18n.svelte.ts';

export interface ComparedLine {
  name: string; // of the switch, or the address and port of a row
  theirs: string | null;
  mine: string | null;
}

/// Two states of the transfer settings, line by line; null where one has no such row.
export function comparison(theirs: Primary, mine: Primary): ComparedLine[] {
  const names = [...new Set([...theirs.secondaries, ...mine.secondaries].map(nameOf))];
  const of = (primary: Primary, name: string) => {
    const row = primary.secondaries.find((secondary) => nameOf(secondary) === name);
    return row ? textOf(row) : null;
  };
  return [
    { name: t('transfers.allow'), theirs: onOff(theirs.enabled), mine: onOff(mine.enabled) },
    ...names.map((name) => ({ name, theirs: of(theirs, name), mine: of(mine, name) })),
  ];
}

function nameOf({ ip, port }: Secondary): string {
  return port === 53 ? ip : t('compare.port', { ip, port: String(port) });
}

function onOff(on: boolean): string {
  return on ? t('compare.on') : t('compare.off');
}

function textOf({ notify, tsig }: Secondary): string {
  const parts = [notify ? t('compare.notify') : t('compare.noNotify')];
  if (tsig?.enabled && tsig.name) parts.push(t(tsig.key ? 'compare.newKey' : 'compare.key', { key: tsig.name.replace(/\.$/, '') }));
  if (tsig?.enabled && tsig.transfers) parts.push(t('compare.required'));
  return parts.join(', ');
}
