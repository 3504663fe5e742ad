# SPDX-License-Identifier: GPL-3.0-or-later
"""History, restore, dry run and jobs of a running server, by API and command line."""

import json
import os
import subprocess
import time

import pytest

from harness.dns_client import ask
from harness.primary import PROGRAM, ApiError, Zone, put, sample_zone


@pytest.fixture
def zone(server, created, name):
    return Zone(server, name)


@pytest.fixture
def cli(server, tmp_path):
    def run(*arguments):
        environment = {k: v for k, v in os.environ.items() if not k.startswith("ZONECAST_")}
        return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=120, cwd=tmp_path,
                              env={**environment, "ZONECAST_API": server.url, "ZONECAST_KEY": server.key})
    return run


def versions(zone):
    return zone.primary.call("GET", zone.path + "/history")["versions"]


def ended(server, job):
    """The job, once it has ended."""
    deadline = time.monotonic() + 60
    while (found := server.call("GET", f"/v1/jobs/{job}"))["state"] in ("waiting", "running"):
        assert time.monotonic() < deadline, found
        time.sleep(0.02)
    return found


def test_history_tells_who_why_and_how_much(zone):
    zone.change(put(zone.domain("www"), "A", "192.0.2.1", "192.0.2.2"), comment="two addresses")
    page = zone.primary.call("GET", zone.path + "/history")
    assert page["retention"] == {"days": 90, "versions": 1000, "octets_max": 1 << 30}
    newest, first = page["versions"]
    assert (newest["kind"], newest["author"], newest["comment"]) == ("change", "admin", "two addresses")
    assert (newest["added_count"], newest["deleted_count"], newest["before"]) == (2, 0, first["id"])
    assert first["kind"] == "create" and first["before"] is None


def test_history_pages(zone):
    for n in range(5):
        zone.put_record("www", "A", f"192.0.2.{n}")
    response = zone.primary.request("GET", zone.path + "/history?limit=4")
    assert len(response.json()["versions"]) == 4
    following = zone.primary.session.get(response.links["next"]["url"]).json()
    assert len(following["versions"]) == 2
    ids = [v["id"] for v in response.json()["versions"] + following["versions"]]
    assert ids == sorted(ids, key=int, reverse=True)


def test_a_version_shows_its_difference(zone):
    zone.put_record("www", "A", "192.0.2.1")
    zone.put_record("www", "A", "192.0.2.2")
    shown = zone.primary.call("GET", f"{zone.path}/history/{versions(zone)[0]['id']}")
    assert shown["deleted"] == [f"www.{zone.name}. 300 IN A 192.0.2.1"]
    assert shown["added"] == [f"www.{zone.name}. 300 IN A 192.0.2.2"]


def test_settings_are_in_history_without_secrets(zone):
    row = {"ip": "192.0.2.20", "notify": False,
           "tsig": {"enabled": True, "hash": "hmac-sha256", "name": f"key.{zone.name}", "key": "c2VjcmV0c2VjcmV0"}}
    zone.update(primary={"enabled": True, "secondaries": [row]})
    newest = versions(zone)[0]
    assert newest["kind"] == "settings" and newest["changed_settings"]
    response = zone.primary.request("GET", f"{zone.path}/history/{newest['id']}")
    assert "c2VjcmV0" not in response.text
    settings = response.json()["settings"]
    assert settings["before"]["primary"] == {"enabled": False, "secondaries": []}
    assert settings["after"]["primary"]["secondaries"][0]["tsig"]["name"] == f"key.{zone.name}."


def test_each_version_can_be_read_again_even_after_a_restart(zone):
    states = {}
    for n in range(4):
        zone.put_record(f"host{n % 2}", "A", f"192.0.2.{n}")
        states[versions(zone)[0]["id"]] = sorted(zone.export().replace("\t", " ").splitlines())
    zone.replace(sample_zone(zone.name))
    zone.primary.restart()
    for id, lines in states.items():
        assert sorted(zone.primary.call("GET", f"{zone.path}/history/{id}/records")["records"]) == lines


def test_two_versions_are_compared(zone):
    zone.put_record("a", "A", "192.0.2.1")
    first = versions(zone)[0]["id"]
    zone.put_record("b", "A", "192.0.2.2")
    zone.put_record("c", "A", "192.0.2.3")
    forth = zone.primary.call("GET", f"{zone.path}/history/compare?from={first}")
    assert forth["added"] == [f"b.{zone.name}. 300 IN A 192.0.2.2", f"c.{zone.name}. 300 IN A 192.0.2.3"]
    back = zone.primary.call("GET", f"{zone.path}/history/compare?from={versions(zone)[0]['id']}&to={first}")
    assert back["deleted"] == forth["added"] and back["added"] == []


def test_a_restore_is_a_new_change(server, zone):
    zone.put_record("www", "A", "192.0.2.1")
    before = versions(zone)[0]["id"]
    serial = zone.put_record("www", "A", "192.0.2.2")
    done = server.call("POST", f"{zone.path}/history/{before}/restore", {"comment": "undo"})
    assert done["serial"] > serial and (done["added"], done["deleted"]) == (1, 1)
    assert ask(server, f"www.{zone.name}", "A").answer[0][0].address == "192.0.2.1"
    assert versions(zone)[0]["comment"] == "undo"


def test_a_missing_version_is_404(server, zone):
    for id in ("999999", "1" * 40):
        with pytest.raises(ApiError) as error:
            server.call("GET", f"{zone.path}/history/{id}")
        assert error.value.status == 404 and "version not found" in error.value.text


def test_a_dry_run_says_what_the_change_then_does(server, zone):
    change = {"records": [put(zone.domain("www"), "A", "192.0.2.1")]}
    told = server.call("POST", f"{zone.path}/changes?dry_run=true", change)
    assert told["dry_run"] and told["changes"]
    assert not [r for r in zone.get()["records"] if r["type"] == "A"]
    done = server.call("POST", f"{zone.path}/changes", change)
    shown = server.call("GET", f"{zone.path}/history/{done['id']}")
    assert (told["added"], told["deleted"]) == (shown["added"], shown["deleted"])
    assert told["added_count"] == done["added"] == 1


def test_a_dry_run_of_anything_changes_nothing(server, zone):
    www = f"{zone.path}/www.{zone.name}/A"
    answers = {"answers": [{"answer": ["192.0.2.1"]}]}
    state = zone.get()
    assert server.call("PUT", www + "?dry_run=true", answers)["added"] == [f"www.{zone.name}. 3600 IN A 192.0.2.1"]
    rows = {"primary": {"enabled": True, "secondaries": [{"ip": "192.0.2.20", "port": 5300, "notify": True}]}}
    settings = server.call("POST", zone.path + "?dry_run=true", rows)
    assert settings["notify"] == [{"ip": "192.0.2.20", "port": 5300, "key": None}]
    assert settings["settings"]["after"]["primary"]["secondaries"][0]["ip"] == "192.0.2.20"
    timers = server.call("POST", zone.path + "?dry_run=true", {"refresh": 999})
    assert " 999 " in timers["soa"]["after"] and timers["serial"] > state["serial"] - 1
    assert server.call("DELETE", zone.path + "?dry_run=true")["serial"] is None
    text = sample_zone(zone.name).encode()
    assert server.call("PUT", f"/v1/import/zonefile/{zone.name}?dry_run=true", text)["added_count"] > 1
    new = "new-" + zone.name
    assert server.call("PUT", f"/v1/zones/{new}?dry_run=true", {"zone": new})["changes"]
    assert server.request("GET", f"/v1/zones/{new}").status_code == 404
    assert zone.get() == state
    with pytest.raises(ApiError) as error:
        server.call("PUT", f"{zone.path}/{zone.name}/CNAME?dry_run=true", {"answers": [{"answer": ["a.example"]}]})
    assert error.value.status == 400


def test_an_import_and_a_batch_can_be_jobs(server, zone):
    text = sample_zone(zone.name).encode()
    job = server.call("PUT", f"/v1/import/zonefile/{zone.name}?async=true", text)["job"]
    done = ended(server, job)
    assert done["state"] == "finished" and done["result"]["zone"] == zone.name
    assert done["result"]["import"]["change"]["added"] > 0
    batch = {"records": [put(zone.domain("job"), "A", "192.0.2.7")]}
    job = server.call("POST", f"{zone.path}/changes?async=true", batch)["job"]
    assert ended(server, job)["result"]["added"] == 1
    bad = {"records": [{"op": "delete", "domain": zone.domain("none"), "type": "A"}]}
    job = server.call("POST", f"{zone.path}/changes?async=true", bad)["job"]
    failed = ended(server, job)
    assert failed["state"] == "failed" and "record not found" in failed["message"]


def test_transfer_settings_go_to_many_zones_as_a_job(server, name):
    names = [f"{n}.{name}" for n in "abc"]
    for each in names:
        server.call("PUT", f"/v1/zones/{each}", {"zone": each})
    primary = {"enabled": True, "secondaries": [{"ip": "192.0.2.20", "notify": True}]}
    dry = ended(server, server.call("POST", "/v1/jobs", {"type": "transfers", "filter": f"*.{name}", "primary": primary,
                                                         "dry_run": True})["job"])
    assert [z["status"] for z in dry["result"]["zones"]] == 3 * ["would change"]
    assert dry["result"]["zones"][0]["settings"]["after"]["primary"]["enabled"]
    assert not Zone(server, names[0]).get()["primary"]["enabled"]
    job = ended(server, server.call("POST", "/v1/jobs", {"type": "transfers", "zones": [*names, "gone." + name],
                                                         "primary": primary})["job"])
    assert job["state"] == "finished" and (job["done"], job["total"], job["error_count"]) == (4, 4, 1)
    assert job["errors"] == [{"zone": "gone." + name, "message": "zone not found"}]
    assert all(Zone(server, each).get()["primary"]["secondaries"][0]["ip"] == "192.0.2.20" for each in names)
    assert job["id"] in [j["id"] for j in server.call("GET", "/v1/jobs")]
    assert server.call("DELETE", f"/v1/jobs/{job['id']}") == {}
    assert server.request("GET", f"/v1/jobs/{job['id']}").status_code == 404


def test_the_command_line_shows_and_restores(zone, cli):
    zone.change(put(zone.domain("www"), "A", "192.0.2.1"), comment="first address")
    id = versions(zone)[0]["id"]
    zone.put_record("www", "A", "192.0.2.2")
    listed = cli("zone", "history", zone.name)
    assert listed.returncode == 0 and "first address" in listed.stdout, listed.stderr
    assert cli("zone", "diff", zone.name, id).stdout == f"+www.{zone.name}. 300 IN A 192.0.2.1\n"
    between = cli("zone", "diff", zone.name, "--from", id).stdout
    assert between == f"-www.{zone.name}. 300 IN A 192.0.2.1\n+www.{zone.name}. 300 IN A 192.0.2.2\n"
    tried = cli("zone", "restore", zone.name, id, "--dry-run")
    assert f"+www.{zone.name}. 300 IN A 192.0.2.1" in tried.stdout and "nothing has changed" in tried.stderr
    done = cli("zone", "restore", zone.name, id)
    assert done.returncode == 0 and f"restored version {id}" in done.stderr
    assert "192.0.2.1" in zone.export()


def test_the_command_line_lists_jobs(server, zone, cli):
    batch = {"records": [put(zone.domain("job"), "A", "192.0.2.7")]}
    job = server.call("POST", f"{zone.path}/changes?async=true", batch)["job"]
    ended(server, job)
    assert job in cli("jobs").stdout
    assert "finished" in cli("jobs", job).stdout
    assert json.loads(cli("jobs", job, "--json").stdout)["id"] == job
    assert cli("jobs", job, "--cancel").returncode == 0
    assert cli("jobs", job).returncode == 4
