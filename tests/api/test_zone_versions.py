# SPDX-License-Identifier: GPL-3.0-or-later
"""NS1's zone versions on a running server."""

import pytest

from harness.dns_client import ask
from harness.primary import ApiError, Zone


@pytest.fixture
def zone(server, created, name):
    return Zone(server, name)


def test_a_version_is_set_aside_and_activated(server, zone):
    versions = zone.path + "/versions"
    (first,) = server.call("GET", versions)
    assert first["id"] == 1 and first["active"] is True
    zone.put_record("www", "A", "192.0.2.1")
    made = server.call("PUT", versions + "?force=false", {"name": "one address"})
    assert (made["id"], made["name"], made["active"], made["activated_at"]) == (2, "one address", False, 0)
    serial = zone.put_record("www", "A", "192.0.2.2")
    server.restart()
    assert server.call("POST", f"{versions}/2/activate")["active"] is True
    assert ask(server, f"www.{zone.name}", "A").answer[0][0].address == "192.0.2.1"
    assert zone.serial > serial
    assert [(v["id"], v["active"]) for v in server.call("GET", versions)] == [(1, False), (2, True)]
    server.call("POST", f"{versions}/1/activate")
    assert ask(server, f"www.{zone.name}", "A").answer[0][0].address == "192.0.2.2"


def test_the_limits_are_ns1s(server, zone):
    versions = zone.path + "/versions"
    for _ in range(3):
        server.call("PUT", versions)
    with pytest.raises(ApiError) as error:
        server.call("PUT", versions)
    assert error.value.status == 400 and "3 inactive versions" in error.value.text
    assert server.call("PUT", versions + "?force=true")["id"] == 5
    assert [v["id"] for v in server.call("GET", versions)] == [1, 3, 4, 5]
    with pytest.raises(ApiError) as error:
        server.call("DELETE", versions + "/1")
    assert error.value.status == 400 and "active version" in error.value.text
    assert server.call("DELETE", versions + "/3") == {}
    with pytest.raises(ApiError) as error:
        server.call("DELETE", versions + "/3")
    assert error.value.status == 404


def test_versions_and_outgoing_transfers_go_together(server, zone):
    server.call("PUT", zone.path + "/versions")
    zone.update(primary={"enabled": True, "secondaries": [{"ip": "127.0.0.1"}]})
    zone.put_record("www", "A", "192.0.2.2")
    server.call("POST", zone.path + "/versions/2/activate")
    assert not [r for r in zone.contents() if r.type == "A"]
    assert server.call("GET", zone.path + "/history")["versions"][0]["comment"] == "activated version 2"
