// SPDX-License-Identifier: GPL-3.0-or-later
// The three parts of a TSIG key: checked, and taken from what name servers and tools write.
import type { TsigHash } from '../../api/types.ts';
import type { Checked, Wrong } from './address.ts';

export interface KeyParts {
  hash: TsigHash;
  name: string;
  key: string;
}

/// In the order of the list; hmac-md5 is shown only where it is in use.
export const hashes: TsigHash[] = ['hmac-sha256', 'hmac-sha384', 'hmac-sha512', 'hmac-sha224', 'hmac-sha1'];

const octetsOfHash: Record<TsigHash, number> = {
  'hmac-sha256': 32, 'hmac-sha384': 48, 'hmac-sha512': 64, 'hmac-sha224': 28, 'hmac-sha1': 20, 'hmac-md5': 16,
};

/// Lower case, with a final dot.
export function checkKeyName(input: string): Checked<string> {
  const text = input.trim();
  const wrong = (message: string): { wrong: Wrong } => ({ wrong: { code: 'invalid_name', message } });
  if (!text) return { wrong: { code: 'required', message: 'The key name is needed' } };
  if (/\s/.test(text)) return wrong('A key name has no white space');
  const labels = text.replace(/\.$/, '').split('.');
  if (labels.some((label) => label === '')) return wrong('Not a key name: a label is empty');
  if (labels.some((label) => label.length > 63)) return wrong('Not a key name: a label is longer than 63 octets');
  if (labels.join('.').length + 2 > 255) return wrong('Not a key name: it is longer than 255 octets');
  return { value: `${labels.join('.').toLowerCase()}.` };
}

/// Octets of a base64 text; null when it is none. White space and line breaks within are taken out.
export function base64Octets(input: string): number | null {
  const text = input.replace(/\s+/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length % 4 !== 0) return null;
  return (text.length / 4) * 3 - (text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0);
}

export function checkKeyValue(input: string): Checked<string> {
  const text = input.replace(/\s+/g, '');
  if (!text) return { wrong: { code: 'required', message: 'The key value is needed' } };
  if (!base64Octets(text)) return { wrong: { code: 'invalid_base64', message: 'Not valid base64' } };
  return { value: text };
}

/// Said beside a key that is accepted all the same.
export function weaknessOf(hash: TsigHash, key: string): 'legacy' | 'very_short' | 'short' | null {
  const octets = base64Octets(key);
  if (octets !== null && octets < 16) return 'very_short';
  if (hash === 'hmac-sha1' || hash === 'hmac-md5') return 'legacy';
  return octets !== null && octets < octetsOfHash[hash] ? 'short' : null;
}

/// A key block of BIND, NSD or Knot, or hmac-sha256:name:secret as dig -y takes it; null for
/// anything else.
export function keyOfText(text: string): KeyParts | null {
  return ofDig(text) ?? ofBind(text) ?? ofYaml(text);
}

function ofDig(text: string): KeyParts | null {
  const found = /^\s*(?:-y\s+)?["']?(?:(hmac-[\w-]+):)?([^\s:"']+):([A-Za-z0-9+/]+={0,2})["']?\s*$/.exec(text);
  // Without a hash, "192.0.2.1:5353" would pass for one.
  if (!found || (base64Octets(found[3]!) ?? 0) < (found[1] ? 1 : 8)) return null;
  return parts(found[1] ?? 'hmac-sha256', found[2]!, found[3]!);
}

function ofBind(text: string): KeyParts | null {
  const block = /\bkey\s+"?([^\s"{;]+)"?\s*\{([^}]*)\}/i.exec(text);
  if (!block) return null;
  const hash = /\balgorithm\s+"?([\w.-]+)"?\s*;/i.exec(block[2]!)?.[1];
  const key = /\bsecret\s+"?([A-Za-z0-9+/=\s]+)"?\s*;/i.exec(block[2]!)?.[1];
  return hash && key ? parts(hash, block[1]!, key) : null;
}

/// NSD and Knot: "name:" or "- id:", "algorithm:", "secret:", one a line.
function ofYaml(text: string): KeyParts | null {
  const member = (name: string) =>
    new RegExp(`^\\s*-?\\s*${name}\\s*:\\s*["']?([^\\s"'#]+)["']?\\s*(?:#.*)?$`, 'im').exec(text)?.[1];
  const name = member('id') ?? member('name');
  const key = member('secret');
  if (!name || !key || !base64Octets(key)) return null;
  return parts(member('algorithm') ?? 'hmac-sha256', name, key);
}

function parts(hashText: string, name: string, key: string): KeyParts | null {
  const hash = hashText.toLowerCase().replace(/\.$/, '').replace(/^hmac-md5\.sig-alg\.reg\.int$/, 'hmac-md5');
  if (!(hash in octetsOfHash)) return null;
  const checked = checkKeyName(name);
  return checked.wrong ? null : { hash: hash as TsigHash, name: checked.value, key: key.replace(/\s+/g, '') };
}

/// Both ends in the name (RFC 8945 section 8 advises a name that tells hosts).
export function suggestedKeyName(zone: string, ip: string): string {
  const secondary = ip.replace(/[^0-9a-z]+/gi, '-').replace(/^-+|-+$/g, '') || 'secondary';
  const at = zone === 'root' || zone === '.' ? '' : `${zone.replace(/[^\w.-]/g, '-')}.`;
  return `${secondary.toLowerCase()}.${at}`.toLowerCase();
}

/// A new secret as long as the hash's output, from the browser's cryptographic generator.
export function generatedSecret(hash: TsigHash): string {
  const octets = crypto.getRandomValues(new Uint8Array(octetsOfHash[hash]));
  return btoa(String.fromCharCode(...octets));
}
