// SPDX-License-Identifier: GPL-3.0-or-later
// Who sees and transfers what: TSIG keys, views, access control lists, networks. And who may use the
// server: API keys, and what they did.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Console, Primary } from './harness.js';

let primary;
let console_;
before(async () => {
  primary = await new Primary().start();
  await primary.zone('example.org');
  console_ = await Console.open(primary);
});
after(async () => {
  await console_?.close();
  await primary?.stop();
});

test('keys are generated and imported; one in use is not deleted, and its users are shown', async () => {
  const page = await console_.page({ path: '/dns/keys' });
  await page.getByRole('button', { name: 'Generate key' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Generate key' }).click();
  await dialog.getByText('This is needed').waitFor();
  await dialog.getByRole('textbox', { name: 'TSIG Key name' }).fill('Used.Example');
  await dialog.getByRole('button', { name: 'Generate key' }).click();
  const drawer = page.getByRole('dialog', { name: 'used.example.' });
  await drawer.getByText('stored').first().waitFor();
  await drawer.getByRole('button', { name: 'Reveal' }).click();
  const stored = await primary.call('GET', '/v1/tsig/used.example.');
  await drawer.getByText(stored.secret).waitFor();
  assert.equal(Buffer.from(stored.secret, 'base64').length, 32);
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Import key' }).click();
  await dialog.getByRole('textbox', { name: 'Key block' }).fill('key "old.example." { algorithm hmac-sha1; secret "c2VjcmV0c2VjcmV0c2VjcmV0"; };');
  await dialog.getByText('Legacy').waitFor();
  await dialog.getByRole('button', { name: 'Import key' }).click();
  await page.getByRole('dialog', { name: 'old.example.' }).waitFor();
  await page.keyboard.press('Escape');
  assert.equal((await primary.call('GET', '/v1/tsig/old.example.')).algorithm, 'hmac-sha1');

  await primary.call('PUT', '/v1/acls/office', { tsig_keys: ['used.example.'] });
  await page.reload();
  await page.getByRole('button', { name: 'Actions for used.example.' }).click();
  await page.getByRole('menuitem', { name: 'Delete key' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete key' }).click();
  await drawer.getByRole('link', { name: 'office' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Actions for old.example.' }).click();
  await page.getByRole('menuitem', { name: 'Delete key' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete key' }).click();
  await page.getByText('Key old.example. deleted').first().waitFor();
  assert.deepEqual(page.trouble, []);
  await page.context().close();
});

test('a list and a view are made, and what a client is told is evaluated', async () => {
  await primary.call('PUT', '/v1/tsig/view.example.', { generate: true });
  const page = await console_.page({ path: '/dns/views' });
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Add access control list' }).click();
  await dialog.getByText('matches nobody').waitFor();
  await dialog.getByRole('textbox', { name: 'Name' }).fill('inside');
  await dialog.getByRole('textbox', { name: 'Addresses' }).fill('192.0.2.1/24');
  await dialog.getByRole('button', { name: 'Add access control list' }).click();
  await dialog.getByText('Did you mean 192.0.2.0/24?').waitFor();
  await dialog.getByRole('textbox', { name: 'Addresses' }).fill('192.0.2.0/24');
  await dialog.getByRole('button', { name: 'Add access control list' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Add view' }).click();
  await dialog.getByRole('textbox', { name: 'Name' }).fill('lan');
  await dialog.getByRole('checkbox', { name: 'inside' }).check();
  await dialog.getByRole('textbox', { name: 'Zones' }).fill('example.org');
  await dialog.getByRole('button', { name: 'Add view' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('table', { name: 'Views' }).getByRole('row').filter({ hasText: 'lan' }).getByText('example.org').waitFor();

  const evaluate = async (address) => {
    await page.getByRole('textbox', { name: 'Zone', exact: true }).fill('example.org');
    await page.getByRole('textbox', { name: 'Client address' }).fill(address);
    await page.getByRole('combobox', { name: 'Request' }).selectOption('query');
    await page.getByRole('button', { name: 'Evaluate' }).click();
    return page.getByRole('region', { name: 'Result' });
  };
  await (await evaluate('192.0.2.7')).getByText('Admitted', { exact: true }).waitFor();
  await (await evaluate('198.51.100.7')).getByText('Refused', { exact: true }).waitFor();

  await page.getByRole('button', { name: 'Actions for inside' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog', { name: 'inside is in use' }).getByRole('link', { name: 'example.org' }).waitFor();
  await page.keyboard.press('Escape');
  assert.deepEqual(page.trouble, []);
  await page.context().close();
  await primary.call('POST', '/v1/views/lan', { zones: [] });
});

test('a network is added, changed and deleted; network 0 stays', async () => {
  const page = await console_.page({ path: '/dns/networks' });
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Add network' }).click();
  await dialog.getByRole('textbox', { name: 'Name' }).fill('lab');
  await dialog.getByRole('textbox', { name: 'IPv4 source address' }).fill('::1');
  await dialog.getByRole('button', { name: 'Add network' }).click();
  await dialog.getByText('Not an IPv4 address').waitFor();
  await dialog.getByRole('textbox', { name: 'IPv4 source address' }).fill('127.0.0.1');
  await dialog.getByRole('button', { name: 'Add network' }).click();
  await dialog.waitFor({ state: 'detached' });
  const made = (await primary.call('GET', '/v1/networks')).find(({ name }) => name === 'lab');
  assert.deepEqual([made.source_v4, made.offers_views], ['127.0.0.1', true]);
  await page.getByRole('button', { name: 'Actions for lab' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByText('Network lab deleted').first().waitFor();
  assert.deepEqual((await primary.call('GET', '/v1/networks')).map(({ network_id }) => network_id), [0]);
  assert.deepEqual(page.trouble, []);
  await page.context().close();
});

test('an API key is made, its secret shown once; with it one sees what it may and no more', async () => {
  const page = await console_.page({ path: '/access' });
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Add API key' }).click();
  await dialog.getByRole('textbox', { name: 'Name' }).fill('reader');
  await dialog.getByRole('checkbox', { name: /dns\.view_zones/ }).check();
  await dialog.getByText('reach nothing').waitFor();
  await dialog.getByRole('radio', { name: 'Every zone' }).check();
  await dialog.getByRole('button', { name: 'Add API key' }).click();
  const shown = page.getByRole('dialog', { name: 'The secret of reader' });
  const secret = await shown.locator('code').textContent();
  await shown.getByRole('button', { name: 'I have it' }).click();
  await page.getByRole('table', { name: 'API keys' }).getByRole('row').filter({ hasText: 'reader' }).getByText('dns.view_zones').waitFor();

  const other = await console_.page({ path: '/dns/zones/example.org/records', signedIn: false });
  await other.getByRole('textbox', { name: 'API key' }).fill(secret);
  await other.getByRole('button', { name: 'Sign in' }).click();
  await other.getByText('You may look at these records but not change them').waitFor();
  assert.equal(await other.getByRole('button', { name: 'Add record' }).count(), 0);
  await other.goto('/activity');
  await other.getByText('You may not look at the activity log').waitFor();
  await other.context().close();

  await page.goto('/activity?action=create');
  await page.getByRole('table', { name: 'Activity' }).getByRole('row').filter({ hasText: 'example.org' }).first().waitFor();
  assert.deepEqual(page.trouble, []);
  await page.context().close();
});

test('the overview says what needs attention, and the system where the server listens', async () => {
  await primary.zone('open.example', { primary: { enabled: true, secondaries: [{ ip: '0.0.0.0/0', port: 53, notify: false }] } });
  const page = await console_.page({ path: '/overview' });
  await page.getByRole('link', { name: 'Anyone can copy open.example' }).click();
  await page.getByRole('heading', { level: 1, name: 'open.example' }).waitFor();
  await page.goto('/system');
  await page.getByText(`127.0.0.1:${primary.port}`).waitFor();
  await page.getByText('Nothing goes on behind requests').waitFor();
  assert.deepEqual(page.trouble, []);
  await page.context().close();
});
