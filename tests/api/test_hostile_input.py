# SPDX-License-Identifier: GPL-3.0-or-later
"""What strangers may send to the HTTP listener: bounded, answered or dropped, and the next client is served as ever."""

import re
import resource
import socket
import threading
from pathlib import Path

import pytest

BODY_MAX = 64 << 20


@pytest.fixture(autouse=True)
def still_serves(server):
    """After each test: the same process, and it answers."""
    process = server.process
    yield
    assert server.process is process and process.poll() is None, server.log_tail()
    assert server.request("GET", "/healthz").json()["status"] == "ok"


def connect(server):
    connection = socket.create_connection(("127.0.0.1", server.api_port), timeout=30)
    return connection


def raw(server, octets):
    """Everything the server says to these octets until it closes; the client says no more."""
    with connect(server) as connection:
        try:
            connection.sendall(octets)
            connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # it had heard enough
        said = b""
        while True:
            try:
                piece = connection.recv(65536)
            except ConnectionResetError:
                return said
            if not piece:
                return said
            said += piece


def statuses(said):
    return [int(s) for s in re.findall(rb"HTTP/1\.1 (\d{3}) ", said)]


def post(server, path, body, *headers):
    lines = [f"POST {path} HTTP/1.1", "Host: localhost", f"X-NSONE-Key: {server.key}", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


# Bodies.

def test_a_body_beyond_the_limit_is_413_whether_its_length_is_told_or_not(server, created, name):
    path = f"/v1/zones/{name}"
    assert server.request("POST", path, b" " * (BODY_MAX + 1)).status_code == 413
    told = raw(server, post(server, path, b"", f"Content-Length: {1 << 60}"))
    assert statuses(told) == [413]
    piece = b"100000\r\n" + b" " * 0x100000 + b"\r\n"
    untold = raw(server, post(server, path, piece * 66 + b"0\r\n\r\n", "Transfer-Encoding: chunked"))
    assert statuses(untold) == [413]


@pytest.mark.parametrize("depth", [33, 1000, 1_000_000])
@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_deep_nesting_is_400(server, created, name, depth, opening):
    response = server.request("POST", f"/v1/zones/{name}", '{"meta":' + opening * depth)
    assert response.status_code == 400 and "level" in response.json()["message"], response.text


@pytest.mark.parametrize("octets", [b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82"])
def test_what_is_not_utf8_is_400(server, created, name, octets):
    response = server.request("POST", f"/v1/zones/{name}", b'{"meta":{"note":"' + octets + b'"}}')
    assert response.status_code == 400 and "octet 17" in response.json()["message"], response.text
    assert server.call("GET", f"/v1/zones/{name}")["meta"] == {}


def test_a_number_of_any_length_is_no_trouble(server, created, name):
    for number in ("9" * 100_000, "1e999999999", "-" + "0" * 1000):
        response = server.request("POST", f"/v1/zones/{name}", '{"refresh":' + number + "}")
        assert response.status_code == 400, response.text[:200]


def test_many_errors_are_told_in_a_short_answer(server, created, name):
    rows = [{"ip": "nowhere", "port": 0}] * 256
    response = server.request("POST", f"/v1/zones/{name}", {"primary": {"enabled": True, "secondaries": rows}})
    assert response.status_code == 400 and len(response.json()["errors"]) == 100


# Requests that two readers could read differently.

GET = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n"
SMUGGLED = "GET /v1/zones HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.mark.parametrize("request_text", [
    # A length and a coding, either first; two lengths; two codings; a coding in disguise.
    "POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "POST /healthz HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nContent-Length: 44\r\n\r\n" + SMUGGLED,
    "POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0, 44\r\n\r\n" + SMUGGLED,
    "POST /healthz HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "POST /healthz HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "POST /healthz HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "POST /healthz HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: +5\r\n\r\n12345" + SMUGGLED,
    "POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n" + SMUGGLED,
    "POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 18446744073709551617\r\n\r\nx" + SMUGGLED,
    # Chunks with sizes that are none.
    "POST /v1/notify HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n" + SMUGGLED,
    "POST /v1/notify HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n" + SMUGGLED,
    "POST /v1/notify HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n10000000000000000\r\n" + SMUGGLED,
    "POST /v1/notify HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n" + SMUGGLED,
    # Lines that are not what they seem.
    GET + "\0X: y\r\n\r\n" + SMUGGLED,
    GET + "X: a\0b\r\n\r\n" + SMUGGLED,
    GET + "X\x01: y\r\n\r\n" + SMUGGLED,
    GET + "No colon here\r\n\r\n" + SMUGGLED,
    GET + ": no name\r\n\r\n" + SMUGGLED,
    GET + "Host: another\r\n\r\n" + SMUGGLED,
    "GET /healthz HTTP/1.1\r\n\r\n" + SMUGGLED,
    "GET /healthz HTTP/2.0\r\nHost: localhost\r\n\r\n" + SMUGGLED,
    "GET  /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n" + SMUGGLED,
    "GET /hea lthz HTTP/1.1\r\nHost: localhost\r\n\r\n" + SMUGGLED,
    "GET /healthz\r\n" + SMUGGLED,
    "\x16\x03\x01\x02\x00\x01\x00\x01\xfc" + SMUGGLED,
])
def test_ambiguous_requests_are_refused_and_nothing_behind_them_is_read(server, request_text):
    answered = statuses(raw(server, request_text.encode("latin-1")))
    assert len(answered) <= 1 and all(400 <= status < 600 for status in answered), answered


def test_a_folded_header_does_not_become_another(server):
    """obs-fold (RFC 9112 section 5.2): refused, or one value with a space in it, never a header of its own."""
    folded = f"GET /v1/zones HTTP/1.1\r\nHost: localhost\r\nX-Note: a\r\n X-NSONE-Key: {server.key}\r\n\r\n"
    assert statuses(raw(server, folded.encode())) in ([400], [401])


def test_a_header_in_the_request_never_becomes_one_in_the_answer(server):
    for value in ("a%0d%0aSet-Cookie:%20x=y", "a\r\n Set-Cookie: x=y"):
        said = raw(server, f"GET /v1/zones?q={value.split(chr(13))[0]}&limit=1 HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: {value}\r\n"
                           f"X-NSONE-Key: {server.key}\r\n\r\n".encode())
        assert b"\r\nSet-Cookie" not in said, said


def test_headers_without_end_are_431(server):
    assert statuses(raw(server, (GET + "X: " + "y" * 100_000).encode())) == [431]
    assert statuses(raw(server, (GET + "X: y\r\n" * 50_000).encode())) == [431]


def test_targets_of_any_shape_are_answered(server):
    for target in ("/" * 5000, "/v1/zones/" + "%" * 1000, "/v1/zones/%00", "/v1/zones/%ff%fe", "*", "http://", "/v1/zones/..%2f..%2f",
                   "/v1/zones?" + "&" * 5000, "/v1/zones/" + "a/" * 5000, "/v1/zones?after=%ff%00&limit=99999999999999999999"):
        said = raw(server, f"GET {target} HTTP/1.1\r\nHost: localhost\r\nX-NSONE-Key: {server.key}\r\n\r\n".encode())
        assert statuses(said)[0] in (200, 400, 404), (target[:40], said[:200])


# Many and slow clients.

def status_kib(server, field):
    text = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(re.search(rf"(?m)^{field}:\s+(\d+) kB", text)[1])


@pytest.fixture
def crowd(server):
    """2,000 open connections."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < 4096:
        pytest.skip(f"only {hard} descriptors")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 4096), hard))
    connections = [connect(server) for _ in range(2000)]
    yield connections
    for connection in connections:
        connection.close()
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_two_thousand_idle_connections_cost_little_and_hinder_nobody(server, created, name, crowd):
    assert server.call("GET", f"/v1/zones/{name}")["zone"] == name
    assert status_kib(server, "VmRSS") < 512 * 1024
    # Each of them is still good for a request.
    for connection in crowd[::100]:
        connection.sendall((GET + "\r\n").encode())
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")


def test_two_thousand_clients_that_send_by_the_drop_hinder_nobody(server, created, name, crowd):
    before = status_kib(server, "VmRSS")
    for number, connection in enumerate(crowd):
        half = GET + "X-Slow: " if number % 2 else f"POST /v1/zones/{name} HTTP/1.1\r\nHost: localhost\r\nX-NSONE-Key: {server.key}\r\n" \
            "Content-Length: 1000\r\n\r\n{"
        connection.sendall(half.encode())
    for _ in range(5):
        for connection in crowd[::10]:
            connection.sendall(b"x")
        assert server.call("GET", f"/v1/zones/{name}")["zone"] == name
        server.call("POST", f"/v1/zones/{name}", {"refresh": 4000})
    assert status_kib(server, "VmRSS") - before < 512 * 1024, "at most some 200 KiB for each"


def test_clients_that_hang_up_in_the_middle_leave_nothing_behind(server, created, name):
    def hang_up(kind):
        for _ in range(25):
            with connect(server) as connection:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # reset, not closed
                connection.sendall({0: b"GET /v1/zo", 1: post(server, f"/v1/zones/{name}", b'{"ref', "Content-Length: 99"),
                                    2: f"GET /v1/export/zonefile/{name} HTTP/1.1\r\nHost: localhost\r\nX-NSONE-Key: {server.key}\r\n\r\n".encode(),
                                    3: b"\0" * 4000}[kind])
    threads = [threading.Thread(target=hang_up, args=(n % 4,)) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert server.call("GET", f"/v1/zones/{name}")["refresh"] == created["refresh"]
