# SPDX-License-Identifier: GPL-3.0-or-later
"""A thousand secondaries that read a large zone slowly, and everybody else meanwhile."""

import re
import subprocess
import time

from measure import SoaProbe, client, client_in_background, lower_quartile, median, pss_bytes, result_of
from parts.change import Change
from peers import Zonecast
from result import Result

READERS = 1000
OCTETS_PER_SECOND = 10_000
SECONDS = 60
AXFRS = 9
SOAS = 2000


def run(bed):
    result = Result("Slow readers", f"""{READERS:,} secondaries ask for the large zone at once and read {OCTETS_PER_SECOND // 1000} kB a second each for {SECONDS} s. Before and
meanwhile: {SOAS:,} SOA queries over UDP one after the other, {AXFRS} full transfers by another client one after the other, changes of 100 RRsets. The
send buffer is the memory that the kernel holds for a connection (`ss -m`), the largest of all.""")
    zone = bed.zone("tld")
    records = bed.record_count(zone)
    server = bed.started(Zonecast, [zone])
    before = others(server, zone, records)
    memory_before = pss_bytes(server.process.pid)
    bed.say(f"{READERS} slow readers")
    readers = client_in_background("connected", "slow-readers", server.where, zone.name, READERS, OCTETS_PER_SECOND, SECONDS)
    time.sleep(SECONDS / 6)
    change = Change(server, zone, rrsets=100)
    change.prepare()
    meanwhile, buffers, changes = [], [], 0
    deadline = time.monotonic() + SECONDS * 0.7
    while time.monotonic() < deadline:
        for _ in range(5):
            change.apply(changes)
            change.answered()
            changes += 1
        meanwhile.append(others(server, zone, records))
        buffers.append(send_buffers(server.port))
    memory = pss_bytes(server.process.pid)
    seen = result_of(readers)
    largest = max(most for most, _, _ in buffers)
    typical = [median([each[n] for each in meanwhile]) for n in range(3)]
    result.table("", ["", "before", "meanwhile"], [
        ["SOA over UDP, median µs", before[0], typical[0]], ["SOA over UDP, 99th percentile µs", before[1], typical[1]],
        ["AXFR, lower quartile of the wall, ms", before[2], typical[2]], ["PSS of the server, MB", memory_before / 1e6, memory / 1e6],
        ["send buffers: largest, kB", None, largest / 1000], ["send buffers: mean, kB", None, median([mean for _, mean, _ in buffers]) / 1000],
        ["changes of 100 RRsets", None, changes]])
    result.note(f"{seen['clients']} readers, {seen['closed']} of them cut off; they read {seen['octets_least'] / 1000:.0f} to {seen['octets_most'] / 1000:.0f} kB each.")
    bed.end(server)
    result.goal(f"{READERS:,} slow readers: largest send buffer", "kB", largest / 1000, most=256)
    result.goal("the same: memory of the server for each, changes included", "kB", max(0, memory - memory_before) / READERS / 1000, most=64)
    result.goal("the same: latency of others' SOA queries", "µs", typical[0], limit=before[0], limit_ratio=1.25)
    result.goal("the same: wall of others' AXFR", "ms", typical[2], limit=before[2], limit_ratio=1.25)
    assert seen["closed"] == 0, f"{seen['closed']} slow readers were cut off"
    return result


def others(server, zone, records):
    probe = SoaProbe(server.port, zone.name)
    times = []
    for _ in range(SOAS):
        begin = time.perf_counter()
        assert probe.ask(5) is not None, "no answer to a SOA query"
        times.append((time.perf_counter() - begin) * 1e6)
    probe.close()
    times.sort()
    # A change while this runs may add or take a record: the digest counts, the clock does not.
    count = client("digest", server.where, zone.name)["records"]
    walls = [client("axfr", server.where, zone.name, count)["wall_ms"] for _ in range(AXFRS)]
    assert abs(count - records) < 1000
    return times[len(times) // 2], times[len(times) * 99 // 100], lower_quartile(walls)


def send_buffers(port):
    """(largest, mean, number) of the octets the kernel holds for sending, over the connections of the server's port."""
    done = subprocess.run(["ss", "-Htmn", "sport", "=", f":{port}"], capture_output=True, text=True, check=True)
    held = [int(n) for n in re.findall(r"skmem:\(.*?,w(\d+),", done.stdout)]
    return max(held), sum(held) / len(held), len(held)
