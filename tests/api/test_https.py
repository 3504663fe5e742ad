# SPDX-License-Identifier: GPL-3.0-or-later
"""The API over HTTPS, which NS1's Python clients insist on, with a certificate made on the first start."""

import socket
import ssl

import pytest
import requests

from harness.primary import Primary
from harness.process import free_port

requests.packages.urllib3.disable_warnings()


@pytest.fixture(scope="module")
def tls_server(tmp_path_factory):
    primary = Primary(tmp_path_factory.mktemp("zonecast"))
    primary.tls_port = free_port()
    primary.start()
    yield primary
    primary.kill()


def get(server):
    return requests.get(f"https://127.0.0.1:{server.tls_port}/v1/zones", headers={"X-NSONE-Key": server.key}, verify=False)


def test_the_api_answers_over_https(tls_server):
    assert get(tls_server).status_code == 200


def test_the_certificate_names_loopback_and_lasts(tls_server):
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with socket.create_connection(("127.0.0.1", tls_server.tls_port)) as raw:
        with context.wrap_socket(raw, server_hostname="localhost") as tls:
            pem = ssl.DER_cert_to_PEM_cert(tls.getpeercert(True))
    trusting = ssl.create_default_context(cadata=pem)
    with socket.create_connection(("127.0.0.1", tls_server.tls_port)) as raw:
        with trusting.wrap_socket(raw, server_hostname="localhost") as tls:
            assert tls.version() in ("TLSv1.2", "TLSv1.3")


def test_the_certificate_stays_over_a_restart(tls_server):
    before = ssl.get_server_certificate(("127.0.0.1", tls_server.tls_port))
    tls_server.restart()
    assert ssl.get_server_certificate(("127.0.0.1", tls_server.tls_port)) == before


def test_the_private_key_is_private(tls_server):
    keys = [p for p in tls_server.data.rglob("*") if p.is_file() and b"PRIVATE KEY" in p.read_bytes()[:200]]
    assert keys and all(p.stat().st_mode & 0o077 == 0 for p in keys)
    assert (tls_server.data / "admin.key").stat().st_mode & 0o077 == 0
