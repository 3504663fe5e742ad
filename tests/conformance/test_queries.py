# SPDX-License-Identifier: GPL-3.0-or-later
"""Ordinary queries: RFC 1034, 1035, 2181, 2308, 4343, 4592, 6672, 8482."""

import dns.exception
import dns.flags
import dns.message
import dns.opcode
import dns.rcode
import dns.rdatatype
import pytest

from harness.dns_client import Stream, ask, exchange

TEXT = """@ 3600 SOA ns1 h 1 3600 900 604800 300
@ 3600 NS ns1
@ 3600 NS ns2
@ 300 A 192.0.2.80
ns1 300 A 192.0.2.1
ns1 300 AAAA 2001:db8::1
ns2 300 A 192.0.2.2
www 300 A 192.0.2.80
www 300 A 192.0.2.81
Alias 300 CNAME www
chain 300 CNAME alias
out 300 CNAME www.example.net.
loop1 300 CNAME loop2
loop2 300 CNAME loop1
a.b.c 300 A 192.0.2.3
*.wild 300 A 192.0.2.99
*.wild 300 MX 10 mail
there.wild 300 TXT "explicit"
*.wcname 300 CNAME www
child 3600 NS ns.child
child 3600 NS ns1
ns.child 300 A 192.0.2.53
tree 300 DNAME target
x.target 300 A 192.0.2.60
mail 300 A 192.0.2.25
mx 300 MX 10 mail
many 300 TXT "{long}"
many 300 TXT "1{long}"
many 300 TXT "2{long}"
many 300 TXT "3{long}"
many 300 TXT "4{long}"
many 300 TXT "5{long}"
many 300 TXT "6{long}"
""".replace("{long}", "x" * 200)


@pytest.fixture(scope="module")
def z(server):
    return server.create_zone("queries.example.org", text=TEXT)


def of(message, section="answer"):
    """{"www A": [texts]} with owners relative to the zone."""
    found = {}
    for rrset in getattr(message, section):
        owner = rrset.name.to_text().removesuffix("queries.example.org.").rstrip(".")
        found[f"{owner} {dns.rdatatype.to_text(rrset.rdtype)}"] = sorted(rr.to_text() for rr in rrset)
    return found


def get(server, label, rdtype="A", **options):
    return ask(server, f"{label}.queries.example.org" if label else "queries.example.org", rdtype, **options)


def test_an_answer_is_authoritative_and_complete(server, z):
    answer = get(server, "www")
    assert answer.flags & dns.flags.AA and answer.flags & dns.flags.QR and not answer.flags & dns.flags.RA
    assert of(answer) == {"www A": ["192.0.2.80", "192.0.2.81"]}


def test_rd_is_copied_and_ra_is_not_set(server, z):
    assert get(server, "www").flags & dns.flags.RD
    answer = exchange(server, dns.message.make_query("www.queries.example.org", "A", flags=0))
    assert not answer.flags & (dns.flags.RD | dns.flags.RA)


def test_letter_case_does_not_matter_and_the_question_keeps_it(server, z):
    query = dns.message.make_query("WwW.QuErIeS.eXaMpLe.OrG", "A")
    answer = exchange(server, query)
    assert answer.answer and answer.question[0].name.to_text() == "WwW.QuErIeS.eXaMpLe.OrG."


def test_nodata_has_the_soa_with_the_negative_ttl(server, z):
    answer = get(server, "www", "AAAA")
    assert answer.rcode() == dns.rcode.NOERROR and not answer.answer
    assert answer.authority[0].rdtype == dns.rdatatype.SOA and answer.authority[0].ttl == 300


def test_nxdomain_has_the_soa(server, z):
    answer = get(server, "nowhere")
    assert answer.rcode() == dns.rcode.NXDOMAIN and list(of(answer, "authority")) == [" SOA"]
    assert answer.flags & dns.flags.AA


def test_an_empty_non_terminal_is_nodata(server, z):
    for label in ("c", "b.c"):
        assert get(server, label).rcode() == dns.rcode.NOERROR
    assert get(server, "x.c").rcode() == dns.rcode.NXDOMAIN


def test_cname_is_followed_within_the_zone(server, z):
    assert list(of(get(server, "chain"))) == ["chain CNAME", "Alias CNAME", "www A"]
    assert list(of(get(server, "chain", "CNAME"))) == ["chain CNAME"]


def test_cname_out_of_the_zone_ends_the_answer(server, z):
    answer = get(server, "out")
    assert list(of(answer)) == ["out CNAME"] and answer.rcode() == dns.rcode.NOERROR


def test_a_loop_of_cnames_ends(server, z):
    answer = get(server, "loop1")
    assert set(of(answer)) == {"loop1 CNAME", "loop2 CNAME"}


def test_wildcards_answer_for_names_that_are_not_there(server, z):
    assert of(get(server, "any.wild")) == {"any.wild A": ["192.0.2.99"]}
    assert of(get(server, "a.b.wild")) == {"a.b.wild A": ["192.0.2.99"]}
    assert not get(server, "any.wild", "AAAA").answer


def test_wildcards_do_not_answer_for_names_that_are_there(server, z):
    answer = get(server, "there.wild")
    assert answer.rcode() == dns.rcode.NOERROR and not answer.answer
    assert get(server, "below.there.wild").rcode() == dns.rcode.NXDOMAIN


def test_the_wildcard_itself_can_be_asked(server, z):
    assert of(get(server, "*.wild")) == {"*.wild A": ["192.0.2.99"]}


def test_a_wildcard_cname_is_followed(server, z):
    assert list(of(get(server, "any.wcname"))) == ["any.wcname CNAME", "www A"]


def test_a_delegation_is_a_referral_with_glue(server, z):
    for label in ("child", "www.child"):
        answer = get(server, label)
        assert not answer.flags & dns.flags.AA and not answer.answer
        assert list(of(answer, "authority")) == ["child NS"]
        assert of(answer, "additional")["ns.child A"] == ["192.0.2.53"]


def test_ds_at_a_delegation_is_answered_by_the_parent(server, z):
    answer = get(server, "child", "DS")
    assert answer.flags & dns.flags.AA and list(of(answer, "authority")) == [" SOA"]


def test_glue_is_not_an_answer(server, z):
    answer = get(server, "ns.child")
    assert not answer.answer and not answer.flags & dns.flags.AA


def test_dname_gives_a_cname_that_is_followed(server, z):
    answer = get(server, "x.tree")
    assert list(of(answer)) == ["tree DNAME", "x.tree CNAME", "x.target A"]
    assert of(answer)["x.tree CNAME"] == ["x.target.queries.example.org."]


def test_dname_does_not_cover_its_own_owner(server, z):
    answer = get(server, "tree")
    assert answer.rcode() == dns.rcode.NOERROR and not answer.answer


def test_dname_to_a_name_too_long_is_yxdomain(server):
    long = ".".join(["l" * 60] * 3)
    server.create_zone("yx.example.org", text="@ 3600 SOA ns1 h 1 3600 900 604800 300\n@ 3600 NS ns1\n"
                       f"ns1 300 A 192.0.2.1\ntree 300 DNAME {long}\n")
    answer = ask(server, f"{'p' * 60}.{'q' * 60}.tree.yx.example.org", "A")
    assert answer.rcode() == dns.rcode.YXDOMAIN


def test_addresses_of_ns_and_mx_come_along(server, z):
    assert of(get(server, "", "NS"), "additional") == {
        "ns1 A": ["192.0.2.1"], "ns1 AAAA": ["2001:db8::1"], "ns2 A": ["192.0.2.2"]}
    assert of(get(server, "mx", "MX"), "additional") == {"mail A": ["192.0.2.25"]}


def test_any_is_answered_minimally(server, z):
    answer = get(server, "www", "ANY")
    assert answer.rcode() == dns.rcode.NOERROR and len(answer.answer) == 1
    assert get(server, "nowhere", "ANY").rcode() == dns.rcode.NXDOMAIN


def test_what_does_not_fit_is_truncated_and_whole_over_tcp(server, z):
    answer = get(server, "many", "TXT", edns=False)
    assert answer.flags & dns.flags.TC and len(answer.to_wire()) <= 512
    whole = get(server, "many", "TXT", tcp=True)
    assert not whole.flags & dns.flags.TC and len(whole.answer[0]) == 7


def test_a_zone_that_is_not_ours_is_refused(server, z):
    answer = ask(server, "www.example.net", "A")
    assert answer.rcode() == dns.rcode.REFUSED and not answer.flags & dns.flags.AA


def test_another_class_is_refused(server, z):
    answer = exchange(server, dns.message.make_query("queries.example.org", "SOA", rdclass="CH"))
    assert answer.rcode() in (dns.rcode.REFUSED, dns.rcode.NOTIMP)


@pytest.mark.parametrize("opcode", [dns.opcode.IQUERY, dns.opcode.STATUS, dns.opcode.UPDATE, 6, 15])
def test_other_opcodes_are_not_implemented(server, z, opcode):
    query = dns.message.make_query("queries.example.org", "SOA")
    query.set_opcode(opcode)
    wire = query.to_wire()
    with Stream(server) as stream:
        stream.send(wire)
        answer = stream.receive()
    assert answer[3] & 15 == dns.rcode.NOTIMP and answer[:2] == wire[:2]


def test_a_response_is_not_answered(server, z):
    query = dns.message.make_query("queries.example.org", "SOA")
    query.flags |= dns.flags.QR
    with pytest.raises(dns.exception.Timeout):
        exchange(server, query, timeout_s=0.5)


def test_two_questions_or_none_are_a_format_error(server, z):
    query = dns.message.make_query("queries.example.org", "SOA")
    wire = query.to_wire()
    for changed in (wire[:4] + b"\0\2" + wire[6:] + wire[12:], wire[:4] + b"\0\0" + wire[6:12]):
        with Stream(server) as stream:
            stream.send(changed)
            assert stream.receive()[3] & 15 == dns.rcode.FORMERR
