// SPDX-License-Identifier: GPL-3.0-or-later
// What GET /v1/search found, as entries of the palette. NS1 answers an array of zones and records;
// what cannot be shown is passed over.
export interface Found {
  group: 'actions' | 'pages' | 'zones' | 'records';
  label: string;
  href: string;
  /// Done instead of going anywhere.
  run?: () => void;
}

interface Hit {
  type?: string;
  zone?: string;
  name?: string;
  domain?: string;
  record_type?: string;
}

export function foundInAnswer(answer: unknown): Found[] {
  const hits = Array.isArray(answer)
    ? answer
    : ((answer as { results?: unknown[] } | null)?.results ?? []);
  return hits.flatMap((hit) => foundOf(hit as Hit));
}

function foundOf(hit: Hit): Found[] {
  const zone = hit.zone ?? hit.name;
  if (!zone) return [];
  const at = `/dns/zones/${encodeURIComponent(zone)}/records`;
  if (!hit.domain) return [{ group: 'zones', label: zone, href: at }];
  const type = hit.record_type ?? hit.type ?? '';
  const label = `${hit.domain} ${type}`.trim();
  return [{ group: 'records', label, href: `${at}?q=${encodeURIComponent(hit.domain)}` }];
}
