// SPDX-License-Identifier: GPL-3.0-or-later
// What the compilers do not check: texts without a reader, and ways to put markup or code into the page.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isEarly } from './early.js';

const sources = readdirSync('src', { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name));
const code = sources.filter((file) => /\.(svelte|ts)$/.test(file));
const texts = new Map(code.map((file) => [file, readFileSync(file, 'utf8')]));
const wrong = [];

const forbidden = [
  [/\{@html/, 'what comes off the wire is text, never markup'],
  [/\.innerHTML|\.outerHTML|insertAdjacentHTML|document\.write/, 'what comes off the wire is text, never markup'],
  [/\beval\(|new Function\(/, 'the Content-Security-Policy forbids it'],
  [/style="/, 'the Content-Security-Policy forbids inline styles: use a class, or style:property'],
];
for (const [file, text] of texts) {
  for (const [pattern, why] of forbidden) if (pattern.test(text)) wrong.push(`${file}: ${pattern} – ${why}`);
  if (!text.slice(0, 200).includes('SPDX-License-Identifier: GPL-3.0-or-later')) wrong.push(`${file}: no licence line`);
}

const messages = (locale) =>
  Object.assign(
    {},
    ...sources
      .filter((file) => file.startsWith(`src/i18n/${locale}/`) && file.endsWith('.json'))
      .map((file) => {
        const part = JSON.parse(readFileSync(file, 'utf8'));
        return part;
      }),
  );
const all = [...texts.values()].join('\n');
const english = messages('en');
const german = messages('de');
for (const key of Object.keys(english)) {
  if (!(key in german)) wrong.push(`message ${key} is missing in German`);
  // A key made of parts, `theme.${name}`, counts by its beginning.
  const used =
    all.includes(`'${key}'`) || prefixes(key).some((prefix) => all.includes(`\`${prefix}.\${`) || all.includes(`'${prefix}'`));
  if (!used) wrong.push(`message ${key} is used nowhere`);
  if (key in german && places(english[key]) !== places(german[key])) wrong.push(`message ${key}: other {values} in German`);
}
for (const key of Object.keys(german)) if (!(key in english)) wrong.push(`German message ${key} has no English one`);

// Texts that come later must not be needed earlier.
const later = new Set(
  [...readFileSync('src/i18n/en/further.ts', 'utf8').matchAll(/from '\.\/(\w+\.json)'/g)].flatMap(([, file]) => Object.keys(JSON.parse(readFileSync(`src/i18n/en/${file}`, 'utf8')))),
);
for (const [file, text] of texts) {
  if (!isEarly(file) || file.startsWith('src/i18n/')) continue;
  for (const key of later) {
    if (text.includes(`'${key}'`) || prefixes(key).some((prefix) => text.includes(`\`${prefix}.\${`) || text.includes(`translated('${prefix}'`)))
      wrong.push(`${file}: message ${key} is among the further texts, which are loaded later`);
  }
}

function prefixes(key) {
  const parts = key.split('.');
  return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join('.'));
}
function places(text) {
  return [...new Set([...text.matchAll(/\{(\w+)(?:[,}])/g)].map(([, name]) => name))].filter((name) => !/^[A-Z]/.test(name)).sort().join();
}

if (wrong.length > 0) {
  console.error(wrong.join('\n'));
  process.exit(1);
}
