# SPDX-License-Identifier: GPL-3.0-or-later
"""The program as an operator starts and stops it."""

import os
import re
import signal
import subprocess

import pytest
import requests

from harness.primary import PROGRAM, Primary


def run(*arguments, **environment):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=30,
                          env={**os.environ, **environment})


def test_version_is_one_line():
    done = run("--version")
    assert done.returncode == 0 and re.fullmatch(r"zonecast \d+\.\d+\.\d+\n", done.stdout)


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["serve", "--nonsense"], ["serve", "--data"],
                                       ["serve", "--data", "x", "--dns", "localhost"],
                                       ["serve", "--data", "x", "--dns", "127.0.0.1:99999"]])
def test_wrong_usage_is_2(arguments, tmp_path):
    assert subprocess.run([PROGRAM, *arguments], capture_output=True, timeout=30, cwd=tmp_path).returncode == 2


def test_a_taken_port_is_told_in_one_line(server, tmp_path):
    done = run("serve", "--data", str(tmp_path), "--dns", f"127.0.0.1:{server.port}", "--api", "127.0.0.1:0")
    assert done.returncode == 1
    errors = [line for line in done.stderr.splitlines() if line.startswith("zonecast: ")]
    assert len(errors) == 1 and str(server.port) in errors[0]


def test_a_folder_that_cannot_be_made_is_told_in_one_line():
    done = run("serve", "--data", "/proc/nowhere", "--dns", "127.0.0.1:0", "--api", "127.0.0.1:0")
    assert done.returncode == 1 and "/proc/nowhere" in done.stderr


def test_two_servers_do_not_share_a_folder(server):
    done = run("serve", "--data", str(server.data), "--dns", "127.0.0.1:0", "--api", "127.0.0.1:0")
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert server.call("GET", "/v1/zones") is not None


def test_ready_names_every_address(server):
    ready = re.search(r"(?m)^ready dns=(\S+) api=(\S+)$", server.log())
    assert f"127.0.0.1:{server.port}" in ready.group(1).split(",") and f"http://127.0.0.1:{server.api_port}" in ready.group(2).split(",")
    assert f"[::1]:{server.port}" in ready.group(1)


def test_port_zero_takes_a_free_one(tmp_path):
    process = subprocess.Popen([PROGRAM, "serve", "--data", tmp_path / "d", "--dns", "127.0.0.1:0", "--api", "127.0.0.1:0"],
                               stderr=subprocess.PIPE, text=True)
    try:
        ready = next(line for line in process.stderr if line.startswith("ready "))
        port = int(re.search(r"dns=127.0.0.1:(\d+)", ready).group(1))
        api = re.search(r"api=(http://127.0.0.1:\d+)", ready).group(1)
        assert port > 0 and requests.get(api + "/healthz").status_code == 200
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


def test_health_needs_no_key(server):
    assert requests.get(server.url + "/healthz").status_code == 200


def test_the_admin_key_may_come_from_the_environment(tmp_path):
    primary = Primary(tmp_path / "zonecast", environment={"ZONECAST_ADMIN_KEY": "from-the-environment"})
    primary.spawn()
    primary.wait_until(lambda: "\nready " in "\n" + primary.log(), "is ready")
    assert requests.get(primary.url + "/v1/zones", headers={"X-NSONE-Key": "from-the-environment"}).status_code == 200
    assert primary.stop() == 0


def test_sigterm_and_sigint_end_it_with_0(tmp_path):
    for number in (signal.SIGTERM, signal.SIGINT):
        primary = Primary(tmp_path / f"zonecast{number}")
        primary.start()
        process = primary.process
        process.send_signal(number)
        assert process.wait(10) == 0


def test_what_was_saved_is_there_after_a_restart(tmp_path):
    primary = Primary(tmp_path / "zonecast").start()
    zone = primary.create_zone("example.org")
    zone.update(primary={"enabled": True, "secondaries": [{"ip": "127.0.0.1", "port": 9, "notify": False}]})
    serial = zone.put_record("www", "A", "192.0.2.7")
    before, contents = zone.get(), zone.contents()
    primary.restart()
    assert zone.get() == before and zone.contents() == contents and zone.served_serial() == serial
    primary.kill()
