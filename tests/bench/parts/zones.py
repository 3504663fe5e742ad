# SPDX-License-Identifier: GPL-3.0-or-later
"""A hundred thousand small zones: start, and memory."""

from measure import median, memory_by_place, pss_bytes
from peers import Bind, Knot, Nsd, Pdns, Zonecast
from cpu_profile import profile_of_start
from result import Result, spread

# A start of these takes ten seconds or more.
STARTS = {Zonecast: 7, Pdns: 7, Nsd: 3, Knot: 1, Bind: 1}


def run(bed):
    result = Result("Many small zones", """Zones of ten records each. From the start of the process until the first, the last and sixteen zones
between have been answered with authority over UDP; zones were loaded, and the process started, before (PowerDNS and zonecast read
their own data, the others the text). Memory is PSS at that moment, divided by the number of zones: everything that the process
has is in it. YADIFA is left out: it takes minutes.""")
    zones = bed.many_zones()
    rows, starts, memory = [], {}, {}
    for kind, count in STARTS.items():
        server = bed.started(kind, zones)
        seconds = [server.load_seconds] if count == 1 else []
        while len(seconds) < count:
            seconds.append(server.restart_seconds())
        starts[kind.kind], memory[kind.kind] = median(seconds), pss_bytes(server.process.pid) / len(zones)
        rows.append([kind.kind, len(seconds), spread(seconds), memory[kind.kind] / 1000,
                     server.prepare_seconds or (server.load_seconds if kind is Zonecast else None)])
        if kind is Zonecast:
            result.memory("memory of zonecast", memory_by_place(server.process.pid))
            result.profile("a start of zonecast", profile_of_start(server))
        bed.end(server)
    result.table(f"{len(zones):,} zones", ["server", "starts", "seconds to serving", "kB of PSS a zone", "first import s"], rows)
    ours = starts.pop(Zonecast.kind)
    result.goal(f"{len(zones):,} zones × 10 RRs: start to serving", "s", ours, starts, targets=[("PowerDNS", ours / starts[Pdns.kind], 0.6)],
                why="PowerDNS maps its database and reads a zone when it is asked for; here every zone is read, checked and published before the server is ready, so "
                    "that none is found broken later. The profile shows where the time goes.")
    ours = memory.pop(Zonecast.kind)
    result.goal("the same: memory for each zone", "kB", ours / 1000, {name: value / 1000 for name, value in memory.items()}, most=0.8,
                why="of each zone, the block is 0.31 kB and the ready closing SOA 0.11; the version, what is published of it and the directory's entry take 0.4, and the "
                    "process itself a share. Next: the closing SOA made from the block when it is asked for, one object for version and publication.")
    return result
