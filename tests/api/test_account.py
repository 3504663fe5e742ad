# SPDX-License-Identifier: GPL-3.0-or-later
"""API keys, what they may do, teams, users and the activity log, as clients use them."""

import itertools
import re
import subprocess

import pytest
import requests

from harness.primary import PROGRAM, put
from test_cli import cli  # noqa: F401

KEYS = "/v1/account/apikeys"
TEAMS = "/v1/account/teams"
USERS = "/v1/account/users"
ACTIVITY = "/v1/account/activity"
_names = itertools.count(1)


@pytest.fixture
def label():
    """A name for a key or a team that nobody has used."""
    return f"key {next(_names)}"


class Holder:
    """Somebody with a key of their own."""

    def __init__(self, server, answer):
        self.server = server
        self.answer = answer
        self.id = answer["id"]
        self.secret = answer["key"]

    def request(self, method, path, body=None, **headers):
        return self.server.request(method, path, body, {"X-NSONE-Key": self.secret, **headers})

    def status(self, method, path, body=None):
        return self.request(method, path, body).status_code


@pytest.fixture
def holder(server, label):
    numbers = itertools.count(1)

    def make(dns=None, account=None, security=None, **members):
        permissions = {"dns": dns or {}, "account": account or {}, "security": security or {}}
        return Holder(server, server.call("PUT", KEYS, {"name": f"{label}.{next(numbers)}", "permissions": permissions,
                                                         **members}))
    return make


def managing(*zones, **more):
    return {"view_zones": True, "manage_zones": True, "zones_allow": list(zones), **more}


# The sequences of clients.


def test_the_terraform_provider_makes_reads_changes_and_deletes_a_key(server, label):
    """It sends every permission there is, reads `key` once, and takes ' not found' for gone."""
    permissions = {
        "dns": {"view_zones": False, "manage_zones": False, "zones_allow_by_default": False, "zones_deny": [],
                "zones_allow": ["mytest.zone"], "records_allow": [{"domain": "my.ns1.com", "include_subdomains": True,
                "zone": "ns1.com", "type": "A"}], "records_deny": []},
        "data": {"push_to_datafeeds": False, "manage_datasources": False, "manage_datafeeds": True},
        "account": {"manage_users": False, "manage_payment_methods": True, "manage_plan": False, "manage_teams": False,
                    "manage_apikeys": False, "manage_account_settings": False, "view_activity_log": False,
                    "view_invoices": False, "manage_ip_whitelist": False},
        "monitoring": {"manage_lists": False, "manage_jobs": False, "view_jobs": False},
        "security": {"manage_global_2fa": False}}
    made = server.call("PUT", KEYS, {"name": label, "teams": [], "permissions": permissions,
                                     "ip_whitelist": ["1.1.1.1", "2.2.2.2"], "ip_whitelist_strict": False})
    assert made["key"] and re.fullmatch("[0-9a-f]{24}", made["id"])
    read = server.call("GET", f"{KEYS}/{made['id']}")
    assert "key" not in read and read["last_access"] is None
    assert read["ip_whitelist"] == ["1.1.1.1", "2.2.2.2"] and read["ip_whitelist_strict"] is False
    for section, members in permissions.items():
        for member, value in members.items():
            assert read["permissions"][section][member] == value, member
    changed = server.call("POST", f"{KEYS}/{made['id']}", {**read, "name": label + " renamed", "id": made["id"]})
    assert changed["name"] == label + " renamed"
    assert server.call("DELETE", f"{KEYS}/{made['id']}") == {}
    gone = server.request("GET", f"{KEYS}/{made['id']}")
    assert gone.status_code == 404 and " not found" in gone.json()["message"]


def test_a_name_that_is_taken_is_told_as_ns1_go_compares_it(server, label):
    server.call("PUT", KEYS, {"name": label, "permissions": {}})
    again = server.request("PUT", KEYS, {"name": label, "permissions": {}})
    assert again.text == f'{{"message":"api key with name \\"{label}\\" exists"}}'
    server.call("PUT", TEAMS, {"name": label})
    again = server.request("PUT", TEAMS, {"name": label})
    assert again.json()["message"] == f'team with name "{label}" exists'


def test_ns1_python_lists_keys_teams_and_users(server, label):
    server.call("PUT", KEYS, {"name": label})
    team = server.call("PUT", TEAMS, {"name": label, "permissions": {"dns": {"view_zones": True}}, "ip_whitelist": None})
    user = {"username": label, "name": "Anna", "email": "anna@example.org", "teams": [team["id"]], "notify": {"billing": True}}
    assert server.call("PUT", USERS, user)["permissions"]["dns"]["view_zones"] is False
    assert label in [key["name"] for key in server.call("GET", KEYS)]
    assert label in [each["name"] for each in server.call("GET", TEAMS)]
    assert label in [each["username"] for each in server.call("GET", USERS)]
    assert server.request("DELETE", f"{TEAMS}/{team['id']}").status_code == 409
    taken = server.request("PUT", USERS, user)
    assert taken.json()["message"] == "request failed:Login Name is already in use."
    assert server.call("DELETE", f"{USERS}/{label}") == {}
    assert server.call("DELETE", f"{TEAMS}/{team['id']}") == {}
    for path in (f"{TEAMS}/{team['id']}", f"{USERS}/{label}"):
        assert " not found" in server.request("GET", path).json()["message"]


# What a key may do.


def test_a_key_that_may_nothing_is_told_which_right_it_lacks(server, holder, created, name):
    nobody = holder()
    for method, path, right in (
            ("GET", "/v1/zones", "dns.view_zones"), ("GET", f"/v1/zones/{name}", "dns.view_zones"),
            ("POST", f"/v1/zones/{name}", "dns.manage_zones"), ("DELETE", f"/v1/zones/{name}", "dns.manage_zones"),
            ("PUT", f"/v1/zones/{name}/www.{name}/A", "dns.manage_zones"),
            ("POST", f"/v1/zones/{name}/changes", "dns.manage_zones"), ("POST", "/v1/notify", "dns.manage_zones"),
            ("GET", f"/v1/export/zonefile/{name}", "dns.view_zones"),
            ("PUT", f"/v1/import/zonefile/{name}", "dns.manage_zones"), ("GET", KEYS, "account.manage_apikeys"),
            ("GET", TEAMS, "account.manage_teams"), ("GET", USERS, "account.manage_users"),
            ("GET", ACTIVITY, "account.view_activity_log")):
        answer = nobody.request(method, path, {} if method != "GET" else None)
        assert (answer.status_code, answer.json()["message"]) == (403, f"The right {right} is missing"), path
    assert nobody.status("GET", "/v1/account/self") == 200
    assert nobody.status("GET", "/healthz") == 200


def test_a_key_for_one_zone_reaches_no_other(server, holder, created, name):
    other = server.call("PUT", f"/v1/zones/other.{name}", {"zone": f"other.{name}"})["zone"]
    editor = holder(managing(name))
    assert editor.status("POST", f"/v1/zones/{name}", {"ttl": 60}) == 200
    assert editor.request("POST", f"/v1/zones/{other}", {"ttl": 60}).json() == {
        "message": f"The right dns.manage_zones does not cover the zone {other}"}
    assert [zone["name"] for zone in editor.request("GET", "/v1/zones").json()] == [name]
    assert editor.status("GET", f"/v1/zones/{other}") == 403
    assert editor.status("PUT", f"/v1/zones/new.{name}", {"zone": f"new.{name}"}) == 403


def test_an_acme_client_may_be_given_its_challenges_alone(server, holder, created, name):
    client = holder(managing(records_allow=[{"zone": name, "domain": f"_acme-challenge.{name}", "include_subdomains": True,
                                              "type": "TXT"}]))
    body = {"answers": [{"answer": ["token"]}]}
    challenge = f"/v1/zones/{name}/_acme-challenge.{name}/TXT"
    assert client.status("PUT", challenge, body) == 200
    assert client.status("PUT", f"/v1/zones/{name}/www.{name}/TXT", body) == 403
    shown = client.request("GET", f"/v1/zones/{name}").json()["records"]
    assert [record["domain"] for record in shown] == [f"_acme-challenge.{name}"]
    batch = client.request("POST", f"/v1/zones/{name}/changes",
                           {"records": [put(f"_acme-challenge.{name}", "TXT", ["x"]), put(f"www.{name}", "A", "192.0.2.1")]})
    assert batch.status_code == 403 and f"www.{name} A" in batch.json()["message"]
    assert client.status("DELETE", challenge) == 200
    assert client.status("DELETE", f"/v1/zones/{name}") == 403


def test_secrets_are_shown_to_keys_with_that_right(server, holder, created, name):
    row = {"ip": "192.0.2.20", "tsig": {"enabled": True, "hash": "hmac-sha256", "name": f"k.{name}", "key": "c2VjcmV0c2VjcmV0"}}
    server.call("POST", f"/v1/zones/{name}", {"primary": {"enabled": True, "secondaries": [row]}})
    without = holder(managing(name))
    tsig = without.request("GET", f"/v1/zones/{name}").json()["primary"]["secondaries"][0]["tsig"]
    assert tsig["name"] == f"k.{name}." and "key" not in tsig
    assert "c2VjcmV0c2VjcmV0" not in without.request("POST", f"/v1/zones/{name}", {"ttl": 60}).text
    assert "c2VjcmV0c2VjcmV0" not in without.request("GET", "/v1/zones").text
    having = holder(managing(name), security={"view_tsig_secrets": True})
    assert "c2VjcmV0c2VjcmV0" in having.request("GET", f"/v1/zones/{name}").text


def test_a_zone_written_back_by_who_sees_no_secret_loses_none(server, holder, created, name):
    row = {"ip": "192.0.2.20", "tsig": {"enabled": True, "hash": "hmac-sha256", "name": f"k.{name}", "key": "c2VjcmV0c2VjcmV0"}}
    server.call("POST", f"/v1/zones/{name}", {"primary": {"enabled": True, "secondaries": [row]}})
    editor = holder(managing(name))
    read = editor.request("GET", f"/v1/zones/{name}?records=false").json()
    assert editor.status("POST", f"/v1/zones/{name}", {"primary": read["primary"]}) == 200
    tsig = server.call("GET", f"/v1/zones/{name}")["primary"]["secondaries"][0]["tsig"]
    assert tsig["key"] == "c2VjcmV0c2VjcmV0"


def test_an_address_list_admits_nobody_else(server, holder):
    inside = holder({"view_zones": True, "zones_allow_by_default": True}, ip_whitelist=["127.0.0.0/8", "::1"])
    outside = holder({"view_zones": True, "zones_allow_by_default": True}, ip_whitelist=["192.0.2.0/24"])
    assert inside.status("GET", "/v1/zones") == 200
    refused = outside.request("GET", "/v1/zones")
    assert (refused.status_code, refused.json()["message"]) == (403, "This key is not accepted from 127.0.0.1")


def test_members_of_a_team_may_what_the_team_may(server, holder, created, name, label):
    team = server.call("PUT", TEAMS, {"name": label, "permissions": {"dns": managing(name)}})
    member = holder(teams=[team["id"]])
    assert member.status("POST", f"/v1/zones/{name}", {"ttl": 60}) == 200
    server.call("POST", f"{TEAMS}/{team['id']}", {"permissions": {"dns": {"manage_zones": False}}})
    assert member.status("POST", f"/v1/zones/{name}", {"ttl": 60}) == 403
    assert member.status("GET", f"/v1/zones/{name}") == 200


def test_nobody_gives_more_than_they_have(server, holder, name, label):
    manager = holder(managing(name), {"manage_apikeys": True})
    body = {"name": label, "permissions": {"dns": managing(name)}}
    assert manager.status("PUT", KEYS, body) == 200
    for permissions in ({"dns": managing(name, "example.net")}, {"account": {"manage_users": True}},
                        {"security": {"view_tsig_secrets": True}}, {"dns": {"view_zones": True, "zones_allow_by_default": True}}):
        refused = manager.request("PUT", KEYS, {"name": label + " more", "permissions": permissions})
        assert refused.status_code == 403 and "cannot be given" in refused.json()["message"], permissions
    assert manager.status("POST", f"{KEYS}/{manager.id}", {"permissions": {"account": {"manage_users": True}}}) == 403
    above = holder(account={"manage_apikeys": True, "manage_users": True})
    assert manager.status("POST", f"{KEYS}/{above.id}/secrets", {}) == 403
    assert manager.status("DELETE", f"{KEYS}/{above.id}") == 403


# Secrets.


def test_a_key_is_rolled_over_without_a_refused_request(server, holder):
    old = holder({"view_zones": True})
    new = Holder(server, server.call("POST", f"{KEYS}/{old.id}/secrets", {}))
    assert (old.status("GET", "/v1/zones"), new.status("GET", "/v1/zones")) == (200, 200)
    assert server.request("POST", f"{KEYS}/{old.id}/secrets", {}).status_code == 409
    first = old.answer["secrets"][0]["secret_id"]
    server.call("POST", f"{KEYS}/{old.id}/secrets/{first}", {"enabled": False})
    assert (old.status("GET", "/v1/zones"), new.status("GET", "/v1/zones")) == (401, 200)
    last = server.call("POST", f"{KEYS}/{old.id}/secrets", {"others_expire_in": "0"})
    assert new.status("GET", "/v1/zones") == 401
    assert len(last["secrets"]) == 1


def test_keys_and_their_last_use_outlive_a_restart_and_are_nowhere_in_the_clear(primary):
    made = primary.call("PUT", KEYS, {"name": "deploy", "permissions": {"dns": {"view_zones": True}}})
    assert requests.get(primary.url + "/v1/zones", headers={"Authorization": f"Bearer {made['key']}"}).status_code == 200
    used = primary.call("GET", f"{KEYS}/{made['id']}")["last_access"]
    assert used
    primary.restart()
    assert primary.call("GET", f"{KEYS}/{made['id']}")["last_access"] == used
    assert requests.get(primary.url + "/v1/zones", headers={"X-NSONE-Key": made["key"]}).status_code == 200
    for path in primary.data.iterdir():
        if path.is_file():
            assert made["key"].encode() not in path.read_bytes(), path


# The activity log.


def test_every_change_is_told_with_who_and_both_sides(server, holder, created, name):
    editor = holder(managing(name))
    record = f"/v1/zones/{name}/www.{name}/A"
    editor.request("PUT", record, {"answers": [{"answer": ["192.0.2.1"]}]})
    editor.request("POST", record, {"answers": [{"answer": ["192.0.2.2"]}]}, **{"Idempotency-Key": f"k-{name}"})
    entries = server.call("GET", f"{ACTIVITY}?zone={name}")
    assert [entry["action"] for entry in entries] == ["update", "create", "create"]
    newest = entries[0]
    assert newest["user_type"] == "apikey" and newest["user_id"] == editor.id
    assert newest["user_name"] == editor.answer["name"] and newest["source"] == "127.0.0.1"
    assert newest["resource_type"] == "record" and newest["resource_id"] == f"www.{name}/A"
    assert "192.0.2.1" in newest["before"]["records"][0] and "192.0.2.2" in newest["after"]["records"][0]
    assert newest["request_id"].endswith(f"k-{name}")
    assert entries[2]["actor"] == "admin" and entries[2]["resource_type"] == "zone"


def test_secrets_never_get_into_the_log(server, holder, created, name):
    row = {"ip": "192.0.2.20", "tsig": {"enabled": True, "hash": "hmac-sha256", "name": f"k.{name}", "key": "c2VjcmV0c2VjcmV0"}}
    server.call("POST", f"/v1/zones/{name}", {"primary": {"enabled": True, "secondaries": [row]}})
    key = holder()
    text = server.request("GET", f"{ACTIVITY}?limit=1000").text
    assert "192.0.2.20" in text and key.answer["name"] in text
    assert "c2VjcmV0c2VjcmV0" not in text and key.secret not in text
    entry = server.call("GET", f"{ACTIVITY}?resource_type=apikey&limit=1")[0]
    assert entry["after"]["apikey"]["secrets"][0]["hash"] == "********"


def test_a_refused_change_leaves_no_line(server, holder, created, name):
    before = server.call("GET", f"{ACTIVITY}?zone={name}")
    server.request("PUT", f"/v1/zones/{name}", {"zone": name})
    holder(managing("example.net")).request("DELETE", f"/v1/zones/{name}")
    assert server.call("GET", f"{ACTIVITY}?zone={name}") == before


def test_the_log_is_read_in_pages_that_join(server, created, name):
    for n in range(5):
        server.call("POST", f"/v1/zones/{name}", {"ttl": 100 + n})
    whole = server.call("GET", f"{ACTIVITY}?zone={name}")
    response = server.request("GET", f"{ACTIVITY}?zone={name}&limit=4")
    first = response.json()
    rest = server.session.get(response.links["next"]["url"]).json()
    assert len(first) == 4 and first + rest == whole


def test_an_import_is_one_entry_with_counts(server, name):
    lines = "".join(f"h{n} 300 A 192.0.2.{n}\n" for n in range(1, 60))
    server.call("PUT", f"/v1/import/zonefile/{name}",
                f"$ORIGIN {name}.\n@ 300 SOA ns h 1 1 1 1 1\n@ 300 NS ns\nns 300 A 192.0.2.1\n{lines}".encode())
    entries = server.call("GET", f"{ACTIVITY}?zone={name}")
    assert len(entries) == 1 and entries[0]["action"] == "import"
    assert entries[0]["after"]["record_count"] == 62


def test_who_may_not_see_a_zone_does_not_read_of_it_in_the_log(server, holder, created, name):
    reader = holder({"view_zones": True, "zones_allow": ["example.net"]}, {"view_activity_log": True})
    assert reader.request("GET", f"{ACTIVITY}?zone={name}").json() == []


# The command line.


def test_a_key_is_made_rotated_and_revoked_from_the_command_line(server, cli, created, name, label):  # noqa: F811
    made = cli("apikey", "add", label, "--manage", "--zone", name, "--from", "127.0.0.1")
    assert made.returncode == 0 and made.stdout.startswith("zck_"), made.stderr
    first = made.stdout.strip()
    assert cli("record", "set", f"www.{name}", "A", "192.0.2.1", "--zone", name, key=first).returncode == 0
    assert cli("apikey", "list", key=first).returncode != 0
    listed = cli("apikey", "list").stdout
    assert re.search(rf"(?m)^{label} .*manage 1 zones", listed), listed
    second = cli("apikey", "rotate", label, "--keep", "0").stdout.strip()
    assert cli("zone", "list", key=second).returncode == 0
    assert cli("zone", "list", key=first).returncode != 0
    assert cli("apikey", "revoke", label).returncode == 0
    assert cli("zone", "list", key=second).returncode != 0
    assert "no API key is called" in cli("apikey", "revoke", label).stderr


def test_teams_and_users_from_the_command_line(server, cli, label):  # noqa: F811
    team = cli("team", "add", label, "--view", "--all-zones").stdout.strip()
    assert cli("user", "add", label, "--name", "Anna", "--team", team).returncode == 0
    assert label in cli("user", "list").stdout and team in cli("team", "list").stdout
    assert "has members" in cli("team", "delete", label).stderr
    assert cli("user", "delete", label).returncode == 0
    assert cli("team", "delete", label).returncode == 0


def test_the_activity_log_is_followed_from_the_command_line(server, cli, created, name):  # noqa: F811
    assert re.search(rf"(?m) admin key from 127\.0\.0\.1  create zone {name}$", cli("activity", "--zone", name).stdout)
    following = subprocess.Popen([PROGRAM, "activity", "--follow", "--zone", name], stdout=subprocess.PIPE, text=True,
                                 env={"ZONECAST_API": server.url, "ZONECAST_KEY": server.key})
    try:
        assert "create zone" in following.stdout.readline()
        server.call("POST", f"/v1/zones/{name}", {"ttl": 60})
        assert "update zone" in following.stdout.readline()
    finally:
        following.kill()
        following.wait()
