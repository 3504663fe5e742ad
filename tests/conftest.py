# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures for everything that starts processes."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from harness.bind import Bind  # noqa: E402
from harness.knot import Knot  # noqa: E402
from harness.nsd import Nsd  # noqa: E402
from harness.pdns import Pdns  # noqa: E402
from harness.primary import Primary  # noqa: E402

SECONDARIES = {kind.kind: kind for kind in (Nsd, Knot, Bind, Pdns)}


@pytest.fixture
def primary(tmp_path):
    """The server, started, on an empty store."""
    server = Primary(tmp_path / "zonecast")
    server.start()
    yield server
    server.kill()


@pytest.fixture(params=sorted(SECONDARIES))
def secondary(request, tmp_path):
    """One of the four, not started: follow() does that."""
    server = SECONDARIES[request.param](tmp_path / request.param)
    yield server
    server.kill()


@pytest.fixture
def secondaries(tmp_path):
    """All four at once."""
    servers = [kind(tmp_path / name) for name, kind in SECONDARIES.items()]
    yield servers
    for server in servers:
        server.kill()


@pytest.fixture
def knot(tmp_path):
    server = Knot(tmp_path / "knot")
    yield server
    server.kill()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """A failed test shows the end of each server's log."""
    report = (yield).get_result()
    if report.when == "call" and report.failed:
        for name, value in getattr(item, "funcargs", {}).items():
            for server in value if isinstance(value, list) else [value]:
                if hasattr(server, "log_tail"):
                    report.sections.append((f"log of {name}", server.log_tail(40)))
