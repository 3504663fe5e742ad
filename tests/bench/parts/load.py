# SPDX-License-Identifier: GPL-3.0-or-later
"""From the text of a large zone to an answer with authority, and the memory that takes."""

from measure import PeakPss, client, pss_bytes
from peers import EVERYBODY, Pdns, Zonecast
from cpu_profile import Profile
from result import Result, spread

ROUNDS = 3


def run(bed):
    result = Result("Loading a zone file", """From the start of the process to the first answer with authority over UDP. For zonecast
that is: start on an empty data directory, `zone import` of the file through the HTTP API, durable commit, publication. For
PowerDNS it is the import into LMDB and the start. The peak of memory is of a load of its own, whose time does not count, looked
at every 20 ms, and without PowerDNS, whose import is another program.""")
    for kind, everybody in (("tld", EVERYBODY), ("hosting", EVERYBODY[:3])):
        zone = bed.zone(kind)
        records = bed.record_count(zone)
        loads = {one.kind: [] for one in everybody}
        memory, peak = {}, {}
        for turn in range(ROUNDS):
            for one in everybody:
                server = bed.server(one, [zone])
                bed.say(f"{server} loads {kind}")
                seconds = server.start() + (server.prepare_seconds or 0)
                loads[one.kind].append(seconds)
                if turn == 0 and one is not Pdns:
                    client("digest", server.where, zone.name)
                    memory[one.kind] = pss_bytes(server.process.pid)
                bed.end(server)
        for one in everybody:
            if one is not Pdns:
                peak[one.kind] = peak_of(bed, one, zone)
        result.table(f"{records:,} records, {kind}-like", ["server", "text to serving s", "PSS octets a record after one AXFR", "peak PSS octets a record"],
                     [[name, spread(values), memory[name] / records if name in memory else None, peak[name] / records if name in peak else None]
                      for name, values in loads.items()])
        if kind == "tld":
            result.profile("zonecast loads the zone", profile_of_load(bed, zone))
            medians = {name: sorted(values)[len(values) // 2] for name, values in loads.items()}
            ours = medians.pop(Zonecast.kind)
            result.goal(f"zone file of {records / 1e6:.3g} M RRs to serving, durably", "s", ours, medians, peer_ratio=0.5,
                        why="a start of the server and of the client are in it, and the text crosses a socket, which the peers' does not; both cores read and "
                            "render, and most of the reading is libzscanner's (see the profile). Next: the image written while rendering goes on.")
            ours = peak.pop(Zonecast.kind) / records
            result.goal("the same: peak of memory for each RR", "octets", ours, {name: value / records for name, value in peak.items()}, most=130)
    return result


def profile_of_load(bed, zone):
    server = bed.server(Zonecast, [zone])
    server.launch()
    with Profile(server) as profile:
        server.finish_start()
    bed.end(server)
    return profile.rows


def peak_of(bed, one, zone):
    server = bed.server(one, [zone])
    bed.say(f"{server}: peak of memory")
    server.launch()
    watch = PeakPss(server.process.pid)
    server.finish_start()
    most = watch.bytes()
    bed.end(server)
    return most
