# SPDX-License-Identifier: GPL-3.0-or-later
"""The real root zone on thirty-six days of 2020 (tests/data/README.md): every file replaces the last."""

import re
import tarfile
from pathlib import Path

from harness.comparison import missing_or_extra

ARCHIVE = Path(__file__).parents[1] / "data" / "root-zone-36-days.tar.xz"


def days():
    """[(serial, text)] in order."""
    with tarfile.open(ARCHIVE) as archive:
        texts = [archive.extractfile(member).read().decode() for member in archive if member.isfile()]
    found = [(int(re.search(r"\sSOA\s+\S+\s+\S+\s+(\d+)", text).group(1)), text) for text in texts]
    return sorted(found)


def test_every_secondary_follows_the_root_zone(primary, secondaries):
    (first, text), *rest = days()
    assert len(rest) == 35
    zone = primary.create_zone(".", *secondaries, text=text)
    for secondary in secondaries:
        secondary.follow(zone, primary)
    for serial, text in [(first, text), *rest]:
        zone.replace(text)
        assert zone.served_serial() == serial
        for secondary in secondaries:
            secondary.wait_for_serial(zone, serial, timeout_s=60)
    ours = zone.contents()
    assert len(ours) == text_records(text)
    for secondary in secondaries:
        assert not missing_or_extra(ours, secondary, zone), secondary
        assert secondary.transfers(zone) == ["AXFR"] + 35 * ["IXFR"], secondary


def text_records(text):
    """One record a line in these files."""
    return len({line for line in text.splitlines() if line.strip() and not line.startswith(";")})
