// SPDX-License-Identifier: GPL-3.0-or-later
// NOTIFY on the wire: what is sent when something is saved on the page and records change, recorded
// on its way to real secondaries.
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { after, afterEach, before, test } from 'node:test';
import { isSignedWith } from './dns-message.js';
import { Console, Primary, until } from './harness.js';
import { NotifyRecorder } from './notify-recorder.js';
import { Knot, Nsd } from './secondaries.js';
import { TransfersPage } from './transfers-page.js';

let primary;
let console_;
let running = [];
before(async () => {
  primary = await new Primary().start();
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
  running.push(await daemon);
  return daemon;
}

/// A page with a row for each; the first is notified. A key when `key` names one, made by the server.
async function openWith(targets, { key } = {}) {
  const form = await TransfersPage.open(console_);
  await form.allow.check();
  for (const [i, { address, port }] of targets.entries()) {
    if (i > 0) await form.add.click();
    await form.ip(i + 1).fill(address);
    await form.port(i + 1).fill(String(port));
  }
  await form.notify(1).check();
  if (key) {
    await form.sign(1).check();
    await form.keyName(1).fill(key);
    await form.row(1).getByRole('button', { name: 'Generate key' }).click();
    await form.dialog.getByRole('button', { name: 'Close' }).click();
  }
  await form.saved();
  return form;
}

/// NSD, set up with the text that the page gives for row 1.
async function setUp(nsd, form) {
  const text = await form.snippet(1, 'NSD');
  await nsd.stop();
  nsd.reconfigure(text);
  await nsd.begin();
  return text;
}

const answered = (form, serial) =>
  until(async () => {
    const [first] = (await primary.call('GET', `/v1/zones/${form.zone}/status`)).secondaries;
    return first.notify_answer?.serial === serial && first.notify_answer;
  }, `NOTIFY of ${serial} is answered`);

const inSync = (form, serial) =>
  until(async () => {
    const status = await primary.call('GET', `/v1/zones/${form.zone}/status`);
    return status.serial === serial && status.in_sync;
  }, `the secondary is seen to have ${serial}`);

test('ZT-13 the row with Notify on Change is sent one NOTIFY of a change, the other none', async () => {
  const nsd = await started(Nsd.start(''));
  const knot = await started(Knot.start(''));
  const [first, second] = [await started(NotifyRecorder.before(nsd)), await started(NotifyRecorder.before(knot))];
  const form = await openWith([first, second]);
  await setUp(nsd, form);
  const { serial } = await primary.change(form.zone);
  await nsd.follows(form.zone, serial);
  await answered(form, serial);
  assert.equal(first.of(form.zone).filter((seen) => seen.serial === serial).length, 1);
  assert.deepEqual(second.seen, []);
  await form.row(1).getByText('In sync').waitFor();
  await form.row(1).getByText(new RegExp(`Serial ${serial} answered NOERROR`)).waitFor();
  await form.close();
});

test('ZT-17 twenty edits within a second: one NOTIFY is outstanding, and the last serial arrives', async () => {
  const nsd = await started(Nsd.start(''));
  const recorder = await started(NotifyRecorder.before(nsd));
  const form = await openWith([recorder]);
  await setUp(nsd, form);
  const { serial: settled } = await primary.change(form.zone);
  await nsd.follows(form.zone, settled);
  await answered(form, settled);
  const edit = (round) => Promise.all(Array.from({ length: 20 }, (_, i) => primary.change(form.zone, `192.0.2.${i + 1}`, `host${round}-${i}`)));

  // While the first is not answered, the nineteen others make one more at most: none, when the secondary
  // has fetched the last serial by then. On a machine too busy for twenty edits in a second, what is due
  // again goes out with the serial of then.
  recorder.hold();
  const begun = Date.now();
  const held = await edit(1);
  const seconds = Math.floor((Date.now() - begun) / 1000);
  recorder.release();
  const last = Math.max(...held.map(({ serial }) => serial));
  await nsd.follows(form.zone, last);
  await inSync(form, last);
  const serials = recorder.of(form.zone).map(({ serial }) => serial).filter((serial) => serial > settled);
  assert.ok(serials.length >= 1 && serials.length <= 2 + seconds, `NOTIFYs of ${serials} in ${seconds} s`);

  // Answered at once: as many as there is time for, each of a newer serial than the one before.
  const free = Math.max(...(await edit(2)).map(({ serial }) => serial));
  await nsd.follows(form.zone, free);
  await inSync(form, free);
  const seen = recorder.of(form.zone).filter(({ serial }) => serial > last);
  assert.ok(seen.length >= 1 && seen.length <= 20);
  for (let i = 1; i < seen.length; ++i) assert.ok(seen[i].serial > seen[i - 1].serial);
  await form.close();
});

test('ZT-20 NOTIFY is signed with the key of the row: algorithm, fudge and MAC as captured, and NSD takes no other', async () => {
  const nsd = await started(Nsd.start(''));
  const recorder = await started(NotifyRecorder.before(nsd));
  const form = await openWith([recorder], { key: 'z20.example' });
  const text = await setUp(nsd, form);
  const { serial } = await primary.change(form.zone);
  await nsd.follows(form.zone, serial);
  const answer = await answered(form, serial);
  assert.deepEqual([answer.rcode, answer.tsig, answer.key], ['NOERROR', 'verified', 'z20.example']);

  const [captured] = recorder.of(form.zone).filter((seen) => seen.serial === serial);
  const { key, algorithm, fudge, time } = captured.tsig;
  assert.deepEqual({ key, algorithm, fudge }, { key: 'z20.example.', algorithm: 'hmac-sha256.', fudge: 300 });
  assert.ok(Math.abs(time - Date.now() / 1000) < 60);
  const value = /secret: "([^"]+)"/.exec(text)[1];
  assert.ok(isSignedWith(captured.message, value), 'the MAC is that of the key');
  assert.ok(!isSignedWith(captured.message, Buffer.alloc(32).toString('base64')));
  await until(() => nsd.output.includes(`notify for ${form.zone}. from 127.0.0.1 serial ${serial}`), 'NSD logs the NOTIFY that it took');

  // The same without its TSIG is refused: it was the signature that let it in.
  const unsigned = Buffer.from(captured.message.subarray(0, captured.tsig.begin));
  unsigned.writeUInt16BE(0, 10);
  const socket = createSocket('udp4');
  socket.send(unsigned, nsd.port, '127.0.0.1');
  await until(() => new RegExp(`notify for ${form.zone}\\. from 127\\.0\\.0\\.1.*refused`).test(nsd.output), 'NSD refuses it unsigned');
  socket.close();
  await form.close();
});

test('ZT-38 an IPv6 secondary is notified and transfers over IPv6', async () => {
  const nsd = await started(Nsd.start('', { address: '::1' }));
  const form = await openWith([nsd]);
  const text = await setUp(nsd, form);
  assert.match(text, new RegExp(`request-xfr: ::1@${primary.port6} `));
  const { serial } = await primary.change(form.zone);
  await nsd.follows(form.zone, serial);
  assert.equal((await answered(form, serial)).rcode, 'NOERROR');
  await form.close();
});
