# SPDX-License-Identifier: GPL-3.0-or-later
"""Views, ACLs and keys as each of the four meets them: right, wrong, missing, old and new keys; two zones of one name."""

import pytest

from harness.comparison import missing_or_extra
from harness.dns_client import TransferRefused, TsigKey, contents, serial_of, transfer
from harness.primary import Zone

PARTNER = TsigKey.make("partner.example.org")
NEXT = TsigKey.make("next.example.org", octets=48)


@pytest.fixture
def zone(primary, secondary):
    """example.org, seen only by who signs with the key of the ACL "partners"; the secondary is notified."""
    primary.create_key(PARTNER)
    made = primary.create_zone("example.org", secondary)
    primary.create_acl("partners", keys=[PARTNER])
    primary.create_view("partners", read_acls=["partners"], zones=["example.org"])
    return made


def test_a_view_with_a_key_gives_the_zone_to_who_signs(zone, primary, secondary):
    secondary.follow(zone, primary, key=PARTNER)
    secondary.wait_for_serial(zone, zone.serial)
    secondary.wait_for_serial(zone, zone.put_record("www", "A", "192.0.2.7"))
    assert secondary.transfers(zone) == ["AXFR", "IXFR"]
    assert not missing_or_extra(zone.contents(key=PARTNER), secondary, zone)
    assert zone.status()["secondaries"][0]["transfer"]["key"].rstrip(".") == PARTNER.name


def test_without_its_key_a_secondary_gets_nothing_and_with_it_everything(zone, primary, secondary):
    secondary.follow(zone, primary)
    secondary.wait_until(lambda: is_refused(zone), "is refused")
    assert secondary.serial(zone) is None
    secondary.follow(zone, primary, key=PARTNER)
    secondary.wait_for_serial(zone, zone.serial)


def test_a_wrong_secret_is_refused_and_told_so(zone, primary, secondary):
    secondary.follow(zone, primary, key=PARTNER._replace(secret="d3Jvbmcgd3Jvbmcgd3Jvbmc="))
    secondary.wait_until(lambda: is_refused(zone), "is refused")
    refusal = zone.status()["secondaries"][0]["refusal"]
    assert refusal["rcode"] == "NOTAUTH" and "BADSIG" in refusal["why"]
    assert secondary.serial(zone) is None


def test_old_and_new_key_are_good_together_and_the_old_one_goes_without_a_gap(zone, primary, secondary):
    secondary.follow(zone, primary, key=PARTNER)
    secondary.wait_for_serial(zone, zone.serial)
    primary.create_key(NEXT)
    primary.update_acl("partners", keys=[PARTNER, NEXT])
    secondary.wait_for_serial(zone, zone.put_record("a", "A", "192.0.2.1"))
    secondary.follow(zone, primary, key=NEXT)
    secondary.wait_for_serial(zone, zone.put_record("b", "A", "192.0.2.2"))
    assert zone.status()["secondaries"][0].get("refusal") is None
    primary.update_acl("partners", keys=[NEXT])
    secondary.wait_for_serial(zone, zone.put_record("c", "A", "192.0.2.3"))
    with pytest.raises(TransferRefused, match="REFUSED"):
        transfer(primary, "example.org", key=PARTNER)
    assert contents(primary, "example.org", key=NEXT)


def test_transfer_acls_want_the_key_for_transfers_and_leave_queries_open(primary, secondary):
    primary.create_key(PARTNER)
    primary.create_acl("partners", keys=[PARTNER])
    zone = primary.create_zone("example.org")
    zone.update(primary={"enabled": True, "transfer_acls": ["partners"], "secondaries": []})
    assert serial_of(primary, "example.org") == zone.serial
    with pytest.raises(TransferRefused, match="REFUSED"):
        transfer(primary, "example.org")
    secondary.follow(zone, primary, key=PARTNER)
    secondary.wait_for_serial(zone, zone.serial)
    assert not missing_or_extra(zone.contents(key=PARTNER), secondary, zone)


def test_two_zones_of_one_name_go_to_two_secondaries(primary, secondary, tmp_path):
    """Each by its key: contents, serials and history of one are nothing to the other."""
    inside_secondary = type(secondary)(tmp_path / "inside")
    try:
        primary.create_key(PARTNER)
        primary.create_acl("partners", keys=[PARTNER])
        primary.create_view("inside", read_acls=["partners"])
        outside = primary.create_zone("example.org", secondary)
        primary.call("PUT", "/v1/zones/inside-example.org", {"zone": "example.org", "views": ["inside"]})
        inside = Zone(primary, "inside-example.org")
        inside.set_secondaries(inside_secondary)
        secondary.follow("example.org", primary)
        inside_secondary.follow("example.org", primary, key=PARTNER)
        inside_serial = put_record(inside, "intranet.example.org", "10.0.0.1")
        outside_serial = outside.put_record("www", "A", "192.0.2.9")
        inside_secondary.wait_for_serial("example.org", inside_serial)
        secondary.wait_for_serial("example.org", outside_serial)
        assert not missing_or_extra(contents(primary, "example.org"), secondary, "example.org")
        assert not missing_or_extra(contents(primary, "example.org", key=PARTNER), inside_secondary, "example.org")
        owners = {record.owner.lower() for record in inside_secondary.contents("example.org")}
        assert "intranet.example.org." in owners and "mail.example.org." not in owners
        # A change of one moves the other by nothing.
        put_record(inside, "wiki.example.org", "10.0.0.2")
        inside_secondary.wait_for_serial("example.org", inside.serial)
        assert outside.serial == outside_serial
        assert inside_secondary.transfers("example.org")[-1] == "IXFR"
    finally:
        inside_secondary.kill()


def put_record(zone, domain, address):
    return zone.primary.call("POST", zone.path + "/changes",
                             {"records": [{"op": "put", "domain": domain, "type": "A", "ttl": 300,
                                           "answers": [{"answer": [address]}]}]})["serial"]


def is_refused(zone):
    return zone.status()["secondaries"][0]["refusal"]
