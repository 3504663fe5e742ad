# SPDX-License-Identifier: GPL-3.0-or-later
"""Incremental transfers of a change of a thousand records."""

import time

from cpu_profile import Profile
from measure import Cpu, SoaProbe, client, family
from peers import KEY_ARGUMENT, Bind, Knot, Nsd, Zonecast
from parts.change import Change
from result import Result

TIMES = 200


def run(bed):
    result = Result("Incremental transfers (IXFR)", f"""500 RRsets of the large zone get a new record in place of the old one, in one change: an IXFR
of 1,004 records. It is then asked for {TIMES} times over new connections; CPU is the server's, divided by that, the first answer
(which zonecast renders for all) included. PowerDNS and YADIFA have no differences to serve here: PowerDNS answers IXFR with the
whole zone, YADIFA was given no updates.""")
    zone = bed.zone("tld")
    rows, cpus = [], {}
    for kind in (Zonecast, Nsd, Knot, Bind):
        server = bed.started(kind, [zone], updates=True)
        probe = SoaProbe(server.port, zone.name)
        change = Change(server, zone, rrsets=500)
        change.prepare()
        before = probe.ask(5)
        change.apply(0)
        middle = next_serial(probe, {before})
        change.answered()
        change.apply(1)
        next_serial(probe, {before, middle})
        settle(server)
        records = 1004
        for key in ("", KEY_ARGUMENT):
            with Cpu(server) as cpu:
                seen = client("ixfr", server.where, zone.name, middle, records, TIMES, *([key] if key else []))
            rows.append([kind.kind + (", signed" if key else ""), seen["octets"], seen["wall_ms"], cpu.seconds * 1000 / TIMES])
            if not key:
                cpus[kind.kind] = cpu.seconds * 1000 / TIMES
        if kind is Zonecast:
            with Profile(server) as profile:
                client("ixfr", server.where, zone.name, middle, records, 20 * TIMES)
            result.profile("zonecast serves an IXFR", profile.rows)
        change.close()
        probe.close()
        bed.end(server)
    result.table("", ["server", "octets", "wall ms", "server CPU ms"], rows)
    ours = cpus.pop(Zonecast.kind)
    result.goal("IXFR of 1,000 RRs: server CPU", "ms", ours, cpus, peer_ratio=1 / 5,
                why="the answer is rendered once; what is left is a connection for each transfer, made, read and ended by the kernel, which costs every server the same "
                    "(see the profile). A secondary that keeps its connection (RFC 7766) is spared that. Next: the answer sent on the thread that accepted, without another epoll turn.")
    return result


def next_serial(probe, old):
    """The first that is not an old one. While NSD reloads, its old processes answer beside the new ones."""
    seen = []
    probe.wait(lambda serial: serial not in old and not seen.append(serial), 120)
    return seen[-1]


def settle(server):
    """NSD's old processes go a moment after a reload, and take their CPU time with them."""
    before, deadline = family(server.process.pid), time.monotonic() + 30
    while time.monotonic() < deadline:
        time.sleep(1)
        now = family(server.process.pid)
        if now == before:
            return
        before = now
