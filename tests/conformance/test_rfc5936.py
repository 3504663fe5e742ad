# SPDX-License-Identifier: GPL-3.0-or-later
"""RFC 5936: AXFR."""

import socket
import struct
import threading
import time

import dns.flags
import dns.message
import dns.opcode
import dns.rcode
import dns.rdatatype
import pytest

from harness.dns_client import Stream, TransferRefused, TsigKey, ask, exchange, read_transfer, transfer, transfer_query
from harness.primary import sample_zone

MANY = "@ 3600 SOA ns1 h 1 3600 900 604800 300\n@ 3600 NS ns1\nns1 300 A 192.0.2.1\n" + "".join(
    f"Host{n} 300 TXT \"{'x' * 100}\"\n" for n in range(3000))


@pytest.fixture
def large(make_zone):
    return make_zone(text=MANY)


def test_each_message_has_the_id_of_the_query(server, large):
    query = transfer_query(large.name)
    query.id = 4711
    messages = transfer(server, large.name, query=query).messages
    assert len(messages) > 3 and {m.id for m in messages} == {4711}


def test_headers_say_response_authoritative_noerror(server, large):
    for message in transfer(server, large.name).messages:
        assert message.flags & dns.flags.QR and message.flags & dns.flags.AA
        assert not message.flags & (dns.flags.TC | dns.flags.RA)
        assert message.opcode() == dns.opcode.QUERY and message.rcode() == dns.rcode.NOERROR


def test_the_first_message_repeats_the_question_and_others_may_not_differ(server, large):
    first, *others = transfer(server, large.name).messages
    assert [(q.name.to_text(), q.rdtype) for q in first.question] == [(large.name + ".", dns.rdatatype.AXFR)]
    assert all(not m.question or m.question == first.question for m in others)


def test_authority_is_empty_and_additional_holds_no_data(server, large):
    for message in transfer(server, large.name).messages:
        assert not message.authority and not message.additional


def test_it_starts_and_ends_with_the_same_soa_and_has_no_other(server, large):
    records = transfer(server, large.name).records
    assert records[0] == records[-1]
    assert [r.type for r in records].count("SOA") == 2


def test_no_record_comes_twice(server, large):
    records = transfer(server, large.name).records[:-1]
    assert len(set(records)) == len(records) == 3003


def test_glue_and_occluded_names_are_transferred(server, make_zone):
    zone = make_zone(text=sample_zone("x").replace("$ORIGIN x.\n", "")
                     + "deep.under.child 300 A 192.0.2.90\nchild 300 TXT \"beside the cut\"\n")
    owners = {r.owner.removesuffix(f".{zone.name}.") for r in transfer(server, zone.name).records}
    assert {"ns.child", "deep.under.child", "child"} <= owners


def test_letter_case_of_owners_is_kept(server, make_zone):
    zone = make_zone(text=sample_zone("x").replace("$ORIGIN x.\n", "") + "MiXeD.CaSe 300 A 192.0.2.7\nwww.CASE 300 A 192.0.2.8\n")
    owners = {r.owner.removesuffix(f".{zone.name}.") for r in transfer(server, zone.name).records}
    assert {"MiXeD.CaSe", "www.CASE", "WebMail"} <= owners


def test_the_question_may_be_in_any_letter_case(server, zone):
    answer = transfer(server, zone.name.upper())
    assert answer.messages[0].question[0].name.to_text() == zone.name.upper() + "."
    assert sorted(answer.records[:-1]) == zone.contents()


def test_a_name_that_is_no_apex_is_answered_notauth(server, zone):
    for name in (f"www.{zone.name}", "nowhere.example.net"):
        with pytest.raises(TransferRefused) as refused:
            transfer(server, name)
        assert refused.value.rcode in (dns.rcode.NOTAUTH, dns.rcode.REFUSED)


def test_an_error_is_one_message_with_the_question(server, zone):
    zone.update(primary={"enabled": False})
    with Stream(server) as stream:
        stream.send(transfer_query(zone.name))
        answer = dns.message.from_wire(stream.receive())
        assert answer.rcode() == dns.rcode.REFUSED and len(answer.question) == 1 and not answer.answer
        # The connection stays usable.
        stream.send(dns.message.make_query(zone.name, "SOA"))
        assert dns.message.from_wire(stream.receive()).answer


def test_nobody_may_transfer_unless_listed(server):
    zone = server.create_zone("closed.example.org")
    with pytest.raises(TransferRefused, match="REFUSED"):
        transfer(server, zone.name)
    zone.update(primary={"enabled": True, "secondaries": [{"ip": "192.0.2.53", "port": 53}]})
    with pytest.raises(TransferRefused, match="REFUSED"):
        transfer(server, zone.name)
    assert ask(server, zone.name, "SOA").answer, "queries stay free"


def test_a_block_of_addresses_may_transfer(server):
    zone = server.create_zone("block.example.org")
    zone.update(primary={"enabled": True, "secondaries": [{"ip": "127.0.0.0/8", "port": 53}]})
    assert transfer(server, zone.name).records
    assert transfer(server, zone.name, source=("127.0.0.77", 0)).records


def test_the_most_specific_row_decides(server):
    key = TsigKey.make("specific.example.org")
    zone = server.create_zone("specific.example.org")
    zone.update(primary={"enabled": True, "secondaries": [
        {"ip": "127.0.0.0/8", "port": 53},
        {"ip": "127.0.0.9", "port": 53, "tsig": {"enabled": True, "hash": key.hash, "name": key.name, "key": key.secret,
                                                 "transfers": True}}]})
    assert transfer(server, zone.name).records
    with pytest.raises(TransferRefused, match="REFUSED"):
        transfer(server, zone.name, source=("127.0.0.9", 0))
    assert transfer(server, zone.name, key=key, source=("127.0.0.9", 0)).records


def test_udp_gives_no_axfr(server, zone):
    answer = exchange(server, transfer_query(zone.name))
    assert not answer.answer or answer.flags & dns.flags.TC
    assert answer.rcode() != dns.rcode.NOERROR or answer.flags & dns.flags.TC


def test_several_transfers_on_one_connection_are_all_answered(server, large, zone):
    queries = [transfer_query(z.name) for z in (large, zone, large, zone, large)]
    with Stream(server) as stream:
        stream.send(*queries)
        for query, expected in zip(queries, (3003, None, 3003, None, 3003)):
            records = read_transfer(stream, query).records
            assert expected is None or len(records) == expected + 1
        stream.send(dns.message.make_query(zone.name, "SOA"))
        assert dns.message.from_wire(stream.receive()).answer


def test_a_client_that_has_shut_its_sending_side_gets_its_answer(server, large):
    query = transfer_query(large.name)
    with Stream(server) as stream:
        stream.send(query)
        stream.shut_sending()
        assert len(read_transfer(stream, query).records) == 3004
        assert stream.receive() is None


def test_a_transfer_is_one_version_while_the_zone_changes(server, large):
    stop = threading.Event()

    def write():
        n = 0
        while not stop.is_set():
            n += 1
            large.change(*({"op": "put", "domain": f"{end}.{large.name}", "type": "TXT", "ttl": 300,
                            "answers": [{"answer": [str(n)]}]} for end in ("aaa", "host1500", "zzz")))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(15):
            records = transfer(server, large.name).records
            marks = {r.owner.split(".")[0]: r.rdata for r in records if r.owner.split(".")[0].lower() in ("aaa", "zzz")}
            assert len(set(marks.values())) <= 1, marks
    finally:
        stop.set()
        writer.join()


def test_a_slow_reader_costs_nobody_anything(server, make_zone):
    zone = make_zone(text=MANY + "".join(f"more{n} 300 TXT \"{'z' * 250}\"\n" for n in range(20000)))
    query = transfer_query(zone.name)
    slow = [Stream(server) for _ in range(20)]
    for stream in slow:
        stream.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        stream.send(query)
    begun = time.monotonic()
    assert len(transfer(server, zone.name).records) == 23004
    assert ask(server, zone.name, "SOA").answer
    assert time.monotonic() - begun < 20
    for stream in slow:
        stream.close()


def test_a_client_that_vanishes_in_the_middle_is_forgotten(server, large):
    for _ in range(20):
        stream = Stream(server)
        stream.send(transfer_query(large.name))
        stream.receive()
        stream.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        stream.close()
    assert len(transfer(server, large.name).records) == 3004


def test_hundred_clients_at_once_all_get_the_zone(server, large):
    streams = [(Stream(server), transfer_query(large.name)) for _ in range(100)]
    for stream, query in streams:
        stream.send(query)
    lengths = set()
    for stream, _ in streams:
        octets = 0
        soas = 0
        while soas < 2:
            wire = stream.receive()
            octets += len(wire)
            soas += wire.count(struct.pack("!HH", 6, 1) + struct.pack("!I", 3600))
        lengths.add(octets)
        stream.close()
    assert len(lengths) == 1


def test_messages_stay_within_the_size_of_a_tcp_message(server, large):
    assert all(len(m.to_wire()) <= 65535 for m in transfer(server, large.name).messages)
