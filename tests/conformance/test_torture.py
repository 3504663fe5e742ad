# SPDX-License-Identifier: GPL-3.0-or-later
"""Sizes and numbers at the edge of what DNS can hold."""

import time

import dns.flags
import pytest

from harness.dns_client import ask, transfer
from harness.fake_secondary import FakeSecondary
from harness.primary import ApiError, put

APEX = "@ 3600 SOA ns1 h 1 3600 900 604800 300\n@ 3600 NS ns1\nns1 300 A 192.0.2.1\n"


def test_a_name_of_full_length_is_served_and_transferred(server, make_zone):
    zone = make_zone(text=APEX)
    labels = (254 - len(zone.name) - 1) // 2
    name = ".".join(["x"] * labels)
    zone.put_record(name, "A", "192.0.2.7")
    assert ask(server, f"{name}.{zone.name}", "A").answer
    assert f"{name}.{zone.name}." in {r.owner for r in transfer(server, zone.name).records}
    assert ask(server, ".".join(["x"] * (labels - 1)) + f".{zone.name}", "A").rcode() == 0, "an empty non-terminal"


def test_a_name_beyond_full_length_is_refused(make_zone):
    zone = make_zone(text=APEX)
    with pytest.raises(ApiError) as refused:
        zone.put_record(".".join(["x" * 60] * 5), "A", "192.0.2.7")
    assert refused.value.status == 400


def test_an_rrset_of_sixty_thousand_octets_is_served_and_transferred(server, make_zone):
    zone = make_zone(text=APEX + "".join(f"big 300 TXT \"{n:03}{'x' * 247}\"\n" for n in range(230)))
    assert len(ask(server, f"big.{zone.name}", "TXT", tcp=True).answer[0]) == 230
    assert len(transfer(server, zone.name).records) == 4 + 230


def test_an_rrset_that_no_message_can_hold_is_refused_by_name(server, zone):
    with pytest.raises(ApiError) as refused:
        zone.change(put(f"big.{zone.name}", "TXT", *([f"{n:03}" + "x" * 247] for n in range(280))))
    assert refused.value.status == 400 and f"big.{zone.name}" in refused.value.text
    assert not ask(server, f"big.{zone.name}", "TXT", tcp=True).answer


def test_the_largest_record_is_served_and_one_more_string_is_refused(server, make_zone):
    def strings(count):
        return " ".join(f"\"{'y' * 255}\"" for _ in range(count))
    fits = next(n for n in range(256, 200, -1) if accepted(make_zone, APEX + f"big 300 TXT {strings(n)}\n"))
    assert fits >= 250
    zone = make_zone(text=APEX + f"big 300 TXT {strings(fits)}\n")
    answer = ask(server, f"big.{zone.name}", "TXT", tcp=True)
    assert len(answer.answer[0][0].strings) == fits and not answer.flags & dns.flags.TC
    assert max(len(r.rdata) for r in transfer(server, zone.name).records) == fits * 256


def accepted(make_zone, text):
    try:
        make_zone(text=text)
    except ApiError as error:
        assert error.status == 400, error
        return False
    return True


@pytest.mark.parametrize("mistake", ["@ 300 CNAME www\n", "@ 300 DNAME x.example.net.\nwww 300 A 192.0.2.1\n",
                                     "www 300 CNAME a\nwww 300 CNAME b\n", "www 300 A 192.0.2.1\nwww 60 A 192.0.2.2\n"
                                     "www 300 CNAME x\n"])
def test_mistakes_that_cannot_be_served_are_refused(server, make_zone, mistake):
    assert not accepted(make_zone, APEX + mistake)


def test_thirty_secondaries_are_all_told_and_get_the_zone(server, make_zone):
    fakes = [FakeSecondary() for _ in range(30)]
    zone = make_zone()
    zone.set_secondaries(*fakes)
    serial = zone.put_record("www", "A", "192.0.2.7")
    deadline = time.monotonic() + 15
    for fake in fakes:
        told = None
        while told != serial and time.monotonic() < deadline:
            notify = fake.receive_and_answer(3)
            told = notify.answer[0][0].serial if notify else None
        assert told == serial
        fake.close()


def test_a_zone_of_two_records_and_one_of_a_hundred_thousand_stand_side_by_side(server, make_zone):
    small = make_zone(text="@ 3600 SOA ns1.example.net. h.example.net. 1 3600 900 604800 300\n@ 3600 NS ns1.example.net.\n")
    large = make_zone(text=APEX + "".join(f"h{n} 300 A 192.0.2.{n % 256}\n" for n in range(100_000)))
    assert len(transfer(server, small.name).records) == 3
    assert len(transfer(server, large.name, timeout_s=60).records) == 100_004
