# SPDX-License-Identifier: GPL-3.0-or-later
"""/v1/tsig/{name}/roll without real secondaries: dnspython plays them."""

import dns.tsig
import pytest

from harness.dns_client import TransferRefused, TsigKey, ask, transfer

REFUSED = (TransferRefused, dns.tsig.PeerError)  # by the RCODE, or by the TSIG error that comes with NOTAUTH
SECRET = "c2VjcmV0c2VjcmV0c2VjcmV0"


@pytest.fixture
def old(server, name):
    """A zone whose two rows demand one key."""
    key = TsigKey(f"xfr.{name}", "hmac-sha256", SECRET)
    rows = [{"ip": ip, "tsig": {"enabled": True, "hash": key.hash, "name": key.name, "key": key.secret, "transfers": True}}
            for ip in ("127.0.0.1", "192.0.2.53")]
    server.call("PUT", f"/v1/zones/{name}", {"zone": name, "refresh": 1, "primary": {"enabled": True, "secondaries": rows}})
    return key


def started(server, old, **body):
    roll = server.call("POST", f"/v1/tsig/{old.name}/roll", body)
    to = roll["to"]
    return roll, TsigKey(to["name"].rstrip("."), to["algorithm"], to["secret"])


def test_both_keys_are_accepted_from_the_start_to_the_end(server, old, name):
    roll, new = started(server, old)
    assert roll["state"] == "rolling" and roll["from"]["name"] == old.name + "."
    assert new.name.startswith("xfr-2") and new.name.endswith("a." + name) and new.hash == old.hash
    for key in (old, new):
        assert transfer(server, name, key=key)
    server.call("POST", f"/v1/tsig/{new.name}/roll/switch", {"all": True, "force": True})
    for key in (old, new):
        assert transfer(server, name, key=key)
    server.call("POST", f"/v1/tsig/{old.name}/roll/retire", {"force": True})
    assert transfer(server, name, key=new)
    with pytest.raises(REFUSED):
        transfer(server, name, key=old)
    assert server.request("GET", f"/v1/tsig/{old.name}").status_code == 404
    assert server.request("GET", f"/v1/tsig/{new.name}/roll").status_code == 404


def test_who_used_which_key_is_seen_and_switching_waits_for_it(server, old, name):
    _, new = started(server, old)
    refused = server.request("POST", f"/v1/tsig/{old.name}/roll/switch", {"all": True})
    assert refused.status_code == 409 and "was not seen" in refused.json()["message"]
    ask(server, name, "SOA", key=new)
    here, elsewhere = server.call("GET", f"/v1/tsig/{old.name}/roll")["secondaries"]
    assert here["new_key_seen"] and here["last_request"]["key"] == new.name + "." and not here["switched"]
    assert elsewhere["new_key_seen"] is None and elsewhere["last_request"] is None
    one = {"zone": name, "ip": here["ip"], "port": here["port"]}
    here, elsewhere = server.call("POST", f"/v1/tsig/{old.name}/roll/switch", one)["secondaries"]
    assert here["switched"] and not elsewhere["switched"]
    rows = server.call("GET", f"/v1/zones/{name}")["primary"]["secondaries"]
    assert [row["tsig"]["name"] for row in rows] == [new.name + ".", old.name + "."]


def test_the_old_key_is_retired_once_nobody_used_it_for_twice_the_refresh(server, old, name):
    _, new = started(server, old)
    server.call("POST", f"/v1/tsig/{old.name}/roll/switch", {"all": True, "force": True})
    assert transfer(server, name, key=old)
    refused = server.request("POST", f"/v1/tsig/{old.name}/roll/retire")
    assert refused.status_code == 409 and "2 s without a use are wanted" in refused.json()["message"]
    server.wait_until(lambda: server.call("GET", f"/v1/tsig/{old.name}/roll")["can_retire"], "the old key may go")
    assert server.call("POST", f"/v1/tsig/{old.name}/roll/retire")["state"] == "retired"
    assert server.call("GET", f"/v1/tsig/{new.name}")["used_by"]["secondaries"] == 2


def test_an_abort_goes_back_at_any_step(server, old, name):
    _, new = started(server, old)
    server.call("POST", f"/v1/tsig/{old.name}/roll/switch", {"all": True, "force": True})
    assert server.call("POST", f"/v1/tsig/{old.name}/roll/abort")["state"] == "aborted"
    assert transfer(server, name, key=old)
    with pytest.raises(REFUSED):
        transfer(server, name, key=new)
    rows = server.call("GET", f"/v1/zones/{name}")["primary"]["secondaries"]
    assert [row["tsig"]["name"] for row in rows] == [old.name + "."] * 2
    assert server.request("GET", f"/v1/tsig/{new.name}").status_code == 404


def test_it_goes_on_after_a_restart(server, old, name):
    _, new = started(server, old)
    server.restart()
    assert server.call("GET", f"/v1/tsig/{old.name}/roll")["to"]["name"] == new.name + "."
    for key in (old, new):
        assert transfer(server, name, key=key)
    server.call("POST", f"/v1/tsig/{old.name}/roll/abort")


@pytest.mark.parametrize("where", ["view", "transfer_acls"])
def test_acls_accept_both_and_name_the_new_one_in_the_end(server, name, where):
    old = TsigKey(f"xfr.{name}", "hmac-sha256", SECRET)
    server.call("PUT", f"/v1/tsig/{old.name}", {"algorithm": old.hash, "secret": old.secret})
    server.call("PUT", f"/v1/acls/{name}", {"tsig_keys": [old.name]})
    body = {"zone": name, "primary": {"enabled": True, "secondaries": []}}
    if where == "view":
        server.call("PUT", f"/v1/views/{name}", {"read_acls": [name]})
        body["views"] = [name]
    else:
        body["primary"]["transfer_acls"] = [name]
    server.call("PUT", f"/v1/zones/{name}", body)
    roll, new = started(server, old)
    assert roll["acls"] == [name]
    for key in (old, new):
        assert transfer(server, name, key=key)
    server.call("POST", f"/v1/tsig/{old.name}/roll/retire", {"force": True})
    assert server.call("GET", f"/v1/acls/{name}")["tsig_keys"] == [new.name + "."]
    assert transfer(server, name, key=new)
    with pytest.raises(REFUSED):
        transfer(server, name, key=old)


def test_what_cannot_be_started_is_told(server, old, name):
    def start(**body):
        return server.request("POST", f"/v1/tsig/{old.name}/roll", body)
    assert start(name=old.name).json()["errors"][0]["code"] == "same_key"
    assert {e["path"] for e in start(name="a b", algorithm="x", secret="?").json()["errors"]} == {"name", "algorithm", "secret"}
    assert server.request("POST", "/v1/tsig/absent.example.net/roll").status_code == 404
    assert server.request("GET", f"/v1/tsig/{old.name}/roll").status_code == 404
    assert start(name=f"new.{name}", algorithm="hmac-sha512", secret="bmV3").status_code == 200
    again = start()
    assert again.status_code == 409 and "takes part in the roll-over" in again.json()["message"]
    assert server.request("POST", f"/v1/tsig/{old.name}/roll/switch", {}).json()["errors"][0]["path"] == "all"
    missing = server.request("POST", f"/v1/tsig/{old.name}/roll/switch", {"zone": "absent.example.net"})
    assert missing.status_code == 404
    refused = server.request("DELETE", f"/v1/tsig/new.{name}")
    assert refused.status_code == 409 and f"the roll-over of {old.name}." in refused.json()["message"]
