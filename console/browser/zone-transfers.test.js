// SPDX-License-Identifier: GPL-3.0-or-later
// The article's page, step by step, and what goes beyond it; the effect of each save is asked for by
// DNS. TSIG is in signed-transfers.test.js.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Transfer } from './dns-client.js';
import { Console, listen, paste, Primary, secondsOfWork, until } from './harness.js';
import { transfer } from './secondaries.js';
import { row, TransfersPage } from './transfers-page.js';

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
const hasFocus = (control) => control.evaluate((element) => element === document.activeElement);

test('ZT-05 ticking the switch brings one row, and the focus stays', async () => {
  const form = await open();
  const heard = await listen(form.page);
  await form.allow.check();
  await form.ip(1).waitFor();
  assert.equal(await form.ip(1).inputValue(), '');
  assert.equal(await form.port(1).inputValue(), '53');
  assert.equal(await form.notify(1).isChecked(), false);
  assert.ok(await hasFocus(form.allow));
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
  assert.equal(form.posts, 0);
  await form.close();
});

test('ZT-07 no address: the save is refused, and the summary leads to the field', async () => {
  const form = await open();
  await form.allow.check();
  await form.save.click();
  const summary = form.page.getByRole('alert').filter({ hasText: 'to correct' });
  await summary.waitFor();
  await until(() => hasFocus(summary), 'the summary has the focus');
  await summary.getByRole('link', { name: 'Enter the address of at least one secondary' }).click();
  assert.ok(await hasFocus(form.ip(1)));
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
  await form.notices.getByText('Zone transfers saved').waitFor();
  await form.row(1).getByText('Not seen yet').waitFor();
  await form.admitted({ from: '127.0.0.20' });
  await form.refused({ from: '127.0.0.21' });
  await form.close();
});

test('ZT-09 another row gets the focus; rows are removed by name', async () => {
  const form = await open([row('192.0.2.20')]);
  await form.add.click();
  await until(() => hasFocus(form.ip(2)), 'the new field has the focus');
  await form.page.getByRole('button', { name: 'Remove 192.0.2.20' }).waitFor();
  await form.page.getByRole('button', { name: 'Remove server 2' }).waitFor();
  await form.close();
});

test('ZT-10 a removed row can be brought back until saved, and may transfer no longer then', async () => {
  const form = await open([row('127.0.0.31'), row('127.0.0.32'), row('127.0.0.33')]);
  await form.page.getByRole('button', { name: 'Remove 127.0.0.32' }).click();
  await until(async () => (await form.ip(2).inputValue()) === '127.0.0.33', 'row 3 moved up');
  await until(() => hasFocus(form.ip(2)), 'and has the focus');
  await form.page.getByRole('button', { name: 'Undo' }).click();
  await until(async () => (await form.ip(2).inputValue()) === '127.0.0.32', 'it is back');
  await form.page.getByRole('button', { name: 'Remove 127.0.0.32' }).click();
  await form.admitted({ from: '127.0.0.32' });
  await form.saved();
  assert.equal(await form.page.getByRole('button', { name: 'Undo' }).count(), 0);
  await form.refused({ from: '127.0.0.32' });
  await form.admitted({ from: '127.0.0.33' });
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
  for (const n of [1, 2]) await form.row(n).getByText('Transfers are admitted by address').waitFor();
  await form.saved();
  await form.close();
});

test('ZT-12 two hundred rows stay usable and can be filtered', async () => {
  const form = await open(Array.from({ length: 200 }, (_, i) => row(`192.0.2.${i + 1}`)));
  await form.page.getByRole('searchbox', { name: 'Filter servers' }).fill('192.0.2.17');
  await until(async () => (await form.ips.count()) === 11, 'eleven rows match');
  await form.port(1).fill('5353');
  await form.saved();
  assert.equal((await form.stored()).secondaries[16].port, 5353);

  // From the step onto the page to the first letter.
  await form.page.getByRole('link', { name: 'History' }).click();
  await form.page.getByRole('table', { name: 'History' }).waitFor();
  const begun = await secondsOfWork(form.page);
  await form.page.getByRole('link', { name: 'Zone Transfers' }).click();
  await form.ip(1).fill('192.0.2.250');
  const took = (await secondsOfWork(form.page)) - begun;
  assert.ok(took < 1, `${took} s`);
  await until(async () => (await form.ips.count()) === 200, 'all of them are there in the end');
  await form.page.getByRole('button', { name: 'Discard' }).click();
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

test('ZT-30 saving is shown, and a double click saves once', async () => {
  const form = await open([row('192.0.2.20')]);
  const network = await form.page.context().newCDPSession(form.page);
  await network.send('Network.enable');
  await form.notify(1).check();
  // A slow line, so that there is something to see.
  await network.send('Network.emulateNetworkConditions', { offline: false, latency: 1500, downloadThroughput: -1, uploadThroughput: -1 });
  await form.save.dblclick();
  const saving = form.page.getByRole('button', { name: 'Saving…' });
  await saving.waitFor();
  assert.deepEqual([await saving.getAttribute('aria-busy'), await saving.isDisabled()], ['true', true]);
  await form.page.getByText('All changes saved').waitFor();
  await form.save.waitFor();
  assert.deepEqual([await form.save.getAttribute('aria-busy'), await form.save.isDisabled()], ['false', false]);
  assert.equal(form.posts, 1);
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

test('ZT-36 turning transfers off is confirmed with its consequences, lets running ones end, and keeps the rows', async () => {
  const form = await open([row('127.0.0.41'), row('127.0.0.42')], { members: { expiry: 604_800 } });
  const many = Array.from({ length: 300_000 }, (_, i) => `h${i} 300 A 192.0.2.1`).join('\n');
  const text = `$ORIGIN ${form.zone}.\n@ 300 SOA ns1 h 1 7200 900 604800 300\n@ 300 NS ns1\nns1 300 A 192.0.2.1\n${many}\n`;
  await primary.call('PUT', `/v1/import/zonefile/${form.zone}?records=false`, text);
  await form.page.reload();
  const running = async () => (await primary.call('GET', `/v1/zones/${form.zone}/status`)).secondaries.find(({ ip }) => ip === '127.0.0.42').transfers_running;
  const slow = new Transfer(primary.port, form.zone, { from: '127.0.0.42' });
  const first = await slow.next();
  assert.equal(first.rcode, 'NOERROR');

  await form.allow.uncheck();
  await form.save.click();
  const dialog = form.page.getByRole('dialog', { name: 'Stop outgoing transfers?' });
  await dialog.getByText(/^2 secondaries stop receiving updates and stop answering for the zone after 7 days/).waitFor();
  await form.admitted({ from: '127.0.0.41' });
  await dialog.getByRole('button', { name: 'Stop transfers' }).click();
  await form.page.getByText('All changes saved').waitFor();
  await form.refused({ from: '127.0.0.41' });
  assert.equal(await running(), 1, 'the slow one is still under way');
  assert.deepEqual(await slow.rest(first), { records: 300_004, isWhole: true });

  await form.page.reload();
  await form.page.getByText('These servers are kept').waitFor();
  assert.deepEqual([await form.ip(1).isDisabled(), await form.ip(1).inputValue(), await form.ip(2).inputValue()], [true, '127.0.0.41', '127.0.0.42']);
  await form.allow.check();
  assert.equal(await form.ip(1).isDisabled(), false);
  await form.saved();
  await form.admitted({ from: '127.0.0.41' });
  await form.close();
});

test('ZT-38 an IPv6 address is kept in its short form, and admits over IPv6', async () => {
  const form = await open();
  await form.allow.check();
  await form.ip(1).fill('2001:DB8:0:0:0:0:0:20');
  await form.ip(1).blur();
  assert.equal(await form.ip(1).inputValue(), '2001:db8::20');
  await form.saved();
  assert.deepEqual((await form.stored()).secondaries.map(({ ip, port }) => [ip, port]), [['2001:db8::20', 53]]);
  assert.equal((await transfer(primary.port6, form.zone, { at: '::1' })).ok, false);
  await form.ip(1).fill('::1');
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
  await form.admitted({ from: '127.0.7.200' });
  await form.refused({ from: '127.0.8.1' });
  await form.close();
});

test('what is pressed while a wrong field is left does not move away before the click', async () => {
  const form = await open();
  await form.allow.check();
  await form.ip(1).fill('300.1.1.1');
  await form.port(1).fill('99999');
  await form.notify(1).check();
  await form.row(1).getByText('Port must be 1 to 65535').waitFor();
  await form.port(1).fill('5353');
  await form.ip(1).focus();
  await form.page.getByRole('button', { name: 'Add Another IP Address' }).click();
  await form.ip(2).waitFor();
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

test('ZT-41 a pasted list of ten becomes ten rows, and what was skipped is told with the reason', async () => {
  const form = await open();
  await form.allow.check();
  const list = Array.from({ length: 10 }, (_, i) => `198.51.100.${i + 1}`);
  await paste(form.ip(1), [...list, '198.51.100.1', 'ns.example.org'].join('\n'));
  await form.row(10).waitFor();
  assert.deepEqual(await form.ips.evaluateAll((inputs) => inputs.map(({ value }) => value)), list);
  await form.notices.getByText('10 addresses filled in').waitFor();
  await form.notices.getByText(/198\.51\.100\.1 \(Already listed/).waitFor();
  await form.notices.getByText('ns.example.org (Enter an address, not a name)').waitFor();
  await form.saved();
  assert.equal((await form.stored()).secondaries.length, 10);
  await form.close();
});

test('ZT-42 a host name is refused as an address, and looked up when asked', async () => {
  const { addresses } = await primary.call('POST', '/v1/lookup', { name: 'localhost' });
  const form = await open();
  await form.allow.check();
  await form.ip(1).fill('localhost');
  await form.ip(1).blur();
  await form.row(1).getByText('Enter an address, not a name').waitFor();
  await form.save.click();
  assert.equal(form.posts, 0);
  await form.row(1).getByRole('button', { name: 'Look up its addresses' }).click();
  await until(async () => (await form.ips.count()) === addresses.length && (await form.ip(1).inputValue()) === addresses[0], 'its addresses are rows');
  assert.deepEqual(await form.ips.evaluateAll((inputs) => inputs.map(({ value }) => value)), addresses);
  await form.close();
});

for (const everybody of ['0.0.0.0/0', '::/0']) {
  test(`ZT-43 ${everybody} is let in only after typing the zone, and the page says so from then on`, async () => {
    const form = await open();
    await form.allow.check();
    await form.ip(1).fill(everybody);
    await form.save.click();
    const dialog = form.page.getByRole('dialog', { name: 'Let everybody copy this zone?' });
    const agree = dialog.getByRole('button', { name: 'Let everybody copy it' });
    assert.equal(await agree.isDisabled(), true);
    await dialog.getByRole('textbox').fill('another.example');
    assert.equal(await agree.isDisabled(), true);
    assert.equal(form.posts, 0);
    await dialog.getByRole('textbox').fill(form.zone);
    await agree.click();
    const warning = form.page.getByRole('note').filter({ hasText: 'Anyone can copy this zone' });
    await warning.waitFor();
    await form.page.reload();
    await warning.waitFor();
    if (everybody === '0.0.0.0/0') await form.admitted({ from: '127.0.0.77' });
    await form.port(1).fill('5353');
    await form.saved();
    await warning.waitFor();
    await form.close();
  });
}
