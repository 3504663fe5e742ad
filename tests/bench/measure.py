# SPDX-License-Identifier: GPL-3.0-or-later
"""What is measured of a server, and the client that loads it."""

import json
import os
import re
import select
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path

import dns.flags
import dns.message

ROOT = Path(__file__).resolve().parents[2]
CLIENT = ROOT / "build" / "tests" / "bench" / "bench_client"


# The machine's view of a process and its descendants.

def family(pid):
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
    """User and system time of all its processes, from the kernel's process clocks: nanoseconds, threads that ended
    included."""
    total = 0.0
    for one in family(pid):
        try:
            total += time.clock_gettime((~one << 3) | 2)  # CPUCLOCK_SCHED of the process
        except OSError:
            pass
    return total


def pss_bytes(pid, kind="Pss"):
    """Proportional set size: what is shared between its processes counts once. "Pss_Anon": of that, what is no file's."""
    total = 0
    for one in family(pid):
        try:
            total += int(re.search(rf"(?m)^{kind}:\s+(\d+)", Path(f"/proc/{one}/smaps_rollup").read_text()).group(1))
        except (OSError, AttributeError):
            pass
    return total * 1024


def memory_by_place(pid):
    """(MB of PSS, where) of the largest mappings, by what is mapped: what cpu_profile.py is for CPU."""
    places, place = {}, ""
    for line in Path(f"/proc/{pid}/smaps").read_text().splitlines():
        if re.match(r"[0-9a-f]+-[0-9a-f]+ ", line):
            name = line.split(None, 5)[5:]
            place = Path(name[0]).name if name else "anonymous"
        elif line.startswith("Pss:"):
            places[place] = places.get(place, 0) + int(line.split()[1]) * 1024
    return sorted(((size / 1e6, name) for name, size in places.items()), reverse=True)[:10]


class PeakPss:
    """The largest PSS seen, looked at every 20 ms by a process of its own, so that nobody's clock is disturbed."""

    SOURCE = "import sys, time; sys.path.insert(0, sys.argv[1]); import measure; measure.watch_pss(int(sys.argv[2]))"

    def __init__(self, pid):
        self.process = subprocess.Popen(["/usr/bin/python3", "-c", self.SOURCE, str(Path(__file__).parent), str(pid)],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.process.stdout.readline()  # it looks

    def bytes(self):
        return int(self.process.communicate("")[0])


def watch_pss(pid):
    print("looking", flush=True)
    most = 0
    while not select.select([sys.stdin], [], [], 0.02)[0]:
        most = max(most, pss_bytes(pid))
    print(most)


def versions(*packages):
    done = subprocess.run(["dpkg-query", "-W", "-f", "${Package} ${Version}\n", *packages], capture_output=True, text=True,
                          check=False)
    return dict(line.split(" ", 1) for line in done.stdout.splitlines())


def machine():
    cpu = re.search(r"model name\s*:\s*(.*)", Path("/proc/cpuinfo").read_text())
    flags = re.search(r"flags\s*:\s*(.*)", Path("/proc/cpuinfo").read_text())
    flags = set(flags.group(1).split()) if flags else set()
    memory = int(re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text()).group(1)) / 1048576
    return {"cpu": cpu.group(1) if cpu else "unknown", "cores": os.cpu_count(), "memory_gib": round(memory, 1),
            "kernel": os.uname().release, "features": [f for f in ("avx2", "avx512f", "sha_ni") if f in flags]}


def load_average():
    """Of the last minute: what else ran shows here, when it is read before a part begins."""
    return os.getloadavg()[0]


# The measuring client.

def client(*arguments):
    done = subprocess.run([CLIENT, *[str(a) for a in arguments]], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"bench_client {' '.join(str(a) for a in arguments[:3])}: {done.stderr}")
    return json.loads(done.stdout)


def client_in_background(first_line, *arguments):
    """Started, and past its first line."""
    process = subprocess.Popen([CLIENT, *[str(a) for a in arguments]], stdout=subprocess.PIPE, text=True)
    line = process.stdout.readline().strip()
    assert line == first_line, f"bench_client {arguments[0]} said {line!r}"
    return process


def result_of(process, timeout_s=600):
    out = process.communicate(timeout=timeout_s)[0]
    assert process.returncode == 0, "bench_client failed"
    return json.loads(out)


class Cpu:
    """`with Cpu(server) as cpu: …` then cpu.seconds."""

    def __init__(self, server):
        self.pid = server.process.pid

    def __enter__(self):
        self.before = cpu_seconds(self.pid)
        return self

    def __exit__(self, *_):
        self.seconds = cpu_seconds(self.pid) - self.before


# Whether a server serves, asked every millisecond over UDP.

class SoaProbe:
    def __init__(self, port, zone):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.connect(("127.0.0.1", port))  # so that the kernel tells at once when nobody is there yet
        query = dns.message.make_query(zone, "SOA")
        query.flags = 0
        self.query = query.to_wire()

    def ask(self, wait_s=0.001):
        """The serial, or None when nothing with authority came."""
        try:
            self.socket.send(self.query)
            if not select.select([self.socket], [], [], wait_s)[0]:
                return None
            answer = self.socket.recv(4096)
        except OSError:
            return None
        return serial_in(answer)

    def wait(self, true, timeout_s, process=None):
        """Until true(serial); the monotonic time of the answer."""
        deadline = time.monotonic() + timeout_s
        while True:
            asked = time.monotonic()
            serial = self.ask(0.05)
            now = time.monotonic()
            if serial is not None and true(serial):
                return now
            assert now < deadline, f"not within {timeout_s} s"
            assert process is None or process.poll() is None, "the server ended"
            if now - asked < 0.001:
                time.sleep(0.001)

    def close(self):
        self.socket.close()


def serial_in(answer):
    if len(answer) < 12 or not answer[2] & 0x04 or answer[3] & 15 or answer[7] == 0:
        return None
    at = 12
    while answer[at]:
        at += 1 + answer[at]
    at += 5
    while answer[at] and answer[at] < 0xc0:
        at += 1 + answer[at]
    at += 2 if answer[at] else 1
    end = at + 10 + int.from_bytes(answer[at + 8:at + 10], "big")
    return int.from_bytes(answer[end - 20:end - 16], "big")


# Many readings in short.

def median(values):
    return statistics.median(values)


def lower_quartile(values):
    return sorted(values)[len(values) // 4]
