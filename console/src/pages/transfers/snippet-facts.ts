// SPDX-License-Identifier: GPL-3.0-or-later
import type { Zone } from '../../api/types.ts';
import { checkAddress } from './address.ts';
import { isSigned, type RowDraft } from './draft.ts';
import type { SnippetFacts } from './snippets.ts';

/// What the other side's configuration is made of: the row as it stands on the page, and where we
/// listen. `host` is how the reader reached us, for a server that listens everywhere.
export function snippetFacts(row: RowDraft, zone: Zone, listeners: string[], host: string, secret: string): SnippetFacts {
  const all = listeners.map(listenerOf);
  const family = checkAddress(row.ip).value?.family ?? 4;
  const usable = all
    .map((at) => (/^(0\.0\.0\.0|::)$/.test(at.address) ? { ...at, address: host.replace(/^\[|\]$/g, '') } : at))
    .filter((at) => at.address.includes(':') === (family === 6));
  return {
    zone: zone.zone,
    primaries: (usable.length > 0 ? usable : all).slice(0, 1),
    key: isSigned(row) ? { name: row.keyName, hash: row.hash, secret: secret || '…' } : undefined,
    notifySigned: isSigned(row) && row.notify,
    transferSigned: isSigned(row) && row.transfers,
  };
}

/// "192.0.2.1:53", "[2001:db8::1]:53"
function listenerOf(text: string): { address: string; port: number } {
  return { address: text.replace(/:\d+$/, '').replace(/^\[|\]$/g, ''), port: Number(/\d+$/.exec(text)?.[0] ?? 53) };
}
