# SPDX-License-Identifier: GPL-3.0-or-later
"""A warm restart with a large zone."""

from measure import median
from peers import EVERYBODY, Pdns, Zonecast
from cpu_profile import profile_of_start
from result import Result, spread


def run(bed):
    result = Result("Warm restart with a large zone", """The zone has been loaded, and served, before; the files are in the page cache. From
the start of the process to the first answer with authority over UDP. PowerDNS opens its LMDB; the other peers parse the zone
file again, for that is what they do. "zonecast with ten records" is the same with a small zone: what a start costs by itself.""")
    zone = bed.zone("tld")
    records = bed.record_count(zone)
    seconds = {}
    for kind in EVERYBODY:
        server = bed.started(kind, [zone])
        rounds = bed.rounds if kind in (Zonecast, Pdns) else 3
        # What follows a commit (its image, written outside it) is waited for as an operator would: by stopping cleanly.
        seconds[kind.kind] = [server.restart_seconds() for _ in range(rounds)]
        if kind is Zonecast:
            result.profile("a warm restart of zonecast", profile_of_start(server))
        bed.end(server)
    small = bed.started(Zonecast, bed.many_zones()[:1])
    least = [small.restart_seconds() for _ in range(bed.rounds)]
    bed.end(small)
    result.table("", ["server", "starts", "seconds to serving"], [[name, len(values), spread(values)] for name, values in
                 (seconds | {"zonecast with ten records": least}).items()])
    medians = {name: sorted(values)[len(values) // 2] for name, values in seconds.items()}
    ours, pdns = medians.pop(Zonecast.kind), medians.pop(Pdns.kind)
    others = min(medians, key=medians.get)
    result.goal(f"warm restart with {records / 1e6:.3g} M RRs to serving", "s", ours, {Pdns.kind: pdns},
                targets=[("PowerDNS", ours / pdns, 0.6), (others, ours / medians[others], 1 / 20)],
                why=f"of the {ours * 1000:.0f} ms, {median(least) * 1000:.0f} are the start of a process with its libraries and its database, whatever the zone; "
                    "most of the rest is the kernel's clearing of the pages that the blocks are read into (see the profile). Next: the image mapped and served from "
                    "the page cache, which needs blocks that do not carry their counters.")
    return result
