# SPDX-License-Identifier: GPL-3.0-or-later
"""/v1/acls, /v1/views, /v1/config/views/preference and /v1/networks."""

import pytest

SECRET = "c2VjcmV0c2VjcmV0c2VjcmV0"
NOT_FOUND = '{"message":"Resource not found"}'
CONFLICT = '{"message":"conflicts with existing resource"}'


def errors(response):
    assert response.status_code == 400, response.text
    return {(e["path"], e["code"]) for e in response.json()["errors"]}


@pytest.fixture
def acl(server, name):
    server.call("PUT", f"/v1/acls/{name}", {"src_prefixes": ["192.0.2.0/24"]})
    return name


@pytest.fixture
def view(server, acl):
    server.call("PUT", f"/v1/views/{acl}", {"read_acls": [acl]})
    return acl


# ACLs. ns1-python sends `acl_name` beside the members, and null for what an update leaves out.

def test_ns1_python_creates_updates_and_deletes_an_acl(server, name):
    server.call("PUT", f"/v1/tsig/k.{name}", {"algorithm": "hmac-sha256", "secret": SECRET})
    made = server.call("PUT", f"/v1/acls/{name}", {"acl_name": name, "src_prefixes": ["192.0.2.1", "2001:db8::/32"],
                                                   "tsig_keys": [f"K.{name}"], "gss_tsig_identities": []})
    assert list(made)[:4] == ["name", "src_prefixes", "tsig_keys", "gss_tsig_identities"]
    assert (made["name"], made["src_prefixes"], made["tsig_keys"]) == (name, ["192.0.2.1", "2001:db8::/32"], [f"k.{name}."])
    changed = server.call("POST", f"/v1/acls/{name}", {"acl_name": name, "src_prefixes": ["198.51.100.0/24"], "tsig_keys": None})
    assert (changed["src_prefixes"], changed["tsig_keys"]) == (["198.51.100.0/24"], [f"k.{name}."])
    assert server.call("GET", f"/v1/acls/{name}") == changed and changed in server.call("GET", "/v1/acls")
    assert server.call("POST", f"/v1/acls/{name}", changed) == changed  # the whole object, as it was read
    assert server.call("DELETE", f"/v1/acls/{name}") == {}


@pytest.mark.parametrize("kind", ["acls", "views"])
def test_what_is_there_is_409_and_what_is_not_is_404_in_ns1s_words(server, view, kind):
    again = server.request("PUT", f"/v1/{kind}/{view}", {})
    assert (again.status_code, again.text) == (409, CONFLICT)
    for method in ("GET", "POST", "DELETE"):
        missing = server.request(method, f"/v1/{kind}/absent", {})
        assert (missing.status_code, missing.text) == (404, NOT_FOUND)


def test_everything_wrong_with_an_acl_is_told_at_once(server, name):
    body = {"src_prefixes": ["192.0.2.1/24", "ns1.example.org", 5], "tsig_keys": ["a b"]}
    assert errors(server.request("PUT", f"/v1/acls/{name}", body)) == {
        ("src_prefixes[0]", "host_bits_set"), ("src_prefixes[1]", "not_an_address"), ("src_prefixes[2]", "wrong_type"),
        ("tsig_keys[0]", "invalid_name")}
    assert errors(server.request("PUT", f"/v1/acls/{name}", {"tsig_keys": ["absent.example.net", "gone.example.net"]})) == {
        ("tsig_keys[0]", "unknown_key"), ("tsig_keys[1]", "unknown_key")}
    assert errors(server.request("PUT", "/v1/acls/a%20b", {})) == {("name", "invalid_name")}
    assert errors(server.request("PUT", f"/v1/acls/{name}", {"name": "other"})) == {("name", "contradicts_path")}


def test_an_acl_in_use_stays_and_its_users_are_told(server, view):
    server.call("PUT", f"/v1/zones/zone.{view}", {"zone": f"zone.{view}", "primary": {"enabled": True, "transfer_acls": [view]}})
    refused = server.request("DELETE", f"/v1/acls/{view}")
    assert (refused.status_code, refused.json()["message"]) == (409, f"ACL {view} is used by view {view}, zone zone.{view}")


# Views. ns1-python sends `view_name`; ns1-go passes the answer to PUT over and reads again; terraform names ACLs made elsewhere.

def test_ns1_clients_create_update_and_delete_a_view(server, acl, created, name):
    made = server.call("PUT", f"/v1/views/{name}", {"view_name": name, "read_acls": [acl], "update_acls": [], "zones": [name],
                                                    "networks": [0], "preference": 7})
    assert {m: made[m] for m in ("name", "read_acls", "update_acls", "zones", "networks", "preference")} == {
        "name": name, "read_acls": [acl], "update_acls": [], "zones": [name], "networks": [0], "preference": 7}
    assert type(made["preference"]) is int and type(made["created_at"]) is int and type(made["updated_at"]) is int
    assert server.call("GET", f"/v1/views/{name}") == made and made in server.call("GET", "/v1/views")
    assert server.call("POST", f"/v1/views/{name}", made)["zones"] == [name]
    changed = server.call("POST", f"/v1/views/{name}", {"view_name": name, "zones": [], "networks": None})
    assert (changed["zones"], changed["networks"], changed["read_acls"]) == ([], [0], [acl])
    assert server.call("DELETE", f"/v1/views/{name}") == {}


def test_the_order_of_acls_is_kept(server, acl, name):
    server.call("PUT", f"/v1/acls/a.{name}", {})
    made = server.call("PUT", f"/v1/views/{name}", {"read_acls": [acl, f"a.{name}"]})
    assert made["read_acls"] == [acl, f"a.{name}"]
    assert server.call("POST", f"/v1/views/{name}", {"read_acls": [f"a.{name}", acl]})["read_acls"] == [f"a.{name}", acl]


def test_everything_wrong_with_a_view_is_told_at_once(server, name):
    body = {"read_acls": "x", "update_acls": ["absent"], "preference": 0}
    assert errors(server.request("PUT", f"/v1/views/{name}", body)) == {("read_acls", "wrong_type"), ("preference", "out_of_range")}
    body = {"read_acls": ["absent"], "update_acls": ["absent"], "zones": ["absent.example.net"], "networks": [0, 99]}
    assert errors(server.request("PUT", f"/v1/views/{name}", body)) == {
        ("read_acls[0]", "unknown_acl"), ("update_acls[0]", "unknown_acl"), ("zones[0]", "unknown_zone"), ("networks[1]", "unknown_network")}


def test_a_preference_left_out_is_behind_all_others_and_can_be_changed_for_many(server, name):
    first = server.call("PUT", f"/v1/views/a.{name}", {})["preference"]
    assert server.call("PUT", f"/v1/views/b.{name}", {})["preference"] == first + 1
    preferences = server.call("GET", "/v1/config/views/preference")
    assert preferences[f"a.{name}"] == first
    changed = server.call("POST", "/v1/config/views/preference", {f"a.{name}": first + 10, f"b.{name}": str(first)})
    assert (changed[f"a.{name}"], changed[f"b.{name}"]) == (first + 10, first)
    missing = server.request("POST", "/v1/config/views/preference", {f"a.{name}": 1, "absent": 2})
    assert (missing.status_code, missing.text) == (404, NOT_FOUND)
    assert server.call("GET", "/v1/config/views/preference")[f"a.{name}"] == first + 10
    assert errors(server.request("POST", "/v1/config/views/preference", {f"a.{name}": 0})) == {(f"a.{name}", "out_of_range")}


# A zone's own list is the same thing, read and written the other way.

def test_a_zone_is_put_into_views_by_either_side(server, view, created, name):
    assert created["views"] == []
    assert server.call("POST", f"/v1/zones/{name}", {"views": [view]})["views"] == [view]
    assert server.call("GET", f"/v1/views/{view}")["zones"] == [name]
    assert server.call("POST", f"/v1/zones/{name}", {"views": None, "ttl": 60})["views"] == [view]
    server.call("POST", f"/v1/views/{view}", {"zones": []})
    assert server.call("GET", f"/v1/zones/{name}?records=false")["views"] == []
    server.call("POST", f"/v1/views/{view}", {"zones": [name.upper() + "."]})
    assert [z["views"] for z in server.call("GET", "/v1/zones") if z["name"] == name] == [[view]]


def test_a_zone_is_made_in_its_view_and_leaves_it_when_it_goes(server, view):
    zone = f"zone.{view}"
    assert server.call("PUT", f"/v1/zones/{zone}", {"zone": zone, "views": [view]})["views"] == [view]
    refused = server.request("DELETE", f"/v1/views/{view}")
    assert (refused.status_code, refused.json()["message"]) == (409, f"View {view} is used by zone {zone}")
    server.call("DELETE", f"/v1/zones/{zone}")
    assert server.call("GET", f"/v1/views/{view}")["zones"] == []
    assert server.call("DELETE", f"/v1/views/{view}") == {}


def test_a_view_that_is_not_there_is_told(server, created, name):
    assert errors(server.request("POST", f"/v1/zones/{name}", {"views": ["absent"]})) == {("views[0]", "unknown_view")}
    assert errors(server.request("PUT", f"/v1/zones/other.{name}", {"zone": f"other.{name}", "views": ["absent"]})) == {
        ("views[0]", "unknown_view")}


def test_of_one_fqdn_a_view_has_one_zone(server, view, created, name):
    server.call("PUT", f"/v1/zones/inside-{name}", {"zone": name, "views": [view]})
    refused = server.request("POST", f"/v1/zones/{name}", {"views": [view]})
    assert refused.status_code == 400 and refused.json()["message"].startswith("invalid: FQDN already exists")
    refused = server.request("POST", f"/v1/views/{view}", {"zones": []})
    assert refused.status_code == 400 and refused.json()["message"].startswith("invalid: FQDN already exists")


def test_a_view_survives_a_restart(server, view, created, name):
    server.call("POST", f"/v1/zones/{name}", {"views": [view]})
    before = server.call("GET", f"/v1/views/{view}")
    server.restart()
    assert server.call("GET", f"/v1/views/{view}") == before
    assert server.call("GET", f"/v1/zones/{name}?records=false")["views"] == [view]


@pytest.mark.parametrize("kind,change", [("acls", {"src_prefixes": []}), ("views", {"networks": [0]})])
def test_if_match_keeps_two_writers_apart(server, view, kind, change):
    tag = server.request("GET", f"/v1/{kind}/{view}").headers["ETag"]
    assert server.request("POST", f"/v1/{kind}/{view}", change, headers={"If-Match": tag}).status_code == 200
    late = server.request("POST", f"/v1/{kind}/{view}", change, headers={"If-Match": tag})
    assert late.status_code == 412 and late.json() == server.call("GET", f"/v1/{kind}/{view}")


# Networks (ours).

def test_network_0_is_there_and_may_be_named(server):
    (network,) = [n for n in server.call("GET", "/v1/networks") if n["network_id"] == 0]
    assert list(network)[:3] == ["network_id", "name", "label"]
    assert server.call("POST", "/v1/networks/0", {"label": "Everything"})["label"] == "Everything"
    assert server.call("GET", "/v1/networks/0")["label"] == "Everything"
    assert server.request("DELETE", "/v1/networks/0").status_code == 409
    assert server.request("PUT", "/v1/networks/0", {"name": "x"}).status_code == 409


def test_networks_are_made_changed_and_deleted(server, name):
    made = server.call("PUT", "/v1/networks", {"name": name, "label": "Lab", "listen": ["192.0.2.1:53", "[2001:db8::1]:53"],
                                              "source_v4": "192.0.2.1", "offers_views": False})
    path = f"/v1/networks/{made['network_id']}"
    assert made["network_id"] > 0 and made["listen"] == ["192.0.2.1:53", "[2001:db8::1]:53"] and made["source_v6"] is None
    changed = server.call("POST", path, {"source_v4": None, "listen": ["192.0.2.2"]})
    assert (changed["source_v4"], changed["listen"], changed["offers_views"]) == (None, ["192.0.2.2:53"], False)
    assert server.call("POST", path, changed)["name"] == name
    assert server.call("DELETE", path) == {}
    assert (server.request("GET", path).status_code, server.request("GET", path).text) == (404, NOT_FOUND)
    assert server.request("GET", "/v1/networks/x").status_code == 404


def test_everything_wrong_with_a_network_is_told_at_once(server, name):
    body = {"name": 5, "listen": ["somewhere"], "source_v4": "2001:db8::1", "source_v6": "x"}
    assert errors(server.request("PUT", "/v1/networks", body)) == {
        ("name", "wrong_type"), ("listen[0]", "invalid_address"), ("source_v4", "invalid_address"), ("source_v6", "invalid_address")}
    assert errors(server.request("PUT", "/v1/networks", {})) == {("name", "required")}


def test_a_network_in_use_stays(server, name):
    network = server.call("PUT", "/v1/networks", {"name": name})["network_id"]
    server.call("PUT", f"/v1/zones/{name}", {"zone": name, "networks": [0, network]})
    refused = server.request("DELETE", f"/v1/networks/{network}")
    assert (refused.status_code, refused.json()["message"]) == (409, f"Network {network} is used by zone {name}")
    server.call("POST", f"/v1/zones/{name}", {"networks": [0]})
    assert server.call("DELETE", f"/v1/networks/{network}") == {}
