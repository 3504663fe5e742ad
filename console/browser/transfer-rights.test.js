// SPDX-License-Identifier: GPL-3.0-or-later
// The page for those who may not do everything on it, and what the activity log says of those who did.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Console, Primary } from './harness.js';
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
const keyFor = async (name, permissions) => (await primary.call('PUT', '/v1/account/apikeys', { name, permissions })).key;

/// Every control that could change something is out of reach, and the reason stands there once.
async function isReadOnly(form) {
  const reason = form.page.getByText('You may look at these settings but not change them');
  await reason.waitFor();
  assert.equal(await reason.count(), 1);
  assert.ok((await reason.textContent()).includes('dns.manage_zones'));
  const main = form.page.getByRole('main');
  for (const textbox of await main.getByRole('textbox').all()) assert.equal(await textbox.isEditable(), false);
  for (const role of ['checkbox', 'combobox']) {
    for (const control of await main.getByRole(role).all()) assert.equal(await control.isDisabled(), true, `${role} ${await control.getAttribute('id')}`);
  }
  for (const name of ['Save Zone Transfers', 'Add Another IP Address', 'Apply to other zones…', 'Notify all', 'Generate key', 'Replace', 'Require TSIG on transfers']) {
    assert.equal(await main.getByRole('button', { name }).count(), 0, name);
  }
  assert.equal(await main.getByRole('button', { name: /^Remove/ }).count(), 0);
}

/// As a page would that ignores what it was told.
function forge(form, path, body) {
  return form.page.evaluate(
    async ([target, sent]) => {
      const { csrf } = await (await fetch('/v1/session')).json();
      const answer = await fetch(target, { method: 'POST', body: JSON.stringify(sent), headers: { 'X-Zonecast-CSRF': csrf } });
      return { status: answer.status, data: await answer.json() };
    },
    [path, body],
  );
}

test('ZT-33 a viewer sees everything, changes nothing, and is told once why; a forged request is answered 403', async () => {
  const key = await keyFor('viewer', { dns: { view_zones: true, zones_allow_by_default: true } });
  const form = await open([row('192.0.2.20', { notify: true, tsig: tsig('z33.example.') }), row('198.51.100.0/28')], { key });
  await isReadOnly(form);
  assert.equal(await form.ip(1).inputValue(), '192.0.2.20');
  assert.match(await form.keyValue(1).inputValue(), /stored, [0-9a-f]{8}/);
  assert.equal(await form.row(1).getByRole('button', { name: 'Reveal' }).count(), 0);

  const forged = await forge(form, `/v1/zones/${form.zone}`, { primary: { enabled: false } });
  assert.equal(forged.status, 403);
  assert.match(forged.data.message, /dns\.manage_zones/);
  assert.equal((await form.stored()).enabled, true);
  assert.equal((await forge(form, '/v1/tsig/z33.example./reveal', {})).status, 403);
  assert.deepEqual(await primary.call('GET', '/v1/account/activity?action=reveal'), []);
  const forgedPosts = form.posts;
  await form.page.keyboard.press('ControlOrMeta+S');
  await form.page.getByRole('button', { name: 'Account' }).waitFor();
  assert.equal(form.posts, forgedPosts);
  await form.close();
});

test('ZT-33 who manages another zone only is a viewer of this one', async () => {
  const own = await primary.zone('own.z33.example');
  const other = await primary.zone('other.z33.example', { primary: { enabled: true, secondaries: [row('192.0.2.20')] } });
  const team = await primary.call('PUT', '/v1/account/teams', { name: 'z33', permissions: { dns: { manage_zones: true, zones_allow: [own] } } });
  const { key } = await primary.call('PUT', '/v1/account/apikeys', {
    name: 'one-zone', teams: [team.id], permissions: { dns: { view_zones: true, zones_allow_by_default: true } },
  });
  const form = await open(null, { zone: other, key });
  await isReadOnly(form);
  await form.page.goto(`/dns/zones/${own}/transfers`);
  await form.allow.check();
  await form.ip(1).fill('192.0.2.33');
  await form.notify(1).check();
  await form.sign(1).check();
  // It may not make keys for themselves: this one is made in the browser, and stored with the row.
  await form.row(1).getByRole('button', { name: 'Generate key' }).click();
  await form.dialog.getByRole('button', { name: 'Close' }).click();
  await form.saved();
  const [stored] = (await primary.call('GET', `/v1/zones/${own}?records=false`)).primary.secondaries;
  assert.deepEqual([stored.ip, stored.tsig.name, Buffer.from(stored.tsig.key, 'base64').length], ['192.0.2.33', `192-0-2-33.${own}.`, 32]);
  await form.close();
});

test('ZT-22 without the right to see secrets a manager works with stored keys and is shown none', async () => {
  const key = await keyFor('manager', { dns: { manage_zones: true, zones_allow_by_default: true } });
  const form = await open([row('192.0.2.20', { notify: true, tsig: tsig('z22-rights.example.') })], { key });
  assert.match(await form.keyValue(1).inputValue(), /stored, [0-9a-f]{8}/);
  assert.equal(await form.row(1).getByRole('button', { name: 'Reveal' }).count(), 0);
  assert.equal((await forge(form, '/v1/tsig/z22-rights.example./reveal', {})).status, 403);
  await form.row(1).getByRole('button', { name: 'Configure this secondary' }).click();
  await form.dialog.getByText('The value of the stored key is not shown').waitFor();
  assert.equal(await form.dialog.getByRole('button', { name: 'Reveal' }).count(), 0);
  await form.page.keyboard.press('Escape');
  await form.port(1).fill('5322');
  await form.saved();
  const [stored] = (await form.stored()).secondaries;
  assert.deepEqual([stored.port, stored.tsig.key], [5322, secret]);
  await form.close();
});

test('ZT-34 a save is one entry of the activity log: who, when, from where, before and after, no secret', async () => {
  const key = await keyFor('anna', { dns: { manage_zones: true, zones_allow_by_default: true }, account: { view_activity_log: true } });
  const form = await open([row('192.0.2.20')], { key });
  const entries = () => primary.call('GET', `/v1/account/activity?zone=${form.zone}`);
  const before_ = await entries();
  const began = Math.floor(Date.now() / 1000);
  await form.notify(1).check();
  await form.sign(1).check();
  await form.keyName(1).fill('z34.example');
  await form.keyValue(1).fill(secret);
  await form.saved();
  const after_ = await entries();
  assert.equal(after_.length, before_.length + 1);
  const [entry] = after_;
  assert.deepEqual([entry.user_name, entry.source, entry.action, entry.resource_type, entry.resource_id], ['anna', '127.0.0.1', 'update', 'zone', form.zone]);
  assert.match(entry.actor, /^apikey:/);
  assert.ok(entry.timestamp >= began && entry.timestamp <= Date.now() / 1000 + 1);
  const told = (side) => JSON.stringify(side);
  assert.ok(told(entry.before).includes('192.0.2.20') && !told(entry.before).includes('z34.example'), told(entry.before));
  assert.ok(told(entry.after).includes('z34.example'), told(entry.after));
  assert.ok(!told(after_).includes(secret));

  await form.page.goto(`/activity?zone=${form.zone}`);
  await form.page.getByRole('table', { name: 'Activity' }).getByRole('row').filter({ hasText: 'anna' }).getByRole('button').click();
  await form.dialog.getByText('127.0.0.1').waitFor();
  await form.dialog.getByText(/z34\.example/).first().waitFor();
  assert.ok(!(await form.page.content()).includes(secret));
  await form.close();
});
