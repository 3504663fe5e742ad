# SPDX-License-Identifier: GPL-3.0-or-later
"""RFC 4035 section 3 and RFC 5155 section 7: a zone that was imported signed is answered with signatures and proofs.
delv, BIND's validator, judges them."""

import subprocess

import dns.rdatatype
import pytest

from harness.dns_client import ask
from harness.process import program

TEXT = """$ORIGIN {name}.
$TTL 300
@ 3600 SOA ns1 h 1 3600 900 604800 300
@ 3600 NS ns1
ns1 A 192.0.2.1
www A 192.0.2.80
alias CNAME www
*.wild A 192.0.2.99
a.b.c A 192.0.2.3
tree DNAME target
x.target A 192.0.2.60
insecure NS ns.insecure
ns.insecure A 192.0.2.53
secure NS ns.secure
secure DS 60485 13 2 D4B7D520E7BB5F0F67674A0CCEB1E3E0614B93C4F9E99B8383F6A1E4469DA50A
ns.secure A 192.0.2.54
"""


class SignedZone:
    def __init__(self, server, name, folder, *options):
        self.server, self.name, self.folder = server, name, folder
        self.opts_out = "-A" in options
        self._run("dnssec-keygen", "-q", "-a", "ECDSAP256SHA256", "-f", "KSK", name)
        self._run("dnssec-keygen", "-q", "-a", "ECDSAP256SHA256", name)
        (folder / "zone").write_text(TEXT.format(name=name))
        self._run("dnssec-signzone", "-q", "-S", "-o", name, "-f", "signed", *options, "zone")
        server.create_zone(name, text=(folder / "signed").read_text())
        (key,) = [p for p in folder.glob("K*.key") if "key-signing" in p.read_text()]
        fields = [line for line in key.read_text().splitlines() if "DNSKEY" in line][-1].split("DNSKEY")[1].split()
        (folder / "anchor").write_text(
            f'trust-anchors {{ "{name}." static-key {fields[0]} {fields[1]} {fields[2]} "{"".join(fields[3:])}"; }};\n')

    def _run(self, *command):
        done = subprocess.run([program(command[0]), *command[1:]], cwd=self.folder, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr

    def delv(self, label, rdtype="A"):
        """What delv says of the answer, and the answer."""
        name = f"{label}.{self.name}" if label else self.name
        done = subprocess.run([program("delv"), f"@{self.server.address}", "-p", str(self.server.port), "-a", self.folder / "anchor",
                               f"+root={self.name}", name, rdtype], capture_output=True, text=True, timeout=60)
        return done.stdout + done.stderr


@pytest.fixture(scope="module", params=[(), ("-3", "-", "-H", "0"), ("-3", "abcd", "-H", "5"), ("-3", "-", "-H", "0", "-A")],
                ids=["nsec", "nsec3", "nsec3-salted", "nsec3-opt-out"])
def signed(request, server, tmp_path_factory):
    name = f"signed{len(request.param)}{''.join(request.param).strip('-').replace('-', '').lower()}.example.org"
    return SignedZone(server, name, tmp_path_factory.mktemp("signed"), *request.param)


@pytest.mark.parametrize("label, rdtype", [("", "SOA"), ("", "NS"), ("", "DNSKEY"), ("www", "A"), ("alias", "A"), ("any.wild", "A"),
                                           ("deep.any.wild", "A"), ("x.tree", "A"), ("secure", "DS")])
def test_answers_validate(signed, label, rdtype):
    told = signed.delv(label, rdtype)
    # Opt-out leaves room for an unsigned delegation where the wildcard matched (RFC 5155 section 9.2).
    insecure = "any.wild" in label and signed.opts_out
    assert ("; unsigned answer" if insecure else "; fully validated") in told, told


@pytest.mark.parametrize("label, rdtype", [("nowhere", "A"), ("www", "AAAA"), ("b.c", "A"), ("x.c", "A"), ("any.wild", "AAAA"),
                                           ("below.www", "A"), ("zzz", "A"), ("aaa", "MX"), ("", "MX")])
def test_proofs_of_what_is_not_there_validate(signed, label, rdtype):
    told = signed.delv(label, rdtype)
    assert "; negative response, fully validated" in told, told


def test_an_insecure_delegation_is_proven(signed):
    told = signed.delv("insecure", "DS")
    assert "; negative response, fully validated" in told, told


def test_referrals_carry_ds_or_its_proof(signed):
    for label, types in (("www.secure", {"NS", "DS", "RRSIG"}), ("www.insecure", {"NS", "RRSIG"})):
        answer = ask(signed.server, f"{label}.{signed.name}", "A", dnssec=True, tcp=True)
        found = {dns.rdatatype.to_text(rrset.rdtype) for rrset in answer.authority}
        assert types <= found
        assert "secure" in label.split(".")[1:2] or found & {"NSEC", "NSEC3"}


def test_without_do_there_are_neither_signatures_nor_proofs(signed):
    for label in ("www", "nowhere"):
        answer = ask(signed.server, f"{label}.{signed.name}", "A")
        assert not [r for r in answer.answer + answer.authority
                    if r.rdtype in (dns.rdatatype.RRSIG, dns.rdatatype.NSEC, dns.rdatatype.NSEC3)]


def test_signatures_and_proofs_can_be_asked_for(signed):
    assert ask(signed.server, signed.name, "DNSKEY").answer
    assert ask(signed.server, f"www.{signed.name}", "RRSIG", tcp=True).answer
