// SPDX-License-Identifier: GPL-3.0-or-later
// Owner names as people write them below a zone: "www", "@", "www.example.org.".

/// Absolute, without the final dot; the root is "".
export function absoluteName(input: string, fqdn: string): string {
  const origin = fqdn.replace(/\.$/, '').toLowerCase();
  const name = input.trim().toLowerCase();
  if (name === '' || name === '@') return origin;
  if (/(^|[^\\])(\\\\)*\.$/.test(name)) return name.slice(0, -1);
  if (name === origin || (origin && name.endsWith(`.${origin}`))) return name;
  return origin ? `${name}.${origin}` : name;
}

/// "@" for the zone itself, else what stands before it.
export function relativeName(name: string, fqdn: string): string {
  const origin = fqdn.replace(/\.$/, '').toLowerCase();
  const plain = name.replace(/\.$/, '');
  if (plain.toLowerCase() === origin) return '@';
  return origin && plain.toLowerCase().endsWith(`.${origin}`) ? plain.slice(0, -origin.length - 1) : plain;
}
