// SPDX-License-Identifier: GPL-3.0-or-later
// What GET /v1/search is asked for and what it found, as entries of the palette. What cannot be shown
// is passed over.
export interface Found {
  group: 'actions' | 'pages' | 'zones' | 'records' | 'answers';
  label: string;
  href: string;
  /// Done instead of going anywhere.
  run?: () => void;
}

/// As the API names them.
export type Kind = 'zone' | 'record' | 'answers';
const groups = { zone: 'zones', record: 'records', answers: 'answers' } as const;

/// Answers are looked through for addresses alone, which takes the server longest.
export function kindsFor(asked: string): Kind[] {
  if (!asked) return [];
  return isAddressPart(asked) ? ['zone', 'record', 'answers'] : ['zone', 'record'];
}

/// "192.0.2", "2001:db8::1".
function isAddressPart(text: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){1,3}\.?$/.test(text) || /^(?=.*:.*:)[\da-f:.]+$/i.test(text);
}

/// Of what was found before, what fits the longer text too, until the server has answered.
export function stillMeant(found: Found[], asked: string): Found[] {
  if (!asked) return [];
  return found.filter(({ label }) => label.toLowerCase().includes(asked.toLowerCase()));
}

export function without(found: Found[], kind: Kind): Found[] {
  return found.filter(({ group }) => group !== groups[kind]);
}

interface Hit {
  type?: string;
  zone?: string;
  name?: string;
  domain?: string;
  record_type?: string;
}

export function foundInAnswer(kind: Kind, answer: unknown): Found[] {
  const hits = Array.isArray(answer)
    ? answer
    : ((answer as { results?: unknown[] } | null)?.results ?? []);
  return hits.flatMap((hit) => foundOf(kind, hit as Hit));
}

function foundOf(kind: Kind, hit: Hit): Found[] {
  // Several zones may have one FQDN: what leads to a zone is its name.
  const zone = hit.name ?? hit.zone;
  if (!zone) return [];
  const at = `/dns/zones/${encodeURIComponent(zone)}/records`;
  const group = groups[kind];
  if (!hit.domain) return [{ group, label: hit.zone && hit.zone !== zone ? `${zone} (${hit.zone})` : zone, href: at }];
  const type = hit.record_type ?? hit.type ?? '';
  const label = `${hit.domain} ${type}`.trim();
  return [{ group, label, href: `${at}?q=${encodeURIComponent(hit.domain)}` }];
}
