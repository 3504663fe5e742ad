# SPDX-License-Identifier: GPL-3.0-or-later
"""Durable changes a second through the API, and what a bare SQLite group commit does on the same disk."""

import json
import subprocess
import time

from harness import dns_client
from measure import CLIENT, client, cpu_seconds, median
from peers import Zonecast
from cpu_profile import Profile
from result import Result, spread

CONNECTIONS = 64
SECONDS = 4
ROUNDS = 3
OCTETS_OF_A_CHANGE = 200


def run(bed):
    result = Result("Durable changes a second", f"""{CONNECTIONS} keep-alive connections, one request outstanding on each, each request replacing one address;
over {CONNECTIONS} zones, and again in one zone. An answer means that the change is on disk. The bar is SQLite alone on the same disk in turn
with it: a write-ahead log, synchronous=FULL, {CONNECTIONS} inserts of {OCTETS_OF_A_CHANGE} octets in each transaction. At the end of each round the server is
killed with SIGKILL while requests are outstanding, started again, and every acknowledged change is looked up. "HTTP alone" is the same client
and as many connections that ask for /healthz: what two cores, of which the client has one, make of HTTP without any change.""")
    zones = bed.many_zones()[:CONNECTIONS]
    rates = {"64 zones": [], "one zone": [], "HTTP alone": [], "SQLite": []}
    cpu = {"64 zones": [], "one zone": [], "HTTP alone": []}
    lost = 0
    for turn in range(ROUNDS):
        for case, asked in (("64 zones", names_of(zones)), ("one zone", names_of(zones[:1])), ("HTTP alone", ["/healthz"])):
            server = bed.started(Zonecast, zones)
            begin, before = time.monotonic(), cpu_seconds(server.process.pid)
            process = load(server, SECONDS + 10, asked)
            time.sleep(SECONDS)
            used, took = cpu_seconds(server.process.pid) - before, time.monotonic() - begin
            server.kill()
            seen = json.loads(process.communicate(timeout=60)[0])
            rates[case].append(seen["changes"] / took)
            cpu[case].append(used / max(1, seen["changes"]) * 1e6)
            if case != "HTTP alone":
                server.start()
                lost += lost_changes(server, seen["acknowledged"])
            bed.end(server)
        path = bed.folder / "run" / f"group-{turn}.db"
        seen = client("group-commit", path, CONNECTIONS, OCTETS_OF_A_CHANGE, SECONDS)
        rates["SQLite"].append(seen["changes"] / seen["wall_ms"] * 1000)
    result.table("", ["", "a second", "server CPU µs each"], [[case, spread(values), spread(cpu[case]) if case in cpu else "–"] for case, values in rates.items()])
    result.note(f"Acknowledged changes that were lost by SIGKILL: {lost}.")
    result.profile("zonecast takes changes of 64 zones", profiled(bed, zones))
    for title, case in (("durable changes a second through the API, 64 zones", "64 zones"), ("the same, all in one zone", "one zone")):
        result.goal(title, "/s", median(rates[case]), limit=median(rates["SQLite"]), limit_ratio=0.5, more_is_better=True,
                    why=f"a disk that flushes in a fraction of a millisecond lets SQLite alone do {median(rates['SQLite']):,.0f} inserts a second, more than the "
                        f"{median(rates['HTTP alone']):,.0f} requests a second that HTTP without any change reaches here beside its client. Of a change's "
                        f"{median(cpu[case]):.0f} µs of CPU, HTTP is {median(cpu['HTTP alone']):.0f}; the profile shows the rest.")
    assert lost == 0, f"{lost} acknowledged changes are lost"
    return result


def names_of(zones):
    return [zone.name for zone in zones]


def load(server, seconds, asked):
    return subprocess.Popen([CLIENT, "changes", f"127.0.0.1:{server.api_port}", server.key, str(CONNECTIONS), str(seconds), *asked],
                            stdout=subprocess.PIPE, text=True)


def profiled(bed, zones):
    server = bed.started(Zonecast, zones)
    process = load(server, SECONDS, names_of(zones))
    with Profile(server) as profile:
        process.communicate(timeout=60)
    bed.end(server)
    return profile.rows


def lost_changes(server, acknowledged):
    """How many owners have an older address than the one acknowledged last."""
    lost = 0
    for owner, number in acknowledged.items():
        if number == 0:
            continue
        answer = dns_client.ask(("127.0.0.1", server.port), owner, "A")
        addresses = [rdata.address for rrset in answer.answer for rdata in rrset]
        stored = max((int.from_bytes(bytes(map(int, a.split(".")[1:])), "big") for a in addresses), default=0)
        lost += stored < number
    return lost
