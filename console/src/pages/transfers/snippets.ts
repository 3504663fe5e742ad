// SPDX-License-Identifier: GPL-3.0-or-later
// What an operator puts into the secondary: one text for each program, from the settings of a row as
// they are. Each form is held against the program's own checker and a real transfer by
// console/browser/snippets.test.js.
import type { TsigHash } from '../../api/types.ts';

export type Vendor = 'bind' | 'nsd' | 'knot' | 'powerdns';

export const vendors: { id: Vendor; name: string; version: string; file: string }[] = [
  { id: 'bind', name: 'BIND', version: '9.18', file: 'named.conf' },
  { id: 'nsd', name: 'NSD', version: '4.6', file: 'nsd.conf' },
  { id: 'knot', name: 'Knot DNS', version: '3.2', file: 'knot.conf' },
  { id: 'powerdns', name: 'PowerDNS', version: '4.7', file: 'powerdns.sh' },
];

export interface SnippetFacts {
  zone: string; // without final dot; "." for the root
  /// Where we listen, the first one is asked; NOTIFY may come from any of them.
  primaries: { address: string; port: number }[];
  key?: { name: string; hash: TsigHash; secret: string };
  /// Whether our NOTIFY, and whether its transfers, are signed.
  notifySigned: boolean;
  transferSigned: boolean;
}

export function snippet(vendor: Vendor, facts: SnippetFacts): string {
  const signed = facts.notifySigned || facts.transferSigned;
  const with_ = { ...facts, key: signed ? facts.key : undefined };
  return { bind, nsd, knot, powerdns }[vendor](with_);
}

function fileName(zone: string): string {
  return zone === '.' ? 'root' : zone.replace(/[^\w.-]/g, '_');
}

function bind({ zone, primaries, key, notifySigned, transferSigned }: SnippetFacts): string {
  const lines: string[] = [];
  if (key) {
    lines.push(`key "${key.name}" {`, `    algorithm ${key.hash};`, `    secret "${key.secret}";`, '};', '');
  }
  lines.push(`zone "${zone}" {`, '    type secondary;', `    file "${fileName(zone)}.db";`);
  const use = key && transferSigned ? ` key "${key.name}"` : '';
  lines.push('    primaries {');
  for (const { address, port } of primaries) lines.push(`        ${address} port ${port}${use};`);
  lines.push('    };');
  // BIND takes NOTIFY from its primaries anyway; the key is one more way in.
  if (key && notifySigned) lines.push(`    allow-notify { key "${key.name}"; };`);
  lines.push('};');
  return `${lines.join('\n')}\n`;
}

function nsd({ zone, primaries, key, notifySigned, transferSigned }: SnippetFacts): string {
  const lines: string[] = [];
  if (key) {
    lines.push('key:', `    name: "${key.name}"`, `    algorithm: ${key.hash}`, `    secret: "${key.secret}"`, '');
  }
  lines.push('zone:', `    name: "${zone}"`, `    zonefile: "${fileName(zone)}.zone"`);
  for (const { address } of unique(primaries)) {
    lines.push(`    allow-notify: ${address} ${key && notifySigned ? key.name : 'NOKEY'}`);
  }
  for (const { address, port } of primaries) {
    lines.push(`    request-xfr: ${address}@${port} ${key && transferSigned ? key.name : 'NOKEY'}`);
  }
  return `${lines.join('\n')}\n`;
}

function knot({ zone, primaries, key, notifySigned, transferSigned }: SnippetFacts): string {
  const lines: string[] = [];
  if (key) {
    lines.push('key:', `  - id: ${key.name}`, `    algorithm: ${key.hash}`, `    secret: ${key.secret}`, '');
  }
  lines.push('remote:');
  for (const [i, { address, port }] of primaries.entries()) {
    lines.push(`  - id: ${remoteId(i)}`, `    address: ${address}@${port}`);
    if (key && transferSigned) lines.push(`    key: ${key.name}`);
  }
  lines.push('', 'acl:', '  - id: primary_notify');
  lines.push(`    address: [ ${unique(primaries).map(({ address }) => address).join(', ')} ]`);
  if (key && notifySigned) lines.push(`    key: ${key.name}`);
  lines.push('    action: notify', '', 'zone:', `  - domain: "${zone}"`);
  lines.push(`    master: [ ${primaries.map((_, i) => remoteId(i)).join(', ')} ]`, '    acl: primary_notify');
  return `${lines.join('\n')}\n`;
}

function powerdns({ zone, primaries, key, transferSigned }: SnippetFacts): string {
  const shell = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
  const lines = ['# secondary=yes belongs into pdns.conf'];
  if (key) lines.push(`pdnsutil import-tsig-key ${shell(key.name)} ${key.hash} ${shell(key.secret)}`);
  const from = primaries.map(({ address, port }) => shell(address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`));
  lines.push(`pdnsutil create-secondary-zone ${shell(zone)} ${from.join(' ')}`);
  if (key && transferSigned) lines.push(`pdnsutil activate-tsig-key ${shell(zone)} ${shell(key.name)} secondary`);
  lines.push(`pdnsutil set-meta ${shell(zone)} IXFR 1`);
  return `${lines.join('\n')}\n`;
}

function unique(primaries: { address: string; port: number }[]): { address: string }[] {
  return [...new Set(primaries.map(({ address }) => address))].map((address) => ({ address }));
}

function remoteId(index: number): string {
  return index === 0 ? 'primary' : `primary${index + 1}`;
}

/// With the secret out of sight.
export function masked(text: string, secret: string): string {
  return secret ? text.replaceAll(secret, '••••••••••••') : text;
}
