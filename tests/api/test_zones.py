# SPDX-License-Identifier: GPL-3.0-or-later
"""/v1/zones as NS1's clients know it."""

import re
import time

import pytest

from harness.dns_client import ask


def test_a_new_zone_has_the_defaults(created, name):
    assert created["zone"] == created["name"] == name
    assert re.fullmatch("[0-9a-f]{24}", created["id"])
    assert {m: created[m] for m in ("ttl", "refresh", "retry", "expiry", "nx_ttl")} == {
        "ttl": 3600, "refresh": 43200, "retry": 7200, "expiry": 1209600, "nx_ttl": 3600}
    assert created["primary"] == {"enabled": False, "secondaries": []}
    assert created["dnssec"] is False and created["networks"] == [0]
    assert created["link"] is None and created["meta"] == {} and created["tags"] == {}
    assert isinstance(created["hostmaster"], str) and "secondary" not in created
    assert abs(created["serial"] - time.time()) < 60, "a new zone's serial is the Unix time"


def test_a_new_zone_has_an_ns_set_at_its_apex(created, name):
    (ns,) = [r for r in created["records"] if r["type"] == "NS"]
    assert ns["domain"] == name and ns["ttl"] == created["nx_ttl"]
    assert ns["short_answers"] == created["dns_servers"]


def test_a_new_zone_answers_at_once(server, created, name):
    assert ask(server, name, "SOA").answer[0][0].serial == created["serial"]


def test_settings_given_on_create_are_kept(server, name):
    zone = server.call("PUT", f"/v1/zones/{name}", {"zone": name, "ttl": 100, "refresh": 200, "retry": 300, "expiry": 400,
                                                    "nx_ttl": 60, "hostmaster": "ops@example.net",
                                                    "primary_master": "ns.example.net", "tags": {"team": "dns"}})
    assert (zone["ttl"], zone["refresh"], zone["retry"], zone["expiry"], zone["nx_ttl"]) == (100, 200, 300, 400, 60)
    soa = ask(server, name, "SOA").answer[0]
    assert soa.ttl == 100 and soa[0].mname.to_text() == "ns.example.net." and soa[0].rname.to_text() == "ops.example.net."
    assert zone["hostmaster"] == "ops@example.net" and zone["tags"] == {"team": "dns"}


def test_post_changes_only_what_it_names(server, created, name):
    server.call("POST", f"/v1/zones/{name}", {"refresh": 1234})
    zone = server.call("GET", f"/v1/zones/{name}")
    assert zone["refresh"] == 1234 and zone["retry"] == created["retry"]


def test_post_of_the_whole_object_that_was_read_changes_nothing_else(server, created, name):
    zone = server.call("GET", f"/v1/zones/{name}")
    zone["retry"] = 777
    again = server.call("POST", f"/v1/zones/{name}", zone)
    assert again["retry"] == 777
    assert {k: v for k, v in again.items() if k not in ("retry", "serial", "updated_at")} == {
        k: v for k, v in zone.items() if k not in ("retry", "serial", "updated_at")}


def test_the_list_has_the_zone_without_records(server, created, name):
    (listed,) = [z for z in server.call("GET", "/v1/zones") if z["zone"] == name]
    assert "records" not in listed and listed["id"] == created["id"]


def test_records_can_be_left_out(server, created, name):
    assert not server.call("GET", f"/v1/zones/{name}?records=false").get("records")


def test_delete_answers_an_empty_object(server, created, name):
    response = server.request("DELETE", f"/v1/zones/{name}")
    assert (response.status_code, response.text) == (200, "{}")
    assert server.request("GET", f"/v1/zones/{name}").status_code == 404
    assert ask(server, name, "SOA").rcode() == 5


@pytest.mark.parametrize("path", ["{}", "{}/", "{}."])
def test_paths_match_whatever_the_letter_case(server, created, name, path):
    assert server.call("GET", "/v1/zones/" + path.format(name.upper()))["id"] == created["id"]


def test_the_root_zone_can_be_made(server):
    assert server.call("PUT", "/v1/zones/root", {"zone": "."})["zone"] == "."
    assert ask(server, ".", "SOA").answer
    server.call("DELETE", "/v1/zones/root")


def test_pages_of_the_zone_list_are_linked(server):
    for n in range(5):
        server.call("PUT", f"/v1/zones/page{n}.example.net", {"zone": f"page{n}.example.net"})
    names, path = [], "/v1/zones?limit=2"
    while path:
        response = server.request("GET", path)
        names += [z["zone"] for z in response.json()]
        link = response.links.get("next")
        assert link is None or link["url"].startswith("http")
        path = link["url"].split("/", 3)[3].join(["/", ""]) if link else None
    assert len(names) == len(set(names)) and {f"page{n}.example.net" for n in range(5)} <= set(names)


# Outgoing transfers.

def save(server, name, *rows, enabled=True):
    return server.call("POST", f"/v1/zones/{name}", {"primary": {"enabled": enabled, "secondaries": list(rows)}})["primary"]


def test_secondaries_come_back_in_order_with_their_defaults(server, created, name):
    primary = save(server, name, {"ip": "192.0.2.9"}, {"ip": "192.0.2.1", "port": 5300, "notify": True}, {"ip": "198.51.100.0/24"},
                   {"ip": "2001:db8::1"})
    assert [(s["ip"], s["port"], s["notify"], s["networks"]) for s in primary["secondaries"]] == [
        ("192.0.2.9", 53, False, []), ("192.0.2.1", 5300, True, []), ("198.51.100.0/24", 53, False, []),
        ("2001:db8::1", 53, False, [])]


def test_the_list_is_replaced_as_a_whole_and_can_be_cleared(server, created, name):
    save(server, name, {"ip": "192.0.2.1"}, {"ip": "192.0.2.2"})
    assert [s["ip"] for s in save(server, name, {"ip": "192.0.2.3"})["secondaries"]] == ["192.0.2.3"]
    assert save(server, name) == {"enabled": True, "secondaries": []}


def test_primary_without_enabled_is_refused(server, created, name):
    response = server.request("POST", f"/v1/zones/{name}", {"primary": {"secondaries": []}})
    assert response.status_code == 400 and "enabled" in response.text


KEY = {"enabled": True, "hash": "hmac-sha256", "name": "p1.example.org", "key": "c2VjcmV0c2VjcmV0"}


def test_the_key_of_a_row_is_kept_when_left_out_and_cleared_by_null(server, created, name):
    row = {"ip": "192.0.2.1", "port": 53, "notify": True}
    kept = save(server, name, {**row, "tsig": {**KEY, "name": "kept." + name}})["secondaries"][0]["tsig"]
    assert kept["key"] == KEY["key"] and kept["hash"] == "hmac-sha256" and kept["transfers"] is False
    assert save(server, name, row)["secondaries"][0]["tsig"] == kept
    assert not (save(server, name, {**row, "tsig": None})["secondaries"][0].get("tsig") or {}).get("enabled")


@pytest.mark.parametrize("missing", ["hash", "name", "key"])
def test_a_key_wants_hash_name_and_secret(server, created, name, missing):
    tsig = {k: v for k, v in {**KEY, "name": "missing." + name}.items() if k != missing}
    response = server.request("POST", f"/v1/zones/{name}", {"primary": {"enabled": True, "secondaries": [{"ip": "192.0.2.1", "tsig": tsig}]}})
    assert response.status_code == 400 and missing in response.text


@pytest.mark.parametrize("row, path", [
    ({"ip": "ns2.example.org"}, "ip"), ({"ip": "192.0.2.256"}, "ip"), ({}, "ip"), ({"ip": "192.0.2.1", "port": 0}, "port"),
    ({"ip": "192.0.2.1", "port": 65536}, "port"), ({"ip": "192.0.2.1", "port": "53x"}, "port"),
    ({"ip": "192.0.2.1", "tsig": {**KEY, "hash": "hmac-none"}}, "hash"), ({"ip": "192.0.2.1", "tsig": {**KEY, "key": "%%%"}}, "key"),
])
def test_a_wrong_row_is_told_by_its_field_and_changes_nothing(server, created, name, row, path):
    before = save(server, name, {"ip": "192.0.2.77"})
    response = server.request("POST", f"/v1/zones/{name}", {"refresh": 99, "primary": {"enabled": True, "secondaries": [{"ip": "192.0.2.2"}, row]}})
    assert response.status_code == 400
    assert [e["path"] for e in response.json()["errors"] if path in e["path"] and "secondaries[1]" in e["path"]], response.text
    zone = server.call("GET", f"/v1/zones/{name}")
    assert zone["primary"] == before and zone["refresh"] == created["refresh"]


def test_one_key_name_has_one_secret(server, created, name):
    tsig = {**KEY, "name": "shared." + name}
    save(server, name, {"ip": "192.0.2.1", "tsig": tsig}, {"ip": "192.0.2.2", "tsig": tsig})
    other = {**tsig, "key": "b3RoZXJvdGhlcm90aGVy"}
    response = server.request("POST", f"/v1/zones/{name}", {"primary": {"enabled": True, "secondaries": [
        {"ip": "192.0.2.1", "tsig": tsig}, {"ip": "192.0.2.2", "tsig": other}]}})
    assert response.status_code in (400, 409), response.text
    # Used by one row only, the secret is replaced.
    save(server, name, {"ip": "192.0.2.1", "tsig": tsig})
    assert save(server, name, {"ip": "192.0.2.1", "tsig": other})["secondaries"][0]["tsig"]["key"] == other["key"]


def test_settings_alone_do_not_move_the_serial(server, created, name):
    save(server, name, {"ip": "192.0.2.1"})
    assert server.call("GET", f"/v1/zones/{name}")["serial"] == created["serial"]
