# SPDX-License-Identifier: GPL-3.0-or-later
"""RFC 3597: types nobody knew, and which names in RDATA may be compressed."""

import dns.message
import dns.rdatatype

from harness.dns_client import Stream, ask, transfer, transfer_query

APEX = "@ 3600 SOA ns1 h 1 3600 900 604800 300\n@ 3600 NS ns1\nns1 300 A 192.0.2.1\n"


def test_unknown_types_are_served_and_transferred_octet_by_octet(server, make_zone):
    zone = make_zone(text=APEX + "u 300 TYPE65280 \\# 4 DEADBEEF\nu 300 TYPE65281 \\# 0\nu 300 TYPE731 \\# 300 " + "AB" * 300 + "\n")
    found = {r.type: r.rdata for r in transfer(server, zone.name).records if r.owner.startswith("u.")}
    assert found == {"TYPE65280": bytes.fromhex("DEADBEEF"), "TYPE65281": b"", "TYPE731": b"\xab" * 300}
    answer = ask(server, f"u.{zone.name}", "TYPE65280")
    assert answer.answer[0][0].to_wire() == bytes.fromhex("DEADBEEF")


def test_a_known_type_may_be_given_in_the_unknown_form(server, make_zone):
    zone = make_zone(text=APEX + "www 300 A \\# 4 C0000250\nwww 300 TYPE16 \\# 3 026869\n")
    assert ask(server, f"www.{zone.name}", "A").answer[0][0].address == "192.0.2.80"
    assert ask(server, f"www.{zone.name}", "TXT").answer[0][0].strings == (b"hi",)


def test_unknown_types_survive_export(make_zone):
    zone = make_zone(text=APEX + "u 300 TYPE65280 \\# 4 DEADBEEF\n")
    before = zone.contents()
    zone.replace(zone.export())
    assert zone.contents() == before


def test_names_in_rdata_of_later_types_are_not_compressed(server, make_zone):
    zone = make_zone(text=APEX + "_sip._tcp 300 SRV 10 5 5060 ns1\nalias 300 DNAME ns1\nptr 300 NAPTR 1 1 \"u\" \"\" \"\" ns1\n"
                     "rp 300 RP ns1 ns1\nkx 300 KX 10 ns1\n")
    expected = 6 + len(zone.name)  # "ns1" and the zone's name, spelled out
    for wire in (raw(server, transfer_query(zone.name)), raw(server, dns.message.make_query(f"_sip._tcp.{zone.name}", "SRV"))):
        for rdtype, length in rdata_lengths(wire):
            least = {33: 6 + expected, 39: expected, 36: 2 + expected, 17: 2 * expected}.get(rdtype)
            assert least is None or length == least, dns.rdatatype.to_text(rdtype)


def raw(server, query):
    with Stream(server) as stream:
        stream.send(query)
        return stream.receive()


def rdata_lengths(wire):
    counts = [int.from_bytes(wire[n:n + 2], "big") for n in (4, 6, 8, 10)]
    at = 12
    for _ in range(counts[0]):
        at = after_name(wire, at) + 4
    for _ in range(sum(counts[1:])):
        at = after_name(wire, at)
        length = int.from_bytes(wire[at + 8:at + 10], "big")
        yield int.from_bytes(wire[at:at + 2], "big"), length
        at += 10 + length


def after_name(wire, at):
    while wire[at]:
        if wire[at] >= 0xC0:
            return at + 2
        at += wire[at] + 1
    return at + 1
