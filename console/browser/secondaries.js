// SPDX-License-Identifier: GPL-3.0-or-later
// The four name servers as secondaries, set up with the text that the console gives for them, and DNS
// asked with dig.
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Daemon, freePort, until } from './harness.js';

const run = promisify(execFile);
const environment = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };

export async function command(name, ...args) {
  try {
    const { stdout } = await run(name, args, { env: environment });
    return { status: 0, output: stdout };
  } catch (error) {
    return { status: error.code ?? 1, output: `${error.stdout ?? ''}${error.stderr ?? error.message}` };
  }
}

export async function serialAt(port, zone, address = '127.0.0.1') {
  const { output } = await command('dig', '+short', '+time=1', '+tries=1', `@${address}`, '-p', String(port), zone, 'SOA');
  return Number(output.split(' ')[2] ?? 0);
}

/// The answer to an AXFR: its RCODE, or "NOERROR" with records.
export async function transfer(port, zone, { from, key, at = '127.0.0.1' } = {}) {
  const args = [`@${at}`, '-p', String(port), '+time=3', '+tries=1', '+comments'];
  if (from) args.push('-b', from);
  if (key) args.push('-y', `${key.hash}:${key.name}:${key.secret}`);
  const { output } = await command('dig', ...args, zone, 'AXFR');
  const records = output.split('\n').filter((line) => line && !line.startsWith(';')).length;
  const failed = /Transfer failed|connection|timed out|couldn't/i.test(output);
  const tsig = /BADKEY|BADSIG|BADTIME/.exec(output)?.[0] ?? '';
  return { ok: records > 1 && !failed, records, output, tsig };
}

class Secondary extends Daemon {
  async serial(zone) {
    return serialAt(this.port, zone, this.address);
  }
  follows(zone, serial, patienceMs = 20_000) {
    return until(async () => (await this.serial(zone)) === serial, `${this.name} has ${zone} at ${serial}\n${this.output.slice(-500)}`, patienceMs);
  }
}

export class Nsd extends Secondary {
  static async start(snippet, { address = '127.0.0.1' } = {}) {
    const nsd = new Nsd('nsd');
    Object.assign(nsd, { name: 'NSD', address, port: await freePort() });
    nsd.reconfigure(snippet);
    await nsd.begin();
    return nsd;
  }
  reconfigure(snippet) {
    const { folder } = this;
    writeFileSync(
      join(folder, 'nsd.conf'),
      `server:\n    ip-address: ${this.address}@${this.port}\n    server-count: 1\n    username: ""\n    chroot: ""\n    database: ""\n    zonesdir: "${folder}"\n` +
        `    xfrdfile: "${folder}/xfrd.state"\n    zonelistfile: "${folder}/zone.list"\n    xfrdir: "${folder}"\n    pidfile: "${folder}/nsd.pid"\n    verbosity: 3\n    xfrd-reload-timeout: 0\n` +
        `remote-control:\n    control-enable: no\n${snippet}`,
    );
  }
  async begin() {
    this.spawn('/usr/sbin/nsd', ['-d', '-c', join(this.folder, 'nsd.conf')]);
    await until(async () => (await command('dig', '+time=1', '+tries=1', `@${this.address}`, '-p', String(this.port), 'version.bind', 'TXT', 'CH')).status === 0, 'NSD answers');
  }
}

export class Knot extends Secondary {
  static async start(snippet, { address = '127.0.0.1' } = {}) {
    const knot = new Knot('knot');
    Object.assign(knot, { name: 'Knot', address, port: await freePort() });
    const { folder } = knot;
    mkdirSync(join(folder, 'db'));
    writeFileSync(
      join(folder, 'knot.conf'),
      `server:\n  rundir: "${folder}"\n  listen: ${address}@${knot.port}\nlog:\n  - target: stdout\n    any: info\ndatabase:\n  storage: "${folder}/db"\n` +
        `template:\n  - id: default\n    storage: "${folder}"\n${snippet}`,
    );
    knot.spawn('/usr/sbin/knotd', ['-c', join(folder, 'knot.conf')]);
    await until(async () => (await command('dig', '+time=1', '+tries=1', `@${address}`, '-p', String(knot.port), 'version.bind', 'TXT', 'CH')).status === 0, 'Knot answers');
    return knot;
  }
}

export class Bind extends Secondary {
  static async start(snippet, { address = '127.0.0.1' } = {}) {
    const bind = new Bind('bind');
    Object.assign(bind, { name: 'BIND', address, port: await freePort() });
    const { folder } = bind;
    writeFileSync(
      join(folder, 'named.conf'),
      `options {\n  directory "${folder}";\n  pid-file none;\n  session-keyfile "${folder}/session.key";\n  listen-on port ${bind.port} { ${address}; };\n  listen-on-v6 { none; };\n` +
        `  recursion no;\n  dnssec-validation no;\n  empty-zones-enable no;\n  notify no;\n  min-refresh-time 1;\n};\ncontrols { };\n${snippet}`,
    );
    bind.spawn('/usr/sbin/named', ['-g', '-n', '1', '-c', join(folder, 'named.conf')]);
    await until(async () => (await command('dig', '+time=1', '+tries=1', `@${address}`, '-p', String(bind.port), 'version.bind', 'TXT', 'CH')).status === 0, 'BIND answers');
    return bind;
  }
}

export class Pdns extends Secondary {
  static async start(snippet, { address = '127.0.0.1' } = {}) {
    const pdns = new Pdns('pdns');
    Object.assign(pdns, { name: 'PowerDNS', address, port: await freePort() });
    const { folder } = pdns;
    writeFileSync(
      join(folder, 'pdns.conf'),
      `launch=gsqlite3\ngsqlite3-database=${folder}/pdns.db\ngsqlite3-dnssec=yes\nsocket-dir=${folder}\nlocal-address=${address}\nlocal-port=${pdns.port}\nsecondary=yes\n` +
        `xfr-cycle-interval=1\ncache-ttl=0\nquery-cache-ttl=0\nnegquery-cache-ttl=0\nzone-cache-refresh-interval=0\nzone-metadata-cache-ttl=0\nloglevel=6\nsecurity-poll-suffix=\nsetgid=\nsetuid=\n`,
    );
    const schema = '/usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql';
    const made = await command('python3', '-c', 'import sqlite3,sys; sqlite3.connect(sys.argv[1]).executescript(open(sys.argv[2]).read())', join(folder, 'pdns.db'), schema);
    if (made.status !== 0) throw new Error(made.output);
    const done = await command('bash', '-ec', snippet.replace(/^pdnsutil /gm, `pdnsutil --config-dir=${folder} `));
    if (done.status !== 0) throw new Error(`pdnsutil: ${done.output}`);
    pdns.spawn('/usr/sbin/pdns_server', [`--config-dir=${folder}`, '--guardian=no', '--daemon=no']);
    await until(async () => (await command('dig', '+time=1', '+tries=1', `@${address}`, '-p', String(pdns.port), 'version.bind', 'TXT', 'CH')).status === 0, 'PowerDNS answers');
    return pdns;
  }
}
