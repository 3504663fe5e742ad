# SPDX-License-Identifier: GPL-3.0-or-later
"""A secondary that has nothing gets everything."""

import pytest

from harness.comparison import missing_or_extra
from harness.dns_client import contents
from harness.process import has_ipv6

MANY_TYPES = r"""$ORIGIN example.org.
$TTL 300
@ 3600 IN SOA Ns1 hostmaster 2026112201 3600 900 604800 300
@ 3600 IN NS Ns1
@ IN A 192.0.2.80
@ IN AAAA 2001:db8::80
@ IN MX 10 Mail
@ IN TXT "one" "two \"quoted\"" "semi;colon"
@ IN CAA 0 issue "ca.example; account=x"
Ns1 IN A 192.0.2.1
Mail IN A 192.0.2.25
WWW IN A 192.0.2.80
alias IN CNAME WWW
_sip._tcp IN SRV 10 5 5060 www
naptr IN NAPTR 100 10 "u" "E2U+sip" "!^.*$!sip:info@example.org!" .
ptr IN PTR www
tree IN DNAME other.example.net.
rp IN RP host.example.org. txt.example.org.
key IN SSHFP 4 2 123456789abcdef67890123456789abcdef67890123456789abcdef123456789
svc IN HTTPS 1 . alpn=h2
loc IN LOC 51 30 12.748 N 0 7 39.612 W 0m 0m 0m 0m
child IN NS ns.child
child IN DS 60485 13 2 D4B7D520E7BB5F0F67674A0CCEB1E3E0614B93C4F9E99B8383F6A1E4469DA50A
ns.child IN A 192.0.2.53
below.child IN A 192.0.2.54
unknown IN TYPE65280 \# 4 DEADBEEF
empty IN TYPE65281 \# 0
*.wild IN TXT "any"
a.deep.empty.non.terminal IN A 192.0.2.60
esc\.aped IN A 192.0.2.61
oct\000et IN A 192.0.2.62
"""


@pytest.mark.parametrize("family", [4, pytest.param(6, marks=pytest.mark.skipif(not has_ipv6(), reason="no IPv6"))])
def test_secondary_takes_a_zone_of_many_types(primary, secondary, family):
    secondary.address = "127.0.0.1" if family == 4 else "::1"
    secondary.family = family
    ours = primary.v4 if family == 4 else primary.v6
    zone = primary.create_zone("example.org", secondary, text=MANY_TYPES)
    secondary.follow(zone, ours)
    secondary.wait_for_serial(zone, 2026112201)
    assert secondary.transferred_by(zone) == "AXFR"
    secondary.wait_for_serial(zone, zone.put_record("www", "A", "192.0.2.7"))
    assert not missing_or_extra(contents(ours, zone.name), secondary, zone)


def test_secondary_takes_the_smallest_zone(primary, secondary):
    text = "@ 3600 SOA ns1.example.net. h.example.net. 7 3600 900 604800 300\n@ 3600 NS ns1.example.net.\n"
    zone = primary.create_zone("example.org", secondary, text=text)
    secondary.follow(zone, primary)
    secondary.wait_for_serial(zone, 7)
    assert not missing_or_extra(zone.contents(), secondary, zone)


def test_secondary_takes_a_zone_of_many_messages(primary, secondary):
    hosts = "".join(f"host{n:05} 300 A 192.0.2.{n % 256}\nhost{n:05} 300 TXT \"{'x' * (n % 200)}\"\n" for n in range(5000))
    text = f"@ 3600 SOA ns1 h 1 3600 900 604800 300\n@ 3600 NS ns1\nns1 300 A 192.0.2.1\n{hosts}"
    zone = primary.create_zone("example.org", secondary, text=text)
    secondary.follow(zone, primary)
    secondary.wait_for_serial(zone, 1)
    assert not missing_or_extra(zone.contents(), secondary, zone)


def test_secondary_takes_the_largest_record(primary, secondary):
    # 64 strings of 255 octets and more: one RR of almost all that a message can hold.
    text = "@ 3600 SOA ns1 h 1 3600 900 604800 300\n@ 3600 NS ns1\nns1 300 A 192.0.2.1\nbig 300 TXT " + \
        " ".join(f"\"{'y' * 255}\"" for _ in range(240)) + "\n"
    zone = primary.create_zone("example.org", secondary, text=text)
    secondary.follow(zone, primary)
    secondary.wait_for_serial(zone, 1)
    assert any(r.type == "TXT" and len(r.rdata) == 240 * 256 for r in zone.contents())


def test_all_four_follow_one_zone_and_many_zones_at_once(primary, secondaries):
    zones = [primary.create_zone(f"zone{n}.example.org", *secondaries) for n in range(8)]
    for secondary in secondaries:
        for zone in zones:
            secondary.add(zone, primary)
        secondary.start()
    for zone in zones:
        serial = zone.put_record("new", "A", "192.0.2.7")
        for secondary in secondaries:
            secondary.wait_for_serial(zone, serial)
            assert not missing_or_extra(zone.contents(), secondary, zone)
