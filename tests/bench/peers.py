# SPDX-License-Identifier: GPL-3.0-or-later
"""zonecast and its peers as primaries, each configured as a careful operator would: two workers, no rate limits, no query
logs, transfers allowed to loopback with and without the key, history kept so that IXFR can be served."""

import json
import re
import shutil
import subprocess
import time
from pathlib import Path
from typing import NamedTuple

import requests

from harness.dns_client import TsigKey
from harness.primary import Primary
from harness.process import Daemon, free_port, program
from measure import ROOT, SoaProbe

KEY = TsigKey("bench.key", "hmac-sha256", "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0")
KEY_ARGUMENT = f"{KEY.name}:{KEY.hash}:{KEY.secret}"
WORKERS = 2


class ZoneFile(NamedTuple):
    name: str
    path: Path


class Server(Daemon):
    """A primary with its zones. `notify` are (address, port) pairs that every zone notifies; `updates` lets loopback change
    zones by RFC 2136, where the server can."""

    kind = ""
    package = ""

    def __init__(self, folder, zones, notify=(), updates=False, workers=WORKERS):
        super().__init__(Path(folder))
        self.zones = list(zones)
        self.notify = list(notify)
        self.updates = updates
        self.workers = workers
        self.port = free_port()
        self.prepare_seconds = None   # of an import before the start, where the server has one

    def __str__(self):
        return self.kind

    @property
    def where(self):
        return f"127.0.0.1:{self.port}"

    def prepare(self):
        """What is done once, before the first start."""

    def configure(self):
        raise NotImplementedError

    def launch(self):
        """Starts it and returns at once."""
        self.configure()
        self.spawn()

    def start(self, timeout_s=300):
        """Starts it; seconds until it serves the zones (the first, the last and a few between)."""
        begin = time.monotonic()
        self.launch()
        return self.finish_start(timeout_s) - begin

    def finish_start(self, timeout_s=300):
        """Waits until it serves; the time of the answer."""
        last = time.monotonic()
        step = max(1, len(self.zones) // 16)
        for zone in {z.name: z for z in [*self.zones[::step], self.zones[-1]]}.values():
            probe = SoaProbe(self.port, zone.name)
            last = probe.wait(lambda serial: True, timeout_s, self.process)
            probe.close()
        return last

    def restart_seconds(self):
        self.stop()
        return self.start()

    def stop(self, patience_s=60):
        return super().stop(patience_s)


class Zonecast(Server):
    kind = "zonecast"

    def __init__(self, folder, zones, notify=(), updates=False, workers=WORKERS):
        super().__init__(folder, zones, notify, updates, workers)
        self.api_port = free_port()
        self.data = self.folder / "data"
        self.loaded = False

    def arguments(self):
        (self.folder / "zonecast.toml").write_text(f"[server]\ndns_threads = {self.workers}\n")
        return [ROOT / "build" / "zonecast", "serve", "--data", self.data, "--dns", self.where, "--api",
                f"127.0.0.1:{self.api_port}", "--config", self.folder / "zonecast.toml", "--log-level", "warning"]

    def configure(self):
        pass

    def finish_start(self, timeout_s=300):
        """The first time, zone files go in through the API; that is its load. Later it reads its own data."""
        if not self.loaded:
            self.wait_until(lambda: "ready " in self.log(), "is ready")
            self.import_zones()
            self.loaded = True
        return super().finish_start(timeout_s)

    def import_zones(self):
        rows = [{"ip": address, "port": port, "notify": True} for address, port in self.notify]
        rows.append({"ip": "127.0.0.1", "port": 9, "notify": False,
                     "tsig": {"enabled": True, "hash": KEY.hash, "name": KEY.name, "key": KEY.secret}})
        primary = {"primary": {"enabled": True, "secondaries": rows}}
        if len(self.zones) == 1:
            zone = self.zones[0]
            environment = dict(ZONECAST_KEY=self.key, ZONECAST_API=f"http://127.0.0.1:{self.api_port}")
            with open(self.log_path, "ab") as log:
                subprocess.run([ROOT / "build" / "zonecast", "zone", "import", "--name", zone.name, zone.path], check=True,
                               env=environment, stdout=log, stderr=log)
            self.call("POST", f"/v1/zones/{zone.name}?records=false", primary)
            return
        boundary = "zonecast-bench"
        def form():
            yield f'--{boundary}\r\nContent-Disposition: form-data; name="settings"\r\n\r\n{json.dumps(primary)}\r\n'.encode()
            for zone in self.zones:
                yield (f'--{boundary}\r\nContent-Disposition: form-data; name="{zone.name}"; filename="{zone.path.name}"\r\n\r\n'
                       .encode() + zone.path.read_bytes() + b"\r\n")
            yield f"--{boundary}--\r\n".encode()
        answer = requests.post(f"http://127.0.0.1:{self.api_port}/v1/import/zonefiles", data=form(), timeout=600, headers={
            "X-NSONE-Key": self.key, "Content-Type": f"multipart/form-data; boundary={boundary}"}).json()
        assert answer["created"] == len(self.zones) and answer["failed"] == 0, {k: answer[k] for k in ("created", "failed")}

    @property
    def key(self):
        return (self.data / "admin.key").read_text().strip()

    def call(self, method, path, body=None):
        answer = requests.request(method, f"http://127.0.0.1:{self.api_port}{path}", json=body, timeout=600,
                                  headers={"X-NSONE-Key": self.key})
        assert answer.status_code == 200, f"{method} {path}: {answer.status_code} {answer.text[:300]}"
        return answer.json()


class Nsd(Server):
    kind = "NSD"
    package = "nsd"

    def arguments(self):
        return [program("nsd"), "-d", "-c", self.folder / "nsd.conf"]

    def configure(self):
        notify = "".join(f"    notify: {address}@{port} NOKEY\n" for address, port in self.notify)
        keep = "    store-ixfr: yes\n    create-ixfr: yes\n    ixfr-size: 0\n" if self.updates else ""
        parts = [f"""server:
    ip-address: 127.0.0.1@{self.port}
    server-count: {self.workers}
    username: ""
    chroot: ""
    database: ""
    zonesdir: "{self.folder}"
    pidfile: ""
    xfrdfile: "{self.folder}/xfrd.state"
    zonelistfile: "{self.folder}/zone.list"
    xfrdir: "{self.folder}"
    xfrd-reload-timeout: 0
    rrl-ratelimit: 0
remote-control:
    control-enable: no
key:
    name: "{KEY.name}."
    algorithm: {KEY.hash}
    secret: "{KEY.secret}"
pattern:
    name: "bench"
    provide-xfr: 127.0.0.1 NOKEY
    provide-xfr: 127.0.0.1 {KEY.name}.
{notify}{keep}"""]
        parts += [f'zone:\n    name: "{zone.name}"\n    zonefile: "{zone.path}"\n    include-pattern: "bench"\n' for zone in self.zones]
        (self.folder / "nsd.conf").write_text("".join(parts))


class Knot(Server):
    kind = "Knot"
    package = "knot"

    def arguments(self):
        return [program("knotd"), "-c", self.folder / "knot.conf"]

    def configure(self):
        remotes = "".join(f"  - id: secondary{n}\n    address: {address}@{port}\n" for n, (address, port) in enumerate(self.notify))
        notify = f"    notify: [{', '.join(f'secondary{n}' for n in range(len(self.notify)))}]\n" if self.notify else ""
        journal = "changes" if self.updates else "none"
        parts = [f"""server:
    listen: 127.0.0.1@{self.port}
    rundir: {self.folder}
    udp-workers: {self.workers}
    tcp-workers: {self.workers}
    background-workers: 2
    tcp-io-timeout: 0
database:
    storage: {self.folder}
    journal-db-max-size: 2G
log:
  - target: stderr
    any: warning
key:
  - id: {KEY.name}.
    algorithm: {KEY.hash}
    secret: {KEY.secret}
acl:
  - id: transfer
    address: 127.0.0.1
    action: [transfer{', update' if self.updates else ''}]
  - id: signed
    key: {KEY.name}.
    action: transfer
{'remote:' if remotes else ''}
{remotes}
template:
  - id: default
    acl: [transfer, signed]
    zonefile-load: whole
    zonefile-sync: -1
    journal-content: {journal}
{notify}zone:
"""]
        parts += [f"  - domain: {zone.name}\n    file: {zone.path}\n" for zone in self.zones]
        (self.folder / "knot.conf").write_text("".join(parts))


class Bind(Server):
    """With the delays of NOTIFY lifted when it has somebody to notify: by default it waits five seconds between rounds."""
    kind = "BIND"
    package = "bind9"

    def arguments(self):
        return [program("named"), "-f", "-n", str(self.workers), "-c", self.folder / "named.conf"]

    def configure(self):
        also = "".join(f"{address} port {port}; " for address, port in self.notify)
        parts = [f"""options {{
    directory "{self.folder}";
    pid-file none;
    session-keyfile "{self.folder}/session.key";
    listen-on port {self.port} {{ 127.0.0.1; }};
    listen-on-v6 {{ none; }};
    recursion no;
    dnssec-validation no;
    empty-zones-enable no;
    allow-transfer {{ 127.0.0.1; key "{KEY.name}."; }};
    notify {'explicit' if also else 'no'};
    also-notify {{ {also}}};
    notify-delay 0;
    notify-rate 100000;
    startup-notify-rate 100000;
    transfers-out 1000;
    tcp-clients 2000;
    masterfile-format text;
    ixfr-from-differences no;
}};
controls {{ }};
logging {{ channel brief {{ stderr; severity warning; }}; category default {{ brief; }}; }};
key "{KEY.name}." {{ algorithm {KEY.hash}; secret "{KEY.secret}"; }};
"""]
        allow = "allow-update { 127.0.0.1; }; max-journal-size unlimited; " if self.updates else ""
        for number, zone in enumerate(self.zones):
            path = zone.path
            if self.updates:  # BIND writes the file of a zone that takes updates
                path = self.folder / f"zone{number}.zone"
                if not path.exists():
                    shutil.copy(zone.path, path)
            parts.append(f'zone "{zone.name}" {{ type primary; file "{path}"; {allow}}};\n')
        (self.folder / "named.conf").write_text("".join(parts))


class Pdns(Server):
    """PowerDNS with LMDB: zones are imported once, with its own tool."""
    kind = "PowerDNS"
    package = "pdns-server"

    def arguments(self):
        return [program("pdns_server"), f"--config-dir={self.folder}", "--guardian=no", "--daemon=no"]

    def configure(self):
        (self.folder / "pdns.conf").write_text(f"""launch=lmdb
lmdb-filename={self.folder}/pdns.lmdb
lmdb-shards=2
socket-dir={self.folder}
local-address=127.0.0.1
local-port={self.port}
primary=yes
disable-axfr=no
allow-axfr-ips=127.0.0.0/8
only-notify=
also-notify={','.join(f'{address}:{port}' for address, port in self.notify)}
receiver-threads={self.workers}
distributor-threads={self.workers}
loglevel=3
log-dns-queries=no
security-poll-suffix=
version-string=anonymous
setgid=
setuid=
""")

    def prepare(self):
        self.configure()
        begin = time.monotonic()
        if len(self.zones) == 1:
            self._util("load-zone", self.zones[0].name, self.zones[0].path)
            self._util("import-tsig-key", KEY.name, KEY.hash, KEY.secret)
            self._util("activate-tsig-key", self.zones[0].name, KEY.name, "primary")
        else:
            bind = self.folder / "bind"
            bind.mkdir()
            (bind / "named.conf").write_text("".join(f'zone "{z.name}" {{ type master; file "{z.path}"; }};\n' for z in self.zones))
            text = (self.folder / "pdns.conf").read_text().replace("launch=lmdb", "launch=bind,lmdb")
            text += "lmdb-sync-mode=nosync\n"  # its tool would flush to the disk for each zone
            (bind / "pdns.conf").write_text(text + f"bind-config={bind}/named.conf\n")
            subprocess.run([program("pdnsutil"), f"--config-dir={bind}", "b2b-migrate", "bind", "lmdb"], check=True,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.prepare_seconds = time.monotonic() - begin

    def _util(self, *arguments):
        done = subprocess.run([program("pdnsutil"), f"--config-dir={self.folder}", *arguments], capture_output=True, text=True,
                              check=False)
        assert done.returncode == 0, f"pdnsutil {arguments[0]}: {done.stdout}{done.stderr}"


class Yadifa(Server):
    kind = "YADIFA"
    package = "yadifa"

    def arguments(self):
        return [program("yadifad"), "-c", self.folder / "yadifad.conf"]

    def configure(self):
        for name in ("keys", "xfr", "logs"):
            (self.folder / name).mkdir(exist_ok=True)
        parts = [f"""<main>
    daemon off
    logpath "{self.folder}/logs"
    pidfile "{self.folder}/pid"
    datapath "/"
    keyspath "{self.folder}/keys"
    xfrpath "{self.folder}/xfr"
    listen 127.0.0.1
    port {self.port}
    thread-count-by-address {self.workers}
    max-tcp-queries 100
    allow-transfer 127.0.0.1
    allow-control none
</main>
<key>
    name {KEY.name}
    algorithm {KEY.hash}
    secret {KEY.secret}
</key>
<rrl>
    enabled false
</rrl>
"""]
        parts += [f"<zone>\n    domain {zone.name}\n    type primary\n    file {str(zone.path).lstrip('/')}\n</zone>\n"
                  for zone in self.zones]
        (self.folder / "yadifad.conf").write_text("".join(parts))


PEERS = (Nsd, Knot, Bind, Pdns, Yadifa)
EVERYBODY = (Zonecast, *PEERS)


def version_of(kind):
    if kind is Zonecast:
        done = subprocess.run([ROOT / "build" / "zonecast", "--version"], capture_output=True, text=True, check=False)
        commit = subprocess.run(["git", "-C", ROOT, "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
        return f"{done.stdout.strip()} ({commit.stdout.strip() or 'no repository'})"
    done = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", kind.package], capture_output=True, text=True, check=False)
    return re.sub(r"^\d+:", "", done.stdout)
