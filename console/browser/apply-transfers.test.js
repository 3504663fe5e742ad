// SPDX-License-Identifier: GPL-3.0-or-later
// ZT-44: the settings of one zone put on others, by a job of the server.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Console, listen, Primary, until } from './harness.js';
import { row, TransfersPage, tsig } from './transfers-page.js';

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
const applyTo = (form) => form.page.getByRole('button', { name: 'Apply to other zones…' });
const jobOf = (form) => form.page.getByRole('region', { name: 'Settings for other zones' });
const rowsOf = async (zone) => (await primary.call('GET', `/v1/zones/${zone}?records=false`)).primary.secondaries.map(({ ip }) => ip);

async function manyZones(count, domain) {
  const body = new FormData();
  for (let i = 0; i < count; ++i) {
    const name = `z${i}.${domain}`;
    body.append(name, new Blob([`$ORIGIN ${name}.\n@ 300 SOA ns1 h 1 7200 900 86400 300\n@ 300 NS ns1\nns1 300 A 192.0.2.1\n`]), name);
  }
  const answer = await fetch(`${primary.url}/v1/import/zonefiles`, { method: 'POST', headers: { 'X-NSONE-Key': primary.key }, body });
  assert.equal((await answer.json()).created, count);
}

test('ZT-44 zones are chosen by filter and compared; what fails leaves the rest applied and listed, and is tried again alone', async () => {
  const others = await Promise.all(['a', 'b', 'c'].map((label) => primary.zone(`${label}.z44.example`)));
  const own = await primary.zone('own.z44-source.example');
  await primary.call('POST', `/v1/zones/${others[2]}`, { primary: { enabled: true, secondaries: [row('198.51.100.9')] } });
  // Zone b may be looked at, not managed.
  const team = await primary.call('PUT', '/v1/account/teams', { name: 'z44', permissions: { dns: { manage_zones: true, zones_allow: [own, others[0], others[2]] } } });
  const { key } = await primary.call('PUT', '/v1/account/apikeys', {
    name: 'z44', teams: [team.id], permissions: { dns: { view_zones: true, zones_allow_by_default: true } },
  });
  const form = await open([row('192.0.2.20', { notify: true, tsig: tsig('z44.example.') })], { zone: own, key });
  await applyTo(form).click();
  const dialog = form.page.getByRole('dialog', { name: 'Apply to other zones' });
  await dialog.getByRole('searchbox').fill('z44.example');
  await until(async () => (await dialog.getByRole('checkbox', { name: /z44\.example$/ }).count()) === 3, 'three zones match');
  for (const name of others) await dialog.getByRole('checkbox', { name }).check();
  await dialog.getByText('2 differences').first().click();
  await dialog.getByText('192.0.2.20: not there → NOTIFY, TSIG z44.example').first().waitFor();
  await dialog.getByText('2 differences').last().click();
  await dialog.getByText('198.51.100.9: no NOTIFY → not there').waitFor();
  assert.deepEqual(await rowsOf(others[0]), [], 'nothing is done before');
  await dialog.getByRole('button', { name: 'Apply to 3 zones' }).click();

  await jobOf(form).getByText('3 of 3 zones, 1 not applied').waitFor();
  await jobOf(form).getByText('Applied in part').waitFor();
  const line = jobOf(form).getByRole('listitem').filter({ hasText: others[1] });
  await line.getByText(/not applied: .*dns\.manage_zones does not cover the zone b\.z44\.example/).waitFor();
  for (const name of [others[0], others[2]]) await jobOf(form).getByRole('listitem').filter({ hasText: name }).getByText('applied', { exact: true }).waitFor();
  assert.deepEqual(await Promise.all(others.map(rowsOf)), [['192.0.2.20'], [], ['192.0.2.20']]);
  const [applied] = (await primary.call('GET', `/v1/zones/${others[0]}?records=false`)).primary.secondaries;
  assert.deepEqual([applied.notify, applied.tsig.name, applied.tsig.key], [true, 'z44.example.', tsig('').key]);

  await primary.call('POST', `/v1/account/teams/${team.id}`, { permissions: { dns: { zones_allow: [own, ...others] } } });
  await jobOf(form).getByRole('button', { name: 'Retry 1 zone' }).click();
  await jobOf(form).getByText('1 of 1 zones').waitFor();
  await until(async () => (await rowsOf(others[1])).length === 1, 'the rest is applied');
  await jobOf(form).getByRole('button', { name: 'Dismiss' }).click();
  await jobOf(form).waitFor({ state: 'detached' });
  await form.close();
});

test('ZT-44 the job shows its progress, goes on while one is elsewhere, and is found again', async () => {
  await manyZones(1500, 'z44-many.example');
  const form = await open([row('192.0.2.21')]);
  await applyTo(form).click();
  const dialog = form.page.getByRole('dialog', { name: 'Apply to other zones' });
  await dialog.getByRole('searchbox').fill('z44-many');
  await dialog.getByRole('button', { name: 'Choose all 1,500 zones that match' }).click();
  const heard = await listen(form.page);
  await dialog.getByRole('button', { name: 'Apply to 1,500 zones' }).click();
  await jobOf(form).getByRole('progressbar').waitFor();
  await form.page.getByRole('link', { name: 'Records' }).click();
  await form.page.getByRole('button', { name: 'Add record' }).waitFor();
  await form.page.getByRole('link', { name: 'Zone Transfers' }).click();
  await jobOf(form).getByRole('progressbar').waitFor();
  await jobOf(form).getByText('1,500 of 1,500 zones').waitFor({ timeout: 60_000 });
  await heard('Applied to 1,500 zones, none failed');
  await jobOf(form).getByText('and 1,300 more').waitFor({ state: 'attached' });
  await form.page.reload();
  await jobOf(form).getByText('1,500 of 1,500 zones').waitFor();
  for (const i of [0, 777, 1499]) assert.deepEqual(await rowsOf(`z${i}.z44-many.example`), ['192.0.2.21']);
  await form.close();
});

test('ZT-44 a job that is cancelled leaves what it has done', async () => {
  await manyZones(3000, 'z44-cancel.example');
  const form = await open([row('192.0.2.22')]);
  await applyTo(form).click();
  const dialog = form.page.getByRole('dialog', { name: 'Apply to other zones' });
  await dialog.getByRole('searchbox').fill('z44-cancel');
  await dialog.getByRole('button', { name: 'Choose all 3,000 zones that match' }).click();
  await dialog.getByRole('button', { name: 'Apply to 3,000 zones' }).click();
  await jobOf(form).getByRole('button', { name: 'Cancel' }).click();
  await jobOf(form).getByText('Cancelled').waitFor();
  const [job] = await primary.call('GET', '/v1/jobs');
  assert.equal(job.state, 'cancelled');
  assert.ok(job.done < 3000, `${job.done} of 3000`);
  const { result } = await primary.call('GET', `/v1/jobs/${job.id}`);
  assert.equal(result.zones.length, job.done);
  for (const { zone } of result.zones.slice(-3)) assert.deepEqual(await rowsOf(zone), ['192.0.2.22']);
  await form.close();
});
