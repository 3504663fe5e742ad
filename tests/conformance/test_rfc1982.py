# SPDX-License-Identifier: GPL-3.0-or-later
"""RFC 1982: serials are compared on a circle."""

import dns.message
import pytest

from harness.dns_client import Stream, records_of, soa_serial, transfer, transfer_query

APEX = "@ 3600 SOA ns1 h {serial} 3600 900 604800 300\n@ 3600 NS ns1\nns1 300 A 192.0.2.1\n"


def zone_at(make_zone, serial):
    zone = make_zone(text=APEX.format(serial=serial))
    zone.update(serial_policy="increment")
    return zone


@pytest.mark.parametrize("ours, theirs", [(10, 11), (10, 10 + 2**31 - 1), (2**32 - 1, 0), (2**32 - 1, 2**31 - 2)])
def test_client_with_a_newer_serial_gets_the_soa_alone(server, make_zone, ours, theirs):
    zone = zone_at(make_zone, ours)
    query_answer = first_message(server, zone, theirs)
    assert [r.type for r in query_answer] == ["SOA"] and soa_serial(query_answer[0]) == ours


@pytest.mark.parametrize("ours, theirs", [(10, 9), (10, 10 - 2**31 + 1 + 2**32), (0, 2**32 - 1), (5, 2**32 - 5)])
def test_client_with_an_older_serial_gets_the_zone(server, make_zone, ours, theirs):
    zone = zone_at(make_zone, ours)
    assert len(transfer(server, zone.name, "IXFR", theirs).records) == 4


def test_serial_at_half_the_circle_gets_an_answer(server, make_zone):
    # Neither is newer (section 3.2): the zone or its SOA, but never an error.
    zone = zone_at(make_zone, 10)
    assert first_message(server, zone, 10 + 2**31)[0].type == "SOA"


def test_zero_is_a_serial(server, make_zone):
    zone = zone_at(make_zone, 0)
    assert zone.serial == 0
    assert [r.type for r in first_message(server, zone, 0)] == ["SOA"]


def test_serial_goes_from_the_largest_to_zero(make_zone):
    zone = zone_at(make_zone, 2**32 - 1)
    assert zone.put_record("www", "A", "192.0.2.1") == 0


def test_file_with_a_later_serial_keeps_it_across_the_wrap(make_zone):
    zone = zone_at(make_zone, 2**32 - 10)
    zone.replace(APEX.format(serial=5) + "new 300 A 192.0.2.7\n")
    assert zone.serial == 5


def test_file_with_an_earlier_serial_gets_the_next_of_the_policy(make_zone):
    zone = zone_at(make_zone, 10)
    zone.replace(APEX.format(serial=9) + "new 300 A 192.0.2.7\n")
    assert zone.serial == 11


def first_message(server, zone, serial):
    with Stream(server) as stream:
        stream.send(transfer_query(zone.name, "IXFR", serial))
        return records_of(dns.message.from_wire(stream.receive(), xfr=True, one_rr_per_rrset=True))
