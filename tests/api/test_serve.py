# SPDX-License-Identifier: GPL-3.0-or-later
"""The program as an operator starts and stops it."""

import base64
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


def files_with(folder, *needles):
    return [path.name for path in folder.iterdir() if any(needle in path.read_bytes() for needle in needles)]


def test_no_file_holds_a_secret_and_the_secrets_key_is_needed(tmp_path):
    secret = b"find me in some file of the data"
    text = base64.b64encode(secret)
    primary = Primary(tmp_path / "zonecast").start()
    row = {"ip": "192.0.2.1", "tsig": {"enabled": True, "hash": "hmac-sha256", "name": "xfr.example.org", "key": text.decode()}}
    body = {"zone": "example.org", "primary": {"enabled": True, "secondaries": [row]}}
    made = primary.request("PUT", "/v1/zones/example.org", body, headers={"Idempotency-Key": "once"})
    assert text in made.content
    assert files_with(primary.data, secret, text) == []
    assert primary.stop() == 0
    assert files_with(primary.data, secret, text) == [] and secret not in primary.log().encode() and text not in primary.log().encode()

    key_file = primary.data / "secrets.key"
    assert key_file.stat().st_mode & 0o777 == 0o600
    moved = key_file.rename(tmp_path / "moved.key")
    done = run("serve", "--data", str(primary.data), "--dns", "127.0.0.1:0", "--api", "127.0.0.1:0")
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("zonecast: ")]
    assert done.returncode == 1 and str(key_file) in line and "--secrets-key" in line

    primary.config = f'[server]\nsecrets_key = "{moved}"\n'
    primary.start()
    again = primary.request("PUT", "/v1/zones/example.org", body, headers={"Idempotency-Key": "once"})
    assert again.status_code == 200 and again.json()["id"] == made.json()["id"]
    zone = primary.call("GET", "/v1/zones/example.org?records=false")
    assert zone["primary"]["secondaries"][0]["tsig"]["key"] == text.decode()
    primary.kill()
