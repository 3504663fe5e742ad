# SPDX-License-Identifier: GPL-3.0-or-later
"""What each client of NS1 sends and compares, letter by letter."""

import re

import pytest
import requests

from harness.dns_client import ask

MISSING = "zone not found"


def test_a_missing_zone_is_exactly_what_octodns_compares(server):
    response = server.request("GET", "/v1/zones/nowhere.example.net")
    assert (response.status_code, response.text) == (404, '{"message":"zone not found"}')


def test_a_missing_record_is_exactly_what_ns1_go_compares(server, created, name):
    response = server.request("GET", f"/v1/zones/{name}/nowhere.{name}/A")
    assert (response.status_code, response.text) == (404, '{"message":"record not found"}')


def test_a_second_zone_and_a_second_record_are_refused_as_clients_expect(server, created, name):
    again = server.request("PUT", f"/v1/zones/{name}", {"zone": name})
    assert (again.status_code, again.json()["message"]) == (400, "zone already exists")
    body = {"answers": [{"answer": ["192.0.2.1"]}]}
    server.call("PUT", f"/v1/zones/{name}/www.{name}/A", body)
    again = server.request("PUT", f"/v1/zones/{name}/www.{name}/A", body)
    assert (again.status_code, again.json()["message"]) == (400, "record already exists")


@pytest.mark.parametrize("headers", [{}, {"X-NSONE-Key": ""}, {"X-NSONE-Key": "wrong"}])
def test_without_the_key_everything_is_401(server, headers):
    response = requests.get(server.url + "/v1/zones", headers=headers)
    assert (response.status_code, response.text) == (401, '{"message":"Unauthorized"}')


def test_the_key_header_may_be_in_any_letter_case(server):
    assert requests.get(server.url + "/v1/zones", headers={"x-nsone-KEY": server.key}).status_code == 200


def test_every_answer_has_rate_headers_that_let_terraform_run(server, created, name):
    for response in (server.request("GET", "/v1/zones"), server.request("GET", "/v1/zones/nowhere"),
                     server.request("POST", f"/v1/zones/{name}", {})):
        assert response.headers["X-RateLimit-Period"] == "1"
        assert int(response.headers["X-RateLimit-Limit"]) >= 100
        assert int(response.headers["X-RateLimit-Remaining"]) >= 100
        assert response.headers["X-RateLimit-By"] == "customer"
        assert response.headers["Content-Type"] == "application/json"


def test_json_is_read_whatever_the_content_type(server, name):
    for content_type in ("application/x-www-form-urlencoded", "text/plain", None):
        headers = {"Content-Type": content_type} if content_type else {}
        zone = f"{len(content_type or '')}.{name}"
        response = server.request("PUT", f"/v1/zones/{zone}", f'{{"zone":"{zone}"}}', headers=headers)
        assert response.status_code == 200, response.text


def test_broken_json_is_400(server, name):
    for body in ("{", "[]", '"x"', "nothing"):
        response = server.request("PUT", f"/v1/zones/{name}", body)
        assert response.status_code == 400 and response.json()["message"]


# acme.sh takes answers apart with grep and sed.

def test_acme_sh_finds_its_zone_and_its_record(server, created, name):
    assert f'"zone":"{name}"' in server.request("GET", "/v1/zones").text
    server.request("PUT", f"/v1/zones/{name}/_acme-challenge.{name}/TXT",
                   f'{{"answers":[{{"answer":["token"]}}],"type":"TXT","domain":"_acme-challenge.{name}","zone":"{name}","ttl":0}}')
    text = server.request("GET", f"/v1/zones/{name}").text
    assert re.search(rf'"domain":"_acme-challenge\.{re.escape(name)}","short_answers":\["token"\][^{{}}]*"type":"TXT"', text), text
    record = server.request("GET", f"/v1/zones/{name}/_acme-challenge.{name}/TXT").text
    assert record.index('"domain"') < record.index('"type"')
    assert ": " not in re.sub(r'"[^"]*"', '""', text) and ", " not in re.sub(r'"[^"]*"', '""', text)


def test_members_come_in_the_recorded_order(server, created, name):
    server.call("PUT", f"/v1/zones/{name}/www.{name}/A", {"answers": [{"answer": ["192.0.2.1"]}]})
    in_zone = [r for r in server.call("GET", f"/v1/zones/{name}")["records"] if r["type"] == "A"][0]
    assert [m for m in in_zone if m in ("domain", "short_answers", "link", "ttl", "tier", "type", "id")] == [
        "domain", "short_answers", "link", "ttl", "tier", "type", "id"]
    assert list(in_zone)[:2] == ["domain", "short_answers"]
    alone = server.call("GET", f"/v1/zones/{name}/www.{name}/A")
    order = ["domain", "zone", "use_client_subnet", "answers", "id", "regions", "meta", "link", "filters", "ttl", "tier", "type",
             "networks"]
    assert [m for m in alone if m in order] == order


# dns-lexicon sends a JSON {} with GET and DELETE, and calls .json() on every answer.

def test_lexicon_creates_lists_updates_and_deletes(server, created, name):
    def call(method, path, body=None):
        response = server.request(method, path, body if body is not None else {})
        response.raise_for_status()
        return response.json()
    assert call("GET", f"/v1/zones/{name}")["id"] == created["id"]
    body = {"type": "TXT", "domain": f"_acme.{name}", "zone": name, "answers": [{"answer": ["challenge"]}]}
    made = call("PUT", f"/v1/zones/{name}/_acme.{name}/TXT", body)
    listed = [r for r in call("GET", f"/v1/zones/{name}")["records"] if r["type"] == "TXT"]
    assert [r["id"] for r in listed] == [made["id"]] and listed[0]["short_answers"] == ["challenge"]
    call("POST", f"/v1/zones/{name}/_acme.{name}/TXT", {**body, "answers": [{"answer": ["other"]}]})
    assert call("DELETE", f"/v1/zones/{name}/_acme.{name}/TXT") == {}


# octoDNS: the root NS set exists, so its create becomes an update; a DKIM key is sent whole.

def test_octodns_takes_over_the_root_ns(server, created, name):
    body = {"answers": [{"answer": ["ns1.example.net."]}, {"answer": ["ns2.example.net."]}], "ttl": 3600, "type": "NS",
            "zone": name, "domain": name, "filters": [], "regions": {}}
    assert server.request("PUT", f"/v1/zones/{name}/{name}/NS", body).status_code == 400
    changed = server.call("POST", f"/v1/zones/{name}/{name}/NS", body)
    assert [a["answer"] for a in changed["answers"]] == [["ns1.example.net."], ["ns2.example.net."]]


def test_octodns_lists_tiers_so_that_it_fetches_only_steered_records_singly(server, created, name):
    server.call("PUT", f"/v1/zones/{name}/www.{name}/A", {"answers": [{"answer": ["192.0.2.1"]}]})
    assert {r["tier"] for r in server.call("GET", f"/v1/zones/{name}")["records"]} == {1}


# terraform: reads back what it wrote, as sets and as Go integers.

def test_terraform_sees_no_drift_in_a_zone_with_secondaries(server, name):
    body = {"zone": name, "name": name, "primary": {"enabled": True, "secondaries": [
        {"ip": "192.0.2.1", "port": 53, "notify": True, "networks": []}, {"ip": "192.0.2.2", "port": 5353, "notify": False, "networks": []}]}}
    server.call("PUT", f"/v1/zones/{name}", body)
    zone = server.call("GET", f"/v1/zones/{name}?records=false")
    assert [{k: s[k] for k in ("ip", "port", "notify", "networks")} for s in zone["primary"]["secondaries"]] == body["primary"]["secondaries"]
    assert zone["dnssec"] is False
    assert all(type(zone[m]) is int for m in ("ttl", "serial", "refresh", "retry", "expiry", "nx_ttl"))


def test_terraform_does_not_wipe_a_key_it_does_not_know(server, created, name):
    row = {"ip": "192.0.2.1", "port": 53, "notify": True, "networks": []}
    tsig = {"enabled": True, "hash": "hmac-sha256", "name": "tf." + name, "key": "c2VjcmV0c2VjcmV0"}
    server.call("POST", f"/v1/zones/{name}", {"primary": {"enabled": True, "secondaries": [{**row, "tsig": tsig}]}})
    server.call("POST", f"/v1/zones/{name}", {"primary": {"enabled": True, "secondaries": [row]}})
    assert server.call("GET", f"/v1/zones/{name}")["primary"]["secondaries"][0]["tsig"]["key"] == tsig["key"]


def test_networks_left_out_or_null_stay_and_empty_unpublishes(server, created, name):
    assert server.call("POST", f"/v1/zones/{name}", {"networks": None})["networks"] == [0]
    assert server.call("POST", f"/v1/zones/{name}", {"networks": []})["networks"] == []
    assert not ask(server, name, "SOA").answer
    assert server.call("POST", f"/v1/zones/{name}", {"networks": [0]})["networks"] == [0]
    assert ask(server, name, "SOA").answer


def test_the_network_list_is_there_for_data_sources(server):
    (network,) = server.call("GET", "/v1/networks")
    assert network["network_id"] == 0 and isinstance(network["name"], str)
