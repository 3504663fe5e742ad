# SPDX-License-Identifier: GPL-3.0-or-later
"""Linked zones, linked records and ALIAS: what is written in one place and served in another."""

import time

import dns.rdatatype
import pytest

from harness.dns_client import ask
from harness.knot import Knot
from harness.nsd import Nsd
from harness.primary import Primary, put


def wait_for(condition, timeout_s=20):
    end = time.monotonic() + timeout_s
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.02)
    raise AssertionError("did not come to be")


def addresses(server, owner, type="A"):
    response = ask(server, owner, type, tcp=True)
    return sorted(r.address for rrset in response.answer if rrset.rdtype == dns.rdatatype.from_text(type) for r in rrset)


# Linked zones.

@pytest.fixture
def linked(server, created, name):
    """A zone with a record, and one that is linked to it."""
    server.call("PUT", f"/v1/zones/{name}/www.{name}/A", {"answers": [{"answer": ["192.0.2.1"]}]})
    mirror = f"mirror-{name}"
    return server.call("PUT", f"/v1/zones/{mirror}", {"zone": mirror, "link": name})


def test_a_linked_zone_is_served_under_its_own_name(server, name, linked):
    mirror = linked["zone"]
    assert linked["link"] == name
    assert [r["domain"] for r in linked["records"] if r["type"] == "A"] == [f"www.{mirror}"]
    assert addresses(server, f"www.{mirror}") == ["192.0.2.1"]


def test_a_linked_zone_follows_each_change_of_its_target(server, name, linked):
    mirror = linked["zone"]
    server.call("POST", f"/v1/zones/{name}/www.{name}/A", {"answers": [{"answer": ["192.0.2.2"]}]})
    wait_for(lambda: addresses(server, f"www.{mirror}") == ["192.0.2.2"])
    server.call("DELETE", f"/v1/zones/{name}/www.{name}/A")
    wait_for(lambda: not addresses(server, f"www.{mirror}"))
    server.call("POST", f"/v1/zones/{name}", {"refresh": 1234})
    wait_for(lambda: server.call("GET", f"/v1/zones/{mirror}")["refresh"] == 1234)


def test_what_is_linked_is_changed_through_its_target(server, name, linked):
    mirror = linked["zone"]
    response = server.request("PUT", f"/v1/zones/{mirror}/a.{mirror}/A", {"answers": [{"answer": ["192.0.2.1"]}]})
    assert (response.status_code, response.json()["message"]) == (400, f"zone {mirror} is linked: change {name} instead")
    assert server.request("POST", f"/v1/zones/{mirror}", {"refresh": 5}).status_code == 400
    assert server.request("PUT", f"/v1/import/zonefile/{mirror}", b"@ SOA a b 1 2 3 4 5\n@ NS a\n").status_code == 400
    # Whom it is transferred to is its own affair, and what was read may be written back.
    server.call("POST", f"/v1/zones/{mirror}", {"primary": {"enabled": True, "secondaries": [{"ip": "192.0.2.9"}]}})
    server.call("POST", f"/v1/zones/{mirror}", server.call("GET", f"/v1/zones/{mirror}"))


def test_links_without_end_or_target_are_refused_and_targets_stay(server, name, linked):
    for target, text in ((linked["zone"], "is itself linked"), ("nowhere.example", "there is no zone"), (f"new-{name}", "there is no zone")):
        response = server.request("PUT", f"/v1/zones/new-{name}", {"link": target})
        assert response.status_code == 400 and text in response.text and response.json()["errors"][0]["path"] == "link"
    refused = server.request("DELETE", f"/v1/zones/{name}")
    assert refused.status_code == 409 and linked["zone"] in refused.json()["message"]
    server.call("DELETE", f"/v1/zones/{linked['zone']}")
    server.call("DELETE", f"/v1/zones/{name}")


def test_links_survive_a_restart(primary):
    primary.call("PUT", "/v1/zones/t.example", {})
    primary.call("PUT", "/v1/zones/m.example", {"link": "t.example"})
    primary.call("PUT", "/v1/zones/t.example/x.t.example/ALIAS", {"answers": [{"answer": ["host.t.example"]}]})
    primary.call("PUT", "/v1/zones/t.example/host.t.example/A", {"answers": [{"answer": ["192.0.2.1"]}]})
    wait_for(lambda: addresses(primary, "x.m.example") == ["192.0.2.1"])
    primary.restart()
    assert primary.call("GET", "/v1/zones/m.example")["link"] == "t.example"
    primary.call("POST", "/v1/zones/t.example/host.t.example/A", {"answers": [{"answer": ["192.0.2.2"]}]})
    wait_for(lambda: addresses(primary, "x.m.example") == ["192.0.2.2"])
    serial = primary.call("GET", "/v1/zones/t.example")["serial"]
    primary.restart()
    assert primary.call("GET", "/v1/zones/t.example")["serial"] == serial, "nothing changed, no new serial"


# Linked records, as ns1-go's LinkTo() sends them.

def test_a_linked_record_has_the_answers_of_its_target(server, created, name):
    server.call("PUT", f"/v1/zones/{name}/target.{name}/A", {"answers": [{"answer": ["192.0.2.1"]}], "ttl": 77})
    path = f"/v1/zones/{name}/www.{name}/A"
    body = {"zone": name, "domain": f"www.{name}", "type": "A", "link": f"target.{name}", "answers": [], "filters": []}
    made = server.call("PUT", path, body)
    assert (made["link"], made["answers"], made["ttl"]) == (f"target.{name}", [], 77)
    assert addresses(server, f"www.{name}") == ["192.0.2.1"]
    server.call("POST", f"/v1/zones/{name}/target.{name}/A", {"answers": [{"answer": ["192.0.2.2"]}]})
    wait_for(lambda: addresses(server, f"www.{name}") == ["192.0.2.2"])
    (listed,) = [r for r in server.call("GET", f"/v1/zones/{name}")["records"] if r["domain"] == f"www.{name}"]
    assert listed["link"] == f"target.{name}"
    refused = server.request("DELETE", f"/v1/zones/{name}/target.{name}/A")
    assert refused.status_code == 409 and f"linked to by www.{name}" in refused.json()["message"]
    # With answers of its own it is an ordinary record again.
    plain = server.call("POST", path, {"answers": [{"answer": ["192.0.2.9"]}]})
    assert plain["link"] is None and addresses(server, f"www.{name}") == ["192.0.2.9"]
    server.call("DELETE", f"/v1/zones/{name}/target.{name}/A")


def test_a_record_is_linked_to_what_is_there_and_not_linked_itself(server, created, name):
    server.call("PUT", f"/v1/zones/{name}/target.{name}/A", {"answers": [{"answer": ["192.0.2.1"]}]})
    server.call("PUT", f"/v1/zones/{name}/www.{name}/A", {"link": f"target.{name}"})
    for link, text in ((f"www.{name}", "is itself linked"), (f"nowhere.{name}", "there is no record"), (f"two.{name}", "links to itself")):
        response = server.request("PUT", f"/v1/zones/{name}/two.{name}/A", {"link": link})
        assert response.status_code == 400 and text in response.text and response.json()["errors"][0]["path"] == "link"


# ALIAS.

def test_an_alias_is_echoed_as_written_and_served_as_addresses(server, created, name):
    server.call("PUT", f"/v1/zones/{name}/host.{name}/A", {"answers": [{"answer": ["192.0.2.1"]}]})
    made = server.call("PUT", f"/v1/zones/{name}/{name}/ALIAS", {"answers": [{"answer": [f"host.{name}."]}], "ttl": 60})
    assert made["type"] == "ALIAS" and made["ttl"] == 60 and [a["answer"] for a in made["answers"]] == [[f"host.{name}."]]
    wait_for(lambda: addresses(server, name) == ["192.0.2.1"])
    listed = server.call("GET", f"/v1/zones/{name}")["records"]
    assert [r["type"] for r in listed if r["domain"] == name] == ["NS", "ALIAS"]
    assert server.call("GET", f"/v1/zones/{name}/{name}/ALIAS")["derivation"] == {"in_step": True, "failure": ""}
    assert server.request("GET", f"/v1/zones/{name}/{name}/A").status_code == 404
    assert server.call("POST", f"/v1/zones/{name}/{name}/ALIAS", {"ttl": 90})["ttl"] == 90
    wait_for(lambda: ask(server, name, "A").answer[0].ttl == 90)
    assert server.call("DELETE", f"/v1/zones/{name}/{name}/ALIAS") == {}
    assert not addresses(server, name)


def test_an_alias_without_a_resolver_says_so(server, created, name):
    made = server.call("PUT", f"/v1/zones/{name}/{name}/ALIAS", {"answers": [{"answer": ["outside.example.net"]}]})
    failure = wait_for(lambda: server.call("GET", f"/v1/zones/{name}/{name}/ALIAS")["derivation"]["failure"])
    assert "no resolver is configured" in failure and made["answers"]


@pytest.mark.parametrize("server_kind", ["knot", "nsd"])
def test_an_alias_to_a_foreign_name_follows_it_through_a_real_server(server_kind, tmp_path):
    """The resolver is a server that has the target's zone; it learns changes by transfer from a primary of its own."""
    foreign = Primary(tmp_path / "foreign")
    authority = {"knot": Knot, "nsd": Nsd}[server_kind](tmp_path / "authority")
    server = Primary(tmp_path / "zonecast", config=f'[alias]\nresolvers = ["127.0.0.1:{authority.port}"]\n')
    try:
        foreign.start()
        zone = foreign.create_zone("far.example", authority)
        zone.change(put("host.far.example", "A", "192.0.2.1", "192.0.2.2", ttl=2),
                    put("host.far.example", "AAAA", "2001:db8::1", ttl=2),
                    put("many.far.example", "AAAA", *[f"2001:db8::{n:x}" for n in range(1, 90)], ttl=2),
                    put("way.far.example", "CNAME", "host.far.example", ttl=2))
        authority.follow(zone, foreign)
        authority.wait_for_serial(zone, zone.serial)
        server.start()
        server.call("PUT", "/v1/zones/near.example", {})
        server.call("PUT", "/v1/zones/near.example/near.example/ALIAS", {"answers": [{"answer": ["way.far.example"]}], "ttl": 30})
        wait_for(lambda: addresses(server, "near.example") == ["192.0.2.1", "192.0.2.2"])
        wait_for(lambda: addresses(server, "near.example", "AAAA") == ["2001:db8::1"])
        # More than a datagram holds: asked for again over TCP.
        server.call("PUT", "/v1/zones/near.example/many.near.example/ALIAS", {"answers": [{"answer": ["many.far.example"]}]})
        wait_for(lambda: len(addresses(server, "many.near.example", "AAAA")) == 89)
        # Asked again and again, nothing changed: no new serial.
        serial = server.call("GET", "/v1/zones/near.example")["serial"]
        time.sleep(5)  # twice the TTL
        assert server.call("GET", "/v1/zones/near.example")["serial"] == serial
        asked = zone.put_record("host", "A", "192.0.2.3", ttl=2)
        authority.wait_for_serial(zone, asked)
        wait_for(lambda: addresses(server, "near.example") == ["192.0.2.3"])
        # The authority goes: the last addresses stay, and the status says why.
        authority.kill()
        path = "/v1/zones/near.example/near.example/ALIAS"
        failure = wait_for(lambda: server.call("GET", path)["derivation"]["failure"], 40)
        assert f"127.0.0.1:{authority.port}" in failure
        assert addresses(server, "near.example") == ["192.0.2.3"]
        assert server.call("GET", path)["derivation"]["in_step"] is False
    finally:
        for process in (server, authority, foreign):
            process.kill()
