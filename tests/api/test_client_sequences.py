# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole request sequences of NS1's clients, from nothing to nothing: what each sends, in its order, and what it looks at."""

import json
import re
import time

import pytest

from harness.dns_client import ask


class Client:
    """Sends as the client does; `call` is what the client does with every answer: status 200, JSON."""

    def __init__(self, server, content_type=None, body_on_reads=None):
        self.server = server
        self.headers = {"Content-Type": content_type} if content_type else {}
        self.body_on_reads = body_on_reads

    def request(self, method, path, body=None):
        if body is None and method in ("GET", "DELETE"):
            body = self.body_on_reads
        data = json.dumps(body).encode() if body is not None else None
        return self.server.request(method, "/v1/" + path, data, headers=self.headers)

    def call(self, method, path, body=None):
        response = self.request(method, path, body)
        assert response.status_code == 200, f"{method} {path}: {response.status_code} {response.text}"
        return response.json()


def answers(record):
    return [a["answer"] for a in record["answers"]]


def test_lego_presents_and_cleans_up_two_tokens_of_one_name(server, created, name):
    """ns1-go behind lego's DNS-01: find the zone, get the record, create or append, delete."""
    client = Client(server)
    path = f"zones/{name}/_acme-challenge.{name}/TXT"
    assert client.call("GET", f"zones/{name}?records=false")["zone"] == name
    assert client.request("GET", path).json() == {"message": "record not found"}
    record = {"zone": name, "domain": f"_acme-challenge.{name}", "type": "TXT", "ttl": 120, "answers": [{"answer": ["one"]}],
              "filters": [], "regions": None, "meta": None, "tags": None, "blocked_tags": None}
    client.call("PUT", path, record)
    held = client.call("GET", path)
    held["answers"].append({"answer": ["two"]})
    client.call("POST", path, held)
    assert sorted(r.strings[0] for r in ask(server, f"_acme-challenge.{name}", "TXT").answer[0]) == [b"one", b"two"]
    assert client.call("DELETE", path) == {}
    assert client.request("DELETE", path).status_code == 404


def test_lexicon_lists_by_name_and_updates_by_id(server, created, name):
    client = Client(server, "application/json", body_on_reads={})
    assert client.call("GET", f"zones/{name}")["zone"] == name
    body = {"type": "A", "domain": f"localhost.{name}", "zone": name, "answers": [{"answer": ["127.0.0.1"]}], "ttl": 3600}
    client.call("PUT", f"zones/{name}/localhost.{name}/A", body)
    # A second one on the same name is "exists", a 400, upon which it reads and appends.
    assert client.request("PUT", f"zones/{name}/localhost.{name}/A", body).status_code == 400
    (found,) = [r for r in client.call("GET", f"search?q=localhost.{name}&type=record") if r["zone"] == name]
    assert found == {"domain": f"localhost.{name}", "type": "A", "zone": name}
    record = client.call("GET", f"zones/{name}/localhost.{name}/A")
    record["answers"].append({"answer": ["127.0.0.2"]})
    client.call("POST", f"zones/{name}/localhost.{name}/A", {"answers": record["answers"]})
    (listed,) = [r for r in client.call("GET", f"zones/{name}")["records"] if r["id"] == record["id"]]
    assert listed["short_answers"] == ["127.0.0.1", "127.0.0.2"]
    assert client.call("DELETE", f"zones/{name}/localhost.{name}/A") == {}


def test_acme_sh_adds_and_removes_by_what_grep_finds(server, created, name):
    """Its own words: JSON as a form, no Content-Type of JSON, answers taken apart as text."""
    client = Client(server, "application/x-www-form-urlencoded")
    assert f'"zone":"{name}"' in client.request("GET", "zones").text
    fulldomain = f"_acme-challenge.{name}"

    def count():
        text = client.request("GET", f"zones/{name}").text
        return len(re.findall(rf'"domain":"{re.escape(fulldomain)}","short_answers":\["[^"]*"\][^{{}}]*"type":"TXT"', text))
    assert count() == 0
    body = {"answers": [{"answer": ["token one"]}], "type": "TXT", "domain": fulldomain, "zone": name, "ttl": 0}
    added = client.request("PUT", f"zones/{name}/{fulldomain}/TXT", body).text
    assert fulldomain in added and count() == 1
    previous = client.request("GET", f"zones/{name}/{fulldomain}/TXT").text
    assert re.search(rf'"domain":"{re.escape(fulldomain)}".*"type":"TXT"', previous)
    body["answers"] = [{"answer": ["token one"]}, {"answer": ["token two"]}]
    assert fulldomain in client.request("POST", f"zones/{name}/{fulldomain}/TXT", body).text
    client.request("DELETE", f"zones/{name}/{fulldomain}/TXT", body)
    assert count() == 0


def test_octodns_plans_applies_and_sees_nothing_left_to_do(server, name):
    """populate (404 exactly so), create zone, apply with root NS, populate again."""
    client = Client(server, "application/json")
    missing = client.request("GET", f"zones/{name}")
    assert (missing.status_code, missing.text) == (404, '{"message":"zone not found"}')
    client.call("PUT", f"zones/{name}", {"zone": name})
    wanted = {("", "NS"): [["ns1.example.net."], ["ns2.example.net."]], ("www", "A"): [["192.0.2.1"], ["192.0.2.2"]],
              ("", "MX"): [[10, "mx1.example.net."], [20, "mx2.example.net."]], ("_sip._tcp", "SRV"): [[10, 20, 5060, "sip.example.net."]],
              ("txt", "TXT"): [["v=DKIM1; k=rsa; p=" + "A" * 400]], ("caa", "CAA"): [[0, "issue", "ca.example.net"]],
              ("sub", "NS"): [["ns.example.net."]], ("alias", "CNAME"): [["www.example.net."]]}
    for (label, type), values in wanted.items():
        domain = f"{label}.{name}" if label else name
        body = {"answers": [{"answer": v} for v in values], "ttl": 300, "type": type, "zone": name, "domain": domain, "filters": [],
                "regions": {}}
        made = client.request("PUT", f"zones/{name}/{domain}/{type}", body)
        if made.status_code == 400:
            assert made.json()["message"] == "record already exists" and type == "NS"
            client.call("POST", f"zones/{name}/{domain}/{type}", body)
    zone = client.call("GET", f"zones/{name}")
    assert {r["tier"] for r in zone["records"]} == {1}, "no record is fetched singly"
    seen = {(r["domain"][: -len(name)].rstrip("."), r["type"]): sorted(r["short_answers"]) for r in zone["records"]}
    assert seen == {key: sorted(" ".join(str(part) for part in v) for v in values) for key, values in wanted.items()}
    assert client.call("GET", "monitoring/jobs") == [] and client.call("GET", "lists") == []
    client.call("DELETE", f"zones/{name}/alias.{name}/CNAME")


def test_external_dns_keeps_its_quoted_registry_records(server, created, name):
    client = Client(server)
    assert name in [z["zone"] for z in client.call("GET", "zones")]
    heritage = '"heritage=external-dns,external-dns/owner=me,external-dns/resource=service/default/web"'
    for type, value in (("A", "192.0.2.1"), ("TXT", heritage)):
        client.call("PUT", f"zones/{name}/web.{name}/{type}",
                    {"zone": name, "domain": f"web.{name}", "type": type, "ttl": 10, "answers": [{"answer": [value], "meta": {}}],
                     "meta": {}, "filters": [], "regions": {}, "tags": {}})
    assert answers(client.call("GET", f"zones/{name}/web.{name}/TXT")) == [[heritage]]
    assert ask(server, f"web.{name}", "TXT").answer[0][0].strings == (heritage.strip('"').encode(),)
    for type in ("A", "TXT"):
        client.call("DELETE", f"zones/{name}/web.{name}/{type}")


def test_ns1_python_imports_searches_and_deletes(server, name):
    """ns1-python with `requests`: multipart import, wrapped objects, search, view_name beside what it sends."""
    text = f"$ORIGIN {name}.\n$TTL 300\n@ SOA ns1 hostmaster 7 3600 900 604800 300\n@ NS ns1\nns1 A 192.0.2.1\n"
    response = server.request("PUT", f"/v1/import/zonefile/{name}?networks=0&async=false", files={"zonefile": ("z.txt", text, "text/plain")})
    assert response.status_code == 200 and response.json()["zone"] == name
    client = Client(server)
    zone = client.call("GET", f"zones/{name}")
    zone["retry"] = 901
    assert client.call("POST", f"zones/{name}", zone)["retry"] == 901
    assert {"zone": name} in client.call("GET", f"search?q={name}&type=zone&expand=False")
    assert client.call("GET", f"search?q={name}&type=zone&expand=true&max=1")[0]["nx_ttl"] == 300
    assert client.call("PUT", f"export/zonefile/{name}", {})["status"] == "completed"
    assert client.call("GET", f"export/zonefile/{name}/status")["status"] == "completed"
    assert "ns1" in server.request("GET", f"/v1/export/zonefile/{name}").text
    assert client.call("PUT", f"zones/{name}/export/zonefile")["status"] == "completed"
    assert client.call("DELETE", f"zones/{name}") == {}


@pytest.mark.parametrize("asynchronous", ["true", "false"])
def test_ns1_js_imports_and_posts_whole_objects_back(server, name, asynchronous):
    text = f"$ORIGIN {name}.\n@ 300 SOA ns1 hostmaster 7 3600 900 604800 300\n@ 300 NS ns1\nns1 300 A 192.0.2.1\n"
    imported = server.request("PUT", f"/v1/import/zonefile/{name}?async={asynchronous}", files={"zonefile": text})
    assert imported.status_code == 200
    if "job" in imported.json():
        end = time.monotonic() + 20
        while server.call("GET", f"/v1/jobs/{imported.json()['job']}")["state"] != "finished":
            assert time.monotonic() < end
            time.sleep(0.05)
    client = Client(server, "application/json")
    path = f"zones/{name}/ns1.{name}/A"
    record = client.call("GET", path)
    record["meta"] = {"note": "kept"}
    again = client.call("POST", path, record)
    assert again["meta"] == {"note": "kept"} and again["id"] == record["id"]
    zone = client.call("GET", f"zones/{name}/")
    client.call("POST", f"zones/{name}", {**zone, "network_pools": ["p01"], "pool": "p01", "tier": 1})
    assert client.call("GET", f"zones/{name}")["records"] == [{**r, "id": r["id"]} for r in zone["records"]]


def test_terraform_applies_reads_and_destroys(server, name):
    """ns1-go under the provider: create, read (no drift), update, the apex NS left out, destroy in reverse."""
    client = Client(server)
    assert client.request("GET", f"zones/{name}?records=false").json()["message"] == "zone not found"
    made = client.call("PUT", f"zones/{name}", {"zone": name, "name": name, "ttl": 10800, "refresh": 3600, "retry": 300, "expiry": 2592000,
                                                "nx_ttl": 3601, "dnssec": False, "networks": [0], "tags": {"env": "test"}})
    client.call("DELETE", f"zones/{name}/{name}/NS")  # autogenerate_ns_record = false
    read = client.call("GET", f"zones/{name}?records=false")
    assert all(read[m] == made[m] for m in ("ttl", "refresh", "retry", "expiry", "nx_ttl", "dnssec", "networks", "tags", "hostmaster", "id"))
    client.call("PUT", f"zones/{name}/{name}/NS", {"zone": name, "domain": name, "type": "NS", "answers": [{"answer": ["ns.example.net"]}]})
    path = f"zones/{name}/_sip._tcp.{name}/SRV"
    written = {"zone": name, "domain": f"_sip._tcp.{name}", "type": "SRV", "ttl": 86400, "use_client_subnet": True, "filters": [],
               "regions": {}, "meta": {}, "link": "", "answers": [{"answer": ["10", "0", "2380", "node-1." + name], "meta": {}}], "tags": None}
    client.call("PUT", path, written)
    read = client.call("GET", path)
    assert answers(read) == [["10", "0", "2380", f"node-1.{name}"]] and (read["ttl"], read["link"]) == (86400, None)
    read["answers"].reverse()
    assert client.call("POST", path, read)["id"] == read["id"]
    client.call("PUT", f"zones/{name}/copy.{name}/SRV", {"zone": name, "domain": f"copy.{name}", "type": "SRV", "link": f"_sip._tcp.{name}"})
    assert client.call("GET", f"zones/{name}/copy.{name}/SRV")["link"] == f"_sip._tcp.{name}"
    for domain in ("copy", "_sip._tcp"):
        client.call("DELETE", f"zones/{name}/{domain}.{name}/SRV")
    client.call("DELETE", f"zones/{name}")
    assert client.request("GET", f"zones/{name}?records=false").status_code == 404


def test_ansible_compares_what_it_wants_with_what_it_gets(server, name):
    """NS1's modules over ns1-python: ns1_zone and ns1_record, the second run changes nothing."""
    client = Client(server)
    wanted = {"refresh": 200, "retry": 300, "networks": [0],
              "primary": {"enabled": True, "secondaries": [{"ip": "192.0.2.1", "port": 53, "notify": True, "networks": []}]}}
    for run in ("first", "second"):
        found = client.request("GET", f"zones/{name}")
        if found.status_code == 404:
            client.call("PUT", f"zones/{name}", {"zone": name, **wanted})
            continue
        zone = found.json()
        assert all(zone[m] == wanted[m] for m in wanted), run
        serial = zone["serial"]
        client.call("POST", f"zones/{name}", wanted)
        assert client.call("GET", f"zones/{name}")["serial"] == serial
    record = {"answers": [{"answer": ["192.0.2.5"], "meta": {}}], "ttl": 3600}
    client.call("PUT", f"zones/{name}/a.{name}/A", {"zone": name, "domain": f"a.{name}", "type": "A", **record})
    assert answers(client.call("GET", f"zones/{name}/a.{name}/A")) == [["192.0.2.5"]]
    client.call("DELETE", f"zones/{name}/a.{name}/A")
    client.call("DELETE", f"zones/{name}")
