// SPDX-License-Identifier: GPL-3.0-or-later
// The page's form: the rows as they are typed, what is wrong with them, and the way to and from the
// API's `primary`.
import type { Primary, Secondary, TsigHash } from '../../api/types.ts';
import { checkAddress, checkPort, type Wrong } from './address.ts';
import { checkKeyName, checkKeyValue } from './tsig-key.ts';

export interface RowDraft {
  /// Stays with the row while others come and go.
  id: number;
  ip: string;
  port: string;
  notify: boolean;
  sign: boolean;
  hash: TsigHash;
  keyName: string;
  keyValue: string;
  /// The key of this name is stored at the server, and is used without being typed again.
  storedKey: string | null;
  /// Of the stored value: tells it from others without giving it away.
  fingerprint: string;
  /// The same key is demanded of its transfers.
  transfers: boolean;
  networks: number[];
}

export interface Draft {
  enabled: boolean;
  rows: RowDraft[];
}

export type RowField = 'ip' | 'port' | 'hash' | 'keyName' | 'keyValue';
export type RowErrors = Partial<Record<RowField, Wrong>>;

export const rowsMax = 256;

let nextId = 1;

export function emptyRow(): RowDraft {
  return {
    id: nextId++, ip: '', port: '53', notify: false, sign: false, hash: 'hmac-sha256',
    keyName: '', keyValue: '', storedKey: null, fingerprint: '', transfers: false, networks: [],
  };
}

export function draftOf(primary: Primary | undefined): Draft {
  return { enabled: primary?.enabled ?? false, rows: (primary?.secondaries ?? []).map(rowOf) };
}

function rowOf(secondary: Secondary): RowDraft {
  const tsig = secondary.tsig?.enabled ? secondary.tsig : null;
  return {
    ...emptyRow(),
    ip: secondary.ip,
    port: String(secondary.port),
    notify: secondary.notify,
    sign: !!tsig,
    hash: tsig?.hash ?? 'hmac-sha256',
    keyName: tsig?.name ? withDot(tsig.name) : '',
    storedKey: tsig?.name ? withDot(tsig.name) : null,
    fingerprint: tsig?.fingerprint ?? '',
    transfers: tsig?.transfers ?? false,
    networks: secondary.networks ?? [],
  };
}

/// What stands in the fields while *Notify on Change* or *Notify with TSIG* is off is not sent. A key
/// that transfers demand stays without NOTIFY.
export function primaryOf(draft: Draft): Primary {
  return { enabled: draft.enabled, secondaries: draft.rows.map(secondaryOf) };
}

function secondaryOf(row: RowDraft): Secondary {
  const address = checkAddress(row.ip);
  const port = checkPort(row.port);
  const secondary: Secondary = {
    ip: address.value?.text ?? row.ip.trim(),
    port: port.value ?? Number.NaN,
    notify: row.notify && !address.value?.isRange,
    networks: row.networks,
  };
  if (!isSigned(row)) return { ...secondary, tsig: { enabled: false } };
  const name = checkKeyName(row.keyName).value ?? row.keyName.trim();
  const tsig: Secondary['tsig'] = { enabled: true, name, transfers: row.transfers };
  if (usesStored(row)) return { ...secondary, tsig };
  return { ...secondary, tsig: { ...tsig, hash: row.hash, key: checkKeyValue(row.keyValue).value ?? row.keyValue } };
}

/// Whether the row's key has a use.
export function isSigned(row: RowDraft): boolean {
  return row.sign && (row.notify || row.transfers);
}

export function usesStored(row: RowDraft): boolean {
  return row.storedKey !== null && row.keyValue === '';
}

/// What is wrong with each row, by itself and beside those before it.
export function errorsOf(rows: RowDraft[]): RowErrors[] {
  const firstAt = new Map<string, number>();
  return rows.map((row, index) => {
    const errors = errorsOfOne(row);
    if (errors.ip || errors.port) return errors;
    const at = `${checkAddress(row.ip).value!.text} ${checkPort(row.port).value}`;
    const first = firstAt.get(at);
    if (first === undefined) firstAt.set(at, index);
    else errors.ip = { code: 'duplicate', message: `Already listed in row ${first + 1}` };
    return errors;
  });
}

function errorsOfOne(row: RowDraft): RowErrors {
  const errors: RowErrors = {};
  const address = checkAddress(row.ip);
  const port = checkPort(row.port);
  if (address.wrong) errors.ip = address.wrong;
  if (port.wrong) errors.port = port.wrong;
  if (isSigned(row)) {
    const name = checkKeyName(row.keyName);
    if (name.wrong) errors.keyName = name.wrong;
    if (!usesStored(row)) {
      if (!row.hash) errors.hash = { code: 'required', message: 'The hash is needed' };
      const value = checkKeyValue(row.keyValue);
      if (value.wrong) errors.keyValue = value.wrong;
    }
  }
  return errors;
}

/// Addresses that more than one row has: transfers are admitted by address for all of them, whatever
/// the port.
export function sharedAddresses(rows: RowDraft[]): Set<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const row of rows) {
    const ip = checkAddress(row.ip).value?.text;
    if (ip) (seen.has(ip) ? shared : seen).add(ip);
  }
  return shared;
}

/// Everybody is in this range.
export function isWhole(ip: string): boolean {
  return /^(0\.0\.0\.0|::)\/0$/.test(checkAddress(ip).value?.text ?? '');
}

/// Whether saving would change anything.
export function isChanged(draft: Draft, saved: Draft): boolean {
  return JSON.stringify(comparable(draft)) !== JSON.stringify(comparable(saved));
}

function comparable(draft: Draft): unknown {
  return { enabled: draft.enabled, rows: draft.rows.map(({ id: _, fingerprint: __, ...row }) => row) };
}

/// "primary.secondaries[1].tsig.key" as the row and the field it stands for.
export function placeOf(path: string): { row: number; field: RowField } | null {
  const found = /^primary\.secondaries\[(\d+)\]\.(?:tsig\.)?(\w+)$/.exec(path);
  const fields: Record<string, RowField> = { ip: 'ip', port: 'port', hash: 'hash', name: 'keyName', key: 'keyValue' };
  const field = fields[found?.[2] ?? ''];
  return found && field ? { row: Number(found[1]), field } : null;
}

function withDot(name: string): string {
  return name.endsWith('.') ? name : `${name}.`;
}
