# SPDX-License-Identifier: GPL-3.0-or-later
"""One RRset of a large zone is changed: until it is served, until the first NOTIFY, until a secondary has it."""

import json
import select
import shutil
import signal
import socket
import time

import dns.message
import dns.rdatatype
import dns.rrset
import dns.update

from cpu_profile import Profile
from harness.knot import Knot as KnotSecondary
from harness.process import free_port
from measure import SoaProbe, client, median, serial_in
from peers import Bind, Knot, Nsd, Zonecast, ZoneFile
from result import Result, spread

TIMES = {Zonecast: 15, Bind: 15, Knot: 7, Nsd: 2}
PROFILED = 300
PAUSE_S = 0.3


def run(bed):
    result = Result("One change of a large zone", """One RRset is replaced: through zonecast's API (durable commit included), by a dynamic update sent to BIND and
Knot, by rewriting the file and a reload in NSD, which has no other way. The clock starts when the request leaves. A fake
secondary takes the NOTIFY and at once asks for IXFR; SOA queries go out one after the other meanwhile. BIND's NOTIFY delay is
lifted. Then a real secondary (Knot) follows each of them.""")
    zone = bed.zone("tld")
    rows, served, notified, fetched, followed = [], {}, {}, {}, {}
    for kind, times in TIMES.items():
        port = free_port()
        real = KnotSecondary(bed.folder / "run" / f"secondary-of-{kind.__name__.lower()}")
        server = bed.started(kind, [zone], notify=[("127.0.0.1", port), ("127.0.0.1", real.port)], updates=True)
        seen = one_by_one(bed, server, zone, port, times)
        served[kind.kind] = [each["served"] for each in seen]
        notified[kind.kind] = [each["notified"] for each in seen]
        fetched[kind.kind] = [each["fetched"] for each in seen if each["fetched"]]
        if kind is not Nsd:
            followed[kind.kind] = until_followed(bed, server, zone, real, port, times)
        rows.append([kind.kind, times, spread(served[kind.kind]), spread(notified[kind.kind]),
                     spread(fetched[kind.kind]) if fetched[kind.kind] else "–",
                     spread(followed[kind.kind]) if kind.kind in followed else "–"])
        if kind is Zonecast:
            result.profile("zonecast takes changes one by one", profiled(server, zone))
        bed.end(server)
    result.table(f"{bed.record_count(zone):,} records; milliseconds", ["server", "changes", "served", "first NOTIFY", "last octet of the IXFR",
                 "served by a Knot secondary"], rows)

    def medians(figures):
        out = {name: median(values) for name, values in figures.items()}
        return out.pop(Zonecast.kind), out

    size = f"{bed.record_count(zone) / 1e6:.3g} M RR"
    ours, peers = medians(served)
    seen = client("group-commit", bed.folder / "run" / "one.db", 1, 200, 2)
    flush = seen["wall_ms"] / seen["changes"]
    result.note(f"SQLite alone takes {flush:.2f} ms to make one insert durable on this disk.")
    result.goal(f"one RRset of a {size} zone changed: until served", "ms", ours, peers, limit=flush, targets=[("BIND", ours / peers["BIND"], 1 / 4)],
                why=f"a durable commit of one row takes SQLite {flush:.2f} ms here, and a change is more than one row: its history, its difference and the line of the "
                    "activity log are in the same transaction. A request crosses two threads (connection, handler), each of which has gone to sleep when changes come one "
                    "at a time; BIND takes an update on the thread that answers queries. See the profile. Next: fewer pages written for a change.")
    ours, peers = medians(notified)
    result.goal("the same: until the first NOTIFY", "ms", ours, peers, targets=[("BIND, limits lifted", ours / peers["BIND"], 1 / 2)])
    ours, peers = medians(followed)
    result.goal("the same: until a Knot secondary serves it", "ms", ours, peers, targets=[("BIND", ours / peers["BIND"], 1.0)],
                why="nearly all of it is Knot's, which takes a NOTIFY, asks for the SOA and the IXFR, and puts the difference into its zone; the column before has what the "
                    "primary takes of that, and the ranges how far single rounds scatter. Next: more rounds.")
    ours, peers = medians(fetched)
    result.goal("the same: until the last octet of the IXFR", "ms", ours, peers, most=15)
    return result


def profiled(server, zone):
    """Where CPU goes when changes come one at a time, with pauses."""
    change = Change(server, zone)
    change.prepare()
    with Profile(server) as profile:
        for number in range(PROFILED):
            change.apply(number)
            change.answered()
            time.sleep(0.01)
    change.close()
    return profile.rows


class Change:
    """Replaces the NS set of the first delegations, each time by others; apply() returns the time when the request left, and
    `socket` becomes readable when the server has answered."""

    def __init__(self, server, zone, rrsets=1):
        self.server, self.zone, self.rrsets = server, zone, rrsets
        self.owners = delegations(zone, rrsets)
        self.socket = None

    def prepare(self):
        kind = type(self.server)
        if kind is Nsd:
            # The file is the server's own copy from now on; two are made ready, with serials that rise.
            self.text = self.zone.path.read_text(encoding="ascii")
            self.path = self.server.folder / "zone"
            shutil.copy(self.zone.path, self.path)
            self.server.stop()
            self.server.zones = [ZoneFile(self.zone.name, self.path)]
            self.server.start()
            return
        port = self.server.api_port if kind is Zonecast else self.server.port
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def targets(self, number):
        return [f"changed{number}.{owner}.example." for owner in self.owners]

    def apply(self, number):
        wire = getattr(self, f"_{type(self.server).__name__.lower()}")(number)
        begin = time.monotonic()
        if wire is None:
            self.server.process.send_signal(signal.SIGHUP)
        else:
            self.socket.sendall(wire)
        return begin

    def answered(self):
        """Takes the answer, which must be good."""
        if self.socket is None:
            return
        answer = self.socket.recv(65536)
        if isinstance(self.server, Zonecast):
            assert answer.startswith(b"HTTP/1.1 200"), answer
        else:
            assert answer[5] & 15 == 0, f"{self.server} refused the update: RCODE {answer[5] & 15}"

    def _zonecast(self, number):
        records = [{"op": "put", "domain": f"{owner}.{self.zone.name}", "type": "NS", "ttl": 86400, "answers": [{"answer": [target]}]}
                   for owner, target in zip(self.owners, self.targets(number))]
        body = json.dumps({"records": records}).encode()
        return (f"POST /v1/zones/{self.zone.name}/changes HTTP/1.1\r\nHost: localhost\r\nX-NSONE-Key: {self.server.key}\r\n"
                f"Content-Length: {len(body)}\r\n\r\n").encode() + body

    def _bind(self, number):
        update = dns.update.UpdateMessage(self.zone.name)
        for owner, target in zip(self.owners, self.targets(number)):
            update.replace(owner, 86400, "NS", target)
        wire = update.to_wire()
        return len(wire).to_bytes(2, "big") + wire

    _knot = _bind

    def _nsd(self, number):
        lines, left = [], dict(zip(self.owners, self.targets(number)))
        for line in self.text.split("\n"):
            owner = line.split(" ", 1)[0]
            if owner in left and " NS " in line:
                if left[owner]:
                    lines.append(f"{owner} NS {left[owner]}")
                    left[owner] = ""
            else:
                lines.append(line.replace(" 1 3600 900 ", f" {number + 2} 3600 900 ", 1) if line.startswith("@ SOA") else line)
        self.path.write_text("\n".join(lines), encoding="ascii")
        time.sleep(1.1)  # it compares the file's time in seconds
        return None

    def close(self):
        if self.socket:
            self.socket.close()


def delegations(zone, count):
    """The first owners that have nothing but two NS records outside the zone: replacing one set is two records out, one in."""
    out, lines = [], {}
    with open(zone.path, encoding="ascii") as text:
        for line in text:
            owner, kind, *_ = line.split(" ")
            if owner[0] in "@$" or "." in owner:
                continue
            lines.setdefault(owner, []).append((kind, line.strip().endswith(".example.")))
            if len(lines) > count * 10 + 100:
                break
    for owner, kinds in list(lines.items())[5:-1]:
        if [k for k, outside in kinds if k == "NS" and outside] == [k for k, _ in kinds] and len(kinds) == 2 and len(out) < count:
            out.append(owner)
    assert len(out) == count
    return out


def one_by_one(bed, server, zone, port, times):
    """Milliseconds from the request to each event."""
    bed.say(f"{server}: changes one by one")
    notifies = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    notifies.bind(("127.0.0.1", port))
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)  # Knot notifies over TCP
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen()
    probe = SoaProbe(server.port, zone.name)
    change = Change(server, zone)
    change.prepare()
    out = []
    for number in range(times):
        drain(notifies, listener, PAUSE_S + (1 if isinstance(server, Knot) else 0))
        before = probe.ask(2)
        out.append(watch(change, number, probe, before, notifies, listener))
    for each in (change, probe, notifies, listener):
        each.close()
    return out


def watch(change, number, probe, before, notifies, listener):
    begin = change.apply(number)
    probe.socket.send(probe.query)
    waiting = [probe.socket, notifies, listener] + ([change.socket] if change.socket else [])
    served = notified = fetched = None
    transfer = None
    held = b""
    while served is None or notified is None or (transfer is not None and fetched is None):
        readable = select.select(waiting, [], [], 60)[0]
        now = time.monotonic()
        assert readable, f"{change.server}: nothing within a minute (served {served}, notified {notified})"
        for one in readable:
            if one is probe.socket:
                serial = serial_in(one.recv(4096))
                if serial is not None and serial != before and served is None:
                    served = now - begin
                if served is None:
                    one.send(probe.query)
            elif one is change.socket:
                change.answered()
                waiting.remove(one)
            elif one is transfer:
                piece = one.recv(1 << 16)
                held += piece
                if not piece or whole(held):
                    fetched = now - begin
                    waiting.remove(one)
                    transfer.close()
            else:
                message = take_notify(one)
                if message and notified is None:
                    notified = now - begin
                    transfer = socket.create_connection(("127.0.0.1", change.server.port))
                    query = ixfr_query(change.zone.name, before)
                    transfer.sendall(len(query).to_bytes(2, "big") + query)
                    waiting.append(transfer)
    return {"served": served * 1000, "notified": notified * 1000, "fetched": fetched * 1000 if fetched else None}


def take_notify(source):
    """One NOTIFY, answered."""
    if source.type == socket.SOCK_STREAM:
        connection, _ = source.accept()
        with connection:
            size = int.from_bytes(connection.recv(2), "big")
            message = connection.recv(size)
            answer = notify_answer(message)
            connection.sendall(len(answer).to_bytes(2, "big") + answer)
        return message
    message, peer = source.recvfrom(4096)
    source.sendto(notify_answer(message), peer)
    return message


def notify_answer(message):
    answer = dns.message.make_response(dns.message.from_wire(message))
    return answer.to_wire()


def drain(notifies, listener, quiet_s):
    while True:
        readable = select.select([notifies, listener], [], [], quiet_s)[0]
        if not readable:
            return
        for one in readable:
            take_notify(one)


def ixfr_query(zone, serial):
    query = dns.message.make_query(zone, "IXFR")
    query.flags = 0
    query.authority.append(dns.rrset.from_text(query.question[0].name, 0, "IN", "SOA", f". . {serial} 0 0 0 0"))
    return query.to_wire()


def whole(held):
    """Whether the first message, or the chain of them, ends with a closing SOA: a small IXFR is one message."""
    return len(held) > 2 and len(held) >= 2 + int.from_bytes(held[:2], "big")


def until_followed(bed, server, zone, real, port, times):
    bed.say(f"{server}: a Knot secondary follows")
    sink = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sink.bind(("127.0.0.1", port))  # the fake secondary is quiet: its NOTIFYs must not be refused by the kernel
    real.add(zone.name, ("127.0.0.1", server.port))
    real.start()
    probe, ours = SoaProbe(real.port, zone.name), SoaProbe(server.port, zone.name)
    probe.wait(lambda serial: True, 120)
    change = Change(server, zone)
    change.prepare()
    out = []
    for number in range(100, 100 + times):
        time.sleep(PAUSE_S + 1)
        before = ours.ask(2)
        begin = change.apply(number)
        out.append((probe.wait(lambda serial: serial != before, 60) - begin) * 1000)
        change.answered()
    for each in (change, probe, ours, sink):
        each.close()
    real.stop()
    return out
