# SPDX-License-Identifier: GPL-3.0-or-later
"""RFC 1996: NOTIFY."""

import time

import dns.flags
import dns.opcode
import dns.rcode
import dns.rdatatype
import pytest

from harness.dns_client import HASHES, TsigKey
from harness.fake_secondary import FakeSecondary
from harness.process import has_ipv6, wait_until


@pytest.fixture
def fake():
    secondary = FakeSecondary()
    yield secondary
    secondary.close()


@pytest.fixture
def told(make_zone, fake):
    """A zone that notifies the fake secondary, which has answered everything so far."""
    zone = make_zone()
    zone.set_secondaries(fake)
    fake.drain()
    return zone


def hint(notify):
    return notify.answer[0][0].serial


def test_a_change_sends_notify_with_opcode_aa_question_and_soa(told, fake):
    serial = told.put_record("www", "A", "192.0.2.7")
    notify = fake.receive_and_answer()
    assert notify.opcode() == dns.opcode.NOTIFY
    assert notify.flags & dns.flags.AA and not notify.flags & dns.flags.QR
    assert [(q.name.to_text(), q.rdtype) for q in notify.question] == [(told.name + ".", dns.rdatatype.SOA)]
    assert [rrset.rdtype for rrset in notify.answer] == [dns.rdatatype.SOA] and hint(notify) == serial
    assert not notify.authority


def test_a_secondary_is_notified_when_it_is_added(make_zone, fake):
    zone = make_zone()
    zone.set_secondaries(fake)
    assert hint(fake.receive_and_answer()) == zone.serial


def test_settings_alone_send_nothing(told, fake):
    told.update(tags={"owner": "hostmaster"})
    assert fake.receive(0.5) is None


def test_an_unanswered_notify_is_repeated(told, fake):
    told.put_record("www", "A", "192.0.2.7")
    first = fake.receive()
    at = fake.received_at
    second = fake.receive()
    assert hint(second) == hint(first)
    assert 0.7 < fake.received_at - at < 3
    third = fake.receive()
    assert hint(third) == hint(first)


def test_an_answered_notify_is_not_repeated(told, fake):
    told.put_record("www", "A", "192.0.2.7")
    fake.receive_and_answer()
    assert fake.receive(2.5) is None


def test_an_answer_with_another_id_does_not_count(told, fake):
    told.put_record("www", "A", "192.0.2.7")
    notify = fake.receive()
    fake.answer(notify, id=notify.id ^ 1)
    assert fake.receive(3) is not None


def test_an_error_answer_ends_the_quick_retries_and_is_shown(told, fake):
    told.put_record("www", "A", "192.0.2.7")
    fake.receive_and_answer(rcode=dns.rcode.REFUSED)
    assert fake.receive(2.5) is None
    wait_until(lambda: (told.status()["secondaries"][0]["notify_answer"] or {}).get("rcode") == "REFUSED", "is shown")


def test_notimp_ends_the_quick_retries(told, fake):
    told.put_record("www", "A", "192.0.2.7")
    fake.receive_and_answer(rcode=dns.rcode.NOTIMP)
    assert fake.receive(2.5) is None


def test_the_newest_serial_always_gets_through(told, fake):
    for n in range(20):
        serial = told.put_record("www", "A", f"192.0.2.{n}")
    last = None
    deadline = time.monotonic() + 10
    while last != serial and time.monotonic() < deadline:
        notify = fake.receive_and_answer(2)
        last = hint(notify) if notify else last
    assert last == serial


def test_changes_while_one_is_outstanding_are_told_together(told, fake):
    told.put_record("www", "A", "192.0.2.1")
    first = fake.receive()
    for n in range(10):
        serial = told.put_record("www", "A", f"192.0.2.{n + 2}")
    fake.answer(first)
    second = fake.receive_and_answer(3)
    while second is not None and hint(second) != serial:
        second = fake.receive_and_answer(3)
    assert second is not None
    assert fake.receive(0.5) is None


def test_each_target_and_each_notify_has_its_own_id(make_zone):
    fakes = [FakeSecondary() for _ in range(3)]
    zone = make_zone()
    zone.set_secondaries(*fakes)
    ids = []
    for n in range(3):
        for fake in fakes:
            ids.append(fake.receive_and_answer().id)
        zone.put_record("www", "A", f"192.0.2.{n}")
    for fake in fakes:
        fake.close()
    assert len(set(ids)) == len(ids)


def test_notify_off_sends_nothing(make_zone, fake):
    zone = make_zone()
    zone.set_secondaries(fake, notify=False)
    zone.put_record("www", "A", "192.0.2.7")
    assert fake.receive(0.5) is None


def test_outgoing_transfers_off_sends_nothing(told, fake):
    told.update(primary={"enabled": False})
    told.put_record("www", "A", "192.0.2.7")
    assert fake.receive(0.5) is None


def test_by_hand_every_secondary_is_told(told, fake):
    told.notify()
    assert hint(fake.receive_and_answer()) == told.serial


@pytest.mark.skipif(not has_ipv6(), reason="no IPv6")
def test_ipv6_secondaries_are_told_over_ipv6(make_zone):
    fake = FakeSecondary("::1")
    zone = make_zone()
    zone.set_secondaries(fake)
    assert hint(fake.receive_and_answer()) == zone.serial
    fake.close()


@pytest.mark.parametrize("hash", HASHES)
def test_notify_is_signed_per_secondary(make_zone, hash):
    key = TsigKey.make("notify." + hash, hash)
    signed, plain = FakeSecondary(key=key), FakeSecondary()
    zone = make_zone()
    zone.update(primary={"enabled": True, "secondaries": [
        {"ip": signed.address, "port": signed.port, "notify": True,
         "tsig": {"enabled": True, "hash": key.hash, "name": key.name, "key": key.secret}},
        {"ip": plain.address, "port": plain.port, "notify": True}]})
    notify = signed.receive_and_answer()
    assert notify.had_tsig and notify.keyname.to_text() == key.name + "."
    assert not plain.receive_and_answer().had_tsig
    wait_until(lambda: (zone.status()["secondaries"][0]["notify_answer"] or {}).get("tsig") == "verified", "is kept")
    signed.close(), plain.close()


def test_an_unsigned_answer_to_a_signed_notify_does_not_count(make_zone):
    key = TsigKey.make("notify.unsigned.example.org")
    fake = FakeSecondary(key=key)
    zone = make_zone()
    zone.set_secondaries(fake, key=key)
    notify = fake.receive()
    unsigned = dns.message.make_response(notify)
    unsigned.tsig = None
    fake.socket.sendto(unsigned.to_wire(), fake.peer)
    assert fake.receive(3) is not None
    fake.close()


def test_a_secondary_that_fetched_need_not_be_told_again(server, told, fake):
    told.put_record("www", "A", "192.0.2.7")
    fake.receive()
    # The transfer comes from the secondary's address; rows are told apart by address and port only when two share one.
    told.contents()
    wait_until(lambda: told.status()["secondaries"][0]["in_sync"], "is known to have fetched")
    fake.drain(1.5)
    assert fake.receive(2) is None
