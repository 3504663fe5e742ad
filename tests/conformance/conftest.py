# SPDX-License-Identifier: GPL-3.0-or-later
"""One server for a whole file; each test makes a zone of its own name in it."""

import itertools

import pytest

from harness.fake_secondary import Anybody
from harness.primary import Primary, sample_zone

_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    primary = Primary(tmp_path_factory.mktemp("zonecast"))
    primary.start()
    yield primary
    primary.kill()


@pytest.fixture
def make_zone(server):
    """make_zone(text=…, **row): a new zone that 127.0.0.1 may transfer; text is relative to its origin."""
    def make(text=None, **row):
        name = f"z{next(_numbers)}.example.org"
        row.setdefault("notify", False)
        return server.create_zone(name, Anybody, text=text or sample_zone(name, hosts=[(f"Host{n}", f"192.0.2.{n}") for n in range(60)]), **row)
    return make


@pytest.fixture
def zone(make_zone):
    return make_zone()
