// SPDX-License-Identifier: GPL-3.0-or-later
// A zone's records, history and settings.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { listen, onStage, root, until } from './harness.js';

const stage = onStage();
let zones = 0;
const { vectors } = JSON.parse(readFileSync(join(root, 'tests/data/record_vectors.json'), 'utf8'));

async function open(tab = 'records', options = {}) {
  const zone = await stage.primary.zone(`r${++zones}.example`);
  const page = await stage.page({ path: `/dns/zones/${zone}/${tab}`, ...options });
  return { zone, page };
}

function answers(zone, domain, type) {
  return stage.primary.call('GET', `/v1/zones/${zone}/${domain}/${type}`, undefined, { allow: true });
}

async function serial(zone) {
  return (await stage.primary.call('GET', `/v1/zones/${zone}?records=false`)).serial;
}

test('records are staged, reviewed, published as one change, and taken back', async () => {
  const { zone, page } = await open();
  const heard = await listen(page);
  const before = await serial(zone);
  await page.getByRole('button', { name: 'Add record' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Type' }).selectOption('MX');
  await dialog.getByRole('button', { name: 'Stage change' }).click();
  await dialog.getByRole('link', { name: 'Answer 1: Preference is needed' }).waitFor();
  await dialog.getByRole('textbox', { name: 'Preference' }).fill('10');
  await dialog.getByRole('textbox', { name: 'Host name' }).fill('mail');
  await dialog.getByText(`Did you mean mail.${zone}?`).waitFor();
  await dialog.getByRole('textbox', { name: 'Host name' }).fill(`mail.${zone}`);
  await dialog.getByRole('button', { name: 'Stage change' }).click();
  await heard('1 change staged');

  await page.getByRole('button', { name: 'Edit www A' }).click();
  await dialog.getByRole('textbox', { name: 'IPv4 address' }).fill('192.0.2.81');
  await dialog.getByRole('button', { name: 'Add another answer' }).click();
  await dialog.getByRole('textbox', { name: 'IPv4 address' }).nth(1).fill('192.0.2.82');
  await dialog.getByRole('button', { name: 'Stage change' }).click();
  await page.getByRole('row').filter({ hasText: '192.0.2.82' }).getByText('Changed').waitFor();
  assert.equal(await serial(zone), before, 'nothing is published yet');

  await page.getByRole('button', { name: 'Review' }).click();
  const review = page.getByRole('dialog', { name: 'Review 2 changes' });
  await review.getByText('3 added, 1 deleted').waitFor();
  await review.getByRole('textbox', { name: 'Comment' }).fill('move www');
  await review.getByRole('button', { name: 'Publish' }).click();
  await page.getByText('Published with serial').first().waitFor();
  assert.deepEqual((await answers(zone, `www.${zone}`, 'A')).data.answers.map(({ answer }) => answer[0]), ['192.0.2.81', '192.0.2.82']);
  const { versions } = await stage.primary.call('GET', `/v1/zones/${zone}/history`);
  assert.deepEqual([versions[0].comment, versions[0].serial], ['move www', await serial(zone)], 'one change with one serial');

  await page.getByRole('region', { name: 'Notices' }).getByRole('button', { name: 'Undo' }).click();
  await page.getByText('Taken back').first().waitFor();
  assert.deepEqual((await answers(zone, `www.${zone}`, 'A')).data.answers.map(({ answer }) => answer[0]), ['192.0.2.80']);
  assert.equal((await answers(zone, zone, 'MX')).status, 404);
  await stage.leave(page);
});

test('staging is undone and redone by key, discarded, and leaving the page asks', async () => {
  const { page } = await open();
  await page.getByRole('button', { name: 'Delete www A' }).click();
  await page.getByText('1 change staged').first().waitFor();
  await page.keyboard.press('ControlOrMeta+Z');
  await page.getByText('Nothing staged').first().waitFor();
  await page.keyboard.press('ControlOrMeta+Shift+Z');
  await page.getByText('1 change staged').first().waitFor();
  await page.getByRole('link', { name: 'History' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Stay' }).click();
  await page.getByRole('button', { name: 'Discard' }).click();
  await page.getByRole('button', { name: 'Edit www A' }).waitFor();
  await page.getByRole('link', { name: 'History' }).click();
  await page.getByRole('table', { name: 'History' }).waitFor();
  await page.context().close();
});

test('what the server refuses is told at its field before anything is staged', async () => {
  const { zone, page } = await open();
  await page.getByRole('button', { name: 'Add record' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('svc');
  await dialog.getByRole('combobox', { name: 'Type' }).selectOption('HTTPS');
  await dialog.getByRole('textbox', { name: 'Priority' }).fill('1');
  await dialog.getByRole('textbox', { name: 'Target' }).fill('.');
  await dialog.getByRole('textbox', { name: 'Parameters' }).fill('port=none');
  await dialog.getByRole('button', { name: 'Stage change' }).click();
  const link = dialog.getByRole('alert').getByRole('link', { name: /^Answer 1: / });
  await link.click();
  assert.equal(await dialog.getByRole('textbox', { name: 'Priority' }).getAttribute('aria-invalid'), 'true');
  await dialog.getByRole('textbox', { name: 'Parameters' }).fill('port=8443');
  await link.waitFor({ state: 'detached' });
  await dialog.getByRole('button', { name: 'Stage change' }).click();
  await page.getByRole('row').filter({ hasText: 'port=8443' }).getByText('Added').waitFor();

  // A record may lean on what is staged already: the address goes, and an alias takes its place.
  await page.getByRole('button', { name: 'Add record' }).click();
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('www');
  await dialog.getByRole('combobox', { name: 'Type' }).selectOption('CNAME');
  await dialog.getByRole('textbox', { name: 'Host name' }).fill(`other.${zone}`);
  await dialog.getByRole('button', { name: 'Stage change' }).click();
  await dialog.getByRole('alert').filter({ hasText: 'to correct' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog', { name: 'Discard unsaved changes?' }).getByRole('button', { name: 'Discard' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Delete www A' }).click();
  await page.getByRole('button', { name: 'Add record' }).click();
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('www');
  await dialog.getByRole('combobox', { name: 'Type' }).selectOption('CNAME');
  await dialog.getByRole('textbox', { name: 'Host name' }).fill('other');
  await dialog.getByRole('button', { name: `Use other.${zone}` }).click();
  await dialog.getByRole('button', { name: 'Stage change' }).click();
  await page.getByRole('row').filter({ hasText: `other.${zone}` }).getByText('Added').waitFor();
  await stage.leave(page);
});

test('what the server refuses at publishing is told beside the record, and nothing is published', async () => {
  const { zone, page } = await open();
  await page.getByRole('button', { name: 'Add record' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('late');
  await dialog.getByRole('combobox', { name: 'Type' }).selectOption('CNAME');
  await dialog.getByRole('textbox', { name: 'Host name' }).fill(`other.${zone}`);
  await dialog.getByRole('button', { name: 'Stage change' }).click();
  await dialog.waitFor({ state: 'detached' });
  await stage.primary.change(zone, '192.0.2.99', 'late');
  const before = await serial(zone);
  await page.getByRole('button', { name: 'Review' }).click();
  await page.getByRole('dialog').getByRole('alert').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Publish' }).isDisabled(), true);
  assert.equal(await serial(zone), before);
  await stage.leave(page);
});

test('each type of record is taken and refused as the shared table says', async () => {
  const { page } = await open();
  const dialog = page.getByRole('dialog');
  let number = 0;
  for (const { type, fields, console: verdict, api } of vectors) {
    const told = `${type} ${JSON.stringify(fields)}`;
    await page.getByRole('button', { name: 'Add record' }).click();
    await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill(`v${++number}`);
    await dialog.getByRole('combobox', { name: 'Type' }).selectOption(type);
    const boxes = dialog.getByRole('group', { name: 'Answer 1' }).getByRole('textbox');
    assert.equal(await boxes.count(), fields.length, told);
    for (const [i, value] of fields.entries()) await boxes.nth(i).fill(value);
    await dialog.getByRole('button', { name: 'Stage change' }).click();
    if (verdict === 'accepted' && api === 'accepted') {
      await dialog.waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Undo' }).click();
      continue;
    }
    await dialog.getByRole('alert').filter({ hasText: 'to correct' }).waitFor();
    assert.ok((await boxes.evaluateAll((all) => all.filter((box) => box.getAttribute('aria-invalid') === 'true').length)) > 0, `${told} is refused at its field`);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
  }
  await stage.leave(page);
});

test('a change by somebody else between review and publishing is shown first', async () => {
  const { zone, page } = await open();
  await page.getByRole('button', { name: 'Delete www A' }).click();
  await page.getByRole('button', { name: 'Review' }).click();
  const review = page.getByRole('dialog');
  await review.getByText(`www.${zone}.`).waitFor();
  await stage.primary.change(zone, '192.0.2.99', 'other');
  await review.getByRole('button', { name: 'Publish' }).click();
  await review.getByText('Somebody else changed the zone meanwhile').waitFor();
  assert.equal((await answers(zone, `www.${zone}`, 'A')).status, 200);
  await review.getByRole('button', { name: 'Publish' }).click();
  await page.getByText('Published with serial').first().waitFor();
  assert.equal((await answers(zone, `www.${zone}`, 'A')).status, 404);
  assert.equal((await answers(zone, `other.${zone}`, 'A')).status, 200);
  await page.context().close();
});

test('changes of others come into the table, and what is staged on top of them is flagged', async () => {
  const { zone, page } = await open();
  await page.getByRole('button', { name: 'Delete www A' }).click();
  await stage.primary.change(zone, '192.0.2.99');
  await page.getByRole('row').filter({ hasText: '192.0.2.99' }).getByText('Changed by somebody else').waitFor();
  await page.context().close();
});

test('a record is edited as text, and keeps what of it is not DNS', async () => {
  const { zone, page } = await open();
  await stage.primary.call('PUT', `/v1/zones/${zone}/t.${zone}/TXT`, { zone, domain: `t.${zone}`, type: 'TXT', answers: [{ answer: ['a "b"', 'c'], meta: { up: true } }] });
  await page.reload();
  await page.getByRole('button', { name: 'Edit t TXT' }).click();
  await page.getByRole('button', { name: 'Edit as text' }).click();
  const text = page.getByRole('textbox', { name: 'Answers as text' });
  assert.equal(await text.inputValue(), '"a \\"b\\"" "c"');
  await text.fill('"a \\"b\\"" "c"\n"d"');
  await page.getByRole('button', { name: 'Stage change' }).click();
  await page.getByRole('button', { name: 'Review' }).click();
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.getByText('Published with serial').first().waitFor();
  const stored = (await answers(zone, `t.${zone}`, 'TXT')).data.answers;
  assert.deepEqual(stored.map(({ answer, meta }) => [answer, meta]), [[['a "b"', 'c'], { up: true }], [['d'], undefined]]);
  await page.context().close();
});

test('the whole zone is edited as text; an error names its line', async () => {
  const { zone, page } = await open('records');
  await page.getByRole('button', { name: 'Text', exact: true }).click();
  const text = page.getByRole('textbox', { name: 'Zone file' });
  await until(async () => (await text.inputValue()).includes('192.0.2.80'), 'the zone file is there');
  const file = await text.inputValue();
  await text.fill(`${file}broken.${zone}. 300 IN A nowhere\n`);
  await page.getByRole('button', { name: 'Review' }).click();
  await page.getByRole('dialog').getByText(/line \d+/).waitFor();
  await page.getByRole('button', { name: 'Keep editing' }).click();
  await text.fill(`${file}text.${zone}. 300 IN A 192.0.2.55\n`);
  await page.getByRole('button', { name: 'Review' }).click();
  await page.getByRole('dialog').getByText('1 added, 0 deleted').waitFor();
  await page.getByRole('dialog').getByRole('textbox', { name: 'Comment' }).fill('by hand');
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.getByText('Published with serial').first().waitFor();
  assert.equal((await answers(zone, `text.${zone}`, 'A')).status, 200);
  const { versions } = await stage.primary.call('GET', `/v1/zones/${zone}/history`);
  assert.equal(versions[0].comment, 'by hand');
  await stage.leave(page);
});

test('a zone file typed while somebody else changes the zone is put on top of theirs', async () => {
  const { zone, page } = await open('records?view=text');
  const text = page.getByRole('textbox', { name: 'Zone file', exact: true });
  await text.waitFor();
  await text.fill(`${await text.inputValue()}mine.${zone}. 300 IN A 192.0.2.55\n`);
  await stage.primary.change(zone, '192.0.2.99', 'theirs');
  await page.getByRole('alert').getByText('Somebody else changed the zone meanwhile').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Review' }).isDisabled(), true);
  await page.getByRole('button', { name: 'Apply mine on top' }).click();
  assert.match(await text.inputValue(), /theirs[^]*mine/);
  await page.getByRole('button', { name: 'Review' }).click();
  await page.getByRole('dialog').getByText('1 added, 0 deleted').waitFor();
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.getByText('Published with serial').first().waitFor();
  for (const name of ['mine', 'theirs']) assert.equal((await answers(zone, `${name}.${zone}`, 'A')).status, 200);
  await stage.leave(page);
});

test('a file imported into a zone is reviewed first, with a comment', async () => {
  const { zone, page } = await open();
  const before = await serial(zone);
  await page.getByRole('button', { name: 'Import' }).click();
  const file = `$ORIGIN ${zone}.\n@ 300 SOA ns1 h 1 7200 900 86400 300\n@ 300 NS ns1.${zone}.\nns1 300 A 192.0.2.1\nwww 300 A 192.0.2.42\n`;
  await page.getByLabel('Choose a file').setInputFiles({ name: `${zone}.zone`, mimeType: 'text/dns', buffer: Buffer.from(file) });
  await page.getByRole('dialog').getByRole('button', { name: 'Review' }).click();
  const review = page.getByRole('dialog', { name: `Review the import into ${zone}` });
  await review.getByText('192.0.2.42').waitFor();
  assert.equal(await serial(zone), before, 'nothing has changed yet');
  await review.getByRole('textbox', { name: 'Comment' }).fill('from the old server');
  await review.getByRole('button', { name: 'Publish' }).click();
  await page.getByText(`${zone} imported`).first().waitFor();
  await page.getByRole('row').filter({ hasText: '192.0.2.42' }).waitFor();
  const { versions } = await stage.primary.call('GET', `/v1/zones/${zone}/history`);
  assert.equal(versions[0].comment, 'from the old server');
  await stage.leave(page);
});

test('the filter finds by name, type and data, and stands in the address', async () => {
  const { zone, page } = await open();
  await stage.primary.change(zone, '192.0.2.200', 'mail');
  await page.reload();
  await page.getByRole('searchbox', { name: 'Filter records' }).fill('mail 192.0.2.*');
  await page.getByRole('button', { name: 'Edit www A' }).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Edit mail A' }).waitFor();
  await until(() => new URL(page.url()).searchParams.get('q') === 'mail 192.0.2.*', 'the filter is in the address');
  await page.getByRole('combobox', { name: 'Record type' }).selectOption('NS');
  await page.getByText('Nothing matches').waitFor();
  await page.context().close();
});

test('a record of a large zone is found in whichever part of it, and what was not looked at is said', async () => {
  const { zone, page } = await open();
  const records = Array.from({ length: 10_200 }, (_, i) => ({ op: 'put', domain: `h${String(i).padStart(5, '0')}.${zone}`, type: 'A', ttl: 300, answers: [{ answer: ['192.0.2.9'] }] }));
  await stage.call('POST', `/v1/zones/${zone}/changes`, { records });
  const filter = page.getByRole('searchbox', { name: 'Filter' });
  await page.getByRole('note').filter({ hasText: '10,000 records are shown' }).waitFor();
  await filter.fill('h10150');
  await page.getByText('None of the 10,000 records shown has this').waitFor();
  await page.getByRole('button', { name: 'Look from h10150 on' }).click();
  await page.getByRole('button', { name: 'Edit h10150 A' }).waitFor();
  await page.getByRole('button', { name: 'First part' }).click();
  await page.getByText('None of the 10,000 records shown has this').waitFor();
  await filter.fill('h1015*');
  await page.getByText('The rest of the zone was not looked at').waitFor();
  assert.equal(await page.getByRole('button', { name: /^Look from/ }).count(), 0, 'a pattern has no place in the zone');

  // From the palette, on the page that is open already.
  await page.keyboard.press('ControlOrMeta+K');
  await page.getByRole('combobox', { name: 'Search' }).fill(`h10123.${zone}`);
  await page.getByRole('option', { name: `h10123.${zone} A` }).click();
  await page.getByRole('button', { name: 'Edit h10123 A' }).waitFor();
  assert.equal(await filter.inputValue(), `h10123.${zone}`);
  await stage.leave(page);
});

test('versions are looked at, compared, and one is restored as a new change', async () => {
  const { zone, page } = await open('history');
  await stage.primary.change(zone, '192.0.2.90');
  const before = await serial(zone);
  await page.reload();
  const table = page.getByRole('table', { name: 'History' });
  await table.getByRole('checkbox').nth(0).check();
  await table.getByRole('checkbox').nth(2).check();
  await page.getByRole('button', { name: 'Compare the two chosen' }).click();
  await page.getByRole('dialog').getByText('192.0.2.90').waitFor();
  await page.keyboard.press('Escape');
  await table.getByRole('button', { name: /^Restore/ }).first().click();
  const review = page.getByRole('dialog', { name: /^Restore the contents of serial/ });
  await review.getByText('192.0.2.80').waitFor();
  await review.getByRole('button', { name: 'Restore' }).click();
  await page.getByText('Restored; the serial is').first().waitFor();
  assert.deepEqual((await answers(zone, `www.${zone}`, 'A')).data.answers.map(({ answer }) => answer[0]), ['192.0.2.80']);
  assert.ok((await serial(zone)) > before, 'the serial only rises');
  await stage.leave(page);
});

test('settings are checked and saved; both sides of a conflict are shown; a zone is deleted by its name', async () => {
  const { zone, page } = await open('settings');
  const refresh = page.getByRole('textbox', { name: 'Refresh' });
  await refresh.fill('often');
  await page.getByRole('button', { name: 'Save settings' }).click();
  await page.getByRole('link', { name: 'Refresh must be 0 to 2147483647 seconds' }).waitFor();
  await refresh.fill('1h');
  await page.getByText('Longer than refresh').waitFor();
  await page.getByRole('button', { name: 'Save settings' }).click();
  await page.getByText('Settings saved').first().waitFor();
  assert.equal((await stage.primary.call('GET', `/v1/zones/${zone}?records=false`)).refresh, 3600);

  await page.getByRole('textbox', { name: 'Retry' }).fill('600');
  await stage.primary.call('POST', `/v1/zones/${zone}`, { retry: 900 });
  await page.getByRole('button', { name: 'Save settings' }).click();
  await page.getByRole('cell', { name: '900', exact: true }).waitFor();
  await page.getByRole('button', { name: 'Apply mine on top' }).click();
  await until(async () => (await stage.primary.call('GET', `/v1/zones/${zone}?records=false`)).retry === 600, 'mine is saved');

  await page.getByRole('button', { name: 'Delete zone' }).click();
  const dialog = page.getByRole('dialog');
  assert.equal(await dialog.getByRole('button', { name: 'Delete zone' }).isDisabled(), true);
  await dialog.getByRole('textbox').fill(zone);
  await dialog.getByRole('button', { name: 'Delete zone' }).click();
  await page.getByRole('heading', { level: 1, name: 'Zones' }).waitFor();
  assert.equal((await stage.primary.call('GET', `/v1/zones/${zone}`, undefined, { allow: true })).status, 404);
  await stage.leave(page);
});
