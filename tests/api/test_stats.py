# SPDX-License-Identifier: GPL-3.0-or-later
"""/v1/stats: real numbers, counted where queries are answered."""

import time

from harness.dns_client import ask


def usage(server, name, period="1h"):
    (line,) = server.call("GET", f"/v1/stats/usage/{name}?period={period}")
    return line


def test_queries_are_counted_by_zone(server, created, name):
    before = server.call("GET", "/v1/stats/usage?period=24h")[0]["queries"]
    for n in range(30):
        ask(server, f"n{n}.{name}", "A")
    ask(server, "nowhere.example.com", "A")
    line = usage(server, name)
    assert (line["queries"], line["period"], line["zone"]) == (30, "1h", name)
    assert sum(count for _, count in line["graph"]) == 30 and len(line["graph"]) == 12
    assert usage(server, name, "30d")["queries"] == 30 and line["records"] == 2
    total = server.call("GET", "/v1/stats/usage?period=24h")[0]
    assert total["queries"] - before == 30 and total["zones"] >= 1
    assert {name: 30}.items() <= {z["zone"]: z["queries"] for z in server.call("GET", "/v1/stats/usage?expand=true")}.items()


def test_the_rate_is_that_of_the_last_minute(server, created, name):
    assert server.call("GET", f"/v1/stats/qps/{name}") == {"qps": 0}
    for _ in range(60):
        ask(server, name, "SOA")
    end = time.monotonic() + 25
    while time.monotonic() < end:  # the span of ten seconds that the queries are in ends
        rate = server.call("GET", f"/v1/stats/qps/{name}")["qps"]
        if rate >= 1:
            break
        time.sleep(0.2)
    assert rate == 1
    assert server.call("GET", "/v1/stats/qps")["qps"] >= 1


def test_what_is_not_kept_says_so(server, created, name):
    response = server.request("GET", f"/v1/stats/qps/{name}/{name}/SOA")
    assert response.status_code == 404 and "single records" in response.json()["message"]
    assert server.request("GET", "/v1/stats/usage/nowhere.example").json() == {"message": "zone not found"}
    assert server.request("GET", "/v1/stats/usage?period=1y").status_code == 400
