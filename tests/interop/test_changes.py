# SPDX-License-Identifier: GPL-3.0-or-later
"""What changes at the primary arrives at every secondary, incrementally."""

import random

import dns.name
import dns.rdata

from harness.comparison import missing_or_extra
from harness.dns_client import Record, differences
from harness.nsd import Nsd
from harness.primary import put


def followed(primary, secondary, **options):
    zone = primary.create_zone("example.org", secondary, **options)
    secondary.follow(zone, primary)
    secondary.wait_for_serial(zone, zone.serial)
    return zone


def test_secondary_follows_ten_changes(primary, secondary):
    zone = followed(primary, secondary)
    for n in range(10):
        serial = zone.put_record(f"host{n}", "A", f"192.0.2.{n}")
    secondary.wait_for_serial(zone, serial)
    # NSD that is still taking one change when the next arrives now and then begins anew and asks for AXFR itself.
    assert isinstance(secondary, Nsd) or secondary.transferred_by(zone) == "IXFR"
    sent = zone.sent()
    assert "ixfr" in sent and "ixfr-as-axfr" not in sent, sent
    assert not missing_or_extra(zone.contents(), secondary, zone)


def test_secondary_follows_each_change_by_ixfr(primary, secondary):
    zone = followed(primary, secondary)
    for n in range(5):
        secondary.wait_for_serial(zone, zone.put_record("www", "A", f"192.0.2.{n}"))
    assert secondary.transfers(zone) == ["AXFR"] + 5 * ["IXFR"]
    assert not missing_or_extra(zone.contents(), secondary, zone)


def test_secondary_takes_a_change_of_many_records_as_one(primary, secondary):
    zone = followed(primary, secondary)
    change = zone.change(*(put(f"host{n}.example.org", "A", "192.0.2.1") for n in range(3000)),
                         {"op": "delete", "domain": "www.example.org", "type": "A"})
    assert (change["added"], change["deleted"]) == (3000, 2)
    secondary.wait_for_serial(zone, change["serial"])
    assert not missing_or_extra(zone.contents(), secondary, zone)


def test_secondary_sees_a_change_of_nothing_but_the_ttl(primary, secondary):
    zone = followed(primary, secondary)
    secondary.wait_for_serial(zone, zone.put_record("www", "A", "192.0.2.80", "192.0.2.81", ttl=77))
    assert secondary.transferred_by(zone) == "IXFR"
    assert {r.ttl for r in secondary.contents(zone) if r.owner == "www.example.org." and r.type == "A"} == {77}


def test_secondary_sees_a_change_of_nothing_but_the_soa(primary, secondary):
    zone = followed(primary, secondary)
    zone.update(nx_ttl=123)
    secondary.wait_for_serial(zone, zone.serial)
    assert not missing_or_extra(zone.contents(), secondary, zone)


def test_secondary_follows_a_zone_file_in_place_of_the_zone(primary, secondary):
    zone = followed(primary, secondary)
    lines = [line for line in zone.export().splitlines() if "\tTXT\t" not in line]
    zone.replace("\n".join(lines) + "\nnew.example.org. 60 IN A 192.0.2.123\n")
    secondary.wait_for_serial(zone, zone.serial)
    assert not missing_or_extra(zone.contents(), secondary, zone)


def test_secondary_follows_the_serial_across_its_wrap(primary, secondary):
    text = "@ 3600 SOA ns1 h 4294967294 3600 900 604800 300\n@ 3600 NS ns1\nns1 300 A 192.0.2.1\n"
    zone = primary.create_zone("example.org", secondary, text=text)
    zone.update(serial_policy="increment")
    secondary.follow(zone, primary)
    secondary.wait_for_serial(zone, 4294967294)
    for n, expected in enumerate([4294967295, 0, 1]):
        assert zone.put_record("www", "A", f"192.0.2.{n}") == expected
        secondary.wait_for_serial(zone, expected)
    assert not missing_or_extra(zone.contents(), secondary, zone)


def test_hundred_random_changes_arrive_record_by_record(primary, secondary):
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    zone = followed(primary, secondary)
    untouched = set(r.folded() for r in zone.contents() if r.type != "SOA")
    model = {}  # (owner in lower case, type) -> (ttl, texts)
    for _ in range(100):
        items = {}
        for _ in range(chance.randint(1, 4)):
            domain, type = random_domain(chance), chance.choice(list(RANDOM_RDATA))
            if (domain.lower(), type) not in items:
                items[domain.lower(), type] = random_item(chance, model, domain, type)
        serial = zone.change(*items.values())["serial"]
    secondary.wait_for_serial(zone, serial, timeout_s=60)
    ours = zone.contents()
    assert not missing_or_extra(ours, secondary, zone)
    expected = untouched | {record for key, value in model.items() for record in records(*key, *value)}
    assert not differences(expected, [r.folded() for r in ours if r.type != "SOA"])


RANDOM_RDATA = {
    "A": lambda chance: f"192.0.2.{chance.randrange(256)}",
    "AAAA": lambda chance: f"2001:db8::{chance.randrange(1, 65536):x}",
    "TXT": lambda chance: "t" * chance.randint(1, 200),
    "MX": lambda chance: f"{chance.randrange(100)} Mail.example.org",
}


def random_domain(chance):
    """One of a few names, in any letter case."""
    label = chance.choice(["a", "b", "c", "d.e", "f", "*.g"])
    return "".join(chance.choice([c.upper(), c]) for c in label) + ".random.example.org"


def random_item(chance, model, domain, type):
    """A put or a delete of one record set; the model follows."""
    key = (domain.lower(), type)
    if key in model and chance.random() < 0.3:
        del model[key]
        return {"op": "delete", "domain": domain, "type": type}
    texts = sorted({RANDOM_RDATA[type](chance) for _ in range(chance.randint(1, 4))})
    ttl = chance.choice([0, 1, 60, 300, 86400, 2147483647])
    model[key] = (ttl, texts)
    return put(domain, type, *texts, ttl=ttl)


def records(owner, type, ttl, texts):
    """What the model expects on the wire."""
    for text in texts:
        rdata = dns.rdata.from_text("IN", type, text, dns.name.root, relativize=False)
        yield Record(owner + ".", ttl, type, rdata.to_digestable())


def test_secondary_follows_a_restore_by_ixfr(primary, secondary):
    zone = followed(primary, secondary)
    zone.put_record("www", "A", "192.0.2.1")
    before = [r for r in zone.contents() if r.type != "SOA"]
    (version, *_) = primary.call("GET", zone.path + "/history")["versions"]
    zone.change(put("www.example.org", "A", "192.0.2.2"), put("new.example.org", "A", "192.0.2.3"))
    secondary.wait_for_serial(zone, zone.serial)
    restored = primary.call("POST", f"{zone.path}/history/{version['id']}/restore", {"comment": "undo"})
    secondary.wait_for_serial(zone, restored["serial"])
    assert secondary.transferred_by(zone) == "IXFR"
    assert not missing_or_extra(zone.contents(), secondary, zone)
    assert [r for r in zone.contents() if r.type != "SOA"] == before
