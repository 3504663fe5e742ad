// SPDX-License-Identifier: GPL-3.0-or-later
// The transfers page and what opens on it for everybody: with the keyboard alone, in every look, in
// another language, without motion.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Console, join, Primary, screens, until } from './harness.js';
import { looks, photograph, untranslated, violations, widerThanItsWindow } from './looks.js';
import { row, secret, TransfersPage, tsig } from './transfers-page.js';

let primary;
let console_;
before(async () => {
  primary = await new Primary().start();
  console_ = await Console.open(primary);
});
after(async () => {
  await console_?.close();
  await primary?.stop();
});

const open = (secondaries, options) => TransfersPage.open(console_, secondaries, options);
const screensOf = (stage, look) => join(screens, `zone-transfers-${stage}-${look}.png`);

test('ZT-51 the whole flow with the keyboard alone, the focus never hidden', async () => {
  const name = await primary.zone('z51.example');
  const page = await console_.page({ path: '/dns/zones?q=z51', viewport: { width: 1280, height: 600 } });
  const trouble = [];
  /// Where the focus is, and whether it can be seen there.
  const look = () =>
    page.evaluate(() => {
      const element = document.activeElement;
      const box = element.getBoundingClientRect();
      const label = element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.textContent;
      const over = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 10));
      const hidden = !over || (!element.contains(over) && !over.contains(element) && !over.closest('label'));
      return { label: element === document.body ? '' : label.trim(), hidden: hidden && element !== document.body, outline: getComputedStyle(element).outlineStyle };
    });
  /// Tabs on until the control with this name has the focus.
  const reach = async (wanted) => {
    for (let i = 0; i < 80; ++i) {
      await page.keyboard.press('Tab');
      const at = await look();
      if (at.hidden) trouble.push(`hidden: ${at.label}`);
      if (at.outline === 'none' && at.label) trouble.push(`no outline: ${at.label}`);
      if (at.label === wanted) return;
    }
    assert.fail(`${wanted} cannot be reached by Tab`);
  };
  const press = async (wanted, key = 'Enter') => {
    await reach(wanted);
    await page.keyboard.press(key);
  };
  const type = async (wanted, text) => {
    await reach(wanted);
    await page.keyboard.type(text);
  };
  const focused = (wanted) => until(async () => (await look()).label === wanted, `${wanted} has the focus`);

  await page.getByRole('link', { name, exact: true }).waitFor();
  await press(name);
  await page.getByRole('heading', { level: 1, name }).waitFor();
  await press('Zone Transfers');
  await page.getByRole('checkbox', { name: 'Allow Outgoing Transfers' }).waitFor();
  await press('Allow Outgoing Transfers', 'Space');
  await type('Secondary IP address', '127.0.0.51');
  await reach('Port');
  await press('Notify on Change', 'Space');
  await press('What is Notify on Change?');
  await press('Notify with TSIG', 'Space');
  await type('TSIG Key name', 'z51.example');
  await type('TSIG Key Value', secret);
  await press('Add Another IP Address');
  await focused('Secondary IP address');
  await page.keyboard.type('127.0.0.52');
  await press('Remove 127.0.0.52');
  await focused('Secondary IP address');
  await press('Save Zone Transfers');
  await page.getByText('All changes saved').waitFor();
  await press('Require TSIG on transfers');
  await page.getByRole('dialog').waitFor();
  await press('Require TSIG and save');
  await page.getByRole('note').filter({ hasText: 'Transfers require TSIG (key z51.example)' }).waitFor();
  await press('Reveal');
  await page.getByRole('dialog').waitFor();
  await press('Reveal');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await press('Configure this secondary');
  await page.getByRole('tab', { name: 'BIND' }).waitFor();
  await reach('BIND');
  await page.keyboard.press('ArrowRight');
  await focused('NSD');
  await page.keyboard.press('Escape');
  await focused('Configure this secondary');
  const [stored, ...more] = (await primary.call('GET', `/v1/zones/${name}?records=false`)).primary.secondaries;
  assert.deepEqual([stored.ip, stored.tsig.name, stored.tsig.transfers, more.length], ['127.0.0.51', 'z51.example.', true, 0]);
  assert.deepEqual(trouble, []);
  await page.context().close();
});

for (const look of Object.keys(looks)) {
  test(`ZT-52 what opens on the page is accessible and fits: ${look}`, async () => {
    const form = await open([row('192.0.2.20', { notify: true, tsig: tsig(`z52-${look}.example.`) }), row('198.51.100.0/28')], { bypassCSP: true, ...looks[look] });
    const wrong = [];
    const judge = async (stage, within, shoot) => {
      await shoot();
      for (const found of await violations(form.page, within)) wrong.push(`${stage}: ${found}`);
      const wider = await widerThanItsWindow(form.page);
      if (wider > 0) wrong.push(`${stage}: scrolls sideways by ${wider} px`);
    };
    const dialogs = {
      snippets: () => form.row(1).getByRole('button', { name: 'Configure this secondary' }).click(),
      require: () => form.page.getByRole('button', { name: 'Require TSIG on transfers' }).click(),
      apply: () => form.page.getByRole('button', { name: 'Apply to other zones…' }).click(),
      reveal: () => form.row(1).getByRole('button', { name: 'Reveal' }).click(),
    };
    for (const [stage, openIt] of Object.entries(dialogs)) {
      await openIt();
      await form.dialog.waitFor();
      await judge(stage, '[role="dialog"]', () => form.page.screenshot({ path: screensOf(stage, look) }));
      await form.page.keyboard.press('Escape');
      await form.dialog.waitFor({ state: 'detached' });
    }
    await form.row(1).getByRole('button', { name: 'What is Notify on Change?' }).click();
    await form.add.click();
    await form.port(3).fill('0');
    await form.save.click();
    await form.page.getByRole('alert').filter({ hasText: 'to correct' }).waitFor();
    await judge('wrong', 'html', () => photograph(form.page, `zone-transfers-wrong-${look}`));
    assert.deepEqual(wrong, []);
    await form.close();
  });
}

test('ZT-53 in the pseudo-locale no English is left on the page and in what opens on it', async () => {
  const form = await open([row('192.0.2.20', { notify: true, tsig: tsig('z53.example.') }), row('198.51.100.0/28')]);
  await form.page.evaluate(() => localStorage.setItem('zonecast.locale', 'en-XA'));
  await form.page.reload();
  await form.row(2).waitFor();
  const buttons = form.row(1).getByRole('button');
  assert.deepEqual(await untranslated(form.page), []);
  // By place: their names are not English any more.
  const opened = async (stage, control) => {
    await control.click();
    await form.dialog.waitFor();
    assert.deepEqual(await untranslated(form.page), [], stage);
    await form.page.screenshot({ path: screensOf(stage, 'pseudo') });
    await form.page.keyboard.press('Escape');
    await form.dialog.waitFor({ state: 'detached' });
  };
  await opened('snippets', buttons.first());
  await opened('require', form.page.getByRole('note').getByRole('button'));
  await opened('apply', form.page.locator('#add-server + button'));
  await form.page.locator('#add-server').click();
  await form.page.locator('form[aria-label] button[type="submit"]').click();
  await form.page.getByRole('alert').waitFor();
  assert.deepEqual(await untranslated(form.page), []);
  await photograph(form.page, 'zone-transfers-wrong-pseudo');
  await form.close();
});

test('ZT-54 with reduced motion nothing moves on the page, and figures still follow by themselves', async () => {
  const form = await open([row('127.0.0.1', { port: 5399 })]);
  const moving = await form.page.evaluate(() =>
    [...document.querySelectorAll('*')].filter((element) => {
      const { transitionDuration, animationDuration } = getComputedStyle(element);
      return [transitionDuration, animationDuration].some((text) => text.split(',').some((time) => parseFloat(time) > 0));
    }).length,
  );
  assert.equal(moving, 0);
  await form.row(1).getByText('Not seen yet').waitFor();
  await form.admitted();
  await form.row(1).getByText('In sync').waitFor();
  await form.row(1).getByText(/^AXFR/).waitFor();
  await form.close();
});
