// SPDX-License-Identifier: GPL-3.0-or-later
// TSIG on the page: the key of a row, what is demanded of transfers, and the views that demand it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { answerTo, answerToTransfer } from './dns-client.js';
import { Console, paste, Primary, until } from './harness.js';
import { row, secret, TransfersPage, tsig } from './transfers-page.js';

const otherSecret = 'd3Jvbmd3cm9uZ3dyb25nd3Jvbmd3cm9uZ3dyb25nd3I=';
const keyOf = (name, value = secret) => ({ hash: 'hmac-sha256', name, secret: value });

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

test('ZT-18 Notify with TSIG brings three fields that say that they are required', async () => {
  const form = await open([row('192.0.2.20')]);
  assert.equal(await form.sign(1).count(), 0, 'only with Notify on Change');
  await form.notify(1).check();
  await form.sign(1).check();
  assert.equal(await form.hash(1).inputValue(), 'hmac-sha256');
  for (const field of ['TSIG hash', 'TSIG Key name', 'TSIG Key Value']) {
    await form.row(1).locator('.field').filter({ hasText: field }).getByText('Required').waitFor();
  }
  await form.close();
});

const parts = { hash: 'Choose the TSIG hash', keyName: 'Enter the TSIG key name', keyValue: 'Enter the TSIG key value' };
for (let bits = 0; bits < 7; ++bits) {
  const given = Object.keys(parts).filter((_, i) => bits & (1 << i));
  test(`ZT-19 a key that lacks a part is not saved, and each missing part is told: given ${given.join(', ') || 'nothing'}`, async () => {
    const form = await open([row('192.0.2.20')]);
    await form.notify(1).check();
    await form.sign(1).check();
    if (!given.includes('hash')) await form.hash(1).selectOption('');
    if (given.includes('keyName')) await form.keyName(1).fill('z19.example.');
    if (given.includes('keyValue')) await form.keyValue(1).fill(secret);
    await form.save.click();
    const summary = form.page.getByRole('alert').filter({ hasText: 'to correct' });
    await summary.waitFor();
    assert.equal(await summary.getByRole('link').count(), 3 - given.length);
    for (const [field, message] of Object.entries(parts)) {
      const isTold = (await form.described(form[field](1))).some((text) => text.includes(message));
      assert.deepEqual([await form[field](1).getAttribute('aria-invalid'), isTold], given.includes(field) ? [null, false] : ['true', true], field);
    }
    assert.equal(form.posts, 0);
    await form.close();
  });
}

test('ZT-19 the API names the same fields, for every incomplete combination', async () => {
  const zone = await primary.zone('z19.example');
  const members = { hash: 'hmac-sha256', name: 'z19.example.', key: secret };
  for (let bits = 0; bits < 7; ++bits) {
    const given = Object.fromEntries(Object.entries(members).filter((_, i) => bits & (1 << i)));
    const { status, data } = await primary.call(
      'POST', `/v1/zones/${zone}`,
      { primary: { enabled: true, secondaries: [row('192.0.2.20', { notify: true, tsig: { enabled: true, ...given } })] } },
      { allow: true },
    );
    assert.equal(status, 400);
    const missing = Object.keys(members).filter((part) => !(part in given)).map((part) => `primary.secondaries[0].tsig.${part}`);
    assert.deepEqual(data.errors.map(({ path }) => path).sort(), missing.sort());
  }
});

test('ZT-22 of a stored key the page has a fingerprint and never the value, until it is revealed', async () => {
  const form = await open([row('192.0.2.20', { notify: true, tsig: tsig('z22.example.') })]);
  const bodies = [];
  form.page.on('response', (response) => bodies.push(response.text().catch(() => '')));
  await form.page.reload();
  await form.keyValue(1).waitFor();
  const { fingerprint } = await primary.call('GET', '/v1/tsig/z22.example.');
  assert.match(fingerprint, /^[0-9a-f]{8}$/);
  assert.equal(await form.keyValue(1).inputValue(), `•••••••• stored, ${fingerprint}`);
  await form.port(1).fill('5300');
  await form.saved();
  await form.page.getByRole('link', { name: 'Zones', exact: true }).first().click();
  await form.page.getByRole('link', { name: form.zone, exact: true }).waitFor();
  await form.page.goto('/dns/keys');
  await form.page.getByText('z22.example.').waitFor();
  const received = (await Promise.all(bodies)).join('\n');
  assert.ok(received.includes('z22.example.') && !received.includes(secret), 'the value has not come to the browser');
  const stored = (await form.stored()).secondaries[0];
  assert.deepEqual([stored.port, stored.tsig.key], [5300, secret], 'it went along with the changed port, and API keys are given it');

  const reveals = async () => (await primary.call('GET', '/v1/account/activity?action=reveal')).filter(({ resource_id }) => resource_id === 'z22.example.');
  assert.deepEqual(await reveals(), []);
  await form.page.goto(form.path);
  const reveal = form.row(1).getByRole('button', { name: 'Reveal' });
  await reveal.click();
  const asked = form.page.getByRole('dialog', { name: 'Reveal the key value?' });
  await asked.getByText('written to the activity log').waitFor();
  await asked.getByRole('button', { name: 'Cancel' }).click();
  assert.deepEqual(await reveals(), [], 'nothing was shown');
  await reveal.click();
  await asked.getByRole('button', { name: 'Reveal' }).click();
  await until(async () => (await form.keyValue(1).inputValue()) === secret, 'the value is shown');
  const [entry, ...more] = await reveals();
  assert.deepEqual([entry.actor, entry.resource_type, entry.source, more.length], ['admin', 'tsig_key', '127.0.0.1', 0]);
  assert.ok(!JSON.stringify(entry).includes(secret));
  await form.row(1).getByRole('button', { name: 'Hide' }).click();
  assert.match(await form.keyValue(1).inputValue(), /stored/);
  await form.close();
});

test('ZT-22 the text for the other side gets the value of a stored key only when it is revealed', async () => {
  const form = await open([row('192.0.2.20', { notify: true, tsig: tsig('z22-text.example.') })]);
  await form.row(1).getByRole('button', { name: 'Configure this secondary' }).click();
  const drawer = form.page.getByRole('dialog', { name: /^Configure the secondary/ });
  await drawer.getByRole('tab', { name: 'NSD' }).click();
  await drawer.getByText('The value of the stored key is not shown').waitFor();
  const text = () => drawer.getByRole('tabpanel').locator('pre').textContent();
  assert.ok((await text()).includes('secret: "…"'));
  await drawer.getByRole('button', { name: 'Reveal' }).click();
  await form.page.getByRole('dialog', { name: 'Reveal the key value?' }).getByRole('button', { name: 'Reveal' }).click();
  await drawer.getByRole('button', { name: 'Show key' }).click();
  await until(async () => (await text()).includes(`secret: "${secret}"`), 'the text has the value');
  await form.close();
});

test('ZT-23 a key is generated, named after both ends, and the text for the other side opens', async () => {
  const form = await open([row('192.0.2.20')]);
  await form.notify(1).check();
  await form.sign(1).check();
  await form.row(1).getByRole('button', { name: 'Generate key' }).click();
  const drawer = form.dialog;
  await drawer.getByRole('tab', { name: 'NSD' }).click();
  await drawer.getByRole('button', { name: 'Show key' }).click();
  const text = await drawer.getByRole('tabpanel').locator('pre').textContent();
  await drawer.getByRole('button', { name: 'Close' }).click();
  const value = /secret: "([^"]+)"/.exec(text)[1];
  assert.equal(Buffer.from(value, 'base64').length, 32);
  const name = `192-0-2-20.${form.zone}.`;
  assert.equal(await form.keyName(1).inputValue(), name);
  assert.equal((await primary.call('GET', `/v1/tsig/${name}`)).secret, value, 'the server has made it');
  await form.saved();
  assert.equal((await form.stored()).secondaries[0].tsig.key, value);
  await form.close();
});

const blocks = {
  BIND: `key "s1-key.example" { algorithm hmac-sha512; secret "${secret}"; };`,
  'dig -y': `hmac-sha512:s1-key.example:${secret}`,
  NSD: `key:\n  name: "s1-key.example."\n  algorithm: hmac-sha512\n  secret: "${secret}"\n`,
  Knot: `key:\n  - id: s1-key.example.\n    algorithm: hmac-sha512\n    secret: ${secret}\n`,
};
for (const [name, text] of Object.entries(blocks)) {
  test(`ZT-24 a key of ${name} pasted into any of the three fields fills all of them`, async () => {
    const form = await open([row('192.0.2.20')]);
    for (const field of ['hash', 'keyName', 'keyValue']) {
      await form.notify(1).check();
      await form.sign(1).check();
      await paste(form[field](1), text);
      await until(async () => (await form.keyValue(1).inputValue()) === secret, `the value is filled in, pasted into ${field}`);
      assert.equal(await form.keyName(1).inputValue(), 's1-key.example.');
      assert.equal(await form.hash(1).inputValue(), 'hmac-sha512');
      await form.page.getByRole('button', { name: 'Discard' }).click();
    }
    await form.close();
  });
}

test('ZT-25, 26, 27 signed NOTIFY alone is warned of; the wizard makes transfers demand the key; History takes it back', async () => {
  await primary.call('PUT', '/v1/tsig/lacked.z25.example.', { algorithm: 'hmac-sha256', secret: otherSecret });
  const own = keyOf('own.z25.example.');
  const form = await open([row('127.0.0.1', { port: 5399, notify: true, tsig: tsig(own.name) })]);
  const warning = form.page.getByRole('note').filter({ hasText: 'admitted by address only' });
  await warning.waitFor();
  await form.admitted();
  await warning.getByRole('button', { name: 'Require TSIG on transfers' }).click();
  await form.dialog.getByText(`transfers only with the key ${own.name}`).waitFor();
  await form.dialog.getByText('Ordinary queries stay open').waitFor();
  assert.equal(form.posts, 0, 'the result is shown before anything is done');
  await form.dialog.getByRole('button', { name: 'Require TSIG and save' }).click();
  await form.page.getByRole('note').filter({ hasText: 'Transfers require TSIG (key own.z25.example)' }).waitFor();
  assert.equal(await warning.count(), 0);

  const answer = (options) => answerToTransfer(primary.port, form.zone, options);
  assert.deepEqual(await answer(), { rcode: 'REFUSED', tsigError: '' }, 'unsigned from a listed address');
  assert.deepEqual(await answer({ key: own }), { rcode: 'NOERROR', tsigError: '' });
  assert.deepEqual(await answer({ key: keyOf('lacked.z25.example.', otherSecret) }), { rcode: 'REFUSED', tsigError: '' }, 'a known key that is not demanded here');
  assert.deepEqual(await answer({ key: keyOf('unknown.z25.example.') }), { rcode: 'NOTAUTH', tsigError: 'BADKEY' });
  assert.deepEqual(await answer({ key: keyOf(own.name, otherSecret) }), { rcode: 'NOTAUTH', tsigError: 'BADSIG' });
  assert.equal((await answerTo(primary.port, form.zone, 'SOA')).rcode, 'NOERROR', 'plain queries stay open');

  await form.page.getByRole('link', { name: 'History' }).click();
  await form.page.getByRole('row').filter({ hasText: 'Settings' }).first().getByRole('button').first().click();
  await form.dialog.getByRole('button', { name: 'Take back the transfer settings' }).click();
  await form.page.getByRole('dialog', { name: /^Take back/ }).getByRole('button', { name: 'Take back the transfer settings' }).click();
  await form.notices.getByText('The transfer settings are those of before').waitFor();
  await form.admitted();
  await form.page.getByRole('link', { name: 'Zone Transfers' }).click();
  await warning.waitFor();
  await form.close();
});

test('ZT-26, 27 for the whole zone a view with a TSIG list is made, and the statement names it', async () => {
  await primary.call('PUT', '/v1/tsig/lacked.z26.example.', { algorithm: 'hmac-sha256', secret: otherSecret });
  const own = keyOf('own.z26.example.');
  const form = await open([row('127.0.0.1', { port: 5399, notify: true, tsig: tsig(own.name) })]);
  await form.page.getByRole('button', { name: 'Require TSIG on transfers' }).click();
  await form.dialog.getByRole('radio', { name: /The whole zone/ }).check();
  await form.dialog.getByRole('note').filter({ hasText: 'Unsigned queries for this zone will be refused' }).waitFor();
  await form.dialog.getByText(`Access control list ${form.zone}-keys with ${own.name}`).waitFor();
  await form.dialog.getByText(`View ${form.zone}-view with that list`).waitFor();
  await form.dialog.getByRole('button', { name: 'Require TSIG and save' }).click();
  const statement = form.page.getByRole('note').filter({ hasText: `seen through the view ${form.zone}-view only` });
  await statement.getByText('Transfers require TSIG (key own.z26.example)').waitFor();

  const answer = (options) => answerToTransfer(primary.port, form.zone, options);
  assert.equal((await answer()).rcode, 'REFUSED');
  assert.equal((await answer({ key: own })).rcode, 'NOERROR');
  assert.equal((await answer({ key: own, from: '127.0.0.99' })).rcode, 'NOERROR', 'the key counts, from whatever address');
  assert.deepEqual(await answer({ key: keyOf('lacked.z26.example.', otherSecret) }), { rcode: 'REFUSED', tsigError: '' }, 'a known key that the list lacks');
  assert.deepEqual(await answer({ key: keyOf('unknown.z26.example.') }), { rcode: 'NOTAUTH', tsigError: 'BADKEY' });
  assert.deepEqual(await answer({ key: keyOf(own.name, otherSecret) }), { rcode: 'NOTAUTH', tsigError: 'BADSIG' });
  assert.equal((await answerTo(primary.port, form.zone, 'SOA')).rcode, 'REFUSED', 'unsigned queries are refused');
  assert.equal((await answerTo(primary.port, form.zone, 'SOA', { key: own })).rcode, 'NOERROR');
  await form.close();
});

test('ZT-25 a view that admits by address alone does not end the warning', async () => {
  const form = await open([row('127.0.0.1', { port: 5399, notify: true, tsig: tsig('own.z25-view.example.') })]);
  await primary.call('PUT', '/v1/acls/z25-lan', { src_prefixes: ['127.0.0.0/8'] });
  await primary.call('PUT', '/v1/views/z25-inside', { read_acls: ['z25-lan'], zones: [form.zone] });
  await form.page.reload();
  await form.page.getByRole('note').filter({ hasText: 'admitted by address only' }).waitFor();
  await form.admitted();
  await form.close();
});

test('ZT-28 on a network without views the way to demand TSIG is there, disabled, with the reason and a link', async () => {
  const { network_id } = await primary.call('PUT', '/v1/networks', { name: 'managed', offers_views: false });
  const form = await open([row('192.0.2.20', { notify: true, tsig: tsig('z28.example.') })], { members: { networks: [network_id] } });
  const button = form.page.getByRole('button', { name: 'Require TSIG on transfers' });
  await form.page.getByText('Network managed does not offer views').waitFor();
  assert.equal(await button.isDisabled(), true);
  assert.match((await form.described(button)).join(), /Network managed does not offer views/);
  await form.page.getByRole('note').getByRole('link', { name: 'Networks' }).click();
  await form.page.getByRole('heading', { level: 1, name: 'Networks' }).waitFor();
  await form.close();
});

test('ZT-29 a list or a view in use is not deleted, and the zones that it serves are listed', async () => {
  const zones = ['a.z29.example', 'b.z29.example'];
  for (const name of zones) await primary.zone(name);
  await primary.call('PUT', '/v1/acls/z29-list', { src_prefixes: ['192.0.2.0/24'] });
  await primary.call('PUT', '/v1/views/z29-view', { read_acls: ['z29-list'], zones });
  assert.equal((await primary.call('DELETE', '/v1/acls/z29-list', undefined, { allow: true })).status, 409);
  assert.equal((await primary.call('DELETE', '/v1/views/z29-view', undefined, { allow: true })).status, 409);

  const page = await console_.page({ path: '/dns/views' });
  for (const name of ['z29-list', 'z29-view']) {
    await page.getByRole('button', { name: `Actions for ${name}` }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('dialog', { name: `Delete ${name}?` }).getByRole('button', { name: 'Delete' }).click();
    const told = page.getByRole('dialog', { name: `${name} is in use` });
    for (const zone of zones) await told.getByRole('link', { name: zone, exact: true }).waitFor();
    await told.getByRole('button', { name: 'Close' }).last().click();
    await told.waitFor({ state: 'detached' });
  }
  await primary.call('GET', '/v1/acls/z29-list');
  assert.deepEqual((await primary.call('GET', '/v1/views/z29-view')).zones, zones);
  await page.context().close();
});
