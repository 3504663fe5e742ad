# SPDX-License-Identifier: GPL-3.0-or-later
"""Durable changes a second through the API, and what a bare SQLite group commit does on the same disk."""

import json
import subprocess
import time

from harness import dns_client
from measure import CLIENT, client, cpu_seconds, median
from peers import Zonecast
from result import Result, spread

CONNECTIONS = 64
SECONDS = 4
ROUNDS = 3
OCTETS_OF_A_CHANGE = 200


def run(bed):
    result = Result("Durable changes a second", f"""{CONNECTIONS} keep-alive connections, one request outstanding on each, each request replacing one address;
over {CONNECTIONS} zones, and again in one zone. An answer means that the change is on disk. The bar is SQLite alone on the same disk in turn
with it: a write-ahead log, synchronous=FULL, {CONNECTIONS} inserts of {OCTETS_OF_A_CHANGE} octets in each transaction. At the end of each round the server is
killed with SIGKILL while requests are outstanding, started again, and every acknowledged change is looked up.""")
    zones = bed.many_zones()[:CONNECTIONS]
    rates = {"64 zones": [], "one zone": [], "SQLite": []}
    cpu = {"64 zones": [], "one zone": []}
    lost = 0
    for turn in range(ROUNDS):
        for case, chosen in (("64 zones", zones), ("one zone", zones[:1])):
            server = bed.started(Zonecast, zones)
            before = cpu_seconds(server.process.pid)
            process = subprocess.Popen([CLIENT, "changes", f"127.0.0.1:{server.api_port}", server.key, str(CONNECTIONS), str(SECONDS + 10),
                                        *[z.name for z in chosen]], stdout=subprocess.PIPE, text=True)
            time.sleep(SECONDS)
            used = cpu_seconds(server.process.pid) - before
            server.kill()
            seen = json.loads(process.communicate(timeout=60)[0])
            rates[case].append(seen["changes"] / seen["wall_ms"] * 1000)
            cpu[case].append(used / max(1, seen["changes"]) * 1e6)
            server.start()
            lost += lost_changes(server, seen["acknowledged"])
            bed.end(server)
        path = bed.folder / "run" / f"group-{turn}.db"
        seen = client("group-commit", path, CONNECTIONS, OCTETS_OF_A_CHANGE, SECONDS)
        rates["SQLite"].append(seen["changes"] / seen["wall_ms"] * 1000)
    result.table("", ["", "changes/s", "server CPU µs a change"], [[case, spread(values), spread(cpu[case]) if case in cpu else "–"] for case, values in rates.items()])
    result.note(f"Acknowledged changes that were lost by SIGKILL: {lost}.")
    for title, case in (("durable changes a second through the API, 64 zones", "64 zones"), ("the same, all in one zone", "one zone")):
        result.goal(title, "/s", median(rates[case]), limit=median(rates["SQLite"]), limit_ratio=0.5, more_is_better=True,
                    why="by its profile the commit is a sixth of a request's 180 µs of CPU, preparing and publishing the change a fifth; half is HTTP: "
                        "two changes of thread for each request, and timers set and cleared around each read and write. Next: parse and answer on "
                        "the thread that has the connection, and hand only the command to the writer.")
    assert lost == 0, f"{lost} acknowledged changes are lost"
    return result


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
