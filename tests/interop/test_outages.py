# SPDX-License-Identifier: GPL-3.0-or-later
"""One side goes away and comes back."""

import random
import threading
import time

from harness.comparison import missing_or_extra
from harness.primary import ApiError, sample_zone


def test_secondary_that_was_down_catches_up_by_ixfr(primary, secondary):
    zone = primary.create_zone("example.org", secondary)
    secondary.follow(zone, primary)
    secondary.wait_for_serial(zone, zone.serial)
    secondary.wait_for_serial(zone, zone.put_record("before", "A", "192.0.2.1"))
    secondary.stop()
    for n in range(5):
        serial = zone.put_record(f"meanwhile{n}", "A", "192.0.2.2")
    secondary.start()
    secondary.wait_for_serial(zone, serial, timeout_s=90)
    assert secondary.transferred_by(zone) == "IXFR"
    assert not missing_or_extra(zone.contents(), secondary, zone)


def test_restarted_primary_sends_what_is_owed(primary, secondary):
    zone = primary.create_zone("example.org", secondary)
    secondary.follow(zone, primary)
    secondary.wait_for_serial(zone, zone.serial)
    secondary.stop()
    serial = zone.put_record("owed", "A", "192.0.2.1")
    primary.restart()
    assert zone.serial == serial
    secondary.start()
    secondary.wait_for_serial(zone, serial, timeout_s=90)


def test_history_still_connects_after_a_kill(primary, secondary):
    zone = primary.create_zone("example.org", secondary)
    secondary.follow(zone, primary)
    secondary.wait_for_serial(zone, zone.serial)
    secondary.stop()
    zone.put_record("one", "A", "192.0.2.1")
    primary.kill()
    primary.start()
    serial = zone.put_record("two", "A", "192.0.2.2")
    secondary.start()
    secondary.wait_for_serial(zone, serial, timeout_s=90)
    assert secondary.transferred_by(zone) == "IXFR"
    assert not missing_or_extra(zone.contents(), secondary, zone)


def test_primary_killed_in_the_middle_loses_nothing_it_acknowledged(primary, secondary):
    zone = primary.create_zone("example.org", secondary)
    secondary.follow(zone, primary)
    secondary.wait_for_serial(zone, zone.serial)
    acknowledged = []

    def write():
        for n in range(10_000):
            try:
                acknowledged.append((n, zone.put_record(f"host{n}", "A", "192.0.2.1")))
            except (ApiError, OSError):
                return

    writer = threading.Thread(target=write)
    writer.start()
    time.sleep(random.uniform(0.2, 0.8))
    primary.kill()
    writer.join()
    primary.start()
    assert acknowledged, "nothing was acknowledged before the kill"
    ours = zone.contents()
    owners = {r.owner for r in ours}
    assert not [n for n, _ in acknowledged if f"host{n}.example.org." not in owners]
    assert (zone.serial - acknowledged[-1][1]) % 2**32 < 2**31, "the serial went back"
    serial = zone.put_record("after", "A", "192.0.2.2")
    secondary.wait_for_serial(zone, serial, timeout_s=60)
    assert not missing_or_extra(zone.contents(), secondary, zone)


def test_secondary_follows_by_refresh_when_notify_is_off(primary, secondary):
    zone = primary.create_zone("example.org", secondary, text=sample_zone(refresh=3, retry=2), notify=False)
    secondary.follow(zone, primary)
    secondary.wait_for_serial(zone, zone.serial)
    serial = zone.put_record("www", "A", "192.0.2.7")
    secondary.wait_for_serial(zone, serial, timeout_s=60)
    assert zone.status()["secondaries"][0]["notify_sent"] is None
    assert not missing_or_extra(zone.contents(), secondary, zone)


def test_dead_secondary_delays_no_other(primary, secondaries):
    dead, *alive = secondaries
    zone = primary.create_zone("example.org", *secondaries)
    for secondary in alive:
        secondary.follow(zone, primary)
        secondary.wait_for_serial(zone, zone.serial)
    for n in range(5):
        serial = zone.put_record("www", "A", f"192.0.2.{n}")
        for secondary in alive:
            secondary.wait_for_serial(zone, serial, timeout_s=10)
    assert not dead.is_running()
