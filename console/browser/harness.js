// SPDX-License-Identifier: GPL-3.0-or-later
// The real program, real secondaries and a real browser. Everything listens on loopback and free
// ports, and ends with the test.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { after, before } from 'node:test';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright-core';

export const root = resolve(import.meta.dirname, '../..');
export const screens = process.env.ZC_SCREENS ?? join(root, 'build/console-screens');
mkdirSync(screens, { recursive: true });

const children = new Set();
const folders = new Set();
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

export function folder(name) {
  const made = mkdtempSync(join(tmpdir(), `zonecast-browser-${name}-`));
  folders.add(made);
  return made;
}

/// Waits until `holds` gives something true; the only place where time passes.
export async function until(holds, what, patienceMs = 20_000) {
  const deadline = Date.now() + patienceMs;
  let last;
  while (Date.now() < deadline) {
    try {
      const value = await holds();
      if (value) return value;
    } catch (error) {
      last = error;
    }
    await new Promise((done) => setTimeout(done, 25));
  }
  throw new Error(`not within ${patienceMs} ms: ${what}${last ? ` (${last.message})` : ''}`);
}

class Daemon {
  constructor(name) {
    this.folder = folder(name);
    this.output = '';
  }

  spawn(command, args) {
    this.output = '';
    this.child = spawn(command, args, { cwd: this.folder, stdio: ['ignore', 'pipe', 'pipe'] });
    children.add(this.child);
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream.on('data', (piece) => (this.output += piece));
    }
  }

  async stop(signal = 'SIGTERM') {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
    children.delete(child);
  }
}

export class Primary extends Daemon {
  /// `config`: of the configuration file.
  constructor({ listen = ['127.0.0.1:0', '[::1]:0'], config = '' } = {}) {
    super('primary');
    this.config = config;
    this.data = join(this.folder, 'data');
    this.listen = listen;
    this.api = '127.0.0.1:0';
  }

  /// On the second start the ports of the first are taken again.
  async start() {
    const args = ['serve', '--data', this.data, '--api', this.api];
    for (const address of this.listen) args.push('--dns', address);
    if (this.config) {
      writeFileSync(join(this.folder, 'zonecast.toml'), this.config);
      args.push('--config', join(this.folder, 'zonecast.toml'));
    }
    this.spawn(process.env.ZC_PROGRAM ?? join(root, 'build/zonecast'), args);
    const line = await until(() => {
      if (this.child.exitCode !== null) throw new Error(this.output);
      return /^ready dns=(\S+) api=(\S+)$/m.exec(this.output);
    }, 'the server is ready');
    this.listen = line[1].split(',');
    this.url = line[2];
    this.api = this.url.replace('http://', '');
    this.key = readFileSync(join(this.data, 'admin.key'), 'utf8').trim();
    const at = this.listen.find((address) => !address.startsWith('['));
    this.port = Number(at?.split(':')[1]);
    this.port6 = Number(this.listen.find((address) => address.startsWith('['))?.split(']:')[1]);
    return this;
  }

  get link() {
    return /^console (\S+)/m.exec(this.output)?.[1];
  }

  async call(method, path, body, { key = this.key, allow = false } = {}) {
    const response = await fetch(this.url + path, {
      method,
      headers: { 'X-NSONE-Key': key },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    const data = text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text;
    if (!response.ok && !allow) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return allow ? { status: response.status, data } : data;
  }

  async zone(name, members = {}) {
    await this.call('PUT', `/v1/zones/${name}`, { zone: name, ...members });
    await this.call('POST', `/v1/zones/${name}/changes`, {
      records: [{ op: 'put', domain: `www.${name}`, type: 'A', ttl: 300, answers: [{ answer: ['192.0.2.80'] }] }],
    });
    return name;
  }

  change(zone, address = '192.0.2.81', label = 'www') {
    return this.call('POST', `/v1/zones/${zone}/changes`, {
      records: [{ op: 'put', domain: `${label}.${zone}`, type: 'A', ttl: 300, answers: [{ answer: [address] }] }],
    });
  }
}

/// A browser that is signed in at the server, with every uncaught error and every violation of the
/// Content-Security-Policy gathered in `page.trouble`.
export class Console {
  static async open(primary, options = {}) {
    const opened = new Console();
    opened.primary = primary;
    opened.pages = [];
    opened.browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--force-prefers-reduced-motion'],
    });
    opened.options = options;
    return opened;
  }

  /// `signedIn`: true as the admin, or an API key.
  async page({ path = '/', signedIn = true, ...options } = {}) {
    const context = await this.browser.newContext({
      baseURL: this.primary.url, locale: 'en-GB', reducedMotion: 'reduce',
      permissions: ['clipboard-read', 'clipboard-write'], viewport: { width: 1280, height: 900 }, ...options,
    });
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    page.trouble = [];
    this.pages.push(page);
    page.on('pageerror', (error) => page.trouble.push(String(error)));
    page.on('console', (message) => {
      if (/Content Security Policy|Content-Security-Policy|TrustedHTML|TrustedScript/i.test(message.text())) page.trouble.push(message.text());
    });
    if (typeof signedIn === 'string') {
      await page.goto(path);
      await signInWith(page, signedIn);
    } else if (signedIn) {
      const { token } = await this.primary.call('POST', '/v1/session/link');
      await page.goto(`${path}#token=${token}`);
      await page.getByRole('button', { name: 'Account' }).waitFor();
    } else {
      await page.goto(path);
    }
    return page;
  }

  /// ZT-55: no page of the whole run had an error that nobody caught, or violated the policy.
  async close() {
    await this.browser.close();
    const trouble = this.pages.flatMap((page) => page.trouble);
    if (trouble.length > 0) throw new Error(`errors on pages:\n${trouble.join('\n')}`);
  }
}

export async function signInWith(page, key) {
  await page.getByRole('textbox', { name: 'API key' }).fill(key);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Account' }).waitFor();
}

/// The server and the browser of one file of tests, there before the first and gone after the last.
export function onStage({ fill, ...options } = {}) {
  const stage = {
    page: (wanted) => stage.console.page(wanted),
    call: (...request) => stage.primary.call(...request),
    /// No error and no violation of the policy came up on the page.
    leave: async (page) => {
      assert.deepEqual(page.trouble, []);
      await page.context().close();
    },
  };
  before(async () => {
    stage.primary = await new Primary(options).start();
    await fill?.(stage.primary);
    stage.console = await Console.open(stage.primary);
  });
  after(async () => {
    await stage.console?.close();
    await stage.primary?.stop();
  });
  return stage;
}

export async function freePort() {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/// Seconds of work on the page's own thread so far, which does not depend on what else the machine does.
export async function secondsOfWork(page) {
  page.work ??= await page.context().newCDPSession(page).then(async (session) => {
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    return session;
  });
  const { metrics } = await page.work.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration').value;
}

/// What is pasted: through the clipboard, as people do.
export async function paste(locator, text) {
  const page = locator.page();
  await page.evaluate((wanted) => navigator.clipboard.writeText(wanted), text);
  await locator.focus();
  await page.keyboard.press('ControlOrMeta+V');
}

/// The texts of the polite live region so far.
export async function listen(page) {
  await page.evaluate(() => {
    window.heard = [];
    const region = document.querySelector('[role="status"][aria-live="polite"]');
    new MutationObserver(() => window.heard.push(region.textContent)).observe(region, { childList: true, characterData: true, subtree: true });
  });
  return (text) => until(() => page.evaluate((wanted) => window.heard.some((heard) => heard.includes(wanted)), text), `"${text}" is announced`);
}

export { Daemon, writeFileSync, join };
