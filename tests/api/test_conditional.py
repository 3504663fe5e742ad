# SPDX-License-Identifier: GPL-3.0-or-later
"""ETag, If-Match and If-None-Match on zones and records of a running server."""

from concurrent.futures import ThreadPoolExecutor

from harness.primary import put


def tag_of(server, path):
    return server.request("GET", path).headers["ETag"]


def test_a_zone_is_changed_only_as_it_was_read(server, created, name):
    path = f"/v1/zones/{name}"
    read = tag_of(server, path)
    assert server.request("POST", path, {"refresh": 111}, headers={"If-Match": read}).status_code == 200
    refused = server.request("POST", path, {"refresh": 222}, headers={"If-Match": read})
    assert refused.status_code == 412
    assert refused.json()["refresh"] == 111, "the zone as it is now"
    again = server.request("POST", path, {"refresh": 222}, headers={"If-Match": refused.headers["ETag"]})
    assert again.status_code == 200 and again.json()["refresh"] == 222
    assert tag_of(server, path) != refused.headers["ETag"]


def test_the_tag_of_a_zone_without_records_serves_as_well(server, created, name):
    read = tag_of(server, f"/v1/zones/{name}?records=false")
    assert server.request("POST", f"/v1/zones/{name}", {"retry": 9}, headers={"If-Match": read}).status_code == 200


def test_a_zone_that_others_have_changed_is_not_deleted(server, created, name):
    path = f"/v1/zones/{name}"
    read = tag_of(server, path)
    server.call("POST", path, {"refresh": 111})
    assert server.request("DELETE", path, headers={"If-Match": read}).status_code == 412
    assert server.request("DELETE", path, headers={"If-Match": tag_of(server, path)}).status_code == 200
    assert server.request("DELETE", path, headers={"If-Match": "*"}).status_code == 404


def test_put_makes_a_zone_only_where_there_is_none(server, name):
    absent = {"If-None-Match": "*"}
    assert server.request("PUT", f"/v1/zones/{name}", {"zone": name}, headers=absent).status_code == 200
    again = server.request("PUT", f"/v1/zones/{name}", {"zone": name}, headers=absent)
    assert again.status_code == 412 and again.json()["zone"] == name
    assert server.request("PUT", f"/v1/zones/new-{name}", {"zone": f"new-{name}"},
                          headers={"If-Match": "*"}).status_code == 412


def test_a_record_is_held_to_itself_not_to_its_zone(server, created, name):
    path = f"/v1/zones/{name}/www.{name}/A"
    server.call("PUT", path, {"answers": [{"answer": ["192.0.2.1"]}]})
    read = tag_of(server, path)
    server.call("PUT", f"/v1/zones/{name}/other.{name}/A", {"answers": [{"answer": ["192.0.2.9"]}]})
    assert tag_of(server, path) == read
    assert server.request("POST", path, {"ttl": 77}, headers={"If-Match": read}).status_code == 200
    refused = server.request("POST", path, {"ttl": 88}, headers={"If-Match": read})
    assert refused.status_code == 412 and refused.json()["ttl"] == 77
    assert server.request("DELETE", path, headers={"If-Match": read}).status_code == 412
    assert server.request("DELETE", path, headers={"If-Match": refused.headers["ETag"]}).status_code == 200


def test_a_batch_and_an_import_are_held_to_the_zone(server, created, name):
    zone = f"/v1/zones/{name}"
    read = {"If-Match": tag_of(server, zone)}
    body = {"records": [put(f"www.{name}", "A", "192.0.2.1")]}
    assert server.request("POST", f"{zone}/changes", body, headers=read).status_code == 200
    refused = server.request("POST", f"{zone}/changes", body, headers=read)
    assert refused.status_code == 412 and refused.json()["zone"] == name
    text = f"$ORIGIN {name}.\n@ 60 SOA ns1 h 1 2 3 4 5\n@ 60 NS ns1\n".encode()
    assert server.request("PUT", f"/v1/import/zonefile/{name}", text, headers=read).status_code == 412
    now = {"If-Match": tag_of(server, zone)}
    assert server.request("PUT", f"/v1/import/zonefile/{name}", text, headers=now).status_code == 200


def test_of_many_that_write_at_once_one_wins(server, created, name):
    path = f"/v1/zones/{name}"
    read = {"If-Match": tag_of(server, path)}
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda i: server.request("POST", path, {"refresh": 1000 + i}, headers=read).status_code,
                                range(8)))
    assert sorted(answers) == [200] + 7 * [412]
