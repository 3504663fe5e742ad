// SPDX-License-Identifier: GPL-3.0-or-later
// The address and port of a secondary as people write them. The server makes the same checks
// (src/api/v1/secondary_address.cc) and decides; tests/data/validation_vectors.json holds both to
// the same answers.

export interface Wrong {
  code: string;
  message: string;
  /// What was probably meant.
  offer?: string;
}

export interface Address {
  /// As the server writes it: RFC 5952, a block with its length.
  text: string;
  family: 4 | 6;
  isRange: boolean;
  /// Of the block; 32 or 128 for one address.
  length: number;
  isLoopback: boolean;
  wasMapped: boolean;
}

export type Checked<T> = { value: T; wrong?: undefined } | { value?: undefined; wrong: Wrong };

export function checkAddress(input: string): Checked<Address> {
  const text = input.trim();
  if (!text) return wrong('required', 'An address is needed');
  const slash = text.indexOf('/');
  const parsed = parseIp(slash < 0 ? text : text.slice(0, slash));
  if ('code' in parsed) return { wrong: parsed };
  if (slash >= 0) return checkBlock(parsed, text.slice(slash + 1));
  if (isUnspecified(parsed) || isGroup(parsed)) return wrong('not_a_server', 'Not the address of a server');
  if (isLinkLocalV6(parsed)) {
    return wrong('link_local', `Link-local needs an interface: ${textOf(parsed)}%eth0`);
  }
  const bits = parsed.octets.length * 8;
  return { value: addressOf(parsed, textOf(parsed), bits) };
}

/// Digits of other scripts count; an empty text is 53.
export function checkPort(input: string): Checked<number> {
  const text = asciiDigits(input.trim());
  if (!text) return { value: 53 };
  const port = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) return wrong('out_of_range', 'Port must be 1 to 65535');
  return { value: port };
}

export function asciiDigits(text: string): string {
  return text.replace(/[\uFF10-\uFF19\u0660-\u0669\u06F0-\u06F9]/g, (digit) => {
    const code = digit.charCodeAt(0);
    const zero = code >= 0xff10 ? 0xff10 : code >= 0x6f0 ? 0x6f0 : 0x660;
    return String(code - zero);
  });
}

interface Ip {
  octets: number[];
  wasMapped: boolean;
}

function wrong(code: string, message: string, offer?: string): { wrong: Wrong } {
  return { wrong: { code, message, offer } };
}

function parseIp(text: string): Ip | Wrong {
  const v4 = parseV4(text);
  if (v4) return { octets: v4, wasMapped: false };
  if (text.includes('%')) {
    return { code: 'link_local', message: 'An address with an interface (%) is not supported' };
  }
  if (text.includes(':')) {
    const v6 = parseV6(text);
    if (!v6) return { code: 'invalid_address', message: 'Not a valid IPv6 address' };
    const isMapped = v6.slice(0, 10).every((octet) => octet === 0) && v6[10] === 255 && v6[11] === 255;
    return isMapped ? { octets: v6.slice(12), wasMapped: true } : { octets: v6, wasMapped: false };
  }
  if (isGuesswork(text)) {
    return { code: 'invalid_address', message: 'Write IPv4 as four plain decimal numbers' };
  }
  if (/^[\d.-]*$/.test(text)) return { code: 'invalid_address', message: 'Not a valid IPv4 address' };
  return { code: 'not_an_address', message: 'Enter an address, not a name' };
}

function parseV4(text: string): number[] | null {
  const parts = text.split('.');
  if (parts.length !== 4) return null;
  const octets = parts.map((part) => (/^(0|[1-9]\d{0,2})$/.test(part) ? Number(part) : 256));
  return octets.every((octet) => octet <= 255) ? octets : null;
}

function parseV6(text: string): number[] | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [head, tail] = halves.map(groupsOf);
  if (!head || (halves.length === 2 && !tail)) return null;
  if (halves.length === 1) return head.length === 16 ? head : null;
  const gap = 16 - head.length - tail!.length;
  return gap >= 2 ? [...head, ...new Array<number>(gap).fill(0), ...tail!] : null;
}

/// The octets of "2001:db8" or "ffff:192.0.2.1".
function groupsOf(text: string): number[] | null {
  if (!text) return [];
  const groups = text.split(':');
  const octets: number[] = [];
  for (const [i, group] of groups.entries()) {
    const v4 = i === groups.length - 1 ? parseV4(group) : null;
    if (v4) octets.push(...v4);
    else if (/^[0-9a-f]{1,4}$/i.test(group)) octets.push(parseInt(group, 16) >> 8, parseInt(group, 16) & 255);
    else return null;
  }
  return octets;
}

/// Octal, hexadecimal or one whole number: spellings that programs read differently.
function isGuesswork(text: string): boolean {
  const numbers = text.split('.');
  if (!numbers.every((number) => /^(0x[0-9a-f]+|\d+)$/i.test(number))) return false;
  return /^\d+$/.test(text) || numbers.some((number) => /^0x/i.test(number) || /^0\d/.test(number));
}

function checkBlock(ip: Ip, lengthText: string): Checked<Address> {
  const bits = ip.octets.length * 8;
  const length = /^\d{1,3}$/.test(lengthText) ? Number(lengthText) : -1;
  if (length < 0 || length > bits) {
    return wrong('invalid_address', `The prefix length must be 0 to ${bits}`);
  }
  const network = { ...ip, octets: ip.octets.map((octet, i) => octet & maskOf(length - 8 * i)) };
  if (network.octets.some((octet, i) => octet !== ip.octets[i])) {
    const offer = `${textOf(network)}/${length}`;
    return wrong('host_bits_set', `Did you mean ${offer}?`, offer);
  }
  const text = length === bits ? textOf(ip) : `${textOf(ip)}/${length}`;
  return { value: addressOf(ip, text, length) };
}

function maskOf(bits: number): number {
  return bits >= 8 ? 255 : bits <= 0 ? 0 : (255 << (8 - bits)) & 255;
}

function addressOf(ip: Ip, text: string, length: number): Address {
  const family = ip.octets.length === 4 ? 4 : 6;
  const isLoopback =
    family === 4 ? ip.octets[0] === 127 : ip.octets.slice(0, 15).every((octet) => octet === 0) && ip.octets[15] === 1;
  return { text, family, isRange: length < ip.octets.length * 8, length, isLoopback, wasMapped: ip.wasMapped };
}

function isUnspecified({ octets }: Ip): boolean {
  return octets.every((octet) => octet === 0);
}

function isGroup({ octets }: Ip): boolean {
  const first = octets[0] ?? 0;
  if (octets.length === 16) return first === 0xff;
  return (first >= 224 && first < 240) || octets.every((octet) => octet === 255);
}

function isLinkLocalV6({ octets }: Ip): boolean {
  return octets.length === 16 && octets[0] === 0xfe && ((octets[1] ?? 0) & 0xc0) === 0x80;
}

/// RFC 5952: lower case, the longest run of two or more zero groups, the first of equals, as "::".
function textOf({ octets }: Ip): string {
  if (octets.length === 4) return octets.join('.');
  const groups: number[] = [];
  for (let i = 0; i < 16; i += 2) groups.push((octets[i]! << 8) | octets[i + 1]!);
  let best = { at: -1, size: 1 };
  for (let at = 0; at < 8; ++at) {
    let size = 0;
    while (at + size < 8 && groups[at + size] === 0) ++size;
    if (size > best.size) best = { at, size };
  }
  const hex = (part: number[]) => part.map((group) => group.toString(16)).join(':');
  if (best.at < 0) return hex(groups);
  return `${hex(groups.slice(0, best.at))}::${hex(groups.slice(best.at + best.size))}`;
}
