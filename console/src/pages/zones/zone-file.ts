// SPDX-License-Identifier: GPL-3.0-or-later

/// The zone that a zone file is for, as far as its head or its name tell; "" otherwise.
export function originOf(text: string, fileName: string): string {
  const origin = /^\$ORIGIN\s+(\S+)/im.exec(text)?.[1] ?? ownerOfSoa(text);
  if (origin && origin !== '@') return origin.replace(/(.)\.$/, '$1').toLowerCase();
  const stem = fileName.replace(/\.(zone|db|txt|dns|hosts)$/i, '').replace(/^db\./i, '');
  return /^[\w-]+(\.[\w-]+)+$/.test(stem) ? stem.toLowerCase() : '';
}

function ownerOfSoa(text: string): string {
  const found = /^(\S+)\s+(?:\d+\w?\s+)?(?:IN\s+)?(?:\d+\w?\s+)?SOA\s/im.exec(text)?.[1] ?? '';
  return found.endsWith('.') ? found : '';
}
