# SPDX-License-Identifier: GPL-3.0-or-later
"""Import and export of zone files."""

import pytest

from harness.dns_client import ask
from harness.primary import Zone, sample_zone


@pytest.fixture
def zone(server, name):
    zone = Zone(server, name)
    zone.replace(sample_zone(name, serial=2026112201))
    zone.update(primary={"enabled": True, "secondaries": [{"ip": "127.0.0.1", "port": 9}]})
    return zone


def test_a_new_zone_takes_serial_and_timers_from_the_file(server, zone):
    read = zone.get()
    assert (read["serial"], read["refresh"], read["retry"], read["expiry"], read["nx_ttl"], read["ttl"]) == (
        2026112201, 3600, 900, 604800, 300, 3600)
    assert ask(server, zone.name, "SOA").answer[0][0].mname.to_text() == f"ns1.{zone.name}."


def test_an_equal_zone_changes_nothing(zone):
    zone.replace(sample_zone(zone.name, serial=2026112201))
    assert zone.serial == 2026112201


def test_a_later_serial_in_the_file_is_taken(zone):
    zone.replace(sample_zone(zone.name, serial=2026112205, hosts=[("new", "192.0.2.7")]))
    assert zone.serial == 2026112205


def test_an_earlier_serial_in_the_file_gives_way_to_the_next(zone):
    zone.replace(sample_zone(zone.name, serial=1, hosts=[("new", "192.0.2.7")]))
    assert 0 < (zone.serial - 2026112201) % 2**32 < 2**31


def test_what_is_exported_can_be_imported_again(server, zone):
    before = zone.contents()
    text = zone.export()
    zone.replace(text)
    assert zone.contents() == before
    zone.delete()
    zone.replace(text)
    zone.update(primary={"enabled": True, "secondaries": [{"ip": "127.0.0.1", "port": 9}]})
    assert zone.contents() == before


def test_multipart_uploads_are_taken_as_ns1s_clients_send_them(server, name):
    response = server.session.put(f"{server.url}/v1/import/zonefile/{name}",
                                  files={"zonefile": ("zone.txt", sample_zone(name), "text/plain")})
    assert response.status_code == 200, response.text
    assert response.json()["zone"] == name


def test_a_zone_may_be_named_otherwise_than_its_domain(server, name):
    response = server.request("PUT", f"/v1/import/zonefile/{name}?name=internal-{name}", sample_zone(name).encode())
    assert response.status_code == 200, response.text
    assert server.call("GET", f"/v1/zones/internal-{name}?records=false")["zone"] == name


GOOD = "@ 3600 SOA ns1 h 1 3600 900 604800 300\n@ 3600 NS ns1\nns1 300 A 192.0.2.1\n"


@pytest.mark.parametrize("text, line, word", [
    (GOOD + "www 300 A 192.0.2.999\n", 4, ""),
    (GOOD + "www 300 NOTATYPE x\n", 4, ""),
    (GOOD + "$INCLUDE /etc/passwd\n", 4, "INCLUDE"),
    (GOOD + "www.example.net. 300 A 192.0.2.1\n", 4, "www.example.net"),
    (GOOD + "www 300 A 192.0.2.1\nwww 300 CNAME ns1\n", None, "www"),
    ("@ 3600 NS ns1\nns1 300 A 192.0.2.1\n", None, "SOA"),
    ("@ 3600 SOA ns1 h 1 3600 900 604800 300\n", None, "NS"),
    (GOOD + "open 300 TXT \"never closed\n", 4, ""),
    ("", None, ""),
])
def test_a_wrong_file_is_told_with_line_and_reason_and_changes_nothing(server, zone, text, line, word):
    response = server.request("PUT", f"/v1/import/zonefile/{zone.name}", text.encode())
    assert response.status_code == 400, response.text
    assert word in response.text
    if line:
        assert f"line {line}" in response.json()["message"] or f"line {line}" in response.text, response.text
    assert zone.serial == 2026112201


def test_generate_is_expanded(server, name):
    zone = Zone(server, name)
    zone.replace(GOOD + "$GENERATE 1-10 host$ 300 A 192.0.2.$\n")
    assert ask(server, f"host10.{name}", "A").answer[0][0].address == "192.0.2.10"


def test_a_zone_of_a_hundred_thousand_records_streams_in(server, name):
    zone = Zone(server, name)
    zone.replace(GOOD + "".join(f"host{n} 300 A 192.0.2.{n % 256}\n" for n in range(100_000)))
    assert ask(server, f"host99999.{name}", "A").answer


def test_an_unfinished_upload_changes_nothing(server, zone):
    def pieces():
        yield sample_zone(zone.name, serial=2026112299).encode()
        raise ConnectionError("gone")
    with pytest.raises(Exception):
        server.session.put(f"{server.url}/v1/import/zonefile/{zone.name}", data=pieces())
    assert zone.serial == 2026112201


def test_export_says_what_ns1_says_when_there_is_nothing(server):
    assert server.request("GET", "/v1/export/zonefile/nowhere.example.net").status_code == 404


def test_an_import_may_carry_a_comment_for_the_history(server, zone):
    text = sample_zone(zone.name, serial=1, hosts=[("new", "192.0.2.7")])
    server.request("PUT", f"/v1/import/zonefile/{zone.name}?comment=from%20the%20old%20server", text.encode()).raise_for_status()
    newest = server.call("GET", f"{zone.path}/history")["versions"][0]
    assert (newest["comment"], newest["author"]) == ("from the old server", "admin")
    assert server.call("GET", f"/v1/account/activity?zone={zone.name}&limit=1")[0]["comment"] == "from the old server"
