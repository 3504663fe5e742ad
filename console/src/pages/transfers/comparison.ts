// SPDX-License-Identifier: GPL-3.0-or-later
import type { Primary, Secondary } from '../../api/types.ts';

export interface ComparedLine {
  name: string; // "enabled", or the address and port of a row
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
    { name: 'enabled', theirs: onOff(theirs.enabled), mine: onOff(mine.enabled) },
    ...names.map((name) => ({ name, theirs: of(theirs, name), mine: of(mine, name) })),
  ];
}

function nameOf({ ip, port }: Secondary): string {
  return port === 53 ? ip : `${ip} port ${port}`;
}

function onOff(on: boolean): string {
  return on ? 'on' : 'off';
}

function textOf({ notify, tsig }: Secondary): string {
  const parts = [notify ? 'NOTIFY' : 'no NOTIFY'];
  if (tsig?.enabled && tsig.name) parts.push(`TSIG ${tsig.name.replace(/\.$/, '')}${tsig.key ? ' (new value)' : ''}`);
  if (tsig?.enabled && tsig.transfers) parts.push('required on transfers');
  return parts.join(', ');
}
