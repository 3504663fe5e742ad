// SPDX-License-Identifier: GPL-3.0-or-later
// What is pasted into the address field: an address with its port in any of the ways that people and
// name servers write it, or many of them.
import { asciiDigits, checkAddress, checkPort } from './address.ts';

export interface PastedAddress {
  ip: string;
  port: string; // "" where none was given
}

export interface PastedList {
  addresses: PastedAddress[];
  skipped: { text: string; reason: string }[];
}

/// "192.0.2.20:5353", "[2001:db8::20]:5353", "192.0.2.20@5353" (NSD, Knot), "192.0.2.20 port 5353"
/// (BIND); null for what has no port in it.
export function splitPort(text: string): PastedAddress | null {
  const plain = asciiDigits(text.trim().replace(/[;,{}"']+$/g, '').trim());
  const found =
    /^\[([0-9a-f:.]+)\](?::(\d+))?$/i.exec(plain) ??
    /^(\d+\.\d+\.\d+\.\d+):(\d+)$/.exec(plain) ??
    /^([0-9a-f:.]+)@(\d+)$/i.exec(plain) ??
    /^([0-9a-f:.]+)\s+port\s+(\d+)$/i.exec(plain);
  return found ? { ip: found[1]!, port: found[2] ?? '' } : null;
}

/// For a paste of several lines or items. Comments, empty lines and repetitions fall away.
export function addressesOfText(text: string, already: PastedAddress[] = []): PastedList {
  const list: PastedList = { addresses: [], skipped: [] };
  const seen = new Set(already.map(({ ip, port }) => `${ip} ${port || '53'}`));
  for (const item of itemsOf(text)) {
    const split = splitPort(item) ?? { ip: item, port: '' };
    const address = checkAddress(split.ip);
    const port = checkPort(split.port);
    if (address.wrong || port.wrong) {
      list.skipped.push({ text: item, reason: (address.wrong ?? port.wrong)!.code });
      continue;
    }
    const key = `${address.value.text} ${port.value}`;
    if (seen.has(key)) {
      list.skipped.push({ text: item, reason: 'duplicate' });
      continue;
    }
    seen.add(key);
    list.addresses.push({ ip: address.value.text, port: split.port && String(port.value) });
  }
  return list;
}

export function isList(text: string): boolean {
  return itemsOf(text).length > 1;
}

function itemsOf(text: string): string[] {
  return text
    .split(/[\n\r]+/)
    .map((line) => line.replace(/(#|\/\/|--).*$/, '').trim())
    .flatMap((line) => line.split(/\s*[;,]\s*|\s+(?!port\b|\d+$)/))
    .map((item) => item.replace(/^["'{]+|["'}]+$/g, '').trim())
    .filter(Boolean);
}
