// SPDX-License-Identifier: GPL-3.0-or-later
// The looks that a page is judged in, and what is judged: axe's rules, nothing wider than its window,
// no text left untranslated.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { screens } from './harness.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

export const looks = {
  'wide-light': { colorScheme: 'light' },
  'wide-dark': { colorScheme: 'dark' },
  'forced-colours': { colorScheme: 'dark', forcedColors: 'active' },
  'narrow-light': { colorScheme: 'light', viewport: { width: 320, height: 800 } },
  'narrow-dark': { colorScheme: 'dark', viewport: { width: 320, height: 800 } },
  '400-percent': { colorScheme: 'light', viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 },
};

/// `within`: what a modal dialog covers is not judged while it does.
export async function violations(page, within = 'html') {
  await page.evaluate(axe);
  const found = await page.evaluate(([where, wanted]) => window.axe.run(where, { runOnly: { type: 'tag', values: wanted } }), [within, tags]);
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`));
}

/// The whole page in a window of its height, so that what sticks to the edges stands where it ends.
export async function photograph(page, name) {
  const window_ = page.viewportSize();
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ ...window_, height: Math.max(height, window_.height) });
  await page.screenshot({ path: join(screens, `${name}.png`) });
  await page.setViewportSize(window_);
}

export function widerThanItsWindow(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/// Texts in sight that the pseudo-locale has not gone through. Names (the tabs have those of programs),
/// codes and what is typed are none.
export function untranslated(page) {
  return page.evaluate(() => {
    const out = [];
    for (const part of document.querySelectorAll('main, [role="dialog"]')) {
      const texts = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
      for (let text = texts.nextNode(); text; text = texts.nextNode()) {
        const element = text.parentElement;
        const isName = element.closest('bdi, code, pre, kbd, time, .mono, [translate="no"], [role="tab"], option, script, style');
        // A text with values in it is several nodes of one translated sentence.
        const sentence = element.textContent;
        if (/[A-Za-z]{3}/.test(text.data) && !isName && !sentence.includes('⟦') && element.checkVisibility()) out.push(text.data.trim());
      }
    }
    return out;
  });
}
