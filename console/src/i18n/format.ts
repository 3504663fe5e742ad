// SPDX-License-Identifier: GPL-3.0-or-later
// Messages with {name} and {count, plural, one {# zone} other {# zones}}, as ICU writes them. A
// plural's case may be a number with "=" before it: =0 {none}.

export type Values = Record<string, string | number>;

export function formatMessage(message: string, values: Values, locale: string): string {
  let out = '';
  let at = 0;
  while (at < message.length) {
    const open = message.indexOf('{', at);
    if (open < 0) return out + message.slice(at);
    out += message.slice(at, open);
    const close = closingBrace(message, open);
    out += formatPart(message.slice(open + 1, close), values, locale);
    at = close + 1;
  }
  return out;
}

function formatPart(part: string, values: Values, locale: string): string {
  const [name = '', kind] = part.split(',', 2).map((piece) => piece.trim());
  const value = values[name];
  if (value === undefined) return `{${name}}`;
  if (kind === undefined) {
    return typeof value === 'number' ? new Intl.NumberFormat(locale).format(value) : value;
  }
  const cases = casesOf(part.slice(part.indexOf(',', part.indexOf(',') + 1) + 1));
  if (kind === 'plural') {
    const count = Number(value);
    const chosen =
      cases.get(`=${count}`) ??
      cases.get(new Intl.PluralRules(locale).select(count)) ??
      cases.get('other') ??
      '';
    const number = new Intl.NumberFormat(locale).format(count);
    return formatMessage(chosen.replaceAll('#', number), values, locale);
  }
  return formatMessage(cases.get(String(value)) ?? cases.get('other') ?? '', values, locale);
}

function casesOf(text: string): Map<string, string> {
  const cases = new Map<string, string>();
  let at = 0;
  for (;;) {
    const open = text.indexOf('{', at);
    if (open < 0) return cases;
    const close = closingBrace(text, open);
    cases.set(text.slice(at, open).trim(), text.slice(open + 1, close));
    at = close + 1;
  }
}

function closingBrace(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; ++i) {
    if (text[i] === '{') ++depth;
    if (text[i] === '}' && --depth === 0) return i;
  }
  throw new Error(`unbalanced braces in "${text}"`);
}

const accents: Record<string, string> = {
  a: 'á', e: 'é', i: 'í', o: 'ó', u: 'ú', y: 'ý', c: 'ç', n: 'ñ', s: 'š', z: 'ž',
  A: 'Á', E: 'É', I: 'Í', O: 'Ó', U: 'Ú', Y: 'Ý', C: 'Ç', N: 'Ñ', S: 'Š', Z: 'Ž',
};

/// The pseudo-locale: accented, a third longer, in brackets. What is cut off or was never translated
/// shows at once.
export function pseudo(message: string): string {
  let out = '';
  let letters = 0;
  for (let i = 0; i < message.length; ++i) {
    if (message[i] === '{') {
      const close = closingBrace(message, i);
      out += pseudoPart(message.slice(i, close + 1));
      i = close;
      continue;
    }
    const letter = message[i] ?? '';
    out += accents[letter] ?? letter;
    if (/\p{L}/u.test(letter)) ++letters;
  }
  return `⟦${out}${'·'.repeat(Math.ceil(letters / 3))}⟧`;
}

function pseudoPart(part: string): string {
  const inner = part.slice(1, -1);
  if (!inner.includes(',')) return part;
  // Only the texts of the cases are altered; their names and the value's are not.
  const start = inner.indexOf(',', inner.indexOf(',') + 1) + 1;
  let out = inner.slice(0, start);
  for (const [name, text] of casesOf(inner.slice(start))) out += ` ${name} {${pseudo(text)}}`;
  return `{${out}}`;
}
