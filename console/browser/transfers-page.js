// SPDX-License-Identifier: GPL-3.0-or-later
// The Zone Transfers page of a zone, with its controls by role and name.
import assert from 'node:assert/strict';
import { transfer } from './secondaries.js';

export const secret = 'c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U=';

let zones = 0;

export const row = (ip, more = {}) => ({ ip, port: 53, notify: false, ...more });
export const tsig = (name, more = {}) => ({ enabled: true, hash: 'hmac-sha256', name, key: secret, ...more });

export class TransfersPage {
  /// Of a zone of its own with these rows, unless `zone` is one that is there. `key`: the API key that
  /// signs in, instead of a link of the admin's.
  static async open(console_, secondaries, { zone, key, members, enabled = !!secondaries, ...options } = {}) {
    const { primary } = console_;
    const form = new TransfersPage();
    form.primary = primary;
    form.zone = zone ?? (await primary.zone(`z${++zones}-${process.pid}.example`, members));
    if (secondaries) await primary.call('POST', `/v1/zones/${form.zone}`, { primary: { enabled, secondaries } });
    form.path = `/dns/zones/${form.zone}/transfers`;
    form.page = await console_.page({ path: form.path, signedIn: !key, ...options });
    if (key) {
      await form.page.getByRole('textbox', { name: 'API key' }).fill(key);
      await form.page.getByRole('button', { name: 'Sign in' }).click();
    }
    form.posts = 0;
    form.page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith(`/v1/zones/${form.zone}`)) ++form.posts;
    });
    await form.allow.waitFor();
    return form;
  }

  get allow() {
    return this.page.getByRole('checkbox', { name: 'Allow Outgoing Transfers' });
  }
  get add() {
    return this.page.getByRole('button', { name: 'Add Another IP Address' });
  }
  get save() {
    return this.page.getByRole('button', { name: 'Save Zone Transfers' });
  }
  get dialog() {
    return this.page.getByRole('dialog');
  }
  get notices() {
    return this.page.getByRole('region', { name: 'Notices' });
  }
  get ips() {
    return this.page.getByRole('textbox', { name: 'Secondary IP address' });
  }
  row(n) {
    return this.page.locator('[data-zt="server-row"]').nth(n - 1);
  }
  ip(n) {
    return this.row(n).getByRole('textbox', { name: 'Secondary IP address' });
  }
  port(n) {
    return this.row(n).getByRole('textbox', { name: 'Port' });
  }
  notify(n) {
    return this.row(n).getByRole('checkbox', { name: 'Notify on Change' });
  }
  sign(n) {
    return this.row(n).getByRole('checkbox', { name: 'Notify with TSIG' });
  }
  hash(n) {
    return this.row(n).getByRole('combobox', { name: 'TSIG hash' });
  }
  keyName(n) {
    return this.row(n).getByRole('textbox', { name: 'TSIG Key name' });
  }
  keyValue(n) {
    return this.row(n).getByRole('textbox', { name: 'TSIG Key Value' });
  }

  async saved() {
    await this.save.click();
    await this.page.getByText('All changes saved').waitFor();
  }

  async stored() {
    return (await this.primary.call('GET', `/v1/zones/${this.zone}?records=false`)).primary;
  }

  /// The texts that a control is described by.
  async described(control) {
    const ids = ((await control.getAttribute('aria-describedby')) ?? '').split(' ').filter(Boolean);
    return Promise.all(ids.map((id) => this.page.locator(`#${id}`).textContent()));
  }

  /// What an operator copies for the other side of row n.
  async snippet(n, vendor) {
    await this.row(n).getByRole('button', { name: 'Configure this secondary' }).click();
    await this.dialog.getByRole('tab', { name: vendor }).click();
    await this.dialog.getByRole('button', { name: 'Copy' }).click();
    const text = await this.page.evaluate(() => navigator.clipboard.readText());
    await this.dialog.getByRole('button', { name: 'Close' }).click();
    return text;
  }

  async admitted(options) {
    const got = await transfer(this.primary.port, this.zone, options);
    assert.ok(got.ok, got.output);
  }

  async refused(options) {
    const got = await transfer(this.primary.port, this.zone, options);
    assert.equal(got.ok, false, got.output);
  }

  async close() {
    assert.deepEqual(this.page.trouble, []);
    await this.page.context().close();
  }
}
