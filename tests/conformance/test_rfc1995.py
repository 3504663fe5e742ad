# SPDX-License-Identifier: GPL-3.0-or-later
"""RFC 1995: incremental transfer."""

import dns.flags
import dns.message
import dns.query
import dns.rcode
import pytest

from harness.dns_client import contents, exchange, records_of, soa_serial, transfer, transfer_query
from harness.primary import put, sample_zone


def incremental(server, zone, serial):
    answer = transfer(server, zone.name, "IXFR", serial)
    assert answer.is_incremental()
    return answer.records


def applied(before, records):
    """What a secondary makes of `records`: section 4's sequence of deletions and additions, applied."""
    held = set(before)
    steps, part = [], None
    for record in records[1:-1]:
        if record.type == "SOA":
            part = []
            steps.append((record, part))
        else:
            part.append(record)
    for number, (soa, part) in enumerate(steps):
        if number % 2 == 0:
            assert soa in held, "a step starts at the SOA the last one ended with"
            held -= {soa, *part}
        else:
            assert not held & {soa, *part}
            held |= {soa, *part}
    return sorted(held)


def test_client_that_is_current_gets_the_soa_alone(server, zone):
    records = transfer(server, zone.name, "IXFR", zone.serial).records
    assert [r.type for r in records] == ["SOA"]


def test_one_change_is_old_soa_deletions_new_soa_additions(server, zone):
    before, old = zone.contents(), zone.serial
    new = zone.put_record("www", "A", "192.0.2.99")
    records = incremental(server, zone, old)
    assert [(r.type, soa_serial(r) if r.type == "SOA" else None) for r in records] == [
        ("SOA", new), ("SOA", old), ("A", None), ("A", None), ("SOA", new), ("A", None), ("SOA", new)]
    assert applied(before, records) == zone.contents()


def test_several_changes_follow_each_other_oldest_first(server, zone):
    before, old = zone.contents(), zone.serial
    serials = [old] + [zone.put_record("www", "A", f"192.0.2.{n}") for n in range(5)]
    records = incremental(server, zone, old)
    starts = [soa_serial(r) for r in records if r.type == "SOA"]
    assert starts[0] == starts[-1] == serials[-1]
    assert len(starts) % 2 == 0 and starts[1] == old
    assert applied(before, records) == zone.contents()


def test_a_change_of_the_ttl_alone_deletes_and_adds(server, zone):
    before, old = zone.contents(), zone.serial
    zone.put_record("mail", "A", "192.0.2.25", ttl=77)
    records = incremental(server, zone, old)
    assert sorted(r.ttl for r in records if r.owner.startswith("mail.")) == [77, 300]
    assert applied(before, records) == zone.contents()


def test_a_change_of_the_soa_alone_is_valid(server, zone):
    before, old = zone.contents(), zone.serial
    zone.update(nx_ttl=77)
    records = incremental(server, zone, old)
    assert applied(before, records) == zone.contents()


def test_a_serial_that_history_does_not_know_gets_the_zone_in_the_same_answer(server, zone):
    zone.put_record("www", "A", "192.0.2.99")
    answer = transfer(server, zone.name, "IXFR", 4_000_000_000 if zone.serial < 2**31 else 1)
    whole = transfer(server, zone.name, "IXFR", (zone.serial - 1000) % 2**32)
    assert not whole.is_incremental() and sorted(whole.records[:-1]) == zone.contents()
    assert answer.records


def test_a_difference_larger_than_the_zone_gives_the_zone(server, zone):
    old = zone.serial
    for n in range(30):
        zone.put_record("www", "TXT", [f"{n:02}" + "x" * 200])
    answer = transfer(server, zone.name, "IXFR", old)
    assert not answer.is_incremental() and sorted(answer.records[:-1]) == zone.contents()


def test_a_whole_answer_is_like_axfr_with_the_ixfr_question(server, zone):
    answer = transfer(server, zone.name, "IXFR", (zone.serial - 1000) % 2**32)
    assert answer.messages[0].question[0].rdtype == dns.rdatatype.IXFR
    assert answer.records[0] == answer.records[-1]


def test_udp_answers_with_the_difference_when_it_fits(server, zone):
    old = zone.serial
    new = zone.put_record("www", "A", "192.0.2.99")
    answer = udp_ixfr(server, zone, old)
    assert not answer.flags & dns.flags.TC
    serials = [soa_serial(r) for r in records_of(answer) if r.type == "SOA"]
    assert serials == [new, old, new, new]


def test_udp_answers_with_the_soa_alone_when_it_does_not_fit(server, zone):
    old = zone.serial
    zone.change(*(put(f"host{n}.{zone.name}", "TXT", ["x" * 200]) for n in range(20)))
    answer = udp_ixfr(server, zone, old)
    assert answer.rcode() == dns.rcode.NOERROR
    assert [r.type for r in records_of(answer)] == ["SOA"]
    assert soa_serial(records_of(answer)[0]) == zone.serial


def test_udp_tells_a_current_client_so(server, zone):
    answer = udp_ixfr(server, zone, zone.serial)
    assert [r.type for r in records_of(answer)] == ["SOA"]


def test_a_request_without_a_soa_is_a_format_error(server, zone):
    answer = exchange(server, transfer_query(zone.name, "IXFR"), tcp=True)
    assert answer.rcode() == dns.rcode.FORMERR


def test_a_thousand_steps_connect(server, zone):
    before, old = zone.contents(), zone.serial
    zone.change(*(put(f"host{n}.{zone.name}", "TXT", ["x" * 250]) for n in range(600)))
    middle, start = zone.contents(), zone.serial
    for n in range(1000):
        zone.put_record(f"host{n % 600}", "A", f"192.0.2.{n % 256}")
    answer = transfer(server, zone.name, "IXFR", start)
    after = applied(middle, answer.records) if answer.is_incremental() else sorted(answer.records[:-1])
    assert after == zone.contents() and before != after and old != start


def test_every_message_of_a_long_answer_is_whole(server, make_zone):
    zone = make_zone(text=sample_zone("x.invalid").replace("$ORIGIN x.invalid.\n", "")
                     + "".join(f"host{n} 300 TXT \"{'x' * 200}\"\n" for n in range(3000)))
    before, old = zone.contents(), zone.serial
    zone.change(*(put(f"host{n}.{zone.name}", "TXT", ["y" * 200]) for n in range(1000)))
    answer = transfer(server, zone.name, "IXFR", old)
    assert answer.is_incremental() and len(answer.messages) > 1
    assert applied(before, answer.records) == zone.contents()
    assert contents(server, zone.name) == zone.contents()


def udp_ixfr(server, zone, serial):
    wire = dns.query.udp(transfer_query(zone.name, "IXFR", serial), server.address, 3, server.port, one_rr_per_rrset=True,
                         ignore_unexpected=True)
    return wire


@pytest.mark.parametrize("steps", [2, 10])
def test_the_secondary_may_ask_from_any_step(server, zone, steps):
    states = [(zone.serial, zone.contents())]
    for n in range(steps):
        zone.put_record("www", "A", f"192.0.2.{n}")
        states.append((zone.serial, zone.contents()))
    for serial, held in states[:-1]:
        answer = transfer(server, zone.name, "IXFR", serial)
        if answer.is_incremental():
            assert applied(held, answer.records) == states[-1][1]
        else:
            assert sorted(answer.records[:-1]) == states[-1][1]
