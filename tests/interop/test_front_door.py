# SPDX-License-Identifier: GPL-3.0-or-later
"""make run, as a newcomer meets it: what it prints is true, and Ctrl-C ends everything."""

import os
import re
import signal
import subprocess

import pytest

from harness.dns_client import ask, serial_of
from harness.primary import PROGRAM, ROOT
from harness.process import wait_until

pytestmark = pytest.mark.skipif(PROGRAM != ROOT / "build" / "zonecast", reason="make run shows build/zonecast")


class Shown:
    """One make run: its output so far, and what it says."""

    def __init__(self, folder):
        self.output = folder / "output"
        with open(self.output, "wb") as output:
            self.process = subprocess.Popen([ROOT / "scripts" / "run", folder / "run"], stdout=output, stderr=output,
                                            start_new_session=True)
        wait_until(lambda: "Ctrl-C ends everything" in self.text() or self.process.poll() is not None, "is up", 60)
        assert self.process.poll() is None, self.text()

    def text(self):
        return self.output.read_text()

    def address(self, what):
        return int(re.search(rf"(?m)^  {what} .*?127\.0\.0\.1:(\d+)", self.text()).group(1))

    def commands(self):
        """The three to try next."""
        return [line.split("  #")[0].strip() for line in self.text().splitlines() if re.match(r"  (dig|curl) ", line)]

    def end(self):
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(20)


@pytest.fixture
def shown(tmp_path):
    up = []

    def show():
        up.append(Shown(tmp_path))
        # Each has its own output.
        up[-1].output = up[-1].output.rename(tmp_path / f"output{len(up)}")
        return up[-1]

    yield show
    for one in up:
        if one.process.poll() is None:
            one.end()


def test_it_shows_a_secondary_in_sync_and_three_commands_that_work(shown):
    run = shown()
    assert re.search(r"NSD +in sync at serial \d+ after [0-9.]+ s", run.text())
    dig, change, dig_secondary = run.commands()
    assert "192.0.2.80" in shell(dig)
    assert '"192.0.2.99"' in shell(change)
    secondary = ("127.0.0.1", run.address("Secondary"))
    wait_until(lambda: ask(secondary, "www.sample.test", "A").answer[0][0].address == "192.0.2.99", "follows", 5)
    assert "192.0.2.99" in shell(dig_secondary)
    wait_until(lambda: re.search(r"sample.test +\d+ -> \d+ +NSD has it", run.text()), "is told")
    assert "admin.key" in run.text()


def shell(command):
    done = subprocess.run(command, shell=True, capture_output=True, text=True, timeout=20)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_second_one_moves_to_free_ports_and_ctrl_c_ends_both(shown):
    one, two = shown(), shown()
    servers = [("127.0.0.1", run.address(what)) for run in (one, two) for what in ("DNS", "Secondary")]
    assert len(set(servers)) == 4 and one.address("API") != two.address("API")
    assert all(serial_of(server, "sample.test") for server in servers)
    assert one.end() == 0 and two.end() == 0
    assert not any(serial_of(server, "sample.test", timeout_s=0.3) for server in servers)


def test_it_comes_up_again_over_its_data(shown):
    first = shown()
    shell(first.commands()[1])
    first.end()
    again = shown()
    assert "192.0.2.99" in shell(again.commands()[0])
