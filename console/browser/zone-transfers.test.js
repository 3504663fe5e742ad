// SPDX-License-Identifier: GPL-3.0-or-later
// The article's page, step by step, and what goes beyond it; the effect of each save is asked for by
// DNS.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Console, listen, paste, Primary, until } from './harness.js';
import { transfer } from './secondaries.js';

const secret = 'c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U=';
const key = { hash: 'hmac-sha256', name: 's1-key.example.', secret };

let primary;
let console_;
let zones = 0;
before(async () => {
  primary = await new Primary().start();
  console_ = await Console.open(primary);
});
after(async () => {
  await console_?.close();
  await primary?.stop();
});

/// The transfers page of a zone of its own, with these rows.
async function open(secondaries, { enabled = !!secondaries, ...options } = {}) {
  const zone = await primary.zone(`t${++zones}.example`);
  if (secondaries) await primary.call('POST', `/v1/zones/${zone}`, { primary: { enabled, secondaries } });
  const page = await console_.page({ path: `/dns/zones/${zone}/transfers`, ...options });
  const form = {
    zone,
    page,
    allow: page.getByRole('checkbox', { name: 'Allow Outgoing Transfers' }),
    row: (n) => page.locator('[data-zt="server-row"]').nth(n - 1),
    ip: (n) => form.row(n).getByRole('textbox', { name: 'Secondary IP address' }),
    port: (n) => form.row(n).getByRole('textbox', { name: 'Port' }),
    notify: (n) => form.row(n).getByRole('checkbox', { name: 'Notify on Change' }),
    sign: (n) => form.row(n).getByRole('checkbox', { name: 'Notify with TSIG' }),
    hash: (n) => form.row(n).getByRole('combobox', { name: 'TSIG hash' }),
    keyName: (n) => form.row(n).getByRole('textbox', { name: 'TSIG Key name' }),
    keyValue: (n) => form.row(n).getByRole('textbox', { name: 'TSIG Key Value' }),
    add: page.getByRole('button', { name: 'Add Another IP Address' }),
    save: page.getByRole('button', { name: 'Save Zone Transfers' }),
    saved: async () => {
      await form.save.click();
      await page.getByText('All changes saved').waitFor();
    },
    stored: async () => (await primary.call('GET', `/v1/zones/${zone}?records=false`)).primary,
    close: async () => {
      assert.deepEqual(page.trouble, []);
      await page.context().close();
    },
  };
  await form.allow.waitFor();
  return form;
}

const row = (ip, more = {}) => ({ ip, port: 53, notify: false, ...more });
const refused = async (zone, options) => assert.equal((await transfer(primary.port, zone, options)).ok, false);
const admitted = async (zone, options) => {
  const got = await transfer(primary.port, zone, options);
  assert.ok(got.ok, got.output);
};

test('ZT-05 ticking the switch brings one row, and the focus stays', async () => {
  const form = await open();
  const heard = await listen(form.page);
  await form.allow.check();
  await form.ip(1).waitFor();
  assert.equal(await form.ip(1).inputValue(), '');
  assert.equal(await form.port(1).inputValue(), '53');
  assert.equal(await form.notify(1).isChecked(), false);
  assert.ok(await form.allow.evaluate((element) => element === document.activeElement));
  await heard('have appeared');
  assert.equal((await form.stored()).enabled, false, 'nothing until saved');
  await form.close();
});

test('ZT-06 leaving with something unsaved asks, and sends nothing', async () => {
  const form = await open();
  await form.allow.check();
  await form.ip(1).fill('192.0.2.20');
  await form.page.getByRole('navigation', { name: 'Breadcrumb' }).getByRole('link', { name: 'Zones' }).click();
  await form.page.getByRole('dialog').getByRole('button', { name: 'Stay' }).click();
  assert.equal(await form.ip(1).inputValue(), '192.0.2.20');
  await form.page.getByRole('navigation', { name: 'Breadcrumb' }).getByRole('link', { name: 'Zones' }).click();
  await form.page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
  await form.page.getByRole('heading', { level: 1, name: 'Zones' }).waitFor();
  assert.deepEqual((await form.stored()).secondaries, []);
  await form.close();
});

test('ZT-07 no address: the save is refused, and the summary leads to the field', async () => {
  const form = await open();
  await form.allow.check();
  await form.save.click();
  const summary = form.page.getByRole('alert').filter({ hasText: 'to correct' });
  await summary.waitFor();
  await until(() => summary.evaluate((element) => element === document.activeElement), 'the summary has the focus');
  await summary.getByRole('link', { name: 'Enter the address of at least one secondary' }).click();
  assert.ok(await form.ip(1).evaluate((element) => element === document.activeElement));
  assert.equal((await form.stored()).enabled, false);
  await form.close();
});

test('ZT-08 one address: saved, said, and it alone may transfer', async () => {
  const form = await open();
  const heard = await listen(form.page);
  await form.allow.check();
  await form.ip(1).fill('127.0.0.20');
  await form.saved();
  await heard('Zone transfers saved');
  await form.row(1).getByText('Not seen yet').waitFor();
  await admitted(form.zone, { from: '127.0.0.20' });
  await refused(form.zone, { from: '127.0.0.21' });
  await form.close();
});

test('ZT-09 another row gets the focus; rows are removed by name', async () => {
  const form = await open([row('192.0.2.20')]);
  await form.add.click();
  await until(() => form.ip(2).evaluate((element) => element === document.activeElement), 'the new field has the focus');
  await form.page.getByRole('button', { name: 'Remove 192.0.2.20' }).waitFor();
  await form.page.getByRole('button', { name: 'Remove server 2' }).waitFor();
  await form.close();
});

test('ZT-10 a removed row can be brought back until saved, and may transfer no longer then', async () => {
  const form = await open([row('127.0.0.31'), row('127.0.0.32'), row('127.0.0.33')]);
  await form.page.getByRole('button', { name: 'Remove 127.0.0.32' }).click();
  await until(async () => (await form.ip(2).inputValue()) === '127.0.0.33', 'row 3 moved up');
  await until(() => form.ip(2).evaluate((element) => element === document.activeElement), 'and has the focus');
  await form.page.getByRole('button', { name: 'Undo' }).click();
  await until(async () => (await form.ip(2).inputValue()) === '127.0.0.32', 'it is back');
  await form.page.getByRole('button', { name: 'Remove 127.0.0.32' }).click();
  await form.saved();
  await refused(form.zone, { from: '127.0.0.32' });
  await admitted(form.zone, { from: '127.0.0.33' });
  await form.close();
});

test('ZT-11 the same address and port twice is told; another port is not an error', async () => {
  const form = await open([row('192.0.2.20')]);
  await form.add.click();
  await form.ip(2).fill('192.0.2.20');
  await form.ip(2).blur();
  await form.row(2).getByText('Already listed in row 1').waitFor();
  assert.equal(await form.ip(2).getAttribute('aria-invalid'), 'true');
  await form.port(2).fill('5353');
  await form.row(2).getByText('Transfers are admitted by address').waitFor();
  await form.saved();
  await form.close();
});

test('ZT-12 two hundred rows stay usable and can be filtered', async () => {
  const form = await open(Array.from({ length: 200 }, (_, i) => row(`192.0.2.${i + 1}`)));
  await form.page.getByRole('searchbox', { name: 'Filter servers' }).fill('192.0.2.17');
  await until(async () => (await form.page.getByRole('textbox', { name: 'Secondary IP address' }).count()) === 11, 'eleven rows match');
  await form.port(1).fill('5353');
  await form.saved();
  assert.equal((await form.stored()).secondaries[16].port, 5353);
  await form.close();
});

test('ZT-14 the help of Notify on Change is a disclosure for the keyboard', async () => {
  const form = await open([row('192.0.2.20')]);
  const help = form.row(1).getByRole('button', { name: 'What is Notify on Change?' });
  const text = form.row(1).getByText('The secondary is told that the zone has changed, and then asks for the transfer itself.');
  assert.equal(await text.isVisible(), false);
  await help.focus();
  await form.page.keyboard.press('Enter');
  await text.waitFor();
  assert.equal(await help.getAttribute('aria-expanded'), 'true');
  await form.close();
});

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

for (const given of [[], ['keyName'], ['keyValue']]) {
  test(`ZT-19 a key that lacks a part is not saved, and each missing part is told: given ${given.join() || 'nothing'}`, async () => {
    const form = await open([row('192.0.2.20')]);
    await form.notify(1).check();
    await form.sign(1).check();
    if (given.includes('keyName')) await form.keyName(1).fill(key.name);
    if (given.includes('keyValue')) await form.keyValue(1).fill(secret);
    await form.save.click();
    for (const [field, message] of [['keyName', 'Enter the TSIG key name'], ['keyValue', 'Enter the TSIG key value']]) {
      const control = form[field](1);
      if (given.includes(field)) {
        assert.equal(await control.getAttribute('aria-invalid'), null);
        continue;
      }
      assert.equal(await control.getAttribute('aria-invalid'), 'true');
      const described = await control.getAttribute('aria-describedby');
      const texts = await Promise.all(described.split(' ').map((id) => form.page.locator(`#${id}`).textContent()));
      assert.ok(texts.some((text) => text.includes(message)), texts.join());
    }
    await form.close();
  });
}

test('ZT-19 the API names the same fields, for every incomplete combination', async () => {
  const zone = await primary.zone(`t${++zones}.example`);
  const parts = { hash: 'hmac-sha256', name: key.name, key: secret };
  for (let bits = 0; bits < 7; ++bits) {
    const given = Object.fromEntries(Object.entries(parts).filter((_, i) => bits & (1 << i)));
    const { status, data } = await primary.call(
      'POST', `/v1/zones/${zone}`,
      { primary: { enabled: true, secondaries: [row('192.0.2.20', { notify: true, tsig: { enabled: true, ...given } })] } },
      { allow: true },
    );
    assert.equal(status, 400);
    const missing = Object.keys(parts).filter((part) => !(part in given)).map((part) => `primary.secondaries[0].tsig.${part}`);
    assert.deepEqual(data.errors.map(({ path }) => path).sort(), missing.sort());
  }
});

test('ZT-22 a stored key is shown as stored, never as its value, until it is revealed', async () => {
  const form = await open([row('192.0.2.20', { notify: true, tsig: { enabled: true, hash: key.hash, name: 'z22.example', key: secret } })]);
  assert.match(await form.keyValue(1).inputValue(), /stored/);
  assert.ok(!(await form.page.content()).includes(secret));
  await form.port(1).fill('5300');
  await form.saved();
  const stored = (await form.stored()).secondaries[0];
  assert.deepEqual([stored.port, stored.tsig.key], [5300, secret], 'the key went along with the changed port');
  await form.close();
});

test('ZT-23 a key is generated, named after both ends, and the text for the other side opens', async () => {
  const form = await open([row('192.0.2.20')]);
  await form.notify(1).check();
  await form.sign(1).check();
  await form.row(1).getByRole('button', { name: 'Generate key' }).click();
  const drawer = form.page.getByRole('dialog');
  await drawer.getByRole('tab', { name: 'NSD' }).click();
  await drawer.getByRole('button', { name: 'Show key' }).click();
  const text = await drawer.getByRole('tabpanel').locator('pre').textContent();
  await drawer.getByRole('button', { name: 'Close' }).click();
  const value = /secret: "([^"]+)"/.exec(text)[1];
  assert.equal(Buffer.from(value, 'base64').length, 32);
  assert.equal(await form.keyName(1).inputValue(), `192-0-2-20.${form.zone}.`);
  await form.saved();
  assert.equal((await form.stored()).secondaries[0].tsig.key, value);
  await form.close();
});

for (const [name, text] of Object.entries({
  BIND: `key "s1-key.example" { algorithm hmac-sha512; secret "${secret}"; };`,
  'dig -y': `hmac-sha512:s1-key.example:${secret}`,
  NSD: `key:\n  name: "s1-key.example."\n  algorithm: hmac-sha512\n  secret: "${secret}"\n`,
  Knot: `key:\n  - id: s1-key.example.\n    algorithm: hmac-sha512\n    secret: ${secret}\n`,
})) {
  test(`ZT-24 a pasted key of ${name} fills all three fields`, async () => {
    const form = await open([row('192.0.2.20')]);
    await form.notify(1).check();
    await form.sign(1).check();
    await paste(form.keyName(1), text);
    await until(async () => (await form.keyValue(1).inputValue()) === secret, 'the value is filled in');
    assert.equal(await form.keyName(1).inputValue(), 's1-key.example.');
    assert.equal(await form.hash(1).inputValue(), 'hmac-sha512');
    await form.close();
  });
}

test('ZT-25, 26, 27 signed NOTIFY alone is warned of; the wizard makes transfers require the key', async () => {
  const own = { hash: 'hmac-sha256', name: 'z25.example.', secret };
  const form = await open([row('127.0.0.1', { port: 5399, notify: true, tsig: { enabled: true, hash: own.hash, name: own.name, key: secret } })]);
  const warning = form.page.getByRole('note').filter({ hasText: 'admitted by address only' });
  await warning.waitFor();
  await admitted(form.zone, {});
  await warning.getByRole('button', { name: 'Require TSIG on transfers' }).click();
  const dialog = form.page.getByRole('dialog');
  await dialog.getByText('transfers only with the key z25.example.').waitFor();
  await dialog.getByText('Ordinary queries stay open').waitFor();
  await dialog.getByRole('button', { name: 'Require TSIG and save' }).click();
  await form.page.getByText('Transfers require TSIG (key z25.example)').waitFor();
  assert.equal(await warning.count(), 0);
  await refused(form.zone, {});
  await admitted(form.zone, { key: own });
  const wrong = await transfer(primary.port, form.zone, { key: { ...own, secret: 'd3Jvbmd3cm9uZ3dyb25nd3Jvbmd3cm9uZ3dyb25nd3I=' } });
  assert.match(wrong.output, /BADSIG|NOTAUTH|verify failure|tsig/i);
  const unknown = await transfer(primary.port, form.zone, { key: { ...own, name: 'unknown.example.' } });
  assert.equal(unknown.ok, false);
  await form.close();
});

test('ZT-30 saving is shown, and a double click saves once', async () => {
  const form = await open([row('192.0.2.20')]);
  let posts = 0;
  let release;
  const held = new Promise((done) => (release = done));
  await form.page.route(`**/v1/zones/${form.zone}`, async (route) => {
    if (route.request().method() === 'POST') {
      ++posts;
      await held;
    }
    await route.continue();
  });
  await form.notify(1).check();
  await form.save.dblclick();
  const saving = form.page.getByRole('button', { name: 'Saving…' });
  await saving.waitFor();
  assert.equal(await saving.getAttribute('aria-busy'), 'true');
  assert.equal(await saving.isDisabled(), true);
  release();
  await form.page.getByText('All changes saved').waitFor();
  await form.save.waitFor();
  assert.equal(posts, 1);
  await form.close();
});

test('ZT-31 what somebody else saved meanwhile is shown beside mine', async () => {
  const form = await open([row('192.0.2.20')]);
  await form.notify(1).check();
  await primary.call('POST', `/v1/zones/${form.zone}`, { primary: { enabled: true, secondaries: [row('192.0.2.20'), row('192.0.2.99')] } });
  await form.save.click();
  const dialog = form.page.getByRole('dialog', { name: 'Somebody else saved meanwhile' });
  await dialog.getByRole('row').filter({ hasText: '192.0.2.99' }).getByText('differs').waitFor();
  assert.equal((await form.stored()).secondaries.length, 2, 'nothing of mine was applied');
  await dialog.getByRole('button', { name: 'Take theirs' }).click();
  await until(async () => (await form.ip(2).inputValue()) === '192.0.2.99', 'theirs are shown');

  await form.notify(1).check();
  await primary.call('POST', `/v1/zones/${form.zone}`, { primary: { enabled: true, secondaries: [row('192.0.2.77')] } });
  await form.save.click();
  await dialog.getByRole('button', { name: 'Apply mine on top' }).click();
  await form.page.getByText('All changes saved').waitFor();
  assert.deepEqual((await form.stored()).secondaries.map(({ ip, notify }) => [ip, notify]), [['192.0.2.20', true], ['192.0.2.99', false]]);
  await form.close();
});

test('ZT-32, 35 nothing typed is lost when the server goes away, and what was saved survives a kill', async () => {
  const form = await open([row('192.0.2.20')]);
  await form.notify(1).check();
  await form.saved();
  await primary.stop('SIGKILL');
  await form.port(1).fill('5399');
  await form.save.click();
  await form.page.getByText('Cannot reach the server, retrying').waitFor();
  assert.equal(await form.port(1).inputValue(), '5399');
  await primary.start();
  await form.page.getByText('Cannot reach the server, retrying').waitFor({ state: 'detached' });
  assert.equal(await form.port(1).inputValue(), '5399');
  assert.deepEqual((await form.stored()).secondaries.map(({ notify, port }) => [notify, port]), [[true, 53]]);
  await form.saved();
  assert.equal((await form.stored()).secondaries[0].port, 5399);
  await form.close();
});

test('a session that ends is renewed above the page, with what was typed still there', async () => {
  const form = await open([row('192.0.2.20')]);
  await form.port(1).fill('5388');
  await form.page.context().clearCookies();
  await form.save.click();
  const dialog = form.page.getByRole('dialog', { name: 'Your session has ended' });
  await dialog.getByRole('textbox', { name: 'API key' }).fill(primary.key);
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await dialog.waitFor({ state: 'detached' });
  await form.saved();
  assert.equal((await form.stored()).secondaries[0].port, 5388);
  await form.close();
});

test('ZT-36 turning transfers off is confirmed with its consequences, and keeps the rows', async () => {
  const form = await open([row('127.0.0.41'), row('127.0.0.42')]);
  await form.allow.uncheck();
  await form.save.click();
  const dialog = form.page.getByRole('dialog', { name: 'Stop outgoing transfers?' });
  await dialog.getByText(/^2 secondaries stop receiving updates and stop answering for the zone after 14 days/).waitFor();
  await dialog.getByRole('button', { name: 'Stop transfers' }).click();
  await form.page.getByText('All changes saved').waitFor();
  await refused(form.zone, { from: '127.0.0.41' });
  assert.equal(await form.ip(1).isDisabled(), true);
  await form.allow.check();
  assert.equal(await form.ip(1).inputValue(), '127.0.0.41');
  await form.saved();
  await admitted(form.zone, { from: '127.0.0.41' });
  await form.close();
});

test('ZT-38 an IPv6 secondary is listed and transfers over IPv6', async () => {
  const form = await open();
  await form.allow.check();
  await form.ip(1).fill('0:0:0:0:0:0:0:1');
  await form.ip(1).blur();
  assert.equal(await form.ip(1).inputValue(), '::1');
  await form.saved();
  const got = await transfer(primary.port6, form.zone, { at: '::1' });
  assert.ok(got.ok, got.output);
  await form.close();
});

test('ZT-39 a range admits every address in it and is not notified; host bits are offered away', async () => {
  const form = await open();
  await form.allow.check();
  await form.ip(1).fill('127.0.7.7/24');
  await form.ip(1).blur();
  await form.row(1).getByRole('button', { name: 'Use 127.0.7.0/24' }).click();
  assert.equal(await form.ip(1).inputValue(), '127.0.7.0/24');
  await form.row(1).getByText('A range cannot be notified; add the servers one by one').waitFor();
  assert.equal(await form.notify(1).isDisabled(), true);
  await form.saved();
  await admitted(form.zone, { from: '127.0.7.200' });
  await refused(form.zone, { from: '127.0.8.1' });
  await form.close();
});

for (const [text, ip] of [['192.0.2.20:5353', '192.0.2.20'], ['[2001:db8::20]:5353', '2001:db8::20'], ['192.0.2.20@5353', '192.0.2.20'], ['192.0.2.20 port 5353', '192.0.2.20']]) {
  test(`ZT-40 pasted ${text} goes into both fields`, async () => {
    const form = await open();
    const heard = await listen(form.page);
    await form.allow.check();
    await paste(form.ip(1), text);
    await until(async () => (await form.port(1).inputValue()) === '5353', 'the port is filled in');
    assert.equal(await form.ip(1).inputValue(), ip);
    await heard('port 5353');
    await form.close();
  });
}

test('ZT-41 a pasted list becomes rows, and what was skipped is told', async () => {
  const form = await open();
  await form.allow.check();
  const list = Array.from({ length: 8 }, (_, i) => `198.51.100.${i + 1}`);
  await paste(form.ip(1), [...list, '198.51.100.1', 'ns.example.org'].join('\n'));
  await form.row(8).waitFor();
  assert.equal(await form.ip(8).inputValue(), '198.51.100.8');
  assert.equal(await form.page.getByRole('textbox', { name: 'Secondary IP address' }).count(), 8);
  const told = form.page.getByRole('region', { name: 'Notices' });
  await told.getByText('8 addresses filled in').waitFor();
  await told.getByText('ns.example.org (Enter an address, not a name)').waitFor();
  await form.saved();
  await form.close();
});

test('ZT-42 a host name is refused as an address, and looked up when asked', async () => {
  const form = await open();
  await form.allow.check();
  await form.ip(1).fill('localhost');
  await form.ip(1).blur();
  await form.row(1).getByText('Enter an address, not a name').waitFor();
  await form.row(1).getByRole('button', { name: 'Look up its addresses' }).click();
  await until(async () => ['127.0.0.1', '::1'].includes(await form.ip(1).inputValue()), 'an address is filled in');
  await form.close();
});

test('ZT-43 everybody is let in only after typing the zone, and the page says so from then on', async () => {
  const form = await open();
  await form.allow.check();
  await form.ip(1).fill('0.0.0.0/0');
  await form.save.click();
  const dialog = form.page.getByRole('dialog', { name: 'Let everybody copy this zone?' });
  assert.equal(await dialog.getByRole('button', { name: 'Let everybody copy it' }).isDisabled(), true);
  await dialog.getByRole('textbox').fill(form.zone);
  await dialog.getByRole('button', { name: 'Let everybody copy it' }).click();
  await form.page.getByText('Anyone can copy this zone').waitFor();
  await form.page.reload();
  await form.page.getByText('Anyone can copy this zone').waitFor();
  await form.close();
});

test('ZT-44 the settings are applied to other zones, compared first; what fails leaves the rest done', async () => {
  const others = await Promise.all(['a', 'b', 'c'].map((label) => primary.zone(`${label}.z44.example`)));
  const form = await open([row('192.0.2.20', { notify: true, tsig: { enabled: true, hash: key.hash, name: 'z44.example', key: secret } })]);
  await form.page.getByRole('button', { name: 'Apply to other zones…' }).click();
  const dialog = form.page.getByRole('dialog', { name: 'Apply to other zones' });
  await dialog.getByRole('searchbox').fill('z44');
  for (const name of others) await dialog.getByRole('checkbox', { name }).check();
  await dialog.getByText('2 differences').first().waitFor();
  await form.page.route('**/v1/zones/b.z44.example', (route) => route.fulfill({ status: 503, contentType: 'application/json', body: '{"message":"the disk is full"}' }), { times: 1 });
  await dialog.getByRole('button', { name: 'Apply to 3 zones' }).click();
  await dialog.getByText('3 of 3 zones').waitFor();
  await dialog.getByText('the disk is full').waitFor();
  const set = async () => Promise.all(others.map(async (name) => (await primary.call('GET', `/v1/zones/${name}?records=false`)).primary.secondaries.length));
  assert.deepEqual(await set(), [1, 0, 1]);
  await dialog.getByRole('button', { name: 'Retry 1 zone' }).click();
  await until(async () => (await set())[1] === 1, 'the rest is applied');
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await form.close();
});

test('ZT-51 the whole flow with the keyboard alone, the focus never hidden', async () => {
  const form = await open(undefined, { viewport: { width: 1280, height: 600 } });
  const { page } = form;
  const steps = [];
  /// Tabs on until the control with this name has the focus.
  const reach = async (name) => {
    for (let i = 0; i < 60; ++i) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate(() => {
        const element = document.activeElement;
        const box = element.getBoundingClientRect();
        const label = element.labels?.[0]?.textContent ?? element.getAttribute('aria-label') ?? element.textContent;
        const over = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 10));
        const hidden = over && !element.contains(over) && !over.contains(element) && !over.closest('label');
        return { label: label.trim(), hidden: !!hidden, outline: getComputedStyle(element).outlineStyle };
      });
      if (at.hidden) steps.push(`hidden: ${at.label}`);
      if (at.outline === 'none') steps.push(`no outline: ${at.label}`);
      if (at.label === name) return;
    }
    assert.fail(`${name} cannot be reached by Tab`);
  };
  await form.allow.focus();
  await page.keyboard.press('Space');
  await reach('Secondary IP address');
  await page.keyboard.type('192.0.2.20');
  await reach('Port');
  await reach('Notify on Change');
  await page.keyboard.press('Space');
  await reach('Notify with TSIG');
  await page.keyboard.press('Space');
  await reach('TSIG Key name');
  await page.keyboard.type('z51.example');
  await reach('TSIG Key Value');
  await page.keyboard.type(secret);
  await reach('Save Zone Transfers');
  await page.keyboard.press('Enter');
  await page.getByText('All changes saved').waitFor();
  assert.equal((await form.stored()).secondaries[0].tsig.name.replace(/\.$/, ''), 'z51.example');
  assert.deepEqual(steps, []);
  await form.close();
});
