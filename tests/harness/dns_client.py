# SPDX-License-Identifier: GPL-3.0-or-later
"""Asking a server, with dnspython: an implementation that shares nothing with ours."""

import base64
import queue
import socket
import struct
import threading
from typing import NamedTuple

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.query
import dns.rcode
import dns.rdataclass
import dns.rdata
import dns.rdatatype
import dns.rrset
import dns.tsig

HASHES = ("hmac-md5", "hmac-sha1", "hmac-sha224", "hmac-sha256", "hmac-sha384", "hmac-sha512")


class TsigKey(NamedTuple):
    name: str              # without final dot
    hash: str              # one of HASHES
    secret: str            # base64

    @classmethod
    def make(cls, name="transfer.example.org", hash="hmac-sha256", octets=32):
        return cls(name, hash, base64.b64encode(bytes(range(octets))).decode())

    def keyring(self):
        algorithm = dns.tsig.HMAC_MD5 if self.hash == "hmac-md5" else dns.name.from_text(self.hash)
        key = dns.tsig.Key(dns.name.from_text(self.name), self.secret, algorithm)
        return {key.name: key}


class Record(NamedTuple):
    """One RR as it was on the wire: spelling of names and TTL included."""
    owner: str
    ttl: int
    type: str
    rdata: bytes

    def folded(self):
        """Letter case taken out of owner and of the names in the RDATA."""
        rdata = dns.rdata.from_wire(dns.rdataclass.IN, dns.rdatatype.from_text(self.type), self.rdata, 0,
                                    len(self.rdata))
        return Record(self.owner.lower(), self.ttl, self.type, rdata.to_digestable())


def server_address(server):
    """("127.0.0.1", 5300) of anything with address and port, or of such a pair."""
    return server if isinstance(server, tuple) else (server.address, server.port)


def ask(server, name, rdtype, *, tcp=False, key=None, timeout_s=3, dnssec=False, edns=None, **flags):
    """One query, one answer."""
    query = dns.message.make_query(name, rdtype, want_dnssec=dnssec, use_edns=edns, **flags)
    return exchange(server, query, tcp=tcp, key=key, timeout_s=timeout_s)


def exchange(server, query, *, tcp=False, key=None, timeout_s=3):
    if key:
        query.use_tsig(key.keyring(), algorithm=next(iter(key.keyring().values())).algorithm)
    address, port = server_address(server)
    send = dns.query.tcp if tcp else dns.query.udp
    return send(query, address, timeout_s, port)


def serial_of(server, zone, **options):
    """The zone's serial there, or None when it is not answered with authority."""
    try:
        answer = ask(server, zone, "SOA", timeout_s=options.pop("timeout_s", 1), **options)
    except (dns.exception.DNSException, OSError):
        return None
    if answer.rcode() != dns.rcode.NOERROR or not answer.answer or not answer.flags & dns.flags.AA:
        return None
    return next((rr.serial for rrset in answer.answer if rrset.rdtype == dns.rdatatype.SOA for rr in rrset), None)


class Stream:
    """A TCP connection that speaks DNS messages, raw."""

    def __init__(self, server, timeout_s=10, source=None):
        self.socket = socket.create_connection(server_address(server), timeout_s, source)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.ahead = None

    def send(self, *messages):
        """All in one write."""
        wires = [m if isinstance(m, bytes) else m.to_wire() for m in messages]
        self.socket.sendall(b"".join(struct.pack("!H", len(wire)) + wire for wire in wires))

    def read_ahead(self):
        """From now on a thread takes what comes, so that a server need not wait for our parsing."""
        if self.ahead is None:
            self.ahead = queue.SimpleQueue()
            threading.Thread(target=self._fetch, daemon=True).start()

    def _fetch(self):
        while True:
            try:
                message = self._next()
            except (OSError, AssertionError) as error:
                message = error
            self.ahead.put(message)
            if not isinstance(message, bytes):
                return

    def receive(self):
        """The next message, or None at the end of the stream."""
        if self.ahead is None:
            return self._next()
        message = self.ahead.get(timeout=60)
        if isinstance(message, Exception):
            raise message
        return message

    def _next(self):
        length = self._exactly(2)
        return self._exactly(struct.unpack("!H", length)[0]) if length else None

    def _exactly(self, count):
        data = b""
        while len(data) < count:
            piece = self.socket.recv(count - len(data))
            if not piece:
                assert not data, "the stream ends inside a message"
                return None
            data += piece
        return data

    def shut_sending(self):
        self.socket.shutdown(socket.SHUT_WR)

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Transfer(NamedTuple):
    messages: list         # dns.message.Message, in order
    records: list          # Record, in order, first and last SOA included
    octets: int

    def is_incremental(self):
        return len(self.records) > 2 and self.records[1].type == "SOA"


class TransferRefused(Exception):
    """The answer's RCODE was not NOERROR."""

    def __init__(self, message):
        super().__init__(dns.rcode.to_text(message.rcode()))
        self.message = message
        self.rcode = message.rcode()


def transfer_query(zone, rdtype="AXFR", serial=None, **options):
    query = dns.message.make_query(zone, rdtype, **options)
    query.flags = 0
    if serial is not None:
        query.authority.append(dns.rrset.from_text(query.question[0].name, 0, "IN", "SOA", f". . {serial} 0 0 0 0"))
    return query


def transfer(server, zone, rdtype="AXFR", serial=None, key=None, timeout_s=30, query=None, source=None):
    """A whole transfer over TCP; each message is parsed, and verified when there is a key."""
    query = query or transfer_query(zone, rdtype, serial)
    if key:
        query.use_tsig(key.keyring(), algorithm=next(iter(key.keyring().values())).algorithm)
    with Stream(server, timeout_s, source) as stream:
        stream.send(query)
        return read_transfer(stream, query, serial)


def read_transfer(stream, query, serial=None):
    """Reads one transfer's messages up to its closing SOA."""
    stream.read_ahead()
    messages, records, octets, tsig = [], [], 0, None
    incremental_ends = 0
    while True:
        wire = stream.receive()
        assert wire is not None, f"the connection was closed after {len(records)} records"
        octets += len(wire)
        message = dns.message.from_wire(wire, keyring=query.keyring, request_mac=query.mac, xfr=True, tsig_ctx=tsig,
                                        multi=True, one_rr_per_rrset=True)
        tsig = message.tsig_ctx
        if message.rcode() != dns.rcode.NOERROR:
            raise TransferRefused(message)
        messages.append(message)
        new = records_of(message)
        records += new
        assert records and records[0].type == "SOA", "a transfer starts with the SOA"
        incremental_ends += sum(1 for r in new if r.type == "SOA" and r.rdata == records[0].rdata)
        if _is_whole(query, records, incremental_ends, serial):
            return Transfer(messages, records, octets)


def _is_whole(query, records, newest_seen, serial):
    if query.question[0].rdtype == dns.rdatatype.IXFR:
        if len(records) == 1:
            # The newest SOA alone: up to date, unless more is to come.
            return serial is not None and soa_serial(records[0]) == serial
        if records[1].type == "SOA" and records[1].rdata != records[0].rdata:
            return newest_seen == 3 and records[-1].rdata == records[0].rdata
    return newest_seen == 2


def soa_serial(record):
    return struct.unpack("!I", record.rdata[-20:-16])[0]


def records_of(message):
    return [Record(rrset.name.to_text(), rrset.ttl, dns.rdatatype.to_text(rrset.rdtype), rrset[0].to_wire())
            for rrset in message.answer]


def contents(server, zone, key=None, timeout_s=60):
    """What an AXFR from there yields: sorted records, the SOA once."""
    records = transfer(server, zone, key=key, timeout_s=timeout_s).records
    assert records[0] == records[-1], "first and last SOA differ"
    return sorted(records[:-1])


def differences(ours, theirs, most=20):
    """What is in one list of records and not in the other, readable in a failed assertion."""
    ours, theirs = set(ours), set(theirs)
    return [("missing", r) for r in sorted(ours - theirs)[:most]] + [("extra", r) for r in sorted(theirs - ours)[:most]]
