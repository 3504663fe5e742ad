# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers that are long: made as they go out, whatever the size of the zone or of the list."""

import json
import re
import time
from pathlib import Path

import pytest

from harness.primary import Primary

RECORDS = 1_000_000
OWNERS_OF_A_PAGE = 100_000


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """A server with one zone of a million records beside the apex."""
    primary = Primary(tmp_path_factory.mktemp("large"))
    primary.start()
    lines = ["$ORIGIN large.example.\n$TTL 300\n@ SOA ns1 hostmaster 1 3600 900 604800 300\n@ NS ns1\nns1 A 192.0.2.1\n"]
    lines += [f"h{n:06} A 192.0.2.{n % 250}\n" for n in range(RECORDS)]
    primary.call("PUT", "/v1/import/zonefile/large.example?records=false", "".join(lines).encode())
    yield primary
    primary.kill()


def status_kib(primary, name):
    text = Path(f"/proc/{primary.process.pid}/status").read_text()
    return int(re.search(rf"(?m)^{name}:\s+(\d+) kB", text)[1])


def test_a_million_records_go_out_in_one_answer_and_in_bounded_memory(large):
    Path(f"/proc/{large.process.pid}/clear_refs").write_text("5")  # the peak counts from here
    before = status_kib(large, "VmHWM")
    octets, records, tail = 0, 0, b""
    with large.request("GET", f"/v1/zones/large.example?limit={2 * RECORDS}", stream=True) as response:
        assert response.status_code == 200 and "Link" not in response.headers
        assert response.headers["Transfer-Encoding"] == "chunked" and response.headers["ETag"]
        for piece in response.iter_content(1 << 20):
            octets += len(piece)
            whole = tail + piece
            records += whole.count(b'"domain":') - tail.count(b'"domain":')
            tail = whole[-16:]
    assert records == RECORDS + 2 and tail.endswith(b"]}")
    assert octets > 100 * RECORDS
    assert status_kib(large, "VmHWM") - before < 16 * 1024, "the peak while 100 MB of text went out"


def test_the_default_page_holds_a_hundred_thousand_and_links_to_the_next(large):
    response = large.request("GET", "/v1/zones/large.example")
    page = response.json()["records"]
    assert len(page) == OWNERS_OF_A_PAGE
    link = response.links["next"]["url"]
    assert link.startswith(f"http://127.0.0.1:{large.api_port}/v1/zones/large.example?after=")
    second = large.session.get(link).json()
    assert second["zone"] == "large.example"
    assert (page[-1]["domain"], second["records"][0]["domain"]) == ("h099998.large.example", "h099999.large.example")


def test_a_late_page_costs_no_more_than_an_early_one(large):
    def best_of(path):
        times = []
        for _ in range(5):
            begin = time.monotonic()
            assert len(large.call("GET", path)["records"]) == 10
            times.append(time.monotonic() - begin)
        return min(times)
    early = best_of("/v1/zones/large.example?limit=10")
    late = best_of("/v1/zones/large.example?limit=10&after=h999900.large.example%2FA")
    # A scan from the start would be some hundred milliseconds.
    assert late < early + 0.05


def test_the_list_of_zones_streams_too(large):
    names = [f"l{n:04}.example.net" for n in range(1500)]
    for name in names:
        large.call("PUT", f"/v1/zones/{name}", {"zone": name})
    response = large.request("GET", "/v1/zones")
    assert response.headers["Transfer-Encoding"] == "chunked"
    assert [z["zone"] for z in json.loads(response.content)] == [*names, "large.example"]
    found = large.request("GET", "/v1/zones?q=L00&sort=created_at&order=desc&limit=10")
    assert found.headers["X-Total-Count"] == "100" and len(found.json()) == 10
