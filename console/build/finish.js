// SPDX-License-Identifier: GPL-3.0-or-later
// After vite: holds the build against its budgets, compresses each file, and writes all of them into
// one pack that the program embeds.
//
// Layout of the pack: a line for each stored form of a file,
//     path TAB content type TAB "immutable" or "no-cache" TAB tag TAB encoding TAB offset TAB size
// where encoding is "identity", "gzip" or "br", then an empty line, then the octets, the offsets
// counting from there.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { isEarly } from './early.js';

const folder = process.env.ZC_CONSOLE_OUT ?? 'dist';
const budgets = { firstPageScript: 110_000, styles: 20_000, chunk: 110_000, total: 400_000 };
const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
rmSync(join(folder, 'manifest.json'));

const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name !== 'console.pack')
  .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
  .sort();
const gzipped = new Map(files.map((file) => [file, gzipSync(readFileSync(join(folder, file)), { level: 9 })]));

checkBudgets();
writePack();

function checkBudgets() {
  const size = (file) => gzipped.get(file)?.length ?? 0;
  const wrong = [];
  const hold = (what, is, most) => {
    if (is > most) wrong.push(`${what}: ${is} octets, gzipped, of ${most} allowed`);
  };
  // What a reader waits for: the entry, the texts of one language, and the page.
  const entry = Object.keys(manifest).find((key) => manifest[key].isEntry);
  const textsOf = (name) => Object.keys(manifest).find((key) => key.endsWith(`i18n/en/${name}.ts`));
  const pages = Object.keys(manifest).filter((key) => key.startsWith('src/pages/') && manifest[key].isDynamicEntry);
  let largest = ['', 0];
  for (const page of pages) {
    const texts = isEarly(page) ? [textsOf('index')] : [textsOf('index'), textsOf('further')];
    const loaded = new Set([entry, ...texts, page].flatMap((key) => [...closure(key)]));
    const script = [...loaded].reduce((sum, key) => sum + size(manifest[key].file), 0);
    const styles = new Set([...loaded].flatMap((key) => manifest[key].css ?? []));
    hold(`script of ${page}`, script, budgets.firstPageScript);
    hold(`styles of ${page}`, [...styles].reduce((sum, file) => sum + size(file), 0), budgets.styles);
    if (script > largest[1]) largest = [page, script];
  }
  for (const file of files) if (file.endsWith('.js')) hold(file, size(file), budgets.chunk);
  const total = files.reduce((sum, file) => sum + size(file), 0);
  hold('everything', total, budgets.total);
  if (wrong.length > 0) {
    console.error(`The console is over its budget.\n${wrong.join('\n')}`);
    process.exit(1);
  }
  console.log(`console: ${largest[1]} octets of script on the largest page (${largest[0]}), ${total} in all, gzipped`);
}

function closure(key, seen = new Set()) {
  if (key === undefined || seen.has(key)) return seen;
  seen.add(key);
  for (const needed of manifest[key].imports ?? []) closure(needed, seen);
  return seen;
}

function writePack() {
  const lines = [];
  const pieces = [];
  let offset = 0;
  for (const file of files) {
    const plain = readFileSync(join(folder, file));
    const type = types[extname(file)];
    if (!type) throw new Error(`no content type is known for ${file}`);
    const cache = file.startsWith('assets/') ? 'immutable' : 'no-cache';
    const tag = createHash('sha256').update(plain).digest('hex').slice(0, 24);
    const forms = [['identity', plain]];
    const brotli = brotliCompressSync(plain, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length },
    });
    if (gzipped.get(file).length < plain.length) forms.push(['gzip', gzipped.get(file)]);
    if (brotli.length < plain.length) forms.push(['br', brotli]);
    for (const [encoding, octets] of forms) {
      lines.push(['/' + file, type, cache, tag, encoding, offset, octets.length].join('\t'));
      pieces.push(octets);
      offset += octets.length;
    }
  }
  writeFileSync(join(folder, 'console.pack'), Buffer.concat([Buffer.from(lines.join('\n') + '\n\n'), ...pieces]));
}
