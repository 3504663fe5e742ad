# SPDX-License-Identifier: GPL-3.0-or-later
"""RFC 7766: DNS over TCP."""

import socket
import struct
import time

import dns.message
import pytest

from harness.dns_client import Stream, read_transfer, transfer_query
from harness.process import has_ipv6


def test_many_queries_on_one_connection_are_all_answered(server, zone):
    queries = [dns.message.make_query(f"host{n}.{zone.name}", "A") for n in range(60)]
    with Stream(server) as stream:
        stream.send(*queries)
        answers = {}
        for _ in queries:
            message = dns.message.from_wire(stream.receive())
            answers[message.id] = message
    assert all(q.is_response(answers[q.id]) and answers[q.id].answer for q in queries)


def test_a_query_may_come_octet_by_octet(server, zone):
    wire = dns.message.make_query(zone.name, "SOA").to_wire()
    with Stream(server) as stream:
        for octet in struct.pack("!H", len(wire)) + wire:
            stream.socket.send(bytes([octet]))
        assert dns.message.from_wire(stream.receive()).answer


def test_queries_and_transfers_share_a_connection(server, zone):
    ixfr, soa = transfer_query(zone.name, "IXFR", zone.serial), dns.message.make_query(zone.name, "SOA")
    axfr = transfer_query(zone.name)
    with Stream(server) as stream:
        stream.send(ixfr, axfr, soa)
        assert len(read_transfer(stream, ixfr, zone.serial).records) == 1
        assert len(read_transfer(stream, axfr).records) > 10
        assert dns.message.from_wire(stream.receive()).id == soa.id


def test_a_connection_stays_open_between_queries(server, zone):
    with Stream(server) as stream:
        for _ in range(3):
            stream.send(dns.message.make_query(zone.name, "SOA"))
            assert stream.receive()
            time.sleep(0.3)


def test_what_is_no_message_ends_only_its_own_connection(server, zone):
    for garbage in (b"\0\0", b"\0\1x", b"\0\x0b" + b"\xff" * 11, b"\xff\xff" + b"\xff" * 200):
        with Stream(server) as stream:
            stream.socket.sendall(garbage)
            stream.shut_sending()
            try:
                while stream.receive() is not None:
                    pass
            except (ConnectionError, AssertionError):
                pass
    with Stream(server) as stream:
        stream.send(dns.message.make_query(zone.name, "SOA"))
        assert stream.receive()


def test_length_and_message_come_in_one_segment(server, zone):
    with Stream(server) as stream:
        stream.send(dns.message.make_query(zone.name, "SOA"))
        first = stream.socket.recv(65536)
        assert len(first) == 2 + struct.unpack("!H", first[:2])[0]


def test_hundreds_of_idle_connections_leave_room(server, zone):
    idle = [Stream(server) for _ in range(300)]
    with Stream(server) as stream:
        stream.send(dns.message.make_query(zone.name, "SOA"))
        assert stream.receive()
    for stream in idle:
        stream.close()


@pytest.mark.skipif(not has_ipv6(), reason="no IPv6")
def test_ipv6_is_answered_over_tcp_and_udp(server, zone):
    with Stream(server.v6) as stream:
        stream.send(dns.message.make_query(zone.name, "SOA"))
        assert stream.receive()
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as udp:
        udp.settimeout(3)
        udp.connect(server.v6)
        udp.send(dns.message.make_query(zone.name, "SOA").to_wire())
        assert udp.recv(4096)
