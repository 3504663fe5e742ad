# SPDX-License-Identifier: GPL-3.0-or-later
"""The store against killed processes, a log cut anywhere and a full disk: tests/recovery/store has the program."""

import os
import subprocess
from pathlib import Path

import pytest

PROGRAM = Path(
    os.environ.get("ZONECAST_BUILD", Path(__file__).parents[2] / "build")
) / "tests/recovery/store/store_recovery_test"


@pytest.mark.parametrize("what", ["KillTest", "PowerCutTest", "TornLogTest", "FullDiskTest"])
def test_nothing_acknowledged_is_lost(what, tmp_path):
    # Killed processes lose nothing that the kernel has, so memory will do for a disk, and is faster.
    memory = Path("/dev/shm")
    scratch = memory if memory.is_dir() and os.access(memory, os.W_OK) else tmp_path
    done = subprocess.run(
        [PROGRAM, f"--gtest_filter={what}.*"],
        env=os.environ | {"TMPDIR": str(scratch)}, capture_output=True, text=True, timeout=1200, check=False)
    print(done.stdout)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    if "[  SKIPPED ]" in done.stdout:
        pytest.skip(done.stdout)
