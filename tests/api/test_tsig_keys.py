# SPDX-License-Identifier: GPL-3.0-or-later
"""/v1/tsig: NS1's own calls and ours."""

import base64

import dns.tsig
import pytest

from harness.dns_client import TransferRefused, TsigKey, transfer

REFUSED = (TransferRefused, dns.tsig.PeerError)  # by the RCODE, or by the TSIG error that comes with NOTAUTH
SECRET = "c2VjcmV0c2VjcmV0c2VjcmV0"


@pytest.fixture
def key(name):
    return f"key.{name}"


def errors(response):
    assert response.status_code == 400, response.text
    return {(e["path"], e["code"]) for e in response.json()["errors"]}


def test_a_name_is_stored_in_lower_case_with_a_final_dot_and_found_as_it_is_written(server, key):
    made = server.call("PUT", f"/v1/tsig/{key.upper()}", {"algorithm": "hmac-sha256", "secret": SECRET})
    assert list(made)[:3] == ["name", "algorithm", "secret"]
    assert (made["name"], made["algorithm"], made["secret"]) == (key + ".", "hmac-sha256", SECRET)
    for spelled in (key, key + ".", key.upper(), key.title() + "."):
        assert server.call("GET", f"/v1/tsig/{spelled}") == made
    assert made["name"] in [k["name"] for k in server.call("GET", "/v1/tsig")]
    assert server.call("DELETE", f"/v1/tsig/{key}.") == {}


def test_what_is_there_is_409_and_what_is_not_is_404_in_ns1s_words(server, key):
    body = {"algorithm": "hmac-sha256", "secret": SECRET}
    server.call("PUT", f"/v1/tsig/{key}", body)
    again = server.request("PUT", f"/v1/tsig/{key}.", body)
    assert (again.status_code, again.text) == (409, '{"message":"conflicts with existing resource"}')
    for method in ("GET", "POST", "DELETE"):
        missing = server.request(method, "/v1/tsig/absent.example.net", {})
        assert (missing.status_code, missing.text) == (404, '{"message":"Resource not found"}')


# ns1-python sends names of its own with the body, a `permissions` object, and null for what an update leaves out.

def test_ns1_python_creates_updates_and_deletes(server, key):
    body = {"algorithm": "hmac-sha512", "secret": SECRET, "permissions": {"dns": {"view_zones": True}}}
    server.call("PUT", f"/v1/tsig/{key}", body)
    changed = server.call("POST", f"/v1/tsig/{key}", {"algorithm": "hmac-sha256", "secret": None, "permissions": None})
    assert (changed["algorithm"], changed["secret"]) == ("hmac-sha256", SECRET)
    changed = server.call("POST", f"/v1/tsig/{key}", {"algorithm": None, "secret": "c2hvcnQ="})
    assert (changed["algorithm"], changed["secret"]) == ("hmac-sha256", "c2hvcnQ=")
    assert server.call("DELETE", f"/v1/tsig/{key}") == {}


# ns1-go and terraform: the name stands in the body too, and is compared in lower case with its dot. Ansible deletes by the
# name that it was answered.

def test_terraform_and_ansible_see_what_they_wrote(server, key):
    made = server.call("PUT", f"/v1/tsig/{key}.", {"name": f"{key}.", "algorithm": "hmac-sha1", "secret": "c2VjcmV0"})
    assert {m: made[m] for m in ("name", "algorithm", "secret")} == {"name": key + ".", "algorithm": "hmac-sha1", "secret": "c2VjcmV0"}
    changed = server.call("POST", f"/v1/tsig/{key}.", {"name": f"{key}.", "algorithm": "hmac-sha224", "secret": SECRET})
    assert server.call("GET", f"/v1/tsig/{key}.") == changed
    server.call("POST", f"/v1/tsig/{key}", changed)  # the whole object, as it was read
    assert server.call("DELETE", f"/v1/tsig/{made['name']}") == {}


@pytest.mark.parametrize("algorithm", ["hmac-md5", "hmac-md5.sig-alg.reg.int", "HMAC-SHA384.", "hmac-sha512"])
def test_algorithms_by_any_of_their_names(server, key, algorithm):
    made = server.call("PUT", f"/v1/tsig/{key}", {"algorithm": algorithm, "secret": SECRET})
    assert made["algorithm"] == algorithm.lower().rstrip(".").removesuffix(".sig-alg.reg.int")


def test_everything_that_is_wrong_is_told_at_once(server, key):
    assert errors(server.request("PUT", f"/v1/tsig/{key}", {})) == {("algorithm", "required"), ("secret", "required")}
    assert errors(server.request("PUT", f"/v1/tsig/{key}", {"algorithm": "md5", "secret": "no base64!"})) == {
        ("algorithm", "unknown_hash"), ("secret", "invalid_base64")}
    assert errors(server.request("PUT", "/v1/tsig/a..b", {"algorithm": "hmac-sha256", "secret": SECRET})) == {("name", "invalid_name")}
    assert errors(server.request("PUT", f"/v1/tsig/{key}", {"name": "other.", "algorithm": "hmac-sha256", "secret": SECRET})) == {
        ("name", "contradicts_path")}
    assert server.request("GET", f"/v1/tsig/{key}").status_code == 404


def test_the_server_makes_a_secret_as_long_as_the_digest(server, key):
    made = server.call("PUT", f"/v1/tsig/{key}", {"generate": True})
    assert made["algorithm"] == "hmac-sha256" and len(base64.b64decode(made["secret"])) == 32
    again = server.call("POST", f"/v1/tsig/{key}/generate", {"algorithm": "hmac-sha512"})
    assert len(base64.b64decode(again["secret"])) == 64 and again["algorithm"] == "hmac-sha512"
    assert server.request("POST", "/v1/tsig/absent.example.net/generate").status_code == 404


def test_a_key_knows_who_uses_it_and_stays_while_somebody_does(server, name, key):
    server.call("PUT", f"/v1/tsig/{key}", {"algorithm": "hmac-sha256", "secret": SECRET})
    row = {"ip": "127.0.0.9", "tsig": {"enabled": True, "name": key, "transfers": True}}
    server.call("PUT", f"/v1/zones/{name}", {"zone": name, "primary": {"enabled": True, "secondaries": [row]}})
    server.call("PUT", f"/v1/acls/{name}", {"tsig_keys": [key]})
    used = server.call("GET", f"/v1/tsig/{key}")
    assert used["used_by"] == {"zones": [name], "zone_count": 1, "secondaries": 1, "acls": [name], "roll": None}
    assert used["last_used"] == {"verified_at": None, "signed_at": None}
    refused = server.request("DELETE", f"/v1/tsig/{key}")
    assert refused.status_code == 409
    assert refused.json()["message"] == f"Key {key}. is used by zone {name}, ACL {name}"
    transfer(server, name, key=TsigKey(key, "hmac-sha256", SECRET))
    assert server.call("GET", f"/v1/tsig/{key}")["last_used"]["verified_at"] > 1_700_000_000
    server.call("DELETE", f"/v1/zones/{name}")
    server.call("DELETE", f"/v1/acls/{name}")
    assert server.call("DELETE", f"/v1/tsig/{key}") == {}


def test_another_secret_is_in_force_with_the_answer(server, name, key):
    old = TsigKey(key, "hmac-sha256", SECRET)
    row = {"ip": "127.0.0.9", "tsig": {"enabled": True, "hash": old.hash, "name": key, "key": SECRET, "transfers": True}}
    server.call("PUT", f"/v1/zones/{name}", {"zone": name, "primary": {"enabled": True, "secondaries": [row]}})
    assert transfer(server, name, key=old)
    new = server.call("POST", f"/v1/tsig/{key}/generate")["secret"]
    with pytest.raises(REFUSED):
        transfer(server, name, key=old)
    assert transfer(server, name, key=old._replace(secret=new))
    assert server.call("GET", f"/v1/zones/{name}")["primary"]["secondaries"][0]["tsig"]["key"] == new


def test_pages_by_limit_after_and_offset(server, name):
    names = [f"{letter}.{name}." for letter in "abc"]
    for each in names:
        server.call("PUT", f"/v1/tsig/{each}", {"generate": True})
    ours = [k["name"] for k in server.call("GET", "/v1/tsig") if k["name"] in names]
    assert ours == names
    everything = [k["name"] for k in server.call("GET", "/v1/tsig")]
    first = server.request("GET", "/v1/tsig?limit=2")
    assert [k["name"] for k in first.json()] == everything[:2] and 'rel="next"' in first.headers["Link"]
    assert [k["name"] for k in server.call("GET", f"/v1/tsig?after={everything[1]}")] == everything[2:]
    assert [k["name"] for k in server.call("GET", "/v1/tsig?offset=1&limit=1")] == everything[1:2]


def test_if_match_keeps_two_writers_apart(server, key):
    made = server.request("PUT", f"/v1/tsig/{key}", {"generate": True})
    tag = made.headers["ETag"]
    changed = server.request("POST", f"/v1/tsig/{key}", {"secret": SECRET}, headers={"If-Match": tag})
    assert changed.status_code == 200 and changed.headers["ETag"] != tag
    late = server.request("POST", f"/v1/tsig/{key}", {"secret": "b2xk"}, headers={"If-Match": tag})
    assert late.status_code == 412 and late.json()["secret"] == SECRET
    assert server.request("DELETE", f"/v1/tsig/{key}", headers={"If-Match": tag}).status_code == 412
    assert server.request("DELETE", f"/v1/tsig/{key}", headers={"If-Match": changed.headers["ETag"]}).status_code == 200
