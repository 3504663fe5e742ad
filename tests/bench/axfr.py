# SPDX-License-Identifier: GPL-3.0-or-later
"""AXFR of a large zone: zonecast beside NSD and Knot on the same machine, in one run. See CONTRIBUTING.md.

Each server runs alone, two workers, answers are taken in turn with the raw loopback limit; medians and
lower quartiles of ROUNDS rounds. Server CPU is user + system time of all its processes."""

import json
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import zones

ROOT = Path(__file__).resolve().parents[2]
CLIENT = ROOT / "build" / "tests" / "bench" / "bench_client"
ROUNDS = int(os.environ.get("ROUNDS", "13"))
RECORDS = int(os.environ.get("RECORDS", "1000000"))
KEY = ("bench.key", "hmac-sha256", "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0")
TICKS = os.sysconf("SC_CLK_TCK")


def free_port():
    import socket
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def family(pid):
    """The process and its descendants."""
    found, queue = [], [pid]
    while queue:
        one = queue.pop()
        found.append(one)
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                queue += [int(child) for child in task.read_text().split()]
            except OSError:
                pass
    return found


def cpu_seconds(pid):
    """User and system seconds of a process tree, from the scheduler's nanoseconds where it has them."""
    total = 0.0
    for one in family(pid):
        try:
            tasks = list(Path(f"/proc/{one}/task").glob("*/schedstat"))
            total += sum(int(task.read_text().split()[0]) for task in tasks) / 1e9
        except OSError:
            pass
    return total


def pss_megabytes(pid):
    total = 0
    for one in family(pid):
        try:
            total += int(re.search(r"(?m)^Pss:\s+(\d+)", Path(f"/proc/{one}/smaps_rollup").read_text()).group(1))
        except (OSError, AttributeError):
            pass
    return total / 1024


class Server:
    def __init__(self, folder, zone_file):
        self.folder, self.zone_file, self.port = Path(folder), zone_file, free_port()
        self.folder.mkdir()
        self.log = open(self.folder / "log", "w", encoding="utf-8")
        begin = time.monotonic()
        self.start()
        self.wait()
        self.load_seconds = time.monotonic() - begin

    def run(self, *arguments, **more):
        self.process = subprocess.Popen([str(a) for a in arguments], stdout=self.log, stderr=self.log,
                                        stdin=subprocess.DEVNULL, cwd=self.folder, **more)

    def wait(self):
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            done = subprocess.run(["kdig", "@127.0.0.1", "-p", str(self.port), "+noall", "+answer", "+retry=0", "+time=1",
                                   "tld", "SOA"], capture_output=True, text=True, check=False)
            if "SOA" in done.stdout:
                return
            assert self.process.poll() is None, (self.folder / "log").read_text()
            time.sleep(0.02)
        raise SystemExit(f"{type(self).__name__} does not answer: see {self.folder}/log")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)


class Zonecast(Server):
    def start(self):
        self.api = free_port()
        environment = dict(os.environ, ZONECAST_ADMIN_KEY="bench", ZONECAST_KEY="bench",
                           ZONECAST_API=f"http://127.0.0.1:{self.api}")
        self.run(ROOT / "build" / "zonecast", "serve", "--data", self.folder / "data", "--dns",
                 f"127.0.0.1:{self.port}", "--api", f"127.0.0.1:{self.api}", "--log-level", "warning", env=environment)
        deadline = time.monotonic() + 30
        while subprocess.run(["curl", "-sf", f"http://127.0.0.1:{self.api}/healthz"], capture_output=True,
                             check=False).returncode != 0:
            assert time.monotonic() < deadline, (self.folder / "log").read_text()
            time.sleep(0.02)
        subprocess.run([ROOT / "build" / "zonecast", "zone", "import", "--name", "tld", self.zone_file], env=environment,
                       check=True, stderr=self.log, stdout=self.log)
        body = {"primary": {"enabled": True, "secondaries": [
            {"ip": "127.0.0.1", "port": 1, "tsig": {"enabled": True, "hash": KEY[1], "name": KEY[0], "key": KEY[2]}}]}}
        subprocess.run(["curl", "-sf", "-H", "X-NSONE-Key: bench", "-d", json.dumps(body),
                        f"http://127.0.0.1:{self.api}/v1/zones/tld?records=false"], check=True, stdout=self.log)


class Nsd(Server):
    def start(self):
        (self.folder / "nsd.conf").write_text(f"""server:
    ip-address: 127.0.0.1@{self.port}
    server-count: 2
    username: ""
    chroot: ""
    database: ""
    zonesdir: "{self.folder}"
    pidfile: ""
    xfrdfile: "{self.folder}/xfrd.state"
    zonelistfile: "{self.folder}/zone.list"
    xfrdir: "{self.folder}"
    rrl-ratelimit: 0
key:
    name: "{KEY[0]}"
    algorithm: {KEY[1]}
    secret: "{KEY[2]}"
zone:
    name: tld
    zonefile: "{self.zone_file}"
    provide-xfr: 127.0.0.1 NOKEY
    provide-xfr: 127.0.0.1 {KEY[0]}
remote-control:
    control-enable: no
""")
        self.run("/usr/sbin/nsd", "-d", "-c", self.folder / "nsd.conf")


class Knot(Server):
    def start(self):
        (self.folder / "knot.conf").write_text(f"""server:
    listen: 127.0.0.1@{self.port}
    rundir: {self.folder}
    udp-workers: 2
    tcp-workers: 2
    background-workers: 2
    tcp-io-timeout: 0
key:
  - id: {KEY[0]}
    algorithm: {KEY[1]}
    secret: {KEY[2]}
acl:
  - id: transfer
    address: 127.0.0.1
    action: transfer
  - id: signed
    key: {KEY[0]}
    action: transfer
database:
    storage: {self.folder}
zone:
  - domain: tld
    file: {self.zone_file}
    acl: [transfer, signed]
    zonefile-load: whole
    journal-content: none
""")
        self.run("/usr/sbin/knotd", "-c", self.folder / "knot.conf")


def client(*arguments):
    done = subprocess.run([CLIENT, *[str(a) for a in arguments]], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout)


def measure(server, records, clients, key):
    before = cpu_seconds(server.process.pid)
    result = client("axfr", f"127.0.0.1:{server.port}", "tld", records, clients, *([":".join(KEY)] if key else []))
    result["cpu_ms"] = (cpu_seconds(server.process.pid) - before) * 1000 / clients
    return result


def main():
    report = {}
    with tempfile.TemporaryDirectory(prefix="zonecast-bench-") as folder:
        zone_file = Path(folder) / "tld.zone"
        records = zones.tld(zone_file, RECORDS)
        servers = [kind(Path(folder) / kind.__name__.lower(), zone_file) for kind in (Zonecast, Nsd, Knot)]
        try:
            for name, clients, key in (("plain", 1, False), ("eight", 8, False), ("signed", 1, True)):
                rounds = {type(server).__name__: [] for server in servers} | {"raw": []}
                for _ in range(ROUNDS if clients == 1 else max(3, ROUNDS // 4)):
                    for server in servers:
                        rounds[type(server).__name__].append(measure(server, records, clients, key))
                    rounds["raw"].append(client("raw", rounds["Zonecast"][-1]["octets"], clients))
                report[name] = rounds
            memory = {type(server).__name__: pss_megabytes(server.process.pid) for server in servers}
            load = {type(server).__name__: server.load_seconds for server in servers}
        finally:
            for server in servers:
                server.stop()
    print(f"AXFR of {records} records, {ROUNDS} rounds in turn\n")
    print(f"{'case':8} {'server':10} {'wall ms median (lower quartile)':>32} {'cpu ms median':>14} {'octets/RR':>10}")
    for name, rounds in report.items():
        for server, results in rounds.items():
            walls = sorted(r["wall_ms"] for r in results)
            cpu = [r["cpu_ms"] for r in results if "cpu_ms" in r]
            print(f"{name:8} {server:10} {statistics.median(walls):18.1f} ({walls[len(walls) // 4]:8.1f})    "
                  f"{statistics.median(cpu) if cpu else 0:14.1f} {results[0]['octets'] / records:10.2f}")
    print()
    for server in load:
        print(f"{server:10} text to serving {load[server]:6.2f} s   PSS {memory[server]:7.1f} MB "
              f"({memory[server] * 1048576 / records:.0f} octets/RR)")


if __name__ == "__main__":
    sys.exit(main())
