// SPDX-License-Identifier: GPL-3.0-or-later
// The server goes away while somebody works, and comes back: nothing typed is lost, and the same button
// saves it then.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { onStage } from './harness.js';

const stage = onStage({ fill: (primary) => primary.zone('example.org') });
afterEach(() => (stage.primary.child.exitCode === null && stage.primary.child.signalCode === null ? undefined : stage.primary.start()));

const banner = (page) => page.getByText('Cannot reach the server, retrying');

async function goAway(page, press) {
  await stage.primary.stop('SIGKILL');
  await press();
  await banner(page).waitFor();
}
async function comeBack(page) {
  await stage.primary.start();
  await banner(page).waitFor({ state: 'detached' });
}

test('records: what is typed, what is staged and what is being published', async () => {
  const page = await stage.page({ path: '/dns/zones/example.org/records' });
  await page.getByRole('button', { name: 'Edit www A' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'IPv4 address' }).fill('192.0.2.99');
  // Staging works without the server: it judges when it is back.
  await goAway(page, () => dialog.getByRole('button', { name: 'Stage change' }).click());
  await page.getByRole('row').filter({ hasText: '192.0.2.99' }).getByText('Changed').waitFor();
  await comeBack(page);
  await page.getByRole('button', { name: 'Review' }).click();
  const review = page.getByRole('dialog', { name: 'Review 1 change' });
  await review.getByRole('textbox', { name: 'Comment' }).fill('at night');
  await goAway(page, () => review.getByRole('button', { name: 'Publish' }).click());
  await review.getByText('The server cannot be reached').waitFor();
  assert.equal(await review.getByRole('textbox', { name: 'Comment' }).inputValue(), 'at night');
  await comeBack(page);
  await review.getByRole('button', { name: 'Publish' }).click();
  await page.getByText('Published with serial').first().waitFor();
  const [newest] = (await stage.call('GET', '/v1/zones/example.org/history')).versions;
  assert.deepEqual([newest.comment, newest.added_count], ['at night', 1]);
  await stage.leave(page);
});

for (const { what, path, begin, field, typed, save, saved } of [
  {
    what: 'settings', path: '/dns/zones/example.org/settings', field: 'Refresh', typed: '5432', save: 'Save settings',
    saved: async () => (await stage.call('GET', '/v1/zones/example.org?records=false')).refresh === 5432,
  },
  {
    what: 'an access control list', path: '/dns/views', begin: 'Add access control list', field: 'Name', typed: 'night', save: 'Add access control list',
    saved: async () => (await stage.call('GET', '/v1/acls/night')).name === 'night',
  },
  {
    what: 'a view', path: '/dns/views', begin: 'Add view', field: 'Name', typed: 'dark', save: 'Add view',
    saved: async () => (await stage.call('GET', '/v1/views/dark')).name === 'dark',
  },
  {
    what: 'a network', path: '/dns/networks', begin: 'Add network', field: 'Name', typed: 'lab', save: 'Add network',
    saved: async () => (await stage.call('GET', '/v1/networks')).some(({ name }) => name === 'lab'),
  },
  {
    what: 'an API key', path: '/access/keys', begin: 'Add API key', field: 'Name', typed: 'late', save: 'Add API key',
    saved: async () => (await stage.call('GET', '/v1/account/apikeys')).some(({ name }) => name === 'late'),
  },
  {
    what: 'a zone', path: '/dns/zones', begin: 'Add zone', field: 'Zone name', typed: 'night.example', save: 'Add zone',
    saved: async () => (await stage.call('GET', '/v1/zones/night.example')).zone === 'night.example',
  },
]) {
  test(`${what}: typed while the server is away, saved when it is back`, async () => {
    const page = await stage.page({ path });
    if (begin) await page.getByRole('button', { name: begin }).first().click();
    const form = begin ? page.getByRole('dialog', { name: begin }) : page;
    await form.getByRole('textbox', { name: field, exact: true }).fill(typed);
    await goAway(page, () => form.getByRole('button', { name: save }).click());
    await form.getByText('The server cannot be reached').first().waitFor();
    assert.equal(await form.getByRole('textbox', { name: field, exact: true }).inputValue(), typed);
    await comeBack(page);
    assert.equal(await form.getByRole('textbox', { name: field, exact: true }).inputValue(), typed, 'what is read again does not take it away');
    await form.getByRole('button', { name: save }).click();
    if (begin) await form.waitFor({ state: 'detached' });
    else await page.getByText('Settings saved').first().waitFor();
    assert.ok(await saved());
    await stage.leave(page);
  });
}

test('a zone file that is being edited', async () => {
  const page = await stage.page({ path: '/dns/zones/example.org/records?view=text' });
  const text = page.getByRole('textbox', { name: 'Zone file' });
  await text.waitFor();
  const typed = `${await text.inputValue()}night.example.org. 300 IN A 192.0.2.77\n`;
  await text.fill(typed);
  await goAway(page, () => page.getByRole('button', { name: 'Review' }).click());
  await comeBack(page);
  assert.equal(await text.inputValue(), typed);
  await page.getByRole('button', { name: 'Review' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
  await page.getByText('Published with serial').first().waitFor();
  assert.equal((await stage.call('GET', '/v1/zones/example.org/night.example.org/A')).answers[0].answer[0], '192.0.2.77');
  await stage.leave(page);
});
