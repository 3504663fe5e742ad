// SPDX-License-Identifier: GPL-3.0-or-later
// What the answers of each record type consist of, as fields of a form, and back. The server judges
// the data; what is checked here is only what a person would otherwise learn after sending.
import { checkAddress } from '../transfers/address.ts';

export type PartKind = 'ipv4' | 'ipv6' | 'host' | 'number' | 'text' | 'tag' | 'hex' | 'strings' | 'rest';

export interface Part {
  /// Names the label: `record.part.ID`.
  id: string;
  kind: PartKind;
  max?: number;
  optional?: boolean;
}

const octet = 255;
const short = 65_535;
const host: Part = { id: 'host', kind: 'host' };
const number = (id: string, max: number): Part => ({ id, kind: 'number', max });
const text = (id: string, optional = false): Part => ({ id, kind: 'text', optional });
const service: Part[] = [number('priority', short), { id: 'target', kind: 'host' }, { id: 'parameters', kind: 'rest', optional: true }];
const signer: Part[] = [number('keyTag', short), number('algorithm', octet), number('digestType', octet), { id: 'digest', kind: 'hex' }];

const partsOfType: Record<string, Part[]> = {
  A: [{ id: 'ipv4', kind: 'ipv4' }],
  AAAA: [{ id: 'ipv6', kind: 'ipv6' }],
  ALIAS: [host],
  CAA: [number('flags', octet), { id: 'tag', kind: 'tag' }, text('value')],
  CDS: signer,
  CNAME: [host],
  DNAME: [host],
  DS: signer,
  HTTPS: service,
  MX: [number('preference', short), host],
  NAPTR: [number('order', short), number('preference', short), text('flags', true), text('service', true), text('regexp', true), { id: 'replacement', kind: 'host' }],
  NS: [host],
  PTR: [host],
  SPF: [{ id: 'strings', kind: 'strings' }],
  SRV: [number('priority', short), number('weight', short), number('port', short), { id: 'target', kind: 'host' }],
  SSHFP: [number('algorithm', octet), number('fingerprintType', octet), { id: 'fingerprint', kind: 'hex' }],
  SVCB: service,
  TLSA: [number('usage', octet), number('selector', octet), number('matching', octet), { id: 'certificate', kind: 'hex' }],
  TXT: [{ id: 'strings', kind: 'strings' }],
  URI: [number('priority', short), number('weight', short), text('target')],
};

const generic: Part[] = [{ id: 'data', kind: 'rest' }];

/// Offered in this order; any other is typed.
export const commonTypes = [
  'A', 'AAAA', 'CNAME', 'MX', 'TXT', 'NS', 'SRV', 'CAA', 'PTR', 'ALIAS', 'HTTPS', 'SVCB', 'DNAME', 'DS', 'CDS', 'TLSA', 'SSHFP', 'NAPTR', 'URI',
];

/// One answer and no more.
const singles = new Set(['ALIAS', 'CNAME', 'DNAME']);

export function partsOf(type: string): Part[] {
  return partsOfType[type] ?? generic;
}

export function isSingle(type: string): boolean {
  return singles.has(type);
}

export function isTypeName(type: string): boolean {
  return /^[A-Z][A-Z0-9-]{0,31}$/.test(type);
}

/// The contents of the fields for an answer as the API has it: several parts, or all in one.
export function valuesOf(type: string, answer: readonly (string | number)[]): string[] {
  const parts = partsOf(type);
  const given = answer.map(String);
  if (parts[0]!.kind === 'strings') return [given.join('\n')];
  const words = given.length === 1 && parts.length > 1 ? given[0]!.trim().split(/\s+/) : given;
  if (words.length <= parts.length) return parts.map((_, i) => words[i] ?? '');
  const last = parts.length - 1;
  return [...words.slice(0, last), words.slice(last).join(' ')];
}

/// The parts of an answer for what stands in the fields.
export function answerOf(type: string, values: readonly string[]): string[] {
  return partsOf(type).flatMap((part, i) => {
    const value = values[i] ?? '';
    if (part.kind === 'strings') return value.split('\n').flatMap(stringsOf);
    if (part.kind === 'rest' || part.kind === 'hex') return wordsOf(value);
    return [part.kind === 'text' ? value : value.trim()];
  });
}

/// One answer in one line: a string of TXT in quotes, and so what is empty or has white space.
export function lineOf(type: string, values: readonly string[]): string {
  const parts = partsOf(type);
  if (parts[0]!.kind === 'strings') return answerOf(type, values).map(quoted).join(' ');
  return parts
    .map(({ kind }, i) => {
      const value = (values[i] ?? '').trim();
      return kind === 'text' && (value === '' || /[\s"]/.test(value)) ? quoted(value) : value;
    })
    .join(' ')
    .trimEnd();
}

export function valuesOfLine(type: string, line: string): string[] {
  const parts = partsOf(type);
  const words = wordsOf(line);
  if (parts[0]!.kind === 'strings') return [words.map(unquoted).join('\n')];
  return parts.map(({ kind }, i) => (kind === 'rest' || kind === 'hex' ? words.slice(i).join(' ') : kind === 'text' ? unquoted(words[i] ?? '') : (words[i] ?? '')));
}

function quoted(value: string): string {
  return `"${value.replace(/\\[^]|"/g, (found) => (found === '"' ? '\\"' : found))}"`;
}

function unquoted(word: string): string {
  return /^".*"$/s.test(word) && word.length > 1 ? word.slice(1, -1).replaceAll('\\"', '"') : word;
}

/// As the list shows an answer.
export function textOf(type: string, answer: readonly string[]): string {
  return lineOf(type, valuesOf(type, answer));
}

const stringOctetsMax = 255;

/// A character-string holds 255 octets: what is longer becomes several, cut between characters.
function stringsOf(line: string): string[] {
  const encoder = new TextEncoder();
  const out: string[] = [];
  let now = '';
  let octets = 0;
  for (const piece of line.match(/\\\d{3}|\\.|[^\\]|\\$/gsu) ?? ['']) {
    const size = /^\\/.test(piece) ? 1 : encoder.encode(piece).length;
    if (octets + size > stringOctetsMax) {
      out.push(now);
      [now, octets] = ['', 0];
    }
    now += piece;
    octets += size;
  }
  return [...out, now];
}

/// At white space, but not within quotes.
function wordsOf(value: string): string[] {
  return value.trim().match(/(?:"(?:\\.|[^"\\])*"|\S)+/g) ?? [];
}

export type WrongPart = 'required' | 'ipv4' | 'ipv6' | 'number' | 'host' | 'label' | 'tag' | 'hex';

export function wrongOf(part: Part, value: string): WrongPart | null {
  const given = part.kind === 'strings' ? value : value.trim();
  if (!given) return part.optional || part.kind === 'strings' ? null : 'required';
  if (part.kind === 'ipv4' || part.kind === 'ipv6') {
    const family = familyOf(given);
    return family === (part.kind === 'ipv4' ? 4 : 6) ? null : part.kind;
  }
  if (part.kind === 'number') return /^\d{1,10}$/.test(given) && Number(given) <= part.max! ? null : 'number';
  if (part.kind === 'host') return wrongHost(given);
  if (part.kind === 'tag') return /^[A-Za-z0-9]{1,255}$/.test(given) ? null : 'tag';
  if (part.kind === 'hex') return isHex(given) ? null : 'hex';
  return null;
}

const labelOctetsMax = 63;
const nameOctetsMax = 253; // without the final dot

function wrongHost(name: string): WrongPart | null {
  if (/\s/.test(name)) return 'host';
  if (name === '.' || name === '@') return null;
  const plain = name.replace(/\.$/, '').replace(/\\\d{3}|\\./g, 'x');
  const isRight = plain.length <= nameOctetsMax && plain.split('.').every((label) => label.length > 0 && label.length <= labelOctetsMax);
  return isRight ? null : 'label';
}

/// RFC 3597 section 5 writes any data as "\# LENGTH HEX".
function isHex(text: string): boolean {
  if (text.startsWith('\\#')) return true;
  const digits = text.replace(/\s/g, '');
  return /^[0-9A-Fa-f]+$/.test(digits) && digits.length % 2 === 0;
}

/// An address where a host name is meant, which leads nowhere.
export function isAddress(part: Part, value: string): boolean {
  return part.kind === 'host' && familyOf(value.trim().replace(/\.$/, '')) !== null;
}

/// Any address may be data of a record, also those that no server can have.
function familyOf(text: string): 4 | 6 | null {
  if (text.includes('/')) return null;
  const { value, wrong } = checkAddress(text);
  if (value) return text.includes(':') ? 6 : 4;
  if (wrong.code !== 'not_a_server' && !(wrong.code === 'link_local' && !text.includes('%'))) return null;
  return text.includes(':') ? 6 : 4;
}

/// "mail" is read as "mail." by the server, which is hardly ever meant.
export function isDotless(part: Part, value: string): boolean {
  const given = value.trim();
  return part.kind === 'host' && given !== '' && given !== '.' && !given.includes('.');
}
