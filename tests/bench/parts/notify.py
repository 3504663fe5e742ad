# SPDX-License-Identifier: GPL-3.0-or-later
"""NOTIFY for each of a hundred thousand zones, to a secondary that answers and beside one that is dead."""

import socket

from cpu_profile import Profile
from measure import client_in_background, cpu_seconds, median, result_of
from peers import Bind, Knot, Nsd, Zonecast
from harness.process import free_port
from result import Result, spread

ROUNDS = {Zonecast: 5, Nsd: 3}


def run(bed):
    result = Result("NOTIFY for many zones", """Every zone has the same secondary, which answers each NOTIFY at once, over UDP and TCP.
Measured from the first NOTIFY to the moment when the last zone's first NOTIFY is there. Settings are the defaults (BIND: its
default of 20 a second would take 83 minutes, so its limits are lifted). NSD, Knot and BIND notify when they start; zonecast is
asked to by `POST /v1/notify`. "Dead" adds a second secondary to every zone, which takes packets and never answers.""")
    zones = bed.many_zones()
    rows, rates, dead_rate = [], {}, None
    for kind in (Zonecast, Nsd, Knot, Bind):
        for with_dead in (False, True) if kind is Zonecast else (False,):
            seen, profile = measure(bed, kind, zones, with_dead)
            each = [one["zones"] / one["first_to_last_ms"] * 1000 for one in seen]
            rows.append([kind.kind + (" beside a dead secondary" if with_dead else ""), len(seen), seen[0]["zones"], median(one["packets"] for one in seen),
                         spread([one["first_to_last_ms"] / 1000 for one in seen]), spread(each), spread([one["cpu_s"] for one in seen])])
            if with_dead:
                dead_rate = median(each)
            else:
                rates[kind.kind] = median(each)
            if profile:
                result.profile("zonecast notifies", profile)
    result.table(f"{len(zones):,} zones", ["server", "rounds", "zones notified", "packets", "seconds first to last", "zones/s", "server CPU s"], rows)
    ours = rates.pop(Zonecast.kind)
    result.goal(f"first NOTIFY for every one of {len(zones):,} zones", "zones/s", ours, {Nsd.kind: rates[Nsd.kind]}, more_is_better=True, peer_ratio=2,
                why="the secondary, which answers each NOTIFY, has one of the two cores; where the time of the other goes is in the profile. Next: the marks that say who knows "
                    "which serial (SQLite's share) written after the burst, not beside it.")
    result.goal("the same, with a dead secondary beside it", "zones/s", dead_rate, more_is_better=True,
                targets=[("without it", dead_rate / ours, 0.5)])
    return result


def measure(bed, kind, zones, with_dead):
    """What the secondary saw in each round, and the profile of one more round of zonecast."""
    port = free_port()
    secondaries = [("127.0.0.1", port)]
    dead = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    dead.bind(("127.0.0.1", 0))
    if with_dead:
        secondaries.append(dead.getsockname())
    server = bed.server(kind, zones, notify=secondaries)
    if kind is Zonecast:
        # Its zones are told to the secondary as they are imported; what is measured is a second round, of all of them at once.
        first = client_in_background("listening", "notify-sink", f"127.0.0.1:{port}", len(zones), 120)
        server.start()
        result_of(first)
        server.stop()
    if kind is Zonecast:
        server.start()

    def ask():
        server.call("POST", "/v1/notify") if kind is Zonecast else server.launch()

    seen, profile = [], None
    for turn in range(ROUNDS.get(kind, 1)):
        bed.say(f"{server} notifies")
        if turn and kind is not Zonecast:
            server.stop()
        before = cpu_seconds(server.process.pid) if kind is Zonecast else 0
        one = burst(port, zones, ask)
        seen.append(one | {"cpu_s": cpu_seconds(server.process.pid) - before})
    if kind is Zonecast and not with_dead:
        with Profile(server) as taken:
            burst(port, zones, ask)
        profile = taken.rows
    bed.end(server)
    dead.close()
    return seen, profile


def burst(port, zones, ask):
    """What the secondary sees after ask() until every zone has been told."""
    sink = client_in_background("listening", "notify-sink", f"127.0.0.1:{port}", len(zones), 60)
    ask()
    return result_of(sink)
