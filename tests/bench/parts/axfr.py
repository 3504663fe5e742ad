# SPDX-License-Identifier: GPL-3.0-or-later
"""Full transfers: one client and eight, plain and signed, of the TLD-like zone from everybody and of the hosting-like zone from
the fastest."""

from measure import Cpu, client, lower_quartile, median, memory_by_place, pss_bytes
from peers import EVERYBODY, KEY_ARGUMENT, Bind, Knot, Nsd, Pdns, Yadifa, Zonecast
from result import Result, spread

# The slow ones take turns less often, so that the run ends within its time.
LESS_OFTEN = {Yadifa: 3, Bind: 5, Pdns: 13}
# Fifty seconds for eight transfers: no round with eight clients.
NEVER_EIGHT = (Bind, Pdns)
CASES = (("one client", 1, ""), ("eight clients", 8, ""), ("one client, signed", 1, KEY_ARGUMENT),
         ("eight clients, signed", 8, KEY_ARGUMENT))


def run(bed):
    result = Result("Full transfers (AXFR)", """Timed from connect() to the last record: the client sums ANCOUNT and stops at the
known count. CPU is the server's, for each transfer. "Limit" is a plain write() of the octets that zonecast sent, from one
resident buffer to as many connections. Memory is taken after the first transfer. Signed: hmac-sha256, every message.""")
    tld = measure_zone(bed, result, "tld", EVERYBODY)
    goals(result, tld)
    measure_zone(bed, result, "hosting", (Zonecast, Nsd, Knot), shorter=3)
    return result


def measure_zone(bed, result, kind, kinds, shorter=1):
    zone = bed.zone(kind)
    records = bed.record_count(zone)
    servers = [bed.started(one, [zone]) for one in kinds]
    verify(bed, servers, zone, records)
    memory = {server.kind: pss_bytes(server.process.pid) for server in servers}
    result.memory(f"memory of zonecast with {kind}", memory_by_place(servers[0].process.pid))
    figures = {}
    for case, clients, key in CASES:
        bed.say(f"{kind}: {case}")
        figures[case] = take_turns(bed, servers, zone, records, clients, key, shorter)
        rows = []
        for name, readings in figures[case].items():
            cpu = [r["cpu_ms"] for r in readings if "cpu_ms" in r]
            rows.append([name, len(readings), spread([r["wall_ms"] for r in readings]), lower_quartile([r["wall_ms"] for r in readings]),
                         spread(cpu) if cpu else "–", readings[0]["octets"] / records, readings[0]["messages"] or None,
                         memory[name] / records if name in memory and clients == 1 and not key else None])
        result.table(f"{records:,} records, {kind}-like: {case}", ["server", "rounds", "wall ms", "lower quartile", "server CPU ms a transfer",
                     "octets a record", "messages", "PSS octets a record"], rows)
    for server in servers:
        bed.end(server)
    return {"records": records, "memory": memory, "cases": figures, "octets": figures[CASES[0][0]]["zonecast"][0]["octets"] / records}


def verify(bed, servers, zone, records):
    """The untimed pass: everybody sends the same records, and every MAC is right."""
    sums = {}
    for server in servers:
        bed.say(f"{zone.name}: verifying {server}")
        for key in ("", KEY_ARGUMENT) if server.kind != "PowerDNS" else ("",):
            seen = client("digest", server.where, zone.name, *([key] if key else []))
            assert seen["records"] == records, f"{server} sends {seen['records']} records of {records}"
            sums[server.kind, bool(key)] = seen["sum"]
    assert len(set(sums.values())) == 1, f"not the same contents: {sums}"


def take_turns(bed, servers, zone, records, clients, key, shorter):
    rounds = max(3, (bed.rounds if clients == 1 else bed.rounds // 2) // shorter)
    figures = {server.kind: [] for server in servers} | {"limit": []}
    for turn in range(rounds):
        for server in servers:
            if turn % LESS_OFTEN.get(type(server), 1) or (clients > 1 and (isinstance(server, NEVER_EIGHT) or (turn > 2 and server.kind != "zonecast"))):
                continue
            with Cpu(server) as cpu:
                reading = client("axfr", server.where, zone.name, records, clients, *([key] if key else []))
            figures[server.kind].append(reading | {"cpu_ms": cpu.seconds * 1000 / clients})
        figures["limit"].append(client("raw", figures["zonecast"][-1]["octets"], clients))
    return {name: readings for name, readings in figures.items() if readings}


def goals(result, tld):
    records, cases = tld["records"], tld["cases"]

    def of(case, member, pick=median):
        return {name: pick([r[member] for r in readings]) for name, readings in cases[case].items()
                if name != "limit" and member in readings[0]}

    def apart(figures):
        return figures["zonecast"], {name: value for name, value in figures.items() if name != "zonecast"}

    millions = f"{records / 1e6:.3g} M RRs"
    one, eight, signed, signed_eight = (case for case, _, _ in CASES)
    ours, peers = apart(of(one, "cpu_ms"))
    result.goal(f"AXFR of {millions}: server CPU", "ms", ours, peers, peer_ratio=1 / 30)
    ours, peers = apart(of(one, "wall_ms", lower_quartile))
    result.goal(f"AXFR of {millions}, one client: wall (lower quartile)", "ms", ours, peers, peer_ratio=1 / 25,
                limit=lower_quartile([r["wall_ms"] for r in cases[one]["limit"]]), limit_ratio=1.5)
    ours, peers = apart(of(eight, "wall_ms"))
    result.goal("eight AXFRs at once: wall", "ms", ours, peers, peer_ratio=1 / 15, limit=median([r["wall_ms"] for r in cases[eight]["limit"]]))
    ours, peers = apart(of(signed, "cpu_ms"))
    result.goal("AXFR signed with hmac-sha256, one client: server CPU", "ms", ours, peers, peer_ratio=1 / 5)
    ours, peers = apart(of(signed_eight, "cpu_ms"))
    result.goal("the same, eight clients: server CPU for each", "ms", ours, peers, peer_ratio=1 / 10)
    for title, case in (("octets on the wire for each RR", one), ("the same, signed", signed)):
        ours, peers = apart({name: value / records for name, value in of(case, "octets").items()})
        result.goal(title, "octets", ours, {"NSD": peers["NSD"]}, peer_ratio=1.05)
    ours, peers = apart({name: value / records for name, value in tld["memory"].items()})
    result.goal("memory for each RR after load and one AXFR", "octets", ours, peers, most=40,
                why=f"blocks take the {tld['octets']:.1f} octets on the wire and about one more for each RR; what is above that is the program, its libraries and buffers, "
                    "whatever the zone's size: the table of memory has the parts. Next: OpenSSL and SQLite linked statically, which distributors would rather not.")
