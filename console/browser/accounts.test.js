// SPDX-License-Identifier: GPL-3.0-or-later
// Who may use the server: API keys, teams and users with their rights, down to single records; and that
// a right is held to, from the moment it is given or taken.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onStage, until } from './harness.js';

const stage = onStage({
  fill: async (primary) => {
    await primary.zone('example.org');
    await primary.zone('example.net');
  },
});

const everyZone = { zones_allow_by_default: true };
function newKey(name, permissions) {
  return stage.call('PUT', '/v1/account/apikeys', { name, permissions });
}
function rowOf(page, table, name) {
  return page.getByRole('table', { name: table }).getByRole('row').filter({ hasText: name });
}
async function act(page, name, item) {
  await page.getByRole('button', { name: `Actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

test('an API key is made, its secret shown once; with it one sees what it may and no more', async () => {
  const page = await stage.page({ path: '/access' });
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Add API key' }).first().click();
  await dialog.getByRole('button', { name: 'Add API key' }).click();
  await dialog.getByText('Enter a name').waitFor();
  assert.ok(await dialog.getByRole('textbox', { name: 'Name', exact: true }).evaluate((field) => field === document.activeElement));
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('reader');
  await dialog.getByRole('checkbox', { name: /dns\.view_zones/ }).check();
  await dialog.getByText('reach nothing').waitFor();
  await dialog.getByRole('radio', { name: 'Every zone' }).check();
  await dialog.getByRole('button', { name: 'Add API key' }).click();
  const shown = page.getByRole('dialog', { name: 'The secret of reader' });
  const secret = await shown.locator('code').textContent();
  await shown.getByRole('button', { name: 'I have it' }).click();
  await rowOf(page, 'API keys', 'reader').getByText('See zones').waitFor();
  await rowOf(page, 'API keys', 'reader').getByText('Every zone').waitFor();

  const other = await stage.page({ path: '/dns/zones/example.org/records', signedIn: secret });
  await other.getByText('You may look at these records but not change them').waitFor();
  assert.equal(await other.getByRole('button', { name: 'Add record' }).count(), 0);
  for (const [path, why] of [
    ['/activity', 'You may not look at the activity log'],
    ['/access/keys', 'account.manage_apikeys'],
    ['/access/teams', 'account.manage_teams'],
    ['/access/users', 'account.manage_users'],
    ['/access/sessions', 'account.manage_users'],
  ]) {
    await other.goto(path);
    await other.getByText(why).first().waitFor();
    assert.equal(await other.getByRole('button', { name: /^Add/ }).count(), 0, path);
  }
  await stage.leave(other);
  await stage.leave(page);
});

test('a team is made with rules for records and a list of addresses; each problem stands at its field', async () => {
  const page = await stage.page({ path: '/access/teams' });
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Add team' }).first().click();
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('certificates');
  await dialog.getByRole('checkbox', { name: /dns\.manage_zones/ }).check();
  await dialog.getByRole('button', { name: 'Add rule' }).click();
  const rule = dialog.getByRole('group', { name: 'Rule 1' });
  await until(() => rule.getByRole('textbox', { name: 'Zone name' }).evaluate((field) => field === document.activeElement), 'the new rule has the focus');
  await dialog.getByRole('button', { name: 'Add team' }).click();
  await rule.getByText('Enter the name of the zone').waitFor();
  await rule.getByText('Enter the name of the record in full').waitFor();
  await rule.getByRole('textbox', { name: 'Zone name' }).fill('example.org');
  await rule.getByRole('textbox', { name: 'Record name' }).fill('_acme-challenge');
  await rule.getByRole('button', { name: 'Use _acme-challenge.example.org' }).click();
  await rule.getByRole('combobox', { name: 'Type' }).fill('nothing');
  await rule.getByRole('checkbox', { name: 'Names below it too' }).check();
  await dialog.getByRole('button', { name: 'Add list' }).click();
  const list = dialog.getByRole('group', { name: 'List 1' });
  await list.getByRole('textbox', { name: 'Name of the list' }).fill('office');
  await list.getByRole('textbox', { name: 'Addresses' }).fill('127.0.0.0/8\n192.0.2');
  await dialog.getByRole('button', { name: 'Add team' }).click();
  await rule.getByText('is no type of a record').waitFor();
  assert.equal(await rule.getByRole('combobox', { name: 'Type' }).getAttribute('aria-invalid'), 'true');
  await rule.getByRole('combobox', { name: 'Type' }).fill('txt');
  await dialog.getByRole('button', { name: 'Add team' }).click();
  await list.getByText('is no IPv4 or IPv6 address').waitFor();
  await list.getByRole('textbox', { name: 'Addresses' }).fill('127.0.0.0/8');
  await dialog.getByRole('button', { name: 'Add team' }).click();
  await dialog.waitFor({ state: 'detached' });
  await rowOf(page, 'Teams', 'certificates').getByText('1 rule for records').waitFor();
  await rowOf(page, 'Teams', 'certificates').getByText('Manage zones').waitFor();
  const [team] = await stage.call('GET', '/v1/account/teams');
  assert.deepEqual(team.permissions.dns.records_allow, [{ domain: '_acme-challenge.example.org', include_subdomains: true, zone: 'example.org', type: 'TXT' }]);
  assert.deepEqual(team.ip_whitelist.map(({ name, values }) => [name, values]), [['office', ['127.0.0.0/8']]]);

  // What the rule gives is given, and no more.
  const { key: secret, id } = await stage.call('PUT', '/v1/account/apikeys', { name: 'acme', teams: [team.id] });
  const put = (name, type, answer) => stage.call('PUT', `/v1/zones/example.org/${name}/${type}`, { answers: [{ answer: [answer] }] }, { key: secret, allow: true });
  assert.equal((await put('_acme-challenge.example.org', 'TXT', 'proof')).status, 200);
  assert.equal((await put('a._acme-challenge.example.org', 'TXT', 'proof')).status, 200);
  assert.equal((await put('_acme-challenge.example.org', 'A', '192.0.2.1')).status, 403);
  assert.equal((await put('b.example.org', 'TXT', 'proof')).status, 403);

  // A team with members is not deleted, and they are named.
  await page.reload();
  await rowOf(page, 'Teams', 'certificates').getByText('key acme').waitFor();
  await act(page, 'certificates', 'Delete team');
  await page.getByRole('region', { name: 'Notices' }).getByText('certificates has members: key acme').waitFor();
  await stage.call('DELETE', `/v1/account/apikeys/${id}`);
  await page.reload();
  await act(page, 'certificates', 'Delete team');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete team' }).click();
  await page.getByText('No teams yet').waitFor();
  await stage.leave(page);
});

test('a user is made, put into a team, changed and deleted', async () => {
  const { id: team } = await stage.call('PUT', '/v1/account/teams', { name: 'night shift', permissions: { dns: { view_zones: true, ...everyZone } } });
  const page = await stage.page({ path: '/access/users' });
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Add user' }).first().click();
  await dialog.getByRole('button', { name: 'Add user' }).click();
  await dialog.getByText('Enter a user name').waitFor();
  await dialog.getByRole('textbox', { name: 'User name' }).fill('anna');
  await dialog.getByRole('textbox', { name: 'E-mail address' }).fill('anna@example.org');
  await dialog.getByRole('checkbox', { name: 'night shift' }).check();
  await dialog.getByRole('checkbox', { name: 'Only these addresses' }).check();
  await dialog.getByRole('button', { name: 'Add user' }).click();
  await dialog.getByText('nothing would be admitted').waitFor();
  await dialog.getByRole('textbox', { name: 'From which addresses' }).fill('192.0.2.7');
  await dialog.getByRole('button', { name: 'Add user' }).click();
  await rowOf(page, 'Users', 'anna').getByText('night shift').waitFor();
  const made = await stage.call('GET', '/v1/account/users/anna');
  assert.deepEqual([made.email, made.teams, made.ip_whitelist, made.ip_whitelist_strict], ['anna@example.org', [team], ['192.0.2.7'], true]);

  await act(page, 'anna', 'Edit');
  await dialog.getByRole('textbox', { name: 'Full name' }).fill('Anna');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await rowOf(page, 'Users', 'anna').getByText('Anna · anna@example.org').waitFor();
  await page.getByRole('button', { name: 'Add user' }).click();
  await dialog.getByRole('textbox', { name: 'User name' }).fill('anna');
  await dialog.getByRole('button', { name: 'Add user' }).click();
  await dialog.getByText('This user name is taken already').waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();

  await act(page, 'anna', 'Delete user');
  await page.getByRole('dialog').getByText('The user leaves: night shift.').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete user' }).click();
  await page.getByText('No users yet').waitFor();
  await stage.call('DELETE', `/v1/account/teams/${team}`);
  await stage.leave(page);
});

test('a right that is taken away is gone for a session that is open, which then says so', async () => {
  const { key: secret } = await newKey('editor', { dns: { view_zones: true, manage_zones: true, ...everyZone } });
  const other = await stage.page({ path: '/dns/zones/example.net/records', signedIn: secret });
  await other.getByRole('button', { name: 'Delete www A' }).click();
  await other.getByRole('button', { name: 'Review' }).click();
  const review = other.getByRole('dialog', { name: 'Review 1 change' });
  await review.getByText('www.example.net.').waitFor();

  const page = await stage.page({ path: '/access/keys' });
  await act(page, 'editor', 'Edit');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('checkbox', { name: /dns\.manage_zones/ }).uncheck();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  assert.equal(await rowOf(page, 'API keys', 'editor').getByText('Manage zones').count(), 0);

  await review.getByRole('button', { name: 'Publish' }).click();
  await review.getByText('You may not do this').waitFor();
  assert.equal((await stage.call('GET', '/v1/zones/example.net/www.example.net/A', undefined, { allow: true })).status, 200, 'nothing was published');
  await review.getByRole('button', { name: 'Keep editing' }).click();
  await other.getByText('You may look at these records but not change them').waitFor();

  await act(page, 'editor', 'Delete API key');
  const question = page.getByRole('dialog', { name: 'Delete editor?' });
  await question.getByText('1 session of the console ends.').waitFor();
  await question.getByRole('textbox').fill('editor');
  await question.getByRole('button', { name: 'Delete API key' }).click();
  await page.getByText('API key editor deleted').first().waitFor();
  await other.reload();
  await other.getByRole('button', { name: 'Sign in' }).waitFor();
  await other.context().close();
  await stage.leave(page);
});

test('nobody gives more than they have, and both sides of a conflict are shown', async () => {
  const { key: secret } = await newKey('giver', { dns: { view_zones: true, ...everyZone }, account: { manage_apikeys: true } });
  const { id } = await newKey('shared', { dns: { view_zones: true, ...everyZone } });
  const page = await stage.page({ path: '/access/keys', signedIn: secret });
  const dialog = page.getByRole('dialog');
  await act(page, 'shared', 'Edit');
  await dialog.getByText('nobody gives more').waitFor();
  assert.equal(await dialog.getByRole('checkbox', { name: /dns\.manage_zones/ }).count(), 0);
  await dialog.getByRole('textbox', { name: 'A secret lives for' }).fill('30d');
  await stage.call('POST', `/v1/account/apikeys/${id}`, { ip_whitelist: ['192.0.2.0/24'], expiry_duration: '7d' });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('Somebody else saved meanwhile').waitFor();
  await dialog.getByRole('cell', { name: '7d', exact: true }).waitFor();
  await dialog.getByRole('button', { name: 'Apply mine on top' }).click();
  await dialog.waitFor({ state: 'detached' });
  const saved = await stage.call('GET', `/v1/account/apikeys/${id}`);
  assert.deepEqual([saved.expiry_duration, saved.ip_whitelist], ['30d', ['192.0.2.0/24']], 'mine, and beside it what they changed');
  await stage.leave(page);
});

test('both sides are shown when a team or a user was changed by somebody else meanwhile', async () => {
  const { id: team } = await stage.call('PUT', '/v1/account/teams', { name: 'night shift', permissions: { dns: { view_zones: true, ...everyZone } } });
  await stage.call('PUT', '/v1/account/users', { username: 'mira', name: 'Mira', email: 'mira@example.org', permissions: { dns: { view_zones: true, ...everyZone } } });
  const page = await stage.page({ path: '/access/teams' });
  const dialog = page.getByRole('dialog');
  const save = () => dialog.getByRole('button', { name: 'Save' }).click();
  const sides = (setting) => dialog.getByRole('row').filter({ has: page.getByRole('rowheader', { name: setting, exact: true }) }).getByRole('cell').allInnerTexts();

  await act(page, 'night shift', 'Edit');
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('nights');
  await stage.call('POST', `/v1/account/teams/${team}`, { ip_whitelist: [{ name: 'office', values: ['127.0.0.0/8', '192.0.2.0/24'] }] });
  await save();
  await dialog.getByText('Somebody else saved meanwhile').waitFor();
  assert.deepEqual(await sides('Name'), ['night shift', 'nights']);
  assert.deepEqual(await sides('From which addresses'), ['office: 127.0.0.0/8, 192.0.2.0/24', '–']);
  await dialog.getByRole('button', { name: 'Apply mine on top' }).click();
  await dialog.waitFor({ state: 'detached' });
  const saved = await stage.call('GET', `/v1/account/teams/${team}`);
  assert.deepEqual([saved.name, saved.ip_whitelist.map(({ name }) => name)], ['nights', ['office']], 'mine, and beside it what they changed');

  await page.goto('/access/users');
  await act(page, 'mira', 'Edit');
  await dialog.getByRole('textbox', { name: 'Full name' }).fill('Mira Night');
  await stage.call('POST', '/v1/account/users/mira', { name: 'Mira Day', permissions: { dns: { manage_zones: true, ...everyZone } } });
  await save();
  await dialog.getByText('Somebody else saved meanwhile').waitFor();
  assert.deepEqual(await sides('Full name'), ['Mira Day', 'Mira Night']);
  await dialog.getByRole('button', { name: 'Take theirs' }).click();
  assert.equal(await dialog.getByRole('textbox', { name: 'Full name' }).inputValue(), 'Mira Day');
  assert.ok(await dialog.getByRole('checkbox', { name: /dns\.manage_zones/ }).isChecked());
  assert.equal((await stage.call('GET', '/v1/account/users/mira')).name, 'Mira Day', 'nothing was saved over theirs');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'detached' });
  await stage.leave(page);
});
