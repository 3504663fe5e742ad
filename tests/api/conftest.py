# SPDX-License-Identifier: GPL-3.0-or-later
import itertools

import pytest

from harness.primary import Primary

_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    primary = Primary(tmp_path_factory.mktemp("zonecast"))
    primary.start()
    yield primary
    primary.kill()


@pytest.fixture
def name():
    """A zone name that nobody has used."""
    return f"z{next(_numbers)}.example.org"


@pytest.fixture
def created(server, name):
    """What PUT of a new zone with nothing but its name answered."""
    return server.call("PUT", f"/v1/zones/{name}", {"zone": name})
