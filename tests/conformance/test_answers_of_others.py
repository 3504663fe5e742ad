# SPDX-License-Identifier: GPL-3.0-or-later
"""The answers of Knot and BIND to the same questions about the same zone, unsigned and signed: theirs are ours."""

import random
from pathlib import Path

import dns.flags
import dns.message
import dns.name
import dns.query
import dns.rcode
import dns.rdatatype
import dns.zone
import pytest

from harness.bind import Bind
from harness.knot import Knot

ZONES = Path(__file__).resolve().parents[1] / "data" / "zones"
TYPES = ["A", "AAAA", "CNAME", "DNAME", "DNSKEY", "DS", "MX", "NS", "SOA", "SRV", "TXT", "TYPE65280"]
BEFORE = ["x", "x.y", "*", "x.*", "0", "zz", "\\000", "~"]
QUERIES = 600


def questions(text):
    """Names that exist, that do not, above, below and beside those of the zone; every type; with and without DO."""
    owners = list(dns.zone.from_text(text, origin="example.org", relativize=False).nodes)
    names = set()
    for owner in owners:
        for i in range(len(owner) - 3):
            names.add(dns.name.Name(owner.labels[i:]))
        names.update(dns.name.from_text(label, None) + owner for label in BEFORE)
    every = [(name, rdtype, dnssec) for name in sorted(names) for rdtype in TYPES for dnssec in (False, True)]
    return random.Random(1).sample(every, QUERIES)


def lines(section, ttl_of_soa=True):
    return {f"{rrset.name} {rrset.ttl if ttl_of_soa or rrset.rdtype != dns.rdatatype.SOA else '-'} "
            f"{dns.rdatatype.to_text(rrset.rdtype)} {rr}".lower() for rrset in section for rr in rrset}


def answered(server, name, rdtype, dnssec):
    query = dns.message.make_query(name, rdtype, want_dnssec=dnssec)
    return dns.query.tcp(query, server.address, port=server.port, timeout=10)


def told(message, kind, rdtype):
    # BIND gives the SOA that denies a SOA the TTL 0, and does not add the addresses of servers outside a zone cut.
    plain = kind != "bind" or rdtype != "SOA"
    authority = {line for line in lines(message.authority, plain) if plain or " rrsig soa " not in line}
    return {
        "rcode": dns.rcode.to_text(message.rcode()),
        "flags": dns.flags.to_text(message.flags),
        "answer": lines(message.answer),
        "authority": authority,
        "additional": lines(message.additional) if kind == "knot" else None,
    }


@pytest.mark.parametrize("other", [Knot, Bind], ids=["knot", "bind"])
@pytest.mark.parametrize("file", ["example.org.zone", "example.org.nsec.zone", "example.org.nsec3.zone"])
def test_answers_are_theirs(primary, tmp_path, file, other):
    text = (ZONES / file).read_text()
    secondary = other(tmp_path / other.kind)
    zone = primary.create_zone("example.org", secondary, text=text, notify=False)
    secondary.follow(zone, primary)
    try:
        secondary.wait_for_serial(zone, zone.serial)
        different = []
        for name, rdtype, dnssec in questions(text):
            theirs = answered(secondary, name, rdtype, dnssec)
            if theirs.rcode() == dns.rcode.SERVFAIL:  # BIND, of aliases that lead in a circle
                assert other is Bind and "loop" in str(name) or str(name).startswith("self.")
                continue
            theirs = told(theirs, other.kind, rdtype)
            ours = told(answered(primary, name, rdtype, dnssec), other.kind, rdtype)
            if ours != theirs:
                parts = [part for part in ours if ours[part] != theirs[part]]
                different.append((str(name), rdtype, dnssec, {p: (ours[p], theirs[p]) for p in parts}))
        assert not different, different[:5]
    finally:
        secondary.kill()
