# SPDX-License-Identifier: GPL-3.0-or-later
"""Who sees and transfers what, on the wire: views, ACLs, keys, networks. Each answer is compared with what evaluate says."""

import itertools

import dns.edns
import dns.flags
import dns.message
import dns.opcode
import dns.rcode
import dns.tsig
import pytest

from harness.dns_client import Stream, TransferRefused, TsigKey, ask, contents, transfer, transfer_query
from harness.fake_secondary import Anybody, FakeSecondary
from harness.primary import Primary, Zone

NUMBERS = itertools.count(1)


@pytest.fixture
def key(server):
    made = TsigKey.make(f"key{next(NUMBERS)}.example.org")
    server.create_key(made)
    return made


@pytest.fixture
def other_key(server):
    """Known to the server, in no ACL."""
    made = TsigKey.make(f"other{next(NUMBERS)}.example.org")
    server.create_key(made)
    return made


@pytest.fixture
def hidden(server, key, make_zone):
    """A zone that only who signs with `key` sees; 127.0.0.1 has a row."""
    zone = make_zone()
    number = next(NUMBERS)
    server.create_acl(f"acl{number}", keys=[key])
    server.create_view(f"view{number}", read_acls=[f"acl{number}"], zones=[zone.name])
    zone.acl, zone.view = f"acl{number}", f"view{number}"
    return zone


def extended_error(message):
    return next((option.code for option in message.options if isinstance(option, dns.edns.EDEOption)), None)


def refused(server, zone, key=None):
    """The answer that refuses a transfer."""
    with pytest.raises(TransferRefused) as refusal:
        transfer(server, zone.name, key=key, query=transfer_query(zone.name, use_edns=0))
    return refusal.value.message


def tsig_error(server, zone, key):
    """The RCODE and TSIG error of an answer that dnspython refuses to take."""
    errors = {dns.tsig.PeerBadKey: "BADKEY", dns.tsig.PeerBadSignature: "BADSIG", dns.tsig.PeerBadTime: "BADTIME"}
    with pytest.raises(tuple(errors)) as error:
        transfer(server, zone.name, key=key)
    return errors[error.type]


def test_a_hidden_zone_is_transferred_to_who_signs_from_whatever_address(server, hidden, key):
    assert contents(server, hidden.name, key=key)
    said = server.evaluate(hidden.name, "203.0.113.9", key=key.name)
    assert (said["decision"], said["rule"], said["view"], said["rcode"]) == ("admitted", "key_of_view", hidden.view, "NOERROR")


def test_a_hidden_zone_refuses_unsigned_transfers_with_prohibited(server, hidden):
    answer = refused(server, hidden)
    assert answer.rcode() == dns.rcode.REFUSED and extended_error(answer) == dns.edns.EDECode.PROHIBITED
    said = server.evaluate(hidden.name, "127.0.0.1")
    assert (said["decision"], said["rcode"], said["ede"], said["rule"]) == ("refused", "REFUSED", 18, "no_view_admits")


def test_a_known_key_that_no_acl_lists_is_refused(server, hidden, other_key):
    answer = refused(server, hidden, other_key)
    assert answer.rcode() == dns.rcode.REFUSED and answer.had_tsig
    assert server.evaluate(hidden.name, "127.0.0.1", key=other_key.name)["rcode"] == "REFUSED"


def test_an_unknown_key_is_badkey_and_a_wrong_secret_badsig(server, hidden, key):
    assert tsig_error(server, hidden, TsigKey.make("nobody.example.org")) == "BADKEY"
    assert tsig_error(server, hidden, key._replace(secret="d3Jvbmcgd3Jvbmcgd3Jvbmc=")) == "BADSIG"
    said = server.evaluate(hidden.name, "127.0.0.1", key="nobody.example.org")
    assert (said["rcode"], said["tsig_error"], said["rule"]) == ("NOTAUTH", "BADKEY", "bad_tsig")


def test_queries_to_a_hidden_zone_are_refused_and_answered_to_who_signs(server, hidden, key):
    for name in (hidden.name, "www." + hidden.name):
        answer = ask(server, name, "A", edns=0)
        assert answer.rcode() == dns.rcode.REFUSED and extended_error(answer) == dns.edns.EDECode.PROHIBITED
        assert not answer.answer and not answer.authority
        answer = ask(server, name, "A", key=key)
        assert answer.rcode() == dns.rcode.NOERROR and answer.flags & dns.flags.AA and answer.answer


def test_notify_for_a_hidden_zone_is_refused(server, hidden):
    message = dns.message.make_query(hidden.name, "SOA")
    message.set_opcode(dns.opcode.NOTIFY)
    message.flags = message.flags & ~dns.flags.RD | dns.flags.AA
    assert dns.query.udp(message, server.address, 3, server.port).rcode() == dns.rcode.REFUSED


def test_a_view_of_addresses_admits_queries_and_no_transfers(server, make_zone):
    zone = make_zone()
    number = next(NUMBERS)
    server.create_acl(f"acl{number}", prefixes=["127.0.0.0/8"])
    server.create_view(f"view{number}", read_acls=[f"acl{number}"], zones=[zone.name])
    assert ask(server, zone.name, "SOA").rcode() == dns.rcode.NOERROR
    assert contents(server, zone.name)  # its row
    zone.update(primary={"enabled": True, "secondaries": []})
    assert refused(server, zone).rcode() == dns.rcode.REFUSED
    assert server.evaluate(zone.name, "127.0.0.1")["rule"] == "view_by_address"
    assert server.evaluate(zone.name, "192.0.2.1", operation="query")["rcode"] == "REFUSED"


def test_an_acl_of_prefixes_and_keys_wants_one_of_each(server, hidden, key):
    server.update_acl(hidden.acl, prefixes=["192.0.2.0/24"], keys=[key])
    assert refused(server, hidden, key).rcode() == dns.rcode.REFUSED
    server.update_acl(hidden.acl, prefixes=["192.0.2.0/24", "127.0.0.1"], keys=[key])
    assert contents(server, hidden.name, key=key)


def test_changes_take_effect_on_a_connection_that_is_open(server, hidden, key):
    query = dns.message.make_query(hidden.name, "SOA")
    with Stream(server) as stream:
        def rcode():
            stream.send(query)
            return dns.message.from_wire(stream.receive()).rcode()
        assert rcode() == dns.rcode.REFUSED
        server.update_acl(hidden.acl, prefixes=["127.0.0.1"])
        assert rcode() == dns.rcode.NOERROR
        server.update_acl(hidden.acl, keys=[key])
        assert rcode() == dns.rcode.REFUSED
        hidden.update(views=[])
        assert rcode() == dns.rcode.NOERROR


def test_two_zones_of_one_fqdn_are_served_by_key(server, make_zone, key):
    outside = make_zone()
    number = next(NUMBERS)
    server.create_acl(f"acl{number}", keys=[key])
    server.create_view(f"view{number}", read_acls=[f"acl{number}"])
    name = f"inside-{outside.name}"
    assert server.call("PUT", f"/v1/zones/{name}", {"zone": outside.name, "views": [f"view{number}"]})["views"] == [f"view{number}"]
    inside = Zone(server, name)
    inside.set_secondaries(Anybody, notify=False)
    assert ask(server, "www." + outside.name, "A").answer
    assert ask(server, "www." + outside.name, "A", key=key).rcode() == dns.rcode.NXDOMAIN
    assert len(contents(server, outside.name)) > 20
    assert len(contents(server, outside.name, key=key)) < 5
    said = server.evaluate(outside.name, "127.0.0.1", key=key.name)
    assert said["zone"] == name
    assert server.evaluate(outside.name, "127.0.0.1")["zone"] == outside.name
    outside.delete()
    assert ask(server, "www." + outside.name, "A").rcode() == dns.rcode.REFUSED
    assert ask(server, outside.name, "SOA", key=key).answer


def test_a_second_zone_of_an_fqdn_must_differ_in_its_views(server, hidden):
    def create(**members):
        response = server.request("PUT", f"/v1/zones/second-{hidden.name}", {"zone": hidden.name, **members})
        return response.status_code, response.json().get("message", "")
    status, message = create(views=[hidden.view])
    assert status == 400 and "invalid: FQDN already exists in the view" in message
    assert create()[0] == 200
    status, message = create()
    assert status == 400 and message == "zone already exists"
    response = server.request("PUT", f"/v1/zones/third-{hidden.name}", {"zone": hidden.name})
    assert response.status_code == 400 and "invalid: FQDN already exists" in response.json()["message"]


def test_transfer_acls_admit_their_keys_and_leave_queries_open(server, make_zone, key, other_key):
    zone = make_zone()
    number = next(NUMBERS)
    server.create_acl(f"acl{number}", keys=[key])
    zone.update(primary={"enabled": True, "secondaries": [], "transfer_acls": [f"acl{number}"]})
    assert zone.get()["primary"]["transfer_acls"] == [f"acl{number}"]
    assert ask(server, zone.name, "SOA").answer
    assert contents(server, zone.name, key=key)
    assert refused(server, zone).rcode() == dns.rcode.REFUSED
    assert refused(server, zone, other_key).rcode() == dns.rcode.REFUSED
    zone.update(primary={"enabled": False})
    assert refused(server, zone, key).rcode() == dns.rcode.REFUSED
    assert server.evaluate(zone.name, "127.0.0.1", key=key.name)["rule"] == "transfers_disabled"


def test_transfer_acls_must_be_there(server, zone):
    response = server.request("POST", zone.path, {"primary": {"enabled": True, "transfer_acls": ["nowhere"]}})
    assert response.status_code == 400
    assert response.json()["errors"][0]["path"] == "primary.transfer_acls[0]"


def test_views_come_back_after_a_restart(tmp_path):
    primary = Primary(tmp_path)
    primary.start()
    try:
        key = TsigKey.make()
        primary.create_key(key)
        primary.create_acl("partners", keys=[key])
        zone = primary.create_zone("example.org", Anybody, notify=False)
        primary.create_view("partners", read_acls=["partners"], zones=["example.org"])
        primary.restart()
        assert ask(primary, zone.name, "SOA").rcode() == dns.rcode.REFUSED
        assert contents(primary, zone.name, key=key)
    finally:
        primary.kill()


class OnTwoAddresses(Primary):
    """Listens on 127.0.0.2 too, on the same port."""

    def arguments(self):
        return super().arguments() + ["--dns", f"127.0.0.2:{self.port}"]


def test_a_zone_is_served_and_told_of_where_its_network_listens(tmp_path):
    primary, secondary = OnTwoAddresses(tmp_path), FakeSecondary()
    edge, usual = ("127.0.0.2", primary.port), ("127.0.0.1", primary.port)
    primary.start()
    try:
        zone = primary.create_zone("example.org", secondary)
        notify = secondary.receive_and_answer()
        assert notify is not None and secondary.peer[0] == "127.0.0.1"
        secondary.drain()
        network = primary.call("PUT", "/v1/networks", {"name": "edge", "listen": [f"127.0.0.2:{primary.port}"]})["network_id"]
        # The zone is in network 0, which has lost the address to the new one.
        assert ask(usual, zone.name, "SOA").answer
        assert ask(edge, zone.name, "SOA").rcode() == dns.rcode.REFUSED
        zone.update(networks=[network])
        assert ask(edge, zone.name, "SOA").answer
        assert ask(edge, zone.name, "SOA", tcp=True).answer
        assert ask(usual, zone.name, "SOA").rcode() == dns.rcode.REFUSED
        assert contents(edge, zone.name)
        with pytest.raises(TransferRefused, match="REFUSED"):
            transfer(usual, zone.name)
        secondary.drain()
        zone.put_record("www", "A", "192.0.2.7")
        assert secondary.receive_and_answer() is not None and secondary.peer[0] == "127.0.0.2"
        assert primary.evaluate(zone.name, "127.0.0.1")["rule"] == "other_network"
        assert primary.evaluate(zone.name, "127.0.0.1", local=f"127.0.0.2:{primary.port}")["decision"] == "admitted"
        zone.update(networks=[])
        assert ask(edge, zone.name, "SOA").rcode() != dns.rcode.NOERROR
    finally:
        secondary.close()
        primary.kill()
