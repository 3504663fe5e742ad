// SPDX-License-Identifier: GPL-3.0-or-later
// Who sees and transfers what: TSIG keys, views, access control lists, networks. Who may use the server
// is in accounts.test.js.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onStage } from './harness.js';

const stage = onStage({ fill: (primary) => primary.zone('example.org') });

test('keys are generated and imported; one in use is not deleted, and its users are shown', async () => {
  const page = await stage.page({ path: '/dns/keys' });
  await page.getByRole('button', { name: 'Generate key' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Generate key' }).click();
  await dialog.getByText('This is needed').waitFor();
  await dialog.getByRole('textbox', { name: 'TSIG Key name' }).fill('Used.Example');
  await dialog.getByRole('button', { name: 'Generate key' }).click();
  const drawer = page.getByRole('dialog', { name: 'used.example.' });
  await drawer.getByText('stored').first().waitFor();
  await drawer.getByRole('button', { name: 'Reveal' }).click();
  const stored = await stage.primary.call('GET', '/v1/tsig/used.example.');
  await drawer.getByText(stored.secret).waitFor();
  assert.equal(Buffer.from(stored.secret, 'base64').length, 32);
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Import key' }).click();
  await dialog.getByRole('textbox', { name: 'Key block' }).fill('key "old.example." { algorithm hmac-sha1; secret "c2VjcmV0c2VjcmV0c2VjcmV0"; };');
  await dialog.getByText('Legacy').waitFor();
  await dialog.getByRole('button', { name: 'Import key' }).click();
  await page.getByRole('dialog', { name: 'old.example.' }).waitFor();
  await page.keyboard.press('Escape');
  assert.equal((await stage.primary.call('GET', '/v1/tsig/old.example.')).algorithm, 'hmac-sha1');

  await stage.primary.call('PUT', '/v1/acls/office', { tsig_keys: ['used.example.'] });
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
  await stage.leave(page);
});

test('a list and a view are made, and what a client is told is evaluated', async () => {
  await stage.primary.call('PUT', '/v1/tsig/view.example.', { generate: true });
  const page = await stage.page({ path: '/dns/views' });
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
  await stage.leave(page);
  await stage.primary.call('POST', '/v1/views/lan', { zones: [] });
});

test('a network is added, changed and deleted; network 0 stays', async () => {
  const page = await stage.page({ path: '/dns/networks' });
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Add network' }).click();
  await dialog.getByRole('textbox', { name: 'Name' }).fill('lab');
  await dialog.getByRole('textbox', { name: 'IPv4 source address' }).fill('::1');
  await dialog.getByRole('button', { name: 'Add network' }).click();
  await dialog.getByText('Not an IPv4 address').waitFor();
  await dialog.getByRole('textbox', { name: 'IPv4 source address' }).fill('127.0.0.1');
  await dialog.getByRole('button', { name: 'Add network' }).click();
  await dialog.waitFor({ state: 'detached' });
  const made = (await stage.primary.call('GET', '/v1/networks')).find(({ name }) => name === 'lab');
  assert.deepEqual([made.source_v4, made.offers_views], ['127.0.0.1', true]);
  await page.getByRole('button', { name: 'Actions for lab' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByText('Network lab deleted').first().waitFor();
  assert.deepEqual((await stage.primary.call('GET', '/v1/networks')).map(({ network_id }) => network_id), [0]);
  await stage.leave(page);
});

test('both sides are shown when a list, a view or a network was changed by somebody else meanwhile', async () => {
  await stage.call('PUT', '/v1/acls/branch', { src_prefixes: ['192.0.2.0/28'] });
  await stage.call('PUT', '/v1/views/branch', { read_acls: ['branch'], preference: 70 });
  const { network_id: id } = await stage.call('PUT', '/v1/networks', { name: 'branch', label: 'Branch' });
  const kinds = [
    { path: '/dns/views', at: '/v1/acls/branch', nth: 1, field: 'Addresses', mine: '192.0.2.16/28', theirs: { src_prefixes: ['192.0.2.32/28'] }, shown: '192.0.2.32/28', kept: ({ src_prefixes }) => src_prefixes[0] },
    { path: '/dns/views', at: '/v1/views/branch', nth: 0, field: 'Preference', mine: '71', theirs: { preference: 72 }, shown: '72', kept: ({ preference }) => String(preference) },
    { path: '/dns/networks', at: `/v1/networks/${id}`, nth: 0, field: 'Description', mine: 'Mine', theirs: { label: 'Theirs' }, shown: 'Theirs', kept: ({ label }) => label },
  ];
  for (const { path, at, nth, field, mine, theirs, shown, kept } of kinds) {
    const page = await stage.page({ path });
    const dialog = page.getByRole('dialog');
    await page.getByRole('button', { name: 'Actions for branch' }).nth(nth).click();
    await page.getByRole('menuitem', { name: 'Edit' }).click();
    await dialog.getByRole('textbox', { name: field }).fill(mine);
    await stage.call('POST', at, theirs);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByRole('alert').getByText('Somebody else saved meanwhile').waitFor();
    await dialog.getByRole('cell', { name: shown, exact: true }).waitFor();
    await dialog.getByRole('cell', { name: mine, exact: true }).waitFor();
    assert.equal(kept(await stage.call('GET', at)), shown, 'nothing of mine is saved yet');
    await dialog.getByRole('button', { name: 'Apply mine on top' }).click();
    await dialog.waitFor({ state: 'detached' });
    assert.equal(kept(await stage.call('GET', at)), mine);

    await page.getByRole('button', { name: 'Actions for branch' }).nth(nth).click();
    await page.getByRole('menuitem', { name: 'Edit' }).click();
    await dialog.getByRole('textbox', { name: field }).fill(shown);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'Discard unsaved changes?' }).getByRole('button', { name: 'Stay' }).click();
    assert.equal(await dialog.getByRole('textbox', { name: field }).inputValue(), shown, 'Escape takes nothing that was typed');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    await stage.leave(page);
  }
});

test('the overview says what needs attention, and the system where the server listens', async () => {
  await stage.primary.zone('open.example', { primary: { enabled: true, secondaries: [{ ip: '0.0.0.0/0', port: 53, notify: false }] } });
  const page = await stage.page({ path: '/overview' });
  await page.getByRole('link', { name: 'Anyone can copy open.example' }).click();
  await page.getByRole('heading', { level: 1, name: 'open.example' }).waitFor();
  await page.goto('/system');
  await page.getByText(`127.0.0.1:${stage.primary.port}`).waitFor();
  await page.getByText('Nothing goes on behind requests').waitFor();
  await stage.leave(page);
});
