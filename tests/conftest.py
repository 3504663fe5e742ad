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

SECONDARIES = {kind.kind: kind for kind in (Nsd, Knot, Bind, Pdns)}


@pytest.fixture(params=sorted(SECONDARIES))
def secondary(request, tmp_path):
    """One of the four, not started: follow() does that."""
    server = SECONDARIES[request.param](tmp_path / request.param)
    yield server
    server.kill()
