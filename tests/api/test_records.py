# SPDX-License-Identifier: GPL-3.0-or-later
"""/v1/zones/{zone}/{domain}/{type} as NS1's clients know it."""

import re

import pytest

from harness.dns_client import ask


@pytest.fixture
def record(server, created, name):
    """put("www", "A", answers…) and what came back; the zone is new."""
    def put(label, type, *answers, method="PUT", **members):
        domain = f"{label}.{name}" if label != "@" else name
        body = {"zone": name, "domain": domain, "type": type, "answers": [{"answer": list(a)} for a in answers], **members}
        return server.call(method, f"/v1/zones/{name}/{domain}/{type}", body)
    return put


def test_a_record_comes_back_as_it_was_sent(record, name):
    made = record("www", "A", ["192.0.2.1"], ["192.0.2.2"], ttl=77)
    assert made["domain"] == f"www.{name}" and made["zone"] == name and made["type"] == "A" and made["ttl"] == 77
    assert [a["answer"] for a in made["answers"]] == [["192.0.2.1"], ["192.0.2.2"]]
    assert re.fullmatch("[0-9a-f]{24}", made["id"])
    assert made["filters"] == [] and made["regions"] == {} and made["meta"] == {} and made["link"] is None
    assert made["tier"] == 1 and made["use_client_subnet"] is True


def test_the_default_ttl_is_the_zones_nx_ttl(server, name):
    server.call("PUT", f"/v1/zones/{name}", {"zone": name, "nx_ttl": 60})
    made = server.call("PUT", f"/v1/zones/{name}/www.{name}/A", {"answers": [{"answer": ["192.0.2.1"]}]})
    assert made["ttl"] == 60


# (type, parts as clients send them, RDATA as it must be served)
LETTER_BY_LETTER = [
    ("AAAA", ["2001:DB8::1"], "2001:db8::1"),
    ("CNAME", ["node-1.zone"], "node-1.zone."),
    ("CNAME", ["node-1.zone."], "node-1.zone."),
    ("MX", [10, "mail.example.net"], "10 mail.example.net."),
    ("MX", ["10", "mail.example.net."], "10 mail.example.net."),
    ("SRV", ["10", "5", "5060", "node-1.zone"], "10 5 5060 node-1.zone."),
    ("CAA", ["0", "issue", "inbox2221.ticket; account=xyz"], '0 issue "inbox2221.ticket; account=xyz"'),
    ("TXT", ["foo bar qux"], '"foo bar qux"'),
    ("TXT", ["foo", "bar", "qux"], '"foo" "bar" "qux"'),
    ("TXT", ["\"heritage=external-dns,owner=x\""], '"heritage=external-dns,owner=x"'),
    ("TXT", ["v=DKIM1; k=rsa; p=" + "A" * 300], None),
    ("URI", ["1", "2", "\"http://localhost\""], '1 2 "http://localhost"'),
    ("SSHFP", ["1", "1", "abba" * 10], None),
    ("DS", ["60485", "5", "1", "2BB183AF5F22588179A53B0A98631FAD1A292118"], None),
    ("NAPTR", ["100", "10", "u", "E2U+sip", "!^.*$!sip:info@example.org!", "."], None),
    ("TLSA", ["3", "1", "1", "d2abde240d7cd3ee6b4b28c54df034b97983a1d16e8a410e4561cb106618e971"], None),
    ("PTR", ["host.example.net"], "host.example.net."),
    ("DNAME", ["other.example.net."], "other.example.net."),
    ("HINFO", ["PC", "Linux"], '"PC" "Linux"'),
]


@pytest.mark.parametrize("type, parts, served", LETTER_BY_LETTER, ids=lambda v: v if isinstance(v, str) and v.isupper() else "")
def test_answers_come_back_letter_by_letter_and_are_served(server, record, name, type, parts, served):
    record("x", type, parts)
    read = server.call("GET", f"/v1/zones/{name}/x.{name}/{type}")
    assert [a["answer"] for a in read["answers"]] == [parts]
    rrset = ask(server, f"x.{name}", type, tcp=True).answer[0]
    assert served is None or rrset[0].to_text() == served


def test_the_zone_shows_short_answers(server, record, name):
    record("mx", "MX", [10, "mail.example.net"])
    record("txt", "TXT", ["foo", "bar"])
    shown = {r["type"]: r["short_answers"] for r in server.call("GET", f"/v1/zones/{name}")["records"]}
    assert shown["MX"] == ["10 mail.example.net"] and shown["TXT"] == ["foo bar"]


def test_post_is_partial(record):
    record("www", "A", ["192.0.2.1"], ttl=77, meta={"note": "x"})
    changed = record("www", "A", ["192.0.2.9"], method="POST")
    assert changed["ttl"] == 77 and changed["meta"] == {"note": "x"}
    assert [a["answer"] for a in changed["answers"]] == [["192.0.2.9"]]


def test_steering_members_are_kept_and_echoed(server, record, name):
    steering = {"filters": [{"filter": "up", "config": {}}], "regions": {"eu": {"meta": {}}}, "use_client_subnet": False,
                "tags": {"a": "b"}}
    record("www", "A", ["192.0.2.1"], **steering)
    read = server.call("GET", f"/v1/zones/{name}/www.{name}/A")
    assert {k: read[k] for k in steering} == steering


@pytest.mark.parametrize("member", ["filters", "tags", "blocked_tags", "regions", "meta", "link"])
def test_null_is_as_good_as_nothing(record, member):
    assert record("www", "A", ["192.0.2.1"], **{member: None})["answers"]


def test_ttl_zero_is_accepted(server, record, name):
    record("_acme-challenge", "TXT", ["token"], ttl=0)
    assert ask(server, f"_acme-challenge.{name}", "TXT").answer


def test_delete_answers_an_empty_object(server, record, name):
    record("www", "A", ["192.0.2.1"])
    response = server.request("DELETE", f"/v1/zones/{name}/www.{name}/A")
    assert (response.status_code, response.text) == (200, "{}")


def test_names_match_in_any_letter_case_and_keep_their_spelling(server, record, name):
    record("WwW", "A", ["192.0.2.1"])
    assert server.call("GET", f"/v1/zones/{name.upper()}/www.{name}/a")["domain"].lower() == f"www.{name}"


def test_wildcards_and_underscores_travel_raw(server, record, name):
    record("*", "A", ["192.0.2.1"])
    record("_sip._tcp", "SRV", ["1", "2", "3", "host"])
    assert ask(server, f"anything.{name}", "A").answer
    assert server.call("GET", f"/v1/zones/{name}/%2A.{name}/A")["answers"]


@pytest.mark.parametrize("type, parts", [
    ("A", ["192.0.2.256"]), ("A", ["2001:db8::1"]), ("AAAA", ["192.0.2.1"]), ("MX", ["mail"]), ("MX", [70000, "mail"]),
    ("SRV", ["1", "2", "host"]), ("CNAME", [""]), ("CNAME", ["a..b"]), ("DS", ["1", "2", "3", "xyz"]), ("A", []),
])
def test_wrong_rdata_is_refused_and_changes_nothing(server, created, name, type, parts):
    response = server.request("PUT", f"/v1/zones/{name}/x.{name}/{type}", {"answers": [{"answer": parts}]})
    assert response.status_code == 400, response.text
    assert server.call("GET", f"/v1/zones/{name}")["serial"] == created["serial"]


def test_cname_beside_other_data_is_refused_by_name(server, record, name):
    record("www", "A", ["192.0.2.1"])
    response = server.request("PUT", f"/v1/zones/{name}/www.{name}/CNAME", {"answers": [{"answer": ["x.example.net"]}]})
    assert response.status_code == 400 and f"www.{name}" in response.text


def test_a_name_outside_the_zone_is_refused(server, created, name):
    response = server.request("PUT", f"/v1/zones/{name}/www.example.net/A", {"answers": [{"answer": ["192.0.2.1"]}]})
    assert response.status_code == 400


def test_the_apex_ns_set_can_be_updated_and_deleted(server, created, name):
    server.call("POST", f"/v1/zones/{name}/{name}/NS", {"answers": [{"answer": ["ns9.example.net."]}], "ttl": 900})
    assert ask(server, name, "NS").answer[0][0].to_text() == "ns9.example.net."
    server.call("DELETE", f"/v1/zones/{name}/{name}/NS")
    assert ask(server, name, "SOA").rcode() == 2, "without NS the zone is not published"
    server.call("PUT", f"/v1/zones/{name}/{name}/NS", {"answers": [{"answer": ["ns9.example.net."]}]})
    assert ask(server, name, "SOA").answer


# Many at once.

def change(server, name, *records, **options):
    return server.request("POST", f"/v1/zones/{name}/changes", {"records": list(records)}, **options)


def item(op, label, name, type="A", *answers, ttl=300):
    made = {"op": op, "domain": f"{label}.{name}", "type": type}
    return {**made, "ttl": ttl, "answers": [{"answer": [a]} for a in answers]} if op == "put" else made


def test_a_change_of_many_records_has_one_serial(server, created, name):
    response = change(server, name, *(item("put", f"h{n}", name, "A", "192.0.2.1", "192.0.2.2") for n in range(10)))
    body = response.json()
    assert response.status_code == 200 and list(body) == ["id", "zone", "serial", "added", "deleted"]
    assert (body["zone"], body["added"], body["deleted"]) == (name, 20, 0)
    assert server.call("GET", f"/v1/zones/{name}?records=false")["serial"] == body["serial"]


def test_put_replaces_the_record_set(server, created, name):
    change(server, name, item("put", "www", name, "A", "192.0.2.1", "192.0.2.2"))
    assert change(server, name, item("put", "www", name, "A", "192.0.2.2", "192.0.2.3")).json()["added"] == 1
    assert {rr.address for rr in ask(server, f"www.{name}", "A").answer[0]} == {"192.0.2.2", "192.0.2.3"}


def test_deleting_what_is_absent_is_404_and_changes_nothing(server, created, name):
    response = change(server, name, item("put", "www", name, "A", "192.0.2.1"), item("delete", "nowhere", name))
    assert response.status_code == 404
    assert server.call("GET", f"/v1/zones/{name}?records=false")["serial"] == created["serial"]
    assert not ask(server, f"www.{name}", "A").answer


def test_one_wrong_record_changes_nothing_and_is_named(server, created, name):
    response = change(server, name, item("put", "www", name, "A", "192.0.2.1"), item("put", "bad", name, "A", "192.0.2.999"))
    assert response.status_code == 400 and "records[1]" in response.text
    assert server.call("GET", f"/v1/zones/{name}?records=false")["serial"] == created["serial"]


def test_a_repeated_idempotency_key_gives_the_same_answer_once(server, created, name):
    headers = {"Idempotency-Key": f"key-{name}"}
    first = change(server, name, item("put", "www", name, "A", "192.0.2.1"), headers=headers)
    change(server, name, item("put", "www", name, "A", "192.0.2.2"))
    again = change(server, name, item("put", "www", name, "A", "192.0.2.1"), headers=headers)
    assert (first.status_code, again.status_code) == (200, 200) and first.text == again.text
    assert ask(server, f"www.{name}", "A").answer[0][0].address == "192.0.2.2"
