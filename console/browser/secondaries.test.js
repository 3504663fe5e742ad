// SPDX-License-Identifier: GPL-3.0-or-later
// BIND, NSD, Knot and PowerDNS as secondaries, set up with nothing but what the console gives for them.
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { Console, Primary, until } from './harness.js';
import { Bind, command, Knot, Nsd, Pdns } from './secondaries.js';

let primary;
let console_;
let running = [];
let zones = 0;
before(async () => {
  primary = await new Primary({ listen: ['127.0.0.1:0'] }).start();
  console_ = await Console.open(primary);
});
afterEach(async () => {
  await Promise.all(running.map((daemon) => daemon.stop()));
  running = [];
});
after(async () => {
  await console_?.close();
  await primary?.stop();
});

async function started(daemon) {
  running.push(daemon);
  return daemon;
}

const newZone = () => primary.zone(`s${++zones}.example`);
const rowOf = (page, n) => page.locator('[data-zt="server-row"]').nth(n - 1);

async function fillRow(page, n, daemon, { notify = true, key } = {}) {
  const row = rowOf(page, n);
  await row.getByRole('textbox', { name: 'Secondary IP address' }).fill(daemon.address);
  await row.getByRole('textbox', { name: 'Port' }).fill(String(daemon.port));
  if (notify) await row.getByRole('checkbox', { name: 'Notify on Change' }).check();
  if (!key) return row;
  await row.getByRole('checkbox', { name: 'Notify with TSIG' }).check();
  await row.getByRole('textbox', { name: 'TSIG Key name' }).fill(key);
  await row.getByRole('button', { name: 'Generate key' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  return row;
}

async function save(page) {
  await page.getByRole('button', { name: 'Save Zone Transfers' }).click();
  await page.getByText('All changes saved').waitFor();
}

/// The text for the other side, as an operator copies it.
async function snippetOf(page, n, vendor) {
  await rowOf(page, n).getByRole('button', { name: 'Configure this secondary' }).click();
  const drawer = page.getByRole('dialog');
  await drawer.getByRole('tab', { name: vendor }).click();
  await drawer.getByRole('button', { name: 'Copy' }).click();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  await drawer.getByRole('button', { name: 'Close' }).click();
  return text;
}

async function openTransfers(zone) {
  const page = await console_.page({ path: `/dns/zones/${zone}/transfers` });
  await page.getByRole('checkbox', { name: 'Allow Outgoing Transfers' }).check();
  return page;
}

for (const [vendor, Kind] of [['BIND', Bind], ['NSD', Nsd], ['Knot DNS', Knot], ['PowerDNS', Pdns]]) {
  for (const transfers of [false, true]) {
    test(`ZT-20 ${vendor}, set up with the text of the page, takes the signed NOTIFY; transfers ${transfers ? 'signed' : 'by address'}`, async () => {
      const zone = await newZone();
      const page = await openTransfers(zone);
      const placeholder = await Kind.start('');
      await fillRow(page, 1, placeholder, { key: `key.${zone}` });
      await save(page);
      if (transfers) {
        await page.getByRole('button', { name: 'Require TSIG on transfers' }).click();
        await page.getByRole('button', { name: 'Require TSIG and save' }).click();
        await page.getByText(`Transfers require TSIG (key key.${zone})`).waitFor();
      }
      const text = await snippetOf(page, 1, vendor);
      await placeholder.stop();
      const secondary = await started(await Kind.start(text));
      await rowOf(page, 1).getByRole('textbox', { name: 'Port' }).fill(String(secondary.port));
      await save(page);
      const { serial } = await primary.change(zone);
      await secondary.follows(zone, serial);
      const seen = await until(async () => {
        const [first] = (await primary.call('GET', `/v1/zones/${zone}/status`)).secondaries;
        return first.notify_answer?.serial === serial && first.transfer?.to === serial && first;
      }, 'the NOTIFY is acknowledged and the transfer seen');
      assert.equal(seen.notify_answer.tsig, 'verified');
      assert.equal(seen.notify_answer.key?.replace(/\.$/, ''), `key.${zone}`);
      assert.equal(seen.transfer.key !== null, transfers);
      await page.context().close();
    });
  }
}

test("each text passes its program's own checker, signed and unsigned, over IPv4 and IPv6", async () => {
  const zone = await newZone();
  const page = await openTransfers(zone);
  const folder = mkdtempSync(join(tmpdir(), 'zonecast-snippets-'));
  const checkers = {
    BIND: ['named.conf', (file) => command('named-checkconf', file)],
    NSD: ['nsd.conf', (file) => command('nsd-checkconf', file)],
    'Knot DNS': ['knot.conf', (file) => command('knotc', '-c', file, 'conf-check')],
    PowerDNS: ['pdns.sh', (file) => command('bash', '-n', file)],
  };
  for (const ip of ['192.0.2.20', '2001:db8::20']) {
    for (const signed of [false, true]) {
      const row = rowOf(page, 1);
      await row.getByRole('textbox', { name: 'Secondary IP address' }).fill(ip);
      await row.getByRole('checkbox', { name: 'Notify on Change' }).check();
      const sign = row.getByRole('checkbox', { name: 'Notify with TSIG' });
      await sign.setChecked(signed);
      if (signed) {
        await row.getByRole('button', { name: 'Generate key' }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
      }
      for (const [vendor, [file, check]] of Object.entries(checkers)) {
        const text = await snippetOf(page, 1, vendor);
        const at = join(folder, file);
        writeFileSync(at, text);
        const { status, output } = await check(at);
        assert.equal(status, 0, `${vendor} ${ip} ${signed ? 'signed' : 'unsigned'}: ${output}\n${text}`);
        if (signed) assert.match(text, /hmac-sha256/);
      }
    }
  }
  await page.context().close();
});
