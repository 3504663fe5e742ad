// SPDX-License-Identifier: GPL-3.0-or-later
// Sign-in, and the way to a zone's transfers (steps 1 to 3 of the article).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listen, onStage, secondsOfWork, until } from './harness.js';

const stage = onStage({ fill: (primary) => primary.zone('example.com') });

test('the link of a fresh data directory opens the console signed in, and only once', async () => {
  const page = await stage.page({ path: stage.primary.link.replace(stage.primary.url, ''), signedIn: false });
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.getByRole('button', { name: 'Account' }).waitFor();
  assert.ok(!page.url().includes('token'), 'the token is taken out of the address');
  const cookies = await page.context().cookies();
  const cookie = cookies.find(({ name }) => name === '__Host-zonecast');
  assert.deepEqual([cookie.httpOnly, cookie.secure, cookie.sameSite, cookie.path], [true, true, 'Strict', '/']);
  await page.context().close();

  const again = await stage.page({ path: stage.primary.link.replace(stage.primary.url, ''), signedIn: false });
  await again.getByText('This link was used already').waitFor();
  await again.context().close();
});

test('ZT-04 an API key signs in, and the address asked for is shown then', async () => {
  const page = await stage.page({ path: '/dns/zones/example.com/transfers', signedIn: false });
  await page.getByRole('textbox', { name: 'API key' }).fill('wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('This key is not known here').waitFor();
  assert.equal(await page.getByRole('textbox', { name: 'API key' }).getAttribute('aria-invalid'), 'true');
  await page.getByRole('textbox', { name: 'API key' }).fill(stage.primary.key);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('checkbox', { name: 'Allow Outgoing Transfers' }).waitFor();
  assert.equal(new URL(page.url()).pathname, '/dns/zones/example.com/transfers');
  const stored = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
  assert.ok(!stored.includes(stage.primary.key), 'nothing secret is kept by scripts');
  await stage.leave(page);
});

test('ZT-01 DNS and then Zones lead to the zones', async () => {
  const page = await stage.page();
  await page.getByRole('link', { name: 'DNS', exact: true }).first().click();
  await page.getByRole('link', { name: 'Zones', exact: true }).first().click();
  await page.getByRole('heading', { level: 1, name: 'Zones' }).waitFor();
  assert.match(await page.title(), /^Zones/);
  assert.equal(await page.getByRole('navigation', { name: 'DNS' }).getByRole('link', { name: 'Zones' }).getAttribute('aria-current'), 'page');
  await page.context().close();
});

test('ZT-03 a zone and then Zone Transfers show the switch, off, and no server', async () => {
  const page = await stage.page({ path: '/dns/zones' });
  await page.getByRole('link', { name: 'example.com', exact: true }).click();
  await page.getByRole('link', { name: 'Zone Transfers' }).click();
  const allow = page.getByRole('checkbox', { name: 'Allow Outgoing Transfers' });
  await allow.waitFor();
  assert.equal(await allow.isChecked(), false);
  assert.equal(await page.getByRole('textbox', { name: 'Secondary IP address' }).count(), 0);
  assert.equal(new URL(page.url()).pathname, '/dns/zones/example.com/transfers');
  await page.context().close();
});

test('ZT-02 of 2,500 zones the filter shows those that match, says how many, and stands in the address', async () => {
  const form = new FormData();
  for (let i = 0; i < 2500; ++i) {
    const name = `${i % 50 === 0 ? 'exam' : 'other'}-${i}.test`;
    form.append(name, new Blob([`$ORIGIN ${name}.\n@ 300 SOA ns1 h 1 7200 900 86400 300\n@ 300 NS ns1\nns1 300 A 192.0.2.1\n`]), name);
  }
  const imported = await fetch(`${stage.primary.url}/v1/import/zonefiles`, { method: 'POST', headers: { 'X-NSONE-Key': stage.primary.key }, body: form });
  assert.equal((await imported.json()).created, 2500);

  const page = await stage.page({ path: '/dns/zones' });
  await page.getByRole('paragraph').filter({ hasText: /^2,501 zones$/ }).waitFor();
  const heard = await listen(page);
  const rows = page.getByRole('row').filter({ has: page.getByRole('link', { name: /exam/ }) });
  await page.getByRole('searchbox', { name: 'Filter zones' }).fill('exam');
  await page.getByRole('paragraph').filter({ hasText: /^51 zones$/ }).waitFor();
  await heard('51 zones');
  await page.getByRole('searchbox', { name: 'Filter zones' }).fill('');
  await page.getByRole('paragraph').filter({ hasText: /^2,501 zones$/ }).waitFor();
  const begun = await secondsOfWork(page);
  await page.getByRole('searchbox', { name: 'Filter zones' }).fill('exam');
  await page.getByRole('paragraph').filter({ hasText: /^51 zones$/ }).waitFor();
  const took = (await secondsOfWork(page)) - begun;
  assert.ok(took < 0.2, `${took} s, and 80 ms of waiting for the next letter`);
  assert.equal(await page.getByRole('link', { name: /^other/ }).count(), 0);
  assert.equal(await rows.count(), 50);
  assert.equal(new URL(page.url()).searchParams.get('q'), 'exam');
  await page.getByRole('button', { name: 'Next page' }).click();
  await until(async () => (await rows.count()) === 1, 'the second page has the last one');
  await page.getByRole('button', { name: 'Previous page' }).click();
  await until(async () => (await rows.count()) === 50, 'the first page again');
  await page.reload();
  await page.getByRole('paragraph').filter({ hasText: /^51 zones$/ }).waitFor();
  await page.getByRole('link', { name: 'exam-0.test' }).click();
  await page.getByRole('heading', { level: 1, name: 'exam-0.test' }).waitFor();
  await page.goBack();
  await page.getByRole('paragraph').filter({ hasText: /^51 zones$/ }).waitFor();
  assert.equal(await page.getByRole('searchbox', { name: 'Filter zones' }).inputValue(), 'exam');
  await page.context().close();
});

test('a zone is added, imported, exported and deleted', async () => {
  const page = await stage.page({ path: '/dns/zones' });
  await page.getByRole('button', { name: 'Add zone' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Add zone' }).click();
  await dialog.getByText('Enter the name of the zone').waitFor();
  await dialog.getByRole('textbox', { name: 'Zone name' }).fill('example.com');
  await dialog.getByRole('button', { name: 'Add zone' }).click();
  await dialog.getByText('zone already exists').waitFor();
  await dialog.getByRole('textbox', { name: 'Zone name' }).fill('added.example.');
  await dialog.getByRole('button', { name: 'Add zone' }).click();
  await page.getByRole('heading', { level: 1, name: 'added.example' }).waitFor();

  await page.goto('/dns/zones');
  await page.getByRole('button', { name: 'Import' }).click();
  const text = page.getByRole('textbox', { name: 'Or paste the text of the zone file' });
  await text.fill('$ORIGIN imported.example.\n@ 300 SOA ns1 h 1 7200 900 86400 300\n@ 300 NS ns1\nns1 300 A 192.0.2.300\n');
  await text.blur();
  assert.equal(await page.getByRole('textbox', { name: 'Zone name' }).inputValue(), 'imported.example');
  await page.getByRole('dialog').getByRole('button', { name: 'Import' }).click();
  await page.getByText(/line 4/).waitFor();
  await text.fill('$ORIGIN imported.example.\n@ 300 SOA ns1 h 1 7200 900 86400 300\n@ 300 NS ns1\nns1 300 A 192.0.2.30\n');
  await page.getByRole('dialog').getByRole('button', { name: 'Import' }).click();
  await page.getByRole('heading', { level: 1, name: 'imported.example' }).waitFor();

  await page.goto('/dns/zones?q=imported.example');
  await page.getByRole('button', { name: 'Actions for imported.example' }).click();
  const download = page.waitForEvent('download').catch(() => null);
  await page.getByRole('menuitem', { name: 'Export zone file' }).click();
  await Promise.race([download, page.waitForURL(/\/v1\/export\/zonefile\/imported\.example/)]);

  await page.goto('/dns/zones?q=imported.example');
  await page.getByRole('button', { name: 'Actions for imported.example' }).click();
  await page.getByRole('menuitem', { name: 'Delete zone' }).click();
  const confirm = page.getByRole('dialog').getByRole('button', { name: 'Delete zone' });
  assert.equal(await confirm.isDisabled(), true);
  await page.getByRole('textbox', { name: 'Type imported.example to confirm' }).fill('imported.example');
  await confirm.click();
  await page.getByRole('link', { name: 'imported.example', exact: true }).waitFor({ state: 'detached' });
  assert.equal((await stage.primary.call('GET', '/v1/zones/imported.example', undefined, { allow: true })).status, 404);
  await page.context().close();
});

test('several zone files are imported at once; those that are wrong are told with their line', async () => {
  const page = await stage.page({ path: '/dns/zones' });
  await page.getByRole('button', { name: 'Import' }).click();
  const dialog = page.getByRole('dialog');
  const file = (name, address) => ({ name: `${name}.zone`, mimeType: 'text/dns', buffer: Buffer.from(`$ORIGIN ${name}.\n@ 300 SOA ns1 h 1 7200 900 86400 300\n@ 300 NS ns1\nns1 300 A ${address}\n`) });
  await dialog.getByLabel('Choose files').setInputFiles([file('one.example', '192.0.2.1'), file('two.example', '192.0.2.256'), file('three.example', '192.0.2.3')]);
  await dialog.getByText('3 files').waitFor();
  await dialog.getByRole('button', { name: 'Import' }).click();
  await dialog.getByText('2 zones made, 0 changed, 0 the same, 1 refused').waitFor();
  await dialog.getByRole('listitem').filter({ hasText: 'two.example' }).getByText(/line 4/).waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('searchbox', { name: 'Filter zones' }).fill('one.example');
  await page.getByRole('link', { name: 'one.example', exact: true }).waitFor();
  assert.equal((await stage.call('GET', '/v1/zones/two.example', undefined, { allow: true })).status, 404);
  await stage.leave(page);
});

test('keys without Ctrl lead to the filter and to the list of keys, and can be switched off', async () => {
  const page = await stage.page({ path: '/dns/zones' });
  const filter = page.getByRole('searchbox', { name: 'Filter zones' });
  await filter.waitFor();
  await page.keyboard.press('/');
  assert.ok(await filter.evaluate((field) => field === document.activeElement));
  await page.keyboard.press('?');
  assert.equal(await filter.inputValue(), '?', 'where one types they are letters');
  await filter.fill('');
  await filter.blur();
  await page.keyboard.press('?');
  const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await list.getByRole('checkbox', { name: 'Keys without Ctrl' }).uncheck();
  await page.keyboard.press('Escape');
  await list.waitFor({ state: 'detached' });
  await page.reload();
  await filter.waitFor();
  await page.keyboard.press('/');
  assert.equal(await filter.evaluate((field) => field === document.activeElement), false);
  await page.keyboard.press('ControlOrMeta+K');
  await page.getByRole('combobox').fill('shortcuts');
  await page.getByRole('option', { name: /Keyboard shortcuts/ }).click();
  await list.getByRole('checkbox', { name: 'Keys without Ctrl' }).check();
  await page.keyboard.press('Escape');
  await page.keyboard.press('ControlOrMeta+K');
  await page.getByRole('combobox').fill('add zone');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Add zone' }).waitFor();
  await stage.leave(page);
});

test('the palette finds zones, records, and who has an address; what was chosen stays chosen', async () => {
  await stage.primary.zone('overview.example');
  await stage.primary.change('overview.example', '203.0.113.77', 'held');
  const page = await stage.page({ path: '/overview' });
  await page.keyboard.press('ControlOrMeta+K');
  const field = page.getByRole('combobox');
  const chosen = page.getByRole('option', { selected: true });
  await field.fill('203.0.113.77');
  await page.getByRole('option', { name: 'held.overview.example A' }).waitFor();
  await field.fill('203.0.113.78');
  await page.getByText('Nothing found').waitFor();
  assert.equal(await page.getByRole('option').count(), 0);

  // The records come late: what stands below them is not lost to whoever has chosen it.
  let letGo;
  const held = new Promise((done) => (letGo = done));
  await page.route(/type=record/, async (route) => {
    await held;
    await route.continue();
  });
  await field.fill('overview');
  await page.getByRole('option', { name: 'overview.example', exact: false }).first().waitFor();
  await page.getByText('Searching…').waitFor();
  await page.getByRole('option', { name: /^Overview/ }).hover();
  await until(async () => (await chosen.innerText()).startsWith('Overview'), 'it is chosen');
  letGo();
  await page.getByRole('option', { name: 'held.overview.example A' }).waitFor();
  await page.getByText('Searching…').waitFor({ state: 'detached' });
  assert.match(await chosen.innerText(), /^Overview/);
  await page.unroute(/type=record/);
  await field.fill('www.overview');
  await page.getByRole('option', { name: 'www.overview.example A' }).click();
  await page.getByRole('button', { name: 'Edit www A' }).waitFor();
  await stage.leave(page);
});

test('after a change only the list on show is read again, not every one that was looked at before', async () => {
  const page = await stage.page({ path: '/dns/zones' });
  const filter = page.getByRole('searchbox', { name: 'Filter' });
  for (const q of ['ex', 'exa', 'exam', '']) {
    const read = page.waitForResponse((response) => response.url().includes('/v1/zones?') && new URL(response.url()).searchParams.get('q') === (q || null));
    await filter.fill(q);
    await read;
  }
  const lists = [];
  page.on('request', (request) => request.method() === 'GET' && request.url().includes('/v1/zones?') && lists.push(new URL(request.url()).search));
  await stage.call('PUT', '/v1/zones/passing.example', { zone: 'passing.example' });
  await filter.fill('passing');
  await page.getByRole('button', { name: 'Actions for passing.example' }).click();
  lists.length = 0;
  await page.getByRole('menuitem', { name: 'Delete zone' }).click();
  await page.getByRole('dialog').getByRole('textbox').fill('passing.example');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete zone' }).click();
  await page.getByText('No zone').first().waitFor();
  assert.deepEqual(lists, ['?limit=50&q=passing']);
  await stage.leave(page);
});

test('pages of a list are gone through and back, and a reload leads back to the first', async () => {
  const page = await stage.page({ path: '/dns/zones?q=other' });
  const pages = page.getByRole('navigation', { name: 'Pages of zones' });
  await pages.getByText('1–50').waitFor();
  await pages.getByRole('button', { name: 'Next page' }).click();
  await pages.getByText('51–100').waitFor();
  await pages.getByRole('button', { name: 'Next page' }).click();
  await pages.getByText('101–150').waitFor();
  await pages.getByRole('button', { name: 'Previous page' }).click();
  await pages.getByText('51–100').waitFor();
  await page.reload();
  await pages.getByRole('button', { name: 'First page' }).click();
  await pages.getByText('1–50').waitFor();
  await stage.leave(page);
});

test('a session is listed and can be ended from another, which then has to sign in again', async () => {
  const other = await stage.page({ path: '/dns/zones' });
  const { id } = await other.evaluate(() => fetch('/v1/session').then((answer) => answer.json()));
  const page = await stage.page({ path: '/access/sessions' });
  await page.getByText('This session').waitFor();
  const listed = await page.evaluate(() => fetch('/v1/sessions').then((answer) => answer.json()));
  const at = listed.sessions.findIndex((session) => session.id === id);
  await page.getByRole('table', { name: 'Sessions' }).getByRole('row').nth(at + 1).getByRole('button', { name: 'End' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'End' }).click();
  await page.getByText('Session ended').first().waitFor();
  await other.reload();
  await other.getByRole('button', { name: 'Sign in' }).waitFor();

  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  await page.context().close();
  await other.context().close();
});
