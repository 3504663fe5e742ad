# SPDX-License-Identifier: GPL-3.0-or-later
"""How cost grows with the size of a zone and with the number of zones. Needs no peer, and is run apart from the rest."""

import time

from measure import Cpu, client, lower_quartile, median, pss_bytes
from parts.change import Change
from peers import Zonecast
from plot import exponent, svg
from result import Result

SIZES = (10_000, 100_000, 1_000_000, 5_000_000)
COUNTS = (1_000, 10_000, 100_000)
CHANGES = 101


def run(bed):
    result = Result("Growth", """zonecast alone, TLD-like zones. A full transfer with one client (server CPU, and the lower quartile of the wall); text to
serving; memory (that is no file's) less that of a server with ten records; one RRset replaced through the API (server CPU, and the request to its answer, which comes when
the change is durable and served). Zones of ten records: the start to serving, and memory. The
exponent is that of the power law that fits best.""")
    empty = bed.started(Zonecast, bed.many_zones(1000)[:1])
    base = own_bytes(empty)
    bed.end(empty)
    curves = {name: [] for name in ("axfr-cpu", "axfr-wall", "load", "memory", "publication")}
    rows = []
    for size in SIZES:
        zone = bed.zone("tld", size)
        records = bed.record_count(zone)
        server = bed.started(Zonecast, [zone])
        memory = own_bytes(server) - base
        cpu, walls = [], []
        for _ in range(bed.rounds):
            with Cpu(server) as used:
                walls.append(client("axfr", server.where, zone.name, records)["wall_ms"])
            cpu.append(used.seconds * 1000)
        publication, whole_ms = changes_ms(server, zone)
        seen = {"axfr-cpu": median(cpu), "axfr-wall": lower_quartile(walls), "load": server.load_seconds, "memory": memory / 1e6,
                "publication": publication}
        for name, value in seen.items():
            curves[name].append((records, value))
        rows.append([f"{records:,}", *seen.values(), whole_ms])
        bed.end(server)
    result.table("One zone", ["records", "AXFR CPU ms", "AXFR wall ms", "load s", "memory MB", "server CPU of one change ms", "one change ms"], rows)
    rows = []
    curves |= {"zones-start": [], "zones-memory": []}
    for count in COUNTS:
        server = bed.started(Zonecast, bed.many_zones(count))
        starts = [server.restart_seconds() for _ in range(5)]
        memory = own_bytes(server) - base
        curves["zones-start"].append((count, median(starts)))
        curves["zones-memory"].append((count, memory / 1e6))
        rows.append([f"{count:,}", median(starts), memory / 1e6])
        bed.end(server)
    result.table("Many zones", ["zones", "start s", "memory MB"], rows)
    titles = {"axfr-cpu": ("AXFR: server CPU", "records", "ms"), "axfr-wall": ("AXFR: wall", "records", "ms"),
              "load": ("Text to serving", "records", "s"), "memory": ("Memory", "records", "MB"),
              "publication": ("One change: server CPU", "records", "ms"), "zones-start": ("Start", "zones", "s"),
              "zones-memory": ("Memory", "zones", "MB")}
    for name, (title, across, up) in titles.items():
        result.plots.append((f"growth-{name}.svg", svg(title, across, up, curves[name])))
        result.note(f"{title} by {across}: exponent {exponent(curves[name])[0]:.2f}. ![{title} by {across}](benchmarks/growth-{name}.svg)")
    for name, most in (("axfr-cpu", 1.1), ("load", 1.1), ("memory", 1.1), ("publication", 0.3), ("zones-start", 1.1)):
        result.goal(f"growth of “{titles[name][0]}” by {titles[name][1]}", "exponent", exponent(curves[name])[0], most=most)
    return result


def own_bytes(server):
    """Memory that is no file's: how much of the program and its libraries counts as ours changes with who else runs."""
    return pss_bytes(server.process.pid, "Pss_Anon")


def changes_ms(server, zone):
    """Server CPU of one change, and its whole time, in milliseconds: medians."""
    change = Change(server, zone)
    change.prepare()
    used, took = [], []
    for number in range(CHANGES):
        with Cpu(server) as cpu:
            begin = time.perf_counter()
            change.apply(number)
            change.answered()
            took.append((time.perf_counter() - begin) * 1000)
        used.append(cpu.seconds * 1000)
    change.close()
    return median(used), median(took)
