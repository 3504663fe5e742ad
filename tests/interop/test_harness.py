# SPDX-License-Identifier: GPL-3.0-or-later
"""The four secondaries against another primary: what fails below and passes here is ours to mend."""

import pytest

from harness.dns_client import TsigKey, contents, differences
from harness.stand_in import StandInPrimary


@pytest.fixture(params=[None, "hmac-sha256"], ids=["unsigned", "signed"])
def stand_in(request, tmp_path, secondary):
    key = TsigKey.make(hash=request.param) if request.param else None
    primary = StandInPrimary(tmp_path / "primary", secondary, key)
    primary.start()
    yield primary
    primary.kill()


def test_secondary_follows_a_knot_primary(stand_in, secondary):
    secondary.follow(stand_in, stand_in, key=stand_in.key, notify_key=stand_in.key)
    secondary.wait_for_serial(stand_in, 1)
    for n in range(3):
        stand_in.put_host(f"host{n}", f"192.0.2.{n}")
        secondary.wait_for_serial(stand_in, stand_in.serial)
    assert secondary.transfers(stand_in) == ["AXFR", "IXFR", "IXFR", "IXFR"]
    ours = contents(stand_in, "example.org", key=stand_in.key)
    theirs = secondary.contents(stand_in)
    assert not differences([r.folded() for r in ours], [r.folded() for r in theirs])


def test_secondary_comes_back_with_its_zone(stand_in, secondary):
    secondary.follow(stand_in, stand_in, key=stand_in.key, notify_key=stand_in.key)
    secondary.wait_for_serial(stand_in, 1)
    secondary.stop()
    stand_in.put_host("while-away", "192.0.2.7")
    secondary.start()
    secondary.wait_for_serial(stand_in, 2)
