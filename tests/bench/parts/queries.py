# SPDX-License-Identifier: GPL-3.0-or-later
"""Ordinary queries over UDP."""

import statistics

from measure import Cpu, client
from peers import EVERYBODY, Yadifa, Zonecast
from cpu_profile import Profile
from result import Result, spread
import zone_files

SECONDS = 3
ROUNDS = 3
NAMES = 200_000


def run(bed):
    result = Result("UDP queries", f"""{NAMES:,} different queries for what the large zone has, one in ten for a name that is not there, in turn over eight sockets
with sixteen outstanding on each. CPU is the server's, for each answer.""")
    zone = bed.zone("tld")
    names = bed.folder / "zones" / "names"
    names.write_text("".join(zone_files.some_names(zone.path, zone.name, NAMES)))
    rows, cpus = [], {}
    for workers in (1, 2):
        servers = [bed.started(kind, [zone], workers=workers) for kind in EVERYBODY if workers == 1 or kind is not Yadifa]
        seen = {server.kind: [] for server in servers}
        for _ in range(ROUNDS):
            for server in servers:
                bed.say(f"{server}, {workers} workers")
                with Cpu(server) as cpu:
                    reading = client("queries", server.where, names, SECONDS)
                seen[server.kind].append(reading | {"cpu_us": cpu.seconds * 1e6 / reading["answered"]})
        for name, readings in seen.items():
            rows.append([name, workers, spread([r["answered"] / r["wall_ms"] * 1000 for r in readings]), spread([r["cpu_us"] for r in readings]),
                         readings[0]["nxdomain"] / readings[0]["answered"], max(0, sum(r["sent"] - r["answered"] for r in readings) - 128 * len(readings))])
            cpus.setdefault(workers, {})[name] = statistics.median(r["cpu_us"] for r in readings)
        if workers == 1:
            for server in servers:
                if server.kind in ("zonecast", "Knot"):
                    with Profile(server) as profile:
                        client("queries", server.where, names, SECONDS)
                    result.profile(f"{server} answers queries", profile.rows)
        for server in servers:
            bed.end(server)
    result.table("", ["server", "workers", "answers/s", "server CPU µs an answer", "NXDOMAIN", "lost"], rows)
    ours = cpus[1].pop(Zonecast.kind)
    result.goal("UDP queries: server CPU for each", "µs", ours, cpus[1], peer_ratio=0.75,
                why="by the profiles of both, most of the time is the kernel's receiving and sending, which costs every server the same; what is left to save is in the "
                    "profile of zonecast.")
    return result
