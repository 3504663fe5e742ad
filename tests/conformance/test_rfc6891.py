# SPDX-License-Identifier: GPL-3.0-or-later
"""RFC 6891: EDNS, with RFC 7314 (EXPIRE) and RFC 8914 (extended errors) riding on it."""

import struct

import dns.edns
import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest

from harness.dns_client import Stream, TsigKey, ask, exchange, transfer, transfer_query

EXPIRE, KEEPALIVE, EDE = 9, 11, 15


def query_with(name, rdtype="SOA", options=(), payload=1232, **more):
    query = dns.message.make_query(name, rdtype, **more)
    query.use_edns(0, 0, payload, options=list(options))
    return query


def option(message, code):
    found = [o for o in message.options if o.otype == code]
    assert len(found) <= 1
    return found[0] if found else None



def test_a_query_with_opt_is_answered_with_one(server, zone):
    answer = exchange(server, query_with(zone.name))
    assert answer.edns == 0 and answer.payload >= 512


def test_a_query_without_opt_is_answered_without(server, zone):
    assert exchange(server, dns.message.make_query(zone.name, "SOA", use_edns=False)).edns == -1


def test_an_unknown_version_is_badvers_with_ours(server, zone):
    query = dns.message.make_query(zone.name, "SOA")
    query.use_edns(1)
    answer = exchange(server, query)
    assert answer.rcode() == dns.rcode.BADVERS and answer.edns == 0 and not answer.answer


def test_two_opts_are_a_format_error(server, zone):
    wire = query_with(zone.name).to_wire()
    opt = wire[-11:]
    wire = wire[:10] + struct.pack("!H", 2) + wire[12:] + opt
    with Stream(server) as stream:
        stream.send(wire)
        assert stream.receive()[3] & 15 == dns.rcode.FORMERR


def test_an_opt_whose_owner_is_not_the_root_is_a_format_error(server, zone):
    plain = dns.message.make_query(zone.name, "SOA").to_wire()
    opt = b"\x01a\0" + struct.pack("!HHIH", 41, 1232, 0, 0)
    with Stream(server) as stream:
        stream.send(plain[:10] + struct.pack("!H", 1) + plain[12:] + opt)
        assert stream.receive()[3] & 15 == dns.rcode.FORMERR


def test_unknown_options_and_flags_are_ignored(server, zone):
    query = dns.message.make_query(zone.name, "SOA")
    query.use_edns(0, 0x4000, 1232, options=[dns.edns.GenericOption(65001, b"xyz")])
    answer = exchange(server, query)
    assert answer.answer and option(answer, 65001) is None and not answer.ednsflags & 0x4000


def test_the_do_bit_comes_back(server, zone):
    assert exchange(server, dns.message.make_query(zone.name, "SOA", want_dnssec=True)).ednsflags & dns.flags.DO


@pytest.mark.parametrize("payload, least", [(0, 0), (512, 0), (1232, 0)])
def test_answers_keep_within_the_clients_size(server, make_zone, payload, least):
    zone = make_zone(text="@ 3600 SOA ns1 h 1 3600 900 604800 300\n@ 3600 NS ns1\nns1 300 A 192.0.2.1\n"
                     + "".join(f"big 300 TXT \"{n}{'x' * 200}\"\n" for n in range(30)))
    query = query_with(f"big.{zone.name}", "TXT", payload=payload)
    wire = exchange(server, query)
    assert wire.flags & dns.flags.TC and len(wire.to_wire()) <= max(512, payload)
    assert exchange(server, query_with(f"big.{zone.name}", "TXT"), tcp=True).answer


def test_transfers_carry_no_opt_unless_asked(server, zone):
    assert all(m.edns == -1 for m in transfer(server, zone.name).messages)
    query = transfer_query(zone.name)
    query.use_edns(0)
    assert transfer(server, zone.name, query=query).messages[0].edns == 0


# RFC 7314.

@pytest.mark.parametrize("rdtype", ["SOA", "AXFR", "IXFR"])
def test_expire_is_the_soas_when_asked(server, zone, rdtype):
    query = query_with(zone.name, rdtype, [dns.edns.GenericOption(EXPIRE, b"")])
    if rdtype == "IXFR":
        query.authority.append(dns.rrset.from_text(zone.name + ".", 0, "IN", "SOA", f". . {zone.serial} 0 0 0 0"))
    with Stream(server) as stream:
        stream.send(query)
        answer = dns.message.from_wire(stream.receive(), one_rr_per_rrset=True)
    assert option(answer, EXPIRE).data == struct.pack("!I", 604800)


def test_expire_is_absent_when_not_asked(server, zone):
    assert option(exchange(server, query_with(zone.name)), EXPIRE) is None


def test_expire_is_absent_from_other_answers(server, zone):
    answer = exchange(server, query_with(f"www.{zone.name}", "A", [dns.edns.GenericOption(EXPIRE, b"")]))
    assert option(answer, EXPIRE) is None


# RFC 8914.

def test_a_denied_transfer_says_prohibited(server):
    zone = server.create_zone("prohibited.example.org")
    query = transfer_query(zone.name)
    query.use_edns(0)
    answer = exchange(server, query, tcp=True)
    assert answer.rcode() == dns.rcode.REFUSED
    assert struct.unpack("!H", option(answer, EDE).to_wire()[:2] if hasattr(option(answer, EDE), "to_wire") else
                         option(answer, EDE).data[:2])[0] == 18


def test_a_denied_transfer_without_opt_says_it_without(server):
    zone = server.create_zone("prohibited2.example.org")
    answer = exchange(server, transfer_query(zone.name), tcp=True)
    assert answer.rcode() == dns.rcode.REFUSED and answer.edns == -1


def test_a_signed_denial_says_prohibited_too(server):
    key = TsigKey.make("prohibited.key.example.org")
    other = server.create_zone("keyed.example.org")
    other.update(primary={"enabled": True, "secondaries": [
        {"ip": "192.0.2.1", "port": 53, "tsig": {"enabled": True, "hash": key.hash, "name": key.name, "key": key.secret}}]})
    query = transfer_query(other.name)
    query.use_edns(0)
    answer = exchange(server, query, tcp=True, key=key)
    assert answer.rcode() == dns.rcode.REFUSED and answer.had_tsig and option(answer, EDE) is not None


# RFC 7828.

def test_keepalive_is_answered_over_tcp_and_not_over_udp(server, zone):
    query = query_with(zone.name, options=[dns.edns.GenericOption(KEEPALIVE, b"")])
    assert option(exchange(server, query, tcp=True), KEEPALIVE) is not None
    assert option(exchange(server, query_with(zone.name, options=[dns.edns.GenericOption(KEEPALIVE, b"")])), KEEPALIVE) is None
    assert option(ask(server, zone.name, "SOA", tcp=True, edns=0), KEEPALIVE) is None
