# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line client."""

import json
import os
import subprocess
import threading

import pytest

from harness.dns_client import ask
from harness.fake_secondary import FakeSecondary
from harness.primary import PROGRAM, Zone, sample_zone
from harness.process import free_port


@pytest.fixture
def cli(server, tmp_path):
    def run(*arguments, key=None, api=None):
        environment = {k: v for k, v in os.environ.items() if not k.startswith("ZONECAST_")}
        return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=120, cwd=tmp_path,
                              env={**environment, "ZONECAST_API": api or server.url, "ZONECAST_KEY": key or server.key})
    return run


@pytest.fixture
def zone_file(tmp_path):
    def write(name, text=None):
        path = tmp_path / f"{name}.zone"
        path.write_text(text or sample_zone(name))
        return path
    return write


def test_one_file_becomes_a_zone_named_as_it(server, cli, zone_file, name):
    done = cli("zone", "import", zone_file(name))
    assert done.returncode == 0, done.stderr
    assert f"imported {name} serial 1" in done.stderr
    assert ask(server, f"www.{name}", "A").answer


def test_the_zone_may_be_named_otherwise(server, cli, zone_file, tmp_path, name):
    path = tmp_path / "data.txt"
    path.write_text(sample_zone(name))
    assert cli("zone", "import", "--name", name, path).returncode == 0
    assert ask(server, name, "SOA").answer


def test_secondaries_are_set_with_the_import(server, cli, zone_file, name):
    done = cli("zone", "import", "--secondary", "192.0.2.53:5300,notify", "--secondary", "192.0.2.0/24", zone_file(name))
    assert done.returncode == 0, done.stderr
    primary = Zone(server, name).get()["primary"]
    assert primary["enabled"] and [(s["ip"], s["port"], s["notify"]) for s in primary["secondaries"]] == [
        ("192.0.2.53", 5300, True), ("192.0.2.0/24", 53, False)]


def test_includes_are_resolved_below_the_files_folder(server, cli, zone_file, tmp_path, name):
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "hosts").write_text("included 300 A 192.0.2.7\n")
    assert cli("zone", "import", zone_file(name, sample_zone(name) + "$INCLUDE parts/hosts\n")).returncode == 0
    assert ask(server, f"included.{name}", "A").answer


def test_includes_from_elsewhere_are_refused_with_their_line(cli, zone_file, name):
    done = cli("zone", "import", zone_file(name, sample_zone(name) + "$INCLUDE /etc/hostname\n"))
    assert done.returncode == 7
    assert f"{name}.zone:{sample_zone(name).count(chr(10)) + 1}: " in done.stderr


def test_a_wrong_file_is_told_with_file_and_line(cli, zone_file, name):
    done = cli("zone", "import", zone_file(name, "@ 60 SOA a b 1 2 3 4 5\n@ 60 NS a\na 60 A 192.0.2.999\n"))
    assert done.returncode == 7 and f"{name}.zone:3: " in done.stderr, done.stderr


def test_many_files_go_in_one_call_and_errors_are_told_one_by_one(server, cli, zone_file, name):
    good = [zone_file(f"g{n}.{name}") for n in range(50)]
    bad = zone_file(f"bad.{name}", "@ 60 SOA a b 1 2 3 4 5\n@ 60 NS a\na 60 A 192.0.2.999\n")
    done = cli("zone", "import", *good[:25], bad, *good[25:])
    assert done.returncode == 9, done.stderr
    assert "50 of 51 zones imported" in done.stderr and f"bad.{name}.zone:3: " in done.stderr
    for n in (0, 24, 25, 49):
        assert ask(server, f"www.g{n}.{name}", "A").answer


def test_many_files_may_have_secondaries(server, cli, zone_file, name):
    files = [zone_file(f"s{n}.{name}") for n in range(5)]
    assert cli("zone", "import", "--secondary", "192.0.2.53", *files).returncode == 0
    assert Zone(server, f"s4.{name}").get()["primary"]["secondaries"][0]["ip"] == "192.0.2.53"


def test_thousands_of_files_take_few_requests(server, cli, zone_file, name):
    files = [zone_file(f"m{n}.{name}", "@ 60 SOA a b 1 2 3 4 5\n@ 60 NS a\na 60 A 192.0.2.1\n") for n in range(2000)]
    done = cli("zone", "import", *files)
    assert done.returncode == 0, done.stderr
    assert "2000 of 2000 zones imported" in done.stderr
    assert ask(server, f"a.m1999.{name}", "A").answer


def test_zone_list_show_export_delete(server, cli, zone_file, name):
    cli("zone", "import", zone_file(name))
    assert any(line.split()[:2] == [name, "1"] for line in cli("zone", "list").stdout.splitlines())
    shown = cli("zone", "show", name).stdout
    assert name in shown and "refresh 3600" in shown
    assert json.loads(cli("zone", "show", name, "--json").stdout)["zone"] == name
    assert f"www.{name}." in cli("zone", "export", name).stdout
    assert cli("zone", "delete", name).returncode == 0
    assert cli("zone", "show", name).returncode == 4


def test_zone_add_makes_an_empty_zone_and_a_second_time_is_a_conflict(server, cli, name):
    assert cli("zone", "add", name, "--secondary", "192.0.2.53:53,notify").returncode == 0
    assert Zone(server, name).get()["primary"]["enabled"]
    assert cli("zone", "add", name).returncode == 5


def test_record_set_list_delete(server, cli, zone_file, name):
    cli("zone", "import", zone_file(name))
    done = cli("record", "set", f"www.{name}", "A", "192.0.2.7", "192.0.2.8", "--ttl", "60")
    assert done.returncode == 0 and "2 added, 2 deleted" in done.stderr, done.stderr
    assert {rr.address for rr in ask(server, f"www.{name}", "A").answer[0]} == {"192.0.2.7", "192.0.2.8"}
    assert cli("record", "set", name, "MX", "10 mail", "--zone", name).returncode == 0
    assert cli("record", "set", f"txt.{name}", "txt", "v=spf1 mx -all").returncode == 0
    assert ask(server, f"txt.{name}", "TXT").answer[0][0].strings == (b"v=spf1 mx -all",)
    assert "192.0.2.7" in cli("record", "list", name).stdout
    assert cli("record", "delete", f"www.{name}", "A").returncode == 0
    assert cli("record", "delete", f"www.{name}", "A").returncode == 4
    assert cli("record", "set", f"www.{name}", "A", "192.0.2.999").returncode == 7
    assert cli("record", "set", "www.example.net", "A", "192.0.2.1").returncode == 4


def test_notify_waits_for_the_answer(server, cli, zone_file, name):
    fake = FakeSecondary()
    cli("zone", "import", zone_file(name))
    Zone(server, name).set_secondaries(fake)
    fake.drain()
    answering = threading.Thread(target=fake.receive_and_answer, args=(20,))
    answering.start()
    done = cli("notify", name)
    answering.join()
    assert done.returncode == 0 and f"{name}  127.0.0.1 port {fake.port}" in done.stdout, done.stderr
    assert cli("notify", name, "--timeout", "0.5").returncode == 8
    assert cli("notify", name, "--no-wait").returncode == 0
    assert cli("notify", "--all", "--no-wait").returncode == 0
    assert cli("notify").returncode == 2
    fake.close()


def test_wait_and_status_tell_whether_a_zone_is_in_sync(server, cli, zone_file, name):
    cli("zone", "import", zone_file(name))
    Zone(server, name).update(primary={"enabled": True, "secondaries": [{"ip": "127.0.0.1", "port": 9}]})
    assert cli("wait", name, "--timeout", "0.3").returncode == 8
    assert cli("zone", "status", name).returncode == 10
    Zone(server, name).contents()
    assert cli("wait", name, "--timeout", "10").returncode == 0
    status = cli("zone", "status", name)
    assert status.returncode == 0 and "in sync" in status.stdout
    assert cli("status").returncode == 0


def test_exit_codes_tell_what_went_wrong(cli, name):
    assert cli("zone", "show", name).returncode == 4
    assert cli("zone", "list", key="wrong").returncode == 6
    assert cli("zone", "list", api=f"http://127.0.0.1:{free_port()}").returncode == 3
    assert cli("zone", "import", "/nowhere/example.org.zone").returncode == 7
    assert cli("zone").returncode == 2
    assert cli("zone", "import").returncode == 2


def test_errors_are_one_sentence_on_stderr(cli, name):
    done = cli("zone", "show", name)
    assert done.stdout == "" and done.stderr == "zonecast: zone not found\n"


def test_a_command_that_is_not_there_is_named(cli):
    done = cli("zone", "lst")
    assert done.returncode == 2
    assert 'zonecast zone: there is no command "lst"' in done.stderr and "list, import" in done.stderr
