// SPDX-License-Identifier: GPL-3.0-or-later
// What holds of every page: no violation of WCAG 2.2 AA that axe finds, in both themes, in forced
// colours, at 320 px and at 400 %; nothing that the Content-Security-Policy had to stop; no text cut
// off in the pseudo-locale. Screenshots are kept for people to look at.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { onStage, screens } from './harness.js';
import { looks, photograph, violations, widerThanItsWindow } from './looks.js';
import { dialogs, fill, pages } from './pages.js';

const stage = onStage({ fill });

for (const [look, options] of Object.entries(looks)) {
  test(`every page is accessible and fits: ${look}`, async () => {
    const page = await stage.page({ bypassCSP: true, ...options });
    const wrong = [];
    for (const { name, path, ready } of pages) {
      await page.goto(path);
      await ready(page).waitFor();
      await photograph(page, `${name}-${look}`);
      for (const found of await violations(page)) wrong.push(`${name}: ${found}`);
      const wider = await widerThanItsWindow(page);
      if (wider > 0) wrong.push(`${name}: scrolls sideways by ${wider} px`);
    }
    assert.deepEqual([...wrong, ...page.trouble], []);
    await page.context().close();
  });
}

for (const [look, options] of Object.entries(looks)) {
  test(`every dialog is accessible and fits: ${look}`, async () => {
    const page = await stage.page({ bypassCSP: true, ...options });
    const wrong = [];
    for (const { name, path, open } of dialogs) {
      await page.goto(path);
      await page.locator('main h1').waitFor();
      await open(page);
      await page.getByRole('dialog').waitFor();
      await page.screenshot({ path: join(screens, `dialog-${name}-${look}.png`) });
      for (const found of await violations(page, '[role="dialog"]')) wrong.push(`${name}: ${found}`);
      const wider = await page.getByRole('dialog').evaluate((dialog) => Math.max(dialog.scrollWidth - dialog.clientWidth, ...[...dialog.children].map((part) => part.scrollWidth - part.clientWidth)));
      if (wider > 0) wrong.push(`${name}: scrolls sideways by ${wider} px`);
    }
    assert.deepEqual([...wrong, ...page.trouble], []);
    await page.context().close();
  });
}

test('the sign-in page is accessible in both themes and at 320 px', async () => {
  for (const look of ['wide-light', 'wide-dark', 'forced-colours', 'narrow-light']) {
    const page = await stage.page({ signedIn: false, bypassCSP: true, ...looks[look] });
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await page.screenshot({ path: join(screens, `sign-in-${look}.png`) });
    assert.deepEqual(await violations(page), [], look);
    await page.context().close();
  }
});

test('under the Content-Security-Policy of the program no page violates it or fails', async () => {
  const page = await stage.page();
  for (const { path, ready } of pages) {
    await page.goto(path);
    await ready(page).waitFor();
  }
  for (const control of ['Theme', 'Language EN', 'Account']) {
    await page.getByRole('button', { name: control, exact: true }).click();
    await page.getByRole('menu').waitFor();
    await page.keyboard.press('Escape');
  }
  await page.keyboard.press('ControlOrMeta+K');
  await page.getByRole('combobox').fill('zones');
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('Escape');
  await stage.leave(page);
});

/// Texts of controls and headings that are English still, or cut off. Names that users made stand in
/// bdi and the like.
function untranslated(page) {
  return page.evaluate(() => {
    const out = [];
    for (const control of document.querySelectorAll('button, label, legend, h1, h2, h3, nav a, th, dt, p, option, [role="option"]')) {
      const text = control.textContent.trim();
      const named = control.querySelector('bdi, code, .mono, kbd, [translate="no"]') || /^[\W\d]*$/.test(text) || /^\d/.test(text) || control.closest('bdi, .brand, [role="menu"], .mono, [translate="no"]');
      const isValue = control.tagName === 'OPTION' && control.value === text;
      if (text && !named && !isValue && !text.includes('⟦')) out.push(`not translated: ${text}`);
      const style = getComputedStyle(control);
      if (style.overflow === 'hidden' && control.scrollWidth > control.clientWidth + 1 && !control.closest('.visually-hidden')) out.push(`cut off: ${text}`);
    }
    return out;
  });
}

test('in the pseudo-locale nothing is cut off and no English is left', async () => {
  const page = await stage.page();
  await page.evaluate(() => localStorage.setItem('zonecast.locale', 'en-XA'));
  const wrong = [];
  for (const { name, path } of pages) {
    await page.goto(path);
    await page.locator('main h1').waitFor();
    await page.locator('[aria-busy="true"]').waitFor({ state: 'detached' }).catch(() => undefined);
    for (const item of await untranslated(page)) wrong.push(`${name}: ${item}`);
    await photograph(page, `${name}-pseudo`);
  }
  assert.deepEqual(wrong, []);
  await page.context().close();
});

test('with reduced motion nothing moves', async () => {
  const page = await stage.page();
  const moving = await page.evaluate(() =>
    [...document.querySelectorAll('*')].filter((element) => {
      const { transitionDuration, animationDuration } = getComputedStyle(element);
      return [transitionDuration, animationDuration].some((text) => text.split(',').some((time) => parseFloat(time) > 0));
    }).length,
  );
  assert.equal(moving, 0);
  await page.context().close();
});
