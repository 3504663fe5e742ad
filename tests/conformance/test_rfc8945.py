# SPDX-License-Identifier: GPL-3.0-or-later
"""RFC 8945: TSIG."""

import hashlib
import hmac
import struct
import time
from concurrent.futures import ThreadPoolExecutor

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import pytest

from harness.dns_client import HASHES, Stream, TsigKey, ask, exchange, transfer, transfer_query
from harness.fake_secondary import Anybody

SECRET = bytes(range(32))


@pytest.fixture
def key(zone):
    """A key that may transfer the zone; its name is the zone's own."""
    made = TsigKey.make("key." + zone.name)
    zone.set_secondaries(Anybody, notify=False, key=made, transfers=True)
    return made


def wire_name(name):
    return dns.name.from_text(name).to_wire()


def signed(message, key, *, time_signed=None, fudge=300, mac_octets=None, mac=None, name=None, algorithm="hmac-sha256",
           original_id=None, error=0, other=b"", prior=b""):
    """The message's wire with a TSIG made by hand (sections 4.2 and 4.3)."""
    wire = message.to_wire()
    when = int(time.time()) if time_signed is None else time_signed
    owner = (name or key.name)
    canonical = dns.name.from_text(owner).canonicalize().to_wire()
    algorithm_wire = wire_name(algorithm)
    variables = (canonical + struct.pack("!HI", 255, 0) + dns.name.from_text(algorithm).canonicalize().to_wire()
                 + struct.pack("!HIHHH", when >> 32, when & 0xFFFFFFFF, fudge, error, len(other)) + other)
    digest = mac if mac is not None else hmac.new(SECRET, prior + wire + variables, hashlib.sha256).digest()
    digest = digest[:mac_octets] if mac_octets is not None else digest
    rdata = (algorithm_wire + struct.pack("!HIHH", when >> 32, when & 0xFFFFFFFF, fudge, len(digest)) + digest
             + struct.pack("!HHH", original_id if original_id is not None else message.id, error, len(other)) + other)
    record = wire_name(owner) + struct.pack("!HHIH", 250, 255, 0, len(rdata)) + rdata
    return wire[:10] + struct.pack("!H", struct.unpack("!H", wire[10:12])[0] + 1) + wire[12:] + record


class Tsig:
    """The TSIG RR of an answer, taken apart without verifying it."""

    def __init__(self, wire):
        self.rcode = wire[3] & 15
        counts = struct.unpack("!4H", wire[4:12])
        at = 12
        for _ in range(counts[0]):
            at = skip_name(wire, at) + 4
        self.owner = None
        for _ in range(sum(counts[1:])):
            self.start = at
            end = skip_name(wire, at)
            rdtype, _, _, length = struct.unpack("!HHIH", wire[end:end + 10])
            rdata = wire[end + 10:end + 10 + length]
            if rdtype == 250:
                self.owner, _ = dns.name.from_wire(wire, at)
                self._read(rdata)
            at = end + 10 + length
        self.is_last = self.owner is not None and at == len(wire)

    def _read(self, rdata):
        self.algorithm, used = dns.name.from_wire(rdata, 0)
        rest = rdata[used:]
        high, low, self.fudge, size = struct.unpack("!HIHH", rest[:10])
        self.time = (high << 32) | low
        self.mac = rest[10:10 + size]
        self.original_id, self.error, other = struct.unpack("!HHH", rest[10 + size:16 + size])
        self.other = rest[16 + size:16 + size + other]


def skip_name(wire, at):
    while wire[at]:
        if wire[at] >= 0xC0:
            return at + 2
        at += wire[at] + 1
    return at + 1


def answer_to(server, wire):
    with Stream(server) as stream:
        stream.send(wire)
        return stream.receive()


@pytest.mark.parametrize("hash", HASHES)
def test_every_message_of_a_transfer_is_signed(server, make_zone, hash):
    zone = make_zone(text="@ 3600 SOA ns1 h 1 3600 900 604800 300\n@ 3600 NS ns1\nns1 300 A 192.0.2.1\n"
                     + "".join(f"host{n} 300 TXT \"{'x' * 200}\"\n" for n in range(1000)))
    key = TsigKey.make("every." + hash, hash)
    zone.set_secondaries(Anybody, notify=False, key=key, transfers=True)
    answer = transfer(server, zone.name, key=key)
    assert len(answer.messages) > 3
    assert all(m.had_tsig for m in answer.messages)


def test_transfers_at_the_same_time_are_each_signed_with_their_own_key(server, make_zone):
    """Those that meet are hashed together where the processor can: of any length, from anywhere in a transfer."""
    keys = [TsigKey.make(f"many{n}.{hash}", hash, octets=10 + n * 10) for n, hash in enumerate(HASHES * 3)]
    zones = []
    for n, key in enumerate(keys):
        hosts = "".join(f"host{i} 300 TXT \"{'x' * (100 + n)}\"\n" for i in range(4000 + n))
        zone = make_zone(text=f"@ 3600 SOA ns1 h 1 3600 900 604800 300\n@ 3600 NS ns1\nns1 300 A 192.0.2.1\n{hosts}")
        zone.set_secondaries(Anybody, notify=False, key=key, transfers=True)
        zones.append(zone)
    with ThreadPoolExecutor(len(keys)) as threads:
        answers = list(threads.map(lambda n: transfer(server, zones[n].name, key=keys[n]), list(range(len(keys))) * 2))
    assert [len(answer.records) for answer in answers] == [4004 + n for n in range(len(keys))] * 2
    assert all(m.had_tsig for answer in answers for m in answer.messages)


def test_queries_over_udp_and_tcp_are_answered_signed(server, zone, key):
    for tcp in (False, True):
        answer = ask(server, zone.name, "SOA", key=key, tcp=tcp)
        assert answer.had_tsig and answer.answer


def test_an_unsigned_query_is_answered_unsigned(server, zone, key):
    assert not ask(server, zone.name, "SOA").had_tsig


def test_truncated_answers_are_signed_too(server, make_zone):
    zone = make_zone(text="@ 3600 SOA ns1 h 1 3600 900 604800 300\n@ 3600 NS ns1\nns1 300 A 192.0.2.1\n"
                     + "".join(f"big 300 TXT \"{n}{'x' * 200}\"\n" for n in range(20)))
    key = TsigKey.make("truncated.example.org")
    zone.set_secondaries(Anybody, notify=False, key=key)
    answer = ask(server, f"big.{zone.name}", "TXT", key=key)
    assert answer.flags & dns.flags.TC and answer.had_tsig


def test_an_unknown_key_is_badkey_unsigned(server, zone, key):
    query = dns.message.make_query(zone.name, "SOA")
    wire = answer_to(server, signed(query, key, name="unknown.example.org"))
    tsig = Tsig(wire)
    assert tsig.rcode == dns.rcode.NOTAUTH and tsig.error == 17 and tsig.mac == b""
    assert tsig.owner == dns.name.from_text("unknown.example.org") and tsig.original_id == query.id


def test_another_algorithm_than_the_keys_is_badkey(server, zone, key):
    wire = answer_to(server, signed(dns.message.make_query(zone.name, "SOA"), key, algorithm="hmac-sha512"))
    assert Tsig(wire).error == 17


def test_a_wrong_mac_is_badsig_unsigned(server, zone, key):
    wire = answer_to(server, signed(dns.message.make_query(zone.name, "SOA"), key, mac=b"\x01" * 32))
    tsig = Tsig(wire)
    assert tsig.rcode == dns.rcode.NOTAUTH and tsig.error == 16 and tsig.mac == b""


@pytest.mark.parametrize("shift", [-301, 301, -100000])
def test_a_wrong_time_is_badtime_signed_with_the_servers_time(server, zone, key, shift):
    when = int(time.time()) + shift + (5 if shift > 0 else -5)
    query = dns.message.make_query(zone.name, "SOA")
    request = signed(query, key, time_signed=when)
    wire = answer_to(server, request)
    tsig = Tsig(wire)
    assert tsig.rcode == dns.rcode.NOTAUTH and tsig.error == 18
    assert len(tsig.mac) == 32, "signed"
    # Time signed and fudge are the client's, the server's time is in other data (section 5.2.3).
    assert tsig.time == when
    assert abs(int.from_bytes(tsig.other, "big") - time.time()) < 30 and len(tsig.other) == 6
    assert tsig.mac == response_mac(wire, tsig, key, Tsig(request).mac)


def response_mac(wire, tsig, key, request_mac):
    stripped = wire[:10] + struct.pack("!H", struct.unpack("!H", wire[10:12])[0] - 1) + wire[12:tsig.start]
    variables = (dns.name.from_text(key.name).canonicalize().to_wire() + struct.pack("!HI", 255, 0)
                 + tsig.algorithm.canonicalize().to_wire()
                 + struct.pack("!HIHHH", tsig.time >> 32, tsig.time & 0xFFFFFFFF, tsig.fudge, tsig.error, len(tsig.other))
                 + tsig.other)
    data = struct.pack("!H", len(request_mac)) + request_mac + stripped + variables
    return hmac.new(SECRET, data, hashlib.sha256).digest()


@pytest.mark.parametrize("shift", [-290, 290])
def test_a_time_within_the_fudge_is_taken(server, zone, key, shift):
    wire = answer_to(server, signed(dns.message.make_query(zone.name, "SOA"), key, time_signed=int(time.time()) + shift))
    assert Tsig(wire).error == 0


def test_the_key_is_checked_before_mac_and_time(server, zone, key):
    query = dns.message.make_query(zone.name, "SOA")
    unknown = signed(query, key, name="unknown.example.org", mac=b"\x01" * 32, time_signed=1)
    assert Tsig(answer_to(server, unknown)).error == 17
    bad = signed(query, key, mac=b"\x01" * 32, time_signed=1)
    assert Tsig(answer_to(server, bad)).error == 16


@pytest.mark.parametrize("octets", [0, 1, 9, 15])
def test_a_mac_below_the_least_length_is_a_format_error(server, zone, key, octets):
    # At least ten octets and half of the hash (section 5.2.2.1).
    wire = answer_to(server, signed(dns.message.make_query(zone.name, "SOA"), key, mac_octets=octets))
    assert wire[3] & 15 == dns.rcode.FORMERR


def test_a_truncated_mac_of_allowed_length_is_verified(server, zone, key):
    # Whether it suffices is policy (BADTRUNC); a wrong one never does.
    right = Tsig(answer_to(server, signed(dns.message.make_query(zone.name, "SOA"), key, mac_octets=16)))
    assert right.error in (0, 22)
    wrong = Tsig(answer_to(server, signed(dns.message.make_query(zone.name, "SOA"), key, mac=b"\x01" * 16)))
    assert wrong.error == 16


def test_a_mac_longer_than_the_hash_is_a_format_error(server, zone, key):
    wire = answer_to(server, signed(dns.message.make_query(zone.name, "SOA"), key, mac=b"\x01" * 33))
    assert wire[3] & 15 == dns.rcode.FORMERR


def test_names_of_key_and_algorithm_may_be_in_any_letter_case(server, zone, key):
    query = dns.message.make_query(zone.name, "SOA")
    wire = answer_to(server, signed(query, key, name=key.name.upper(), algorithm="HMAC-SHA256"))
    tsig = Tsig(wire)
    assert tsig.error == 0 and len(tsig.mac) == 32


def test_the_original_id_stands_in_for_one_that_was_changed(server, zone, key):
    query = dns.message.make_query(zone.name, "SOA")
    wire = bytearray(signed(query, key))
    wire[0:2] = struct.pack("!H", query.id ^ 0x5555)  # as a forwarder does
    answer = answer_to(server, bytes(wire))
    assert struct.unpack("!H", answer[:2])[0] == query.id ^ 0x5555
    assert Tsig(answer).error == 0


def test_tsig_is_the_last_record_of_the_answer(server, zone, key):
    query = dns.message.make_query(zone.name, "SOA", use_edns=0)
    tsig = Tsig(answer_to(server, signed(query, key)))
    assert tsig.is_last and tsig.error == 0


def test_tsig_that_is_not_last_is_a_format_error(server, zone, key):
    query = dns.message.make_query(zone.name, "SOA")
    wire = signed(query, key)
    opt = b"\0" + struct.pack("!HHIH", 41, 1232, 0, 0)
    wire = wire[:10] + struct.pack("!H", 2) + wire[12:] + opt
    assert answer_to(server, wire)[3] & 15 == dns.rcode.FORMERR


def test_two_tsigs_are_a_format_error(server, zone, key):
    query = dns.message.make_query(zone.name, "SOA")
    once = signed(query, key)
    record = once[len(query.to_wire()):]
    wire = once[:10] + struct.pack("!H", 2) + once[12:] + record
    assert answer_to(server, wire)[3] & 15 == dns.rcode.FORMERR


def test_a_bad_signature_gets_no_data(server, zone, key):
    wire = answer_to(server, signed(transfer_query(zone.name), key, mac=b"\x01" * 32))
    assert wire[3] & 15 == dns.rcode.NOTAUTH and wire[6:8] == b"\0\0"


def test_a_key_name_of_full_length_works(server, make_zone):
    labels = ".".join(["k" * 63] * 3 + ["k" * 60])
    key = TsigKey.make(labels)
    zone = make_zone()
    zone.set_secondaries(Anybody, notify=False, key=key, transfers=True)
    assert transfer(server, zone.name, key=key).records


def test_answers_are_bound_to_the_request(server, zone, key):
    query = dns.message.make_query(zone.name, "SOA")
    exchange(server, dns.message.make_query(zone.name, "SOA"), key=key)  # verified with the MAC of the request
    wire = answer_to(server, signed(query, key))
    with pytest.raises(dns.exception.DNSException):
        dns.message.from_wire(wire, keyring=key.keyring(), request_mac=b"\0" * 32)
