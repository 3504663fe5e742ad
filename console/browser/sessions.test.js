// SPDX-License-Identifier: GPL-3.0-or-later
// Sessions from sign-in to their end: told in the activity log, ended by somebody else, put off before
// they end, and taken up again without losing anything.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onStage, signInWith, until } from './harness.js';

// As short as can be set, so that a test need not wait for half an hour.
const idleSeconds = 12;
const stage = onStage({ config: `[sessions]\nidle_seconds = ${idleSeconds}\n`, fill: (primary) => primary.zone('example.org') });

const ending = (page) => page.getByRole('dialog', { name: 'You will be signed out soon' });
const ended = (page) => page.getByRole('dialog', { name: 'Your session has ended' });

test('who signs in, is refused and signs out stands in the activity log, and is found by its filters', async () => {
  const page = await stage.page({ signedIn: false });
  await page.getByRole('textbox', { name: 'API key' }).fill('zck_guessed');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('This key is not known here').waitFor();
  await signInWith(page, stage.primary.key);
  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  await signInWith(page, stage.primary.key);

  await page.goto('/activity');
  await page.getByRole('combobox', { name: 'About' }).selectOption({ label: 'Sign-in and sessions' });
  const rows = page.getByRole('table', { name: 'Activity' }).getByRole('row');
  await rows.nth(1).getByText('Signed in with an API key').waitFor();
  await rows.nth(2).getByText('Signed out').waitFor();
  await rows.nth(3).getByText('Signed in with an API key').waitFor();
  await rows.nth(4).getByText('Sign-in refused with an API key, the key is not known').waitFor();
  await rows.nth(4).getByText('Unknown').waitFor();
  await rows.nth(4).getByText('127.0.0.1').waitFor();
  assert.equal(await page.getByRole('table', { name: 'Activity' }).getByText('example.org').count(), 0, 'changes are filtered out');
  assert.equal(new URL(page.url()).searchParams.get('about'), 'session');

  await page.getByRole('combobox', { name: 'Action' }).selectOption({ label: 'Sign-in refused' });
  await until(async () => (await rows.count()) === 2, 'one is left');
  await rows.nth(1).getByRole('button', { name: /Sign-in refused/ }).click();
  const drawer = page.getByRole('dialog', { name: 'Sign-in refused' });
  await drawer.getByText('the key is not known').waitFor();
  assert.equal(await page.getByText('zck_guessed').count(), 0);
  await page.keyboard.press('Escape');
  await page.getByRole('combobox', { name: 'When' }).selectOption({ label: 'In the last 1 hour' });
  await rows.nth(1).getByText('Sign-in refused').first().waitFor();
  await stage.leave(page);
});

test('before a session ends it is told, and one key puts the end off; what the page asks by itself does not', async () => {
  // The records ask for the serial every five seconds: were that use, nothing would ever end.
  const page = await stage.page({ path: '/dns/zones/example.org/records' });
  const expires = () => page.evaluate(() => fetch('/v1/session', { headers: { 'X-Zonecast-Background': '1' } }).then((answer) => answer.json()).then(({ expires_at }) => expires_at));
  const first = await expires();
  await ending(page).waitFor();
  await ending(page).getByRole('timer').getByText(/It ends in \d seconds?/).waitFor();
  assert.equal(await expires(), first);
  await ending(page).getByRole('button', { name: 'Stay signed in' }).focus();
  await page.keyboard.press('Enter');
  await ending(page).waitFor({ state: 'detached' });
  assert.ok((await expires()) > first);
  await page.getByRole('button', { name: 'Delete www A' }).waitFor();
  await stage.leave(page);
});

test('when it has ended one signs in again on the same page, and what was being saved goes on', async () => {
  const page = await stage.page({ path: '/dns/zones/example.org/settings' });
  await page.getByRole('textbox', { name: 'Refresh' }).fill('4321');
  // Ended by somebody else, as it also ends by itself.
  const { id } = await page.evaluate(() => fetch('/v1/session').then((answer) => answer.json()));
  await stage.call('DELETE', `/v1/sessions/${id}`);
  await page.getByRole('form', { name: 'Settings', includeHidden: true }).evaluate((form) => form.requestSubmit());
  await ended(page).waitFor();
  assert.equal(await page.getByRole('textbox', { name: 'Refresh', includeHidden: true }).inputValue(), '4321', 'nothing typed is lost');
  await ended(page).getByRole('textbox', { name: 'API key' }).fill('wrong');
  await ended(page).getByRole('button', { name: 'Sign in' }).click();
  await ended(page).getByText('This key is not known here').waitFor();
  await ended(page).getByRole('textbox', { name: 'API key' }).fill(stage.primary.key);
  await ended(page).getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('Settings saved').first().waitFor();
  assert.equal((await stage.call('GET', '/v1/zones/example.org?records=false')).refresh, 4321);
  await stage.leave(page);
});

test('left alone it ends, the page tells, and typed work waits; another person does not save it', async () => {
  const { key: other } = await stage.call('PUT', '/v1/account/apikeys', { name: 'other', permissions: { dns: { view_zones: true, manage_zones: true, zones_allow_by_default: true } } });
  const page = await stage.page({ path: '/dns/zones' });
  await page.getByRole('button', { name: 'Add zone' }).click();
  await page.getByRole('textbox', { name: 'Zone name' }).fill('typed.example');
  await ending(page).waitFor();
  await ended(page).waitFor();
  await page.evaluate(() => document.querySelector('#add-zone').requestSubmit());
  await ended(page).getByRole('textbox', { name: 'API key' }).fill(other);
  await ended(page).getByRole('button', { name: 'Sign in' }).click();
  await ended(page).waitFor({ state: 'detached' });
  assert.equal((await stage.call('GET', '/v1/zones/typed.example', undefined, { allow: true })).status, 404, 'what one person began is not saved as another');
  assert.equal(await page.getByRole('textbox', { name: 'Zone name' }).inputValue(), 'typed.example');
  await page.getByRole('dialog', { name: 'Add zone' }).getByRole('button', { name: 'Add zone' }).click();
  await page.getByRole('heading', { level: 1, name: 'typed.example' }).waitFor();
  const [entry] = await stage.call('GET', '/v1/account/activity?zone=typed.example&action=create');
  assert.equal(entry.user_name, 'other');
  await stage.leave(page);
});

test('signing in anew in one tab serves the other', async () => {
  const first = await stage.page({ path: '/dns/zones/example.org/settings' });
  await first.getByRole('textbox', { name: 'Retry' }).fill('1234');
  const second = await first.context().newPage();
  const { token } = await stage.call('POST', '/v1/session/link');
  await second.goto(`/overview#token=${token}`);
  await second.getByRole('button', { name: 'Account' }).waitFor();
  await first.bringToFront();
  await first.getByRole('button', { name: 'Save settings' }).click();
  await first.getByText('Settings saved').first().waitFor();
  assert.equal((await stage.call('GET', '/v1/zones/example.org?records=false')).retry, 1234);
  await stage.leave(first);
});
