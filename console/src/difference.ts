// SPDX-License-Identifier: GPL-3.0-or-later
// Differences between contents of a zone, as the server tells them, sorted for people.

export interface Difference {
  deleted_count: number;
  added_count: number;
  cut?: boolean;
  soa?: { before: string | null; after: string | null };
  deleted: string[] | null;
  added: string[] | null;
  settings?: { before: Record<string, unknown> | null; after: Record<string, unknown> | null };
}

export interface Preview extends Difference {
  dry_run: true;
  zone: string;
  changes: boolean;
  serial: number | null;
  notify: { ip: string; port: number; key: string | null }[];
  ixfr_octets: number;
  warnings: string[];
}

export interface DifferenceGroup {
  name: string;
  type: string;
  lines: { sign: '-' | '+'; ttl: string; data: string }[];
}

/// One group of lines for each name and type, in the order of the names.
export function groupsOf(difference: Difference): DifferenceGroup[] {
  const groups = new Map<string, DifferenceGroup>();
  const take = (line: string, sign: '-' | '+') => {
    const [, name = line, ttl = '', type = '', data = ''] = /^(\S+)\s+(\d+)\s+\S+\s+(\S+)\s*(.*)$/s.exec(line) ?? [];
    const key = `${name.toLowerCase()} ${type}`;
    if (!groups.has(key)) groups.set(key, { name, type, lines: [] });
    groups.get(key)!.lines.push({ sign, ttl, data });
  };
  if (difference.soa?.before) take(difference.soa.before, '-');
  if (difference.soa?.after) take(difference.soa.after, '+');
  for (const line of difference.deleted ?? []) take(line, '-');
  for (const line of difference.added ?? []) take(line, '+');
  return [...groups.values()].sort((a, b) => sortKey(a.name).localeCompare(sortKey(b.name)) || a.type.localeCompare(b.type));
}

/// Names are sorted from their end, as DNS orders them.
function sortKey(name: string): string {
  return name.toLowerCase().split('.').reverse().join(' ');
}

export interface SettingLine {
  name: string;
  before: string;
  after: string;
}

/// The settings that differ, one line each, down to the member.
export function settingLines(settings: Difference['settings']): SettingLine[] {
  if (!settings) return [];
  const before = flat(settings.before ?? {});
  const after = flat(settings.after ?? {});
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((name) => ({ name, before: before.get(name) ?? '', after: after.get(name) ?? '' }))
    .filter((line) => line.before !== line.after);
}

function flat(value: unknown, name = '', out = new Map<string, string>()): Map<string, string> {
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) {
    out.set(name, value.join(', '));
  } else if (typeof value === 'object' && value !== null) {
    for (const [member, inner] of Object.entries(value)) {
      flat(inner, Array.isArray(value) ? `${name}[${Number(member) + 1}]` : name ? `${name}.${member}` : member, out);
    }
  } else {
    out.set(name, value === null ? '' : String(value));
  }
  return out;
}
