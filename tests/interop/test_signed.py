# SPDX-License-Identifier: GPL-3.0-or-later
"""TSIG between us and each of the four, with each hash."""

import pytest

from harness.comparison import missing_or_extra
from harness.dns_client import HASHES, TransferRefused, TsigKey, transfer


@pytest.mark.parametrize("hash", HASHES)
def test_signed_notify_is_taken(primary, secondary, hash):
    key = TsigKey.make("notify.example.org", hash)
    zone = primary.create_zone("example.org", secondary, key=key)
    secondary.follow(zone, primary, notify_key=key)
    secondary.wait_for_serial(zone, zone.serial)
    secondary.wait_for_serial(zone, zone.put_record("www", "A", "192.0.2.7"))
    answer = zone.status()["secondaries"][0]["notify_answer"]
    assert answer["rcode"] == "NOERROR" and answer["key"].rstrip(".") == key.name


@pytest.mark.parametrize("hash", HASHES)
def test_signed_transfers_are_taken(primary, secondary, hash):
    key = TsigKey.make("transfer.example.org", hash)
    zone = primary.create_zone("example.org", secondary, key=key, transfers=True)
    secondary.follow(zone, primary, key=key, notify_key=key)
    secondary.wait_for_serial(zone, zone.serial)
    secondary.wait_for_serial(zone, zone.put_record("www", "A", "192.0.2.7"))
    assert secondary.transfers(zone) == ["AXFR", "IXFR"]
    assert not missing_or_extra(zone.contents(key=key), secondary, zone)


def test_signed_transfer_of_many_messages_is_taken(primary, secondary):
    key = TsigKey.make()
    hosts = "".join(f"host{n:05} 300 TXT \"{'x' * 100}\"\n" for n in range(4000))
    zone = primary.create_zone("example.org", secondary, key=key, transfers=True,
                               text=f"@ 3600 SOA ns1 h 1 3600 900 604800 300\n@ 3600 NS ns1\nns1 300 A 192.0.2.1\n{hosts}")
    secondary.follow(zone, primary, key=key, notify_key=key)
    secondary.wait_for_serial(zone, 1)
    assert not missing_or_extra(zone.contents(key=key), secondary, zone)


def test_transfer_with_another_secret_is_refused(primary, knot):
    right = TsigKey.make()
    wrong = right._replace(secret="d3Jvbmcgd3Jvbmcgd3Jvbmc=")
    zone = primary.create_zone("example.org", knot, key=right, transfers=True)
    knot.add(zone, primary, key=wrong)
    knot.start()
    knot.wait_until(lambda: zone.status()["secondaries"][0]["refusal"], "is refused")
    refusal = zone.status()["secondaries"][0]["refusal"]
    assert refusal["rcode"] == "NOTAUTH" and "BADSIG" in refusal["why"]
    assert knot.serial(zone) is None


def test_unsigned_transfer_is_refused_where_a_key_is_demanded(primary, knot):
    zone = primary.create_zone("example.org", knot, key=TsigKey.make(), transfers=True)
    with pytest.raises(TransferRefused, match="REFUSED"):
        transfer(primary, "example.org")


def test_saving_takes_effect_with_the_answer(primary, knot):
    key = TsigKey.make()
    zone = primary.create_zone("example.org", knot)
    assert zone.contents()
    zone.set_secondaries(knot, key=key, transfers=True)
    with pytest.raises(TransferRefused):
        zone.contents()
    assert zone.contents(key=key)
    zone.update(primary={"enabled": False, "secondaries": []})
    with pytest.raises(TransferRefused):
        zone.contents(key=key)
