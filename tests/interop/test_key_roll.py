# SPDX-License-Identifier: GPL-3.0-or-later
"""A key is rolled over with real secondaries through all its steps, and no transfer is refused in between."""

import dns.tsig
import pytest

from harness.bind import Bind
from harness.dns_client import TsigKey, transfer
from harness.nsd import Nsd
from harness.primary import sample_zone
from harness.process import wait_until


@pytest.fixture
def followers(tmp_path):
    # On addresses of their own: two rows with one address and one key cannot be told apart.
    servers = [Nsd(tmp_path / "nsd"), Bind(tmp_path / "bind", family=6)]
    yield servers
    for server in servers:
        server.kill()


def test_nsd_and_bind_through_all_six_steps(primary, followers):
    old = TsigKey.make("xfr.example.org")
    zone = primary.create_zone("example.org", *followers, key=old, transfers=True,
                               text=sample_zone("example.org", refresh=2, retry=1))
    for server in followers:
        server.follow(zone, address_for(server, primary), key=old, notify_key=old)
    arrive(zone, followers, zone.serial)
    path = f"/v1/tsig/{old.name}/roll"

    def roll():
        return primary.call("GET", path)

    # 1, 2: the new key is made, and accepted beside the old one; NOTIFY is signed with the old one.
    to = primary.call("POST", path)["to"]
    new = TsigKey(to["name"].rstrip("."), to["algorithm"], to["secret"])
    arrive(zone, followers, zone.put_record("step1", "A", "192.0.2.1"))
    assert notify_keys(zone) == {old.name}
    assert primary.request("POST", path + "/switch", {"all": True}).status_code == 409

    # 3: it is installed on one secondary, then on the other; 4: its first use is seen. Nudged by a change, told under the old key.
    for server in followers:
        server.follow(zone, address_for(server, primary), key=new, notify_key=[old, new])
        nudge(zone, server)
        wait_until(lambda: seen(roll(), server), f"{server} is seen with the new key")
    arrive(zone, followers, zone.put_record("step4", "A", "192.0.2.4"))
    assert notify_keys(zone) == {old.name}

    # 5: NOTIFY is signed with the new key, for one secondary and then for all; each is told at once.
    first = followers[0]
    primary.call("POST", path + "/switch", {"zone": zone.name, "ip": first.address, "port": first.port})
    wait_until(lambda: notify_keys(zone) == {old.name, new.name}, "the first is notified under the new key")
    assert primary.request("POST", path + "/retire").status_code == 409
    primary.call("POST", path + "/switch", {"all": True})
    wait_until(lambda: notify_keys(zone) == {new.name}, "both are notified under the new key")
    arrive(zone, followers, zone.put_record("step5", "A", "192.0.2.5"))

    # 6: nobody has used the old key for twice the refresh: it goes.
    wait_until(lambda: roll()["can_retire"], "the old key may go")
    primary.call("POST", path + "/retire")
    arrive(zone, followers, zone.put_record("step6", "A", "192.0.2.6"))
    assert all(secondary["refusal"] is None for secondary in zone.status()["secondaries"])
    assert not [line for line in primary.log().splitlines() if "request refused" in line]
    with pytest.raises(dns.tsig.PeerBadKey):
        transfer(primary, zone.name, key=old)


def test_nsd_and_bind_go_back_with_an_abort(primary, followers):
    old = TsigKey.make("xfr.example.org")
    zone = primary.create_zone("example.org", *followers, key=old, transfers=True)
    for server in followers:
        server.follow(zone, address_for(server, primary), key=old, notify_key=old)
    arrive(zone, followers, zone.serial)
    path = f"/v1/tsig/{old.name}/roll"
    to = primary.call("POST", path)["to"]
    new = TsigKey(to["name"].rstrip("."), to["algorithm"], to["secret"])
    for server in followers:
        server.follow(zone, address_for(server, primary), key=new, notify_key=[old, new])
        nudge(zone, server)
        wait_until(lambda: seen(primary.call("GET", path), server), f"{server} is seen with the new key")
    primary.call("POST", path + "/switch", {"all": True})
    arrive(zone, followers, zone.put_record("switched", "A", "192.0.2.5"))
    for server in followers:
        server.follow(zone, address_for(server, primary), key=old, notify_key=[old, new])
    primary.call("POST", path + "/abort")
    wait_until(lambda: notify_keys(zone) == {old.name}, "both are notified under the old key again")
    arrive(zone, followers, zone.put_record("aborted", "A", "192.0.2.6"))
    assert not [line for line in primary.log().splitlines() if "request refused" in line]


def address_for(server, primary):
    return primary.v4 if server.family == 4 else primary.v6


def nudge(zone, server):
    """NOTIFY alone does not make NSD ask, when it has the serial already."""
    zone.put_record("installed", "TXT", server.kind)


def arrive(zone, followers, serial):
    for server in followers:
        server.wait_for_serial(zone, serial)


def seen(roll, server):
    return any(row["port"] == server.port and row["new_key_seen"] for row in roll["secondaries"])


def notify_keys(zone):
    """Names of the keys of the last good answers to NOTIFY."""
    answers = [secondary["notify_answer"] for secondary in zone.status()["secondaries"]]
    return {answer["key"].rstrip(".") for answer in answers if answer and answer["rcode"] == "NOERROR"}
