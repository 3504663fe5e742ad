// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/lookup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "zone/sample_zones.h"

namespace zonecast::zone {
namespace {

using dns::Name;
using dns::RrType;

const ZoneVersion& unsigned_zone() {
  static const ZoneVersion version = sample_zone("example.org.zone");
  return version;
}
const ZoneVersion& nsec_zone() {
  static const ZoneVersion version = sample_zone("example.org.nsec.zone");
  return version;
}
const ZoneVersion& nsec3_zone() {
  static const ZoneVersion version = sample_zone("example.org.nsec3.zone");
  return version;
}

/// Names are relative to example.org.
Name under_apex(const std::string& name) {
  return *Name::from_text(name.empty() ? "example.org." : name + ".example.org.");
}

std::string relative(dns::NameView name) {
  std::string text = dns::to_text(name);
  const std::string apex = "example.org.";
  if (text == apex) return "";
  return text.ends_with("." + apex) ? text.substr(0, text.size() - apex.size() - 1) : text;
}

struct Case {
  std::string qname;
  RrType qtype;
  FoundKind kind;
  std::string owner;  // of the RRset found
  RrType type = RrType{};
  std::size_t records = 1;
};

std::ostream& operator<<(std::ostream& out, const Case& c) {
  return out << c.qname << ' ' << dns::to_text(c.qtype);
}

class Lookups : public testing::TestWithParam<Case> {};

TEST_P(Lookups, find_what_the_rfc_says_in_signed_and_unsigned_zones) {
  const Case& expected = GetParam();
  const Name qname = under_apex(expected.qname);
  for (const ZoneVersion* version : {&unsigned_zone(), &nsec_zone(), &nsec3_zone()}) {
    LookupScratch scratch;
    Lookup lookup(*version, scratch, Signatures::leave_out);
    const Found found = lookup.find(qname, expected.qtype);
    ASSERT_EQ(found.kind, expected.kind);
    if (found.kind == FoundKind::no_data || found.kind == FoundKind::nx_domain) {
      EXPECT_TRUE(found.rrset.empty());
      continue;
    }
    ASSERT_FALSE(found.rrset.empty());
    EXPECT_EQ(relative(found.rrset.owner()), expected.owner);
    EXPECT_EQ(found.rrset.type(), expected.type == RrType{} ? expected.qtype : expected.type);
    EXPECT_EQ(found.rrset.records.size(), expected.records);
    EXPECT_TRUE(found.rrset.signatures.empty());
  }
}

constexpr auto answer = FoundKind::answer;
constexpr auto delegation = FoundKind::delegation;
constexpr auto no_data = FoundKind::no_data;
constexpr auto nx_domain = FoundKind::nx_domain;

INSTANTIATE_TEST_SUITE_P(
    names_that_exist, Lookups,
    testing::Values(Case{"", RrType::soa, answer, ""}, Case{"", RrType::mx, answer, "", {}, 2},
                    Case{"ns1", RrType::aaaa, answer, "ns1"},
                    Case{"www", RrType::a, answer, "WwW", {}, 2},
                    Case{"WWW", RrType::a, answer, "WwW", {}, 2},
                    Case{"www", RrType::any, answer, "WwW", RrType::a, 2},
                    Case{"caa-only", RrType::any, answer, "caa-only", RrType::caa},
                    Case{"unknown", RrType{65280}, answer, "unknown"},
                    Case{"a.b.c", RrType::txt, answer, "a.b.c"},
                    Case{"www", RrType::aaaa, no_data, ""}, Case{"", RrType::a, no_data, ""},
                    Case{"b.c", RrType::txt, no_data, ""}, Case{"c", RrType::any, no_data, ""},
                    Case{"_udp", RrType::srv, no_data, ""}));

INSTANTIATE_TEST_SUITE_P(names_that_do_not, Lookups,
                         testing::Values(Case{"nowhere", RrType::a, nx_domain, ""},
                                         Case{"0", RrType::a, nx_domain, ""},
                                         Case{"zzz", RrType::a, nx_domain, ""},
                                         Case{"x.www", RrType::a, nx_domain, ""},
                                         Case{"x.b.c", RrType::a, nx_domain, ""},
                                         Case{"x.y.z.b.c", RrType::a, nx_domain, ""},
                                         Case{"*", RrType::a, nx_domain, ""}));

INSTANTIATE_TEST_SUITE_P(
    aliases, Lookups,
    testing::Values(Case{"alias", RrType::a, FoundKind::cname, "alias", RrType::cname},
                    Case{"alias", RrType::cname, answer, "alias"},
                    Case{"alias", RrType::any, answer, "alias", RrType::cname},
                    Case{"dn", RrType::a, no_data, ""}, Case{"dn", RrType::dname, answer, "dn"},
                    Case{"x.dn", RrType::a, FoundKind::dname, "dn", RrType::dname},
                    Case{"x.y.dn", RrType::dname, FoundKind::dname, "dn", RrType::dname}));

INSTANTIATE_TEST_SUITE_P(
    wildcards, Lookups,
    testing::Values(
        Case{"x.wild", RrType::a, answer, "x.wild"},
        Case{"x.y.wild", RrType::txt, answer, "x.y.wild"},
        Case{"*.wild", RrType::a, answer, "*.wild"}, Case{"x.wild", RrType::mx, no_data, ""},
        Case{"host.wild", RrType::txt, no_data, ""}, Case{"x.host.wild", RrType::a, nx_domain, ""},
        Case{"ent.wild", RrType::a, no_data, ""}, Case{"x.ent.wild", RrType::a, nx_domain, ""},
        Case{"x.*.wild", RrType::a, nx_domain, ""}, Case{"wild", RrType::a, no_data, ""},
        Case{"X.cwild", RrType::a, FoundKind::cname, "X.cwild", RrType::cname},
        Case{"x.entwild", RrType::a, no_data, ""},
        Case{"a.*.entwild", RrType::txt, answer, "a.*.entwild"}));

INSTANTIATE_TEST_SUITE_P(
    zone_cuts, Lookups,
    testing::Values(Case{"sub", RrType::a, delegation, "sub", RrType::ns, 2},
                    Case{"sub", RrType::ns, delegation, "sub", RrType::ns, 2},
                    Case{"sub", RrType::any, delegation, "sub", RrType::ns, 2},
                    Case{"host.sub", RrType::a, delegation, "sub", RrType::ns, 2},
                    Case{"no.such.sub", RrType::a, delegation, "sub", RrType::ns, 2},
                    Case{"ns.sub", RrType::ds, delegation, "sub", RrType::ns, 2},
                    Case{"sub", RrType::ds, no_data, ""},
                    Case{"secure", RrType::ds, answer, "secure"},
                    Case{"x.below.ent-optout", RrType::a, delegation, "below.ent-optout",
                         RrType::ns},
                    Case{"ent-optout", RrType::a, no_data, ""}));

TEST(Lookup, gives_signatures_only_when_they_are_asked_for) {
  const Name www = under_apex("www");
  LookupScratch scratch;
  Lookup with(nsec_zone(), scratch, Signatures::include);
  EXPECT_EQ(with.find(www, RrType::a).rrset.signatures.size(), 1U);
  EXPECT_EQ(with.find(under_apex(""), RrType::any).rrset.signatures.size(), 1U);
  EXPECT_EQ(with.find(under_apex("caa-only"), RrType::any).rrset.signatures.size(), 1U);
  const Found dnskey = with.find(under_apex(""), RrType::dnskey);
  EXPECT_EQ(dnskey.rrset.records.size(), 2U);
  EXPECT_GE(dnskey.rrset.signatures.size(), 1U);
  EXPECT_EQ(with.find(under_apex("secure"), RrType::a).ds.signatures.size(), 1U);
  Lookup without(nsec_zone(), scratch, Signatures::leave_out);
  EXPECT_TRUE(without.find(www, RrType::a).rrset.signatures.empty());
}

TEST(Lookup, gives_rrsig_and_nsec_to_who_asks_by_type) {
  LookupScratch scratch;
  Lookup lookup(nsec_zone(), scratch, Signatures::leave_out);
  EXPECT_EQ(lookup.find(under_apex("www"), RrType::rrsig).rrset.records.size(), 2U);
  EXPECT_EQ(lookup.find(under_apex("www"), RrType::nsec).rrset.records.size(), 1U);
}

TEST(Lookup, does_not_follow_an_alias_for_types_that_stand_beside_it) {
  LookupScratch scratch;
  Lookup in_unsigned(unsigned_zone(), scratch, Signatures::leave_out);
  EXPECT_EQ(in_unsigned.find(under_apex("alias"), RrType::nsec).kind, FoundKind::no_data);
  EXPECT_EQ(in_unsigned.find(under_apex("alias"), RrType::rrsig).kind, FoundKind::no_data);
  Lookup in_signed(nsec_zone(), scratch, Signatures::leave_out);
  EXPECT_EQ(in_signed.find(under_apex("alias"), RrType::nsec).kind, FoundKind::answer);
}

TEST(Lookup, names_the_closest_encloser_and_the_wildcard) {
  LookupScratch scratch;
  Lookup lookup(unsigned_zone(), scratch, Signatures::leave_out);
  const Name missing = under_apex("x.y.b.c");
  const Found nothing = lookup.find(missing, RrType::a);
  EXPECT_EQ(relative(nothing.closest_encloser), "b.c");
  EXPECT_EQ(relative(nothing.wildcard), "*.b.c");
  EXPECT_FALSE(nothing.from_wildcard);
  const Name expanded = under_apex("x.y.wild");
  const Found answered = lookup.find(expanded, RrType::a);
  EXPECT_EQ(relative(answered.closest_encloser), "wild");
  EXPECT_EQ(relative(answered.wildcard), "*.wild");
  EXPECT_TRUE(answered.from_wildcard);
}

TEST(Lookup, does_not_see_names_that_own_nsec3_only) {
  LookupScratch scratch;
  Lookup lookup(nsec3_zone(), scratch, Signatures::include);
  std::vector<Name> hashed;
  nsec3_zone().for_each([&](const dns::RecordView& record) {
    if (record.type == RrType::nsec3) hashed.emplace_back(record.owner);
    return true;
  });
  ASSERT_FALSE(hashed.empty());
  for (const Name& name : hashed) {
    EXPECT_EQ(lookup.find(name, RrType::nsec3).kind, FoundKind::nx_domain);
    const Name below = *Name::concatenate(*Name::from_text("x."), name);
    const Found found = lookup.find(below, RrType::a);
    EXPECT_EQ(found.kind, FoundKind::nx_domain);
    EXPECT_EQ(relative(found.closest_encloser), "");
  }
}

TEST(Lookup, finds_glue_below_zone_cuts) {
  LookupScratch scratch;
  Lookup lookup(unsigned_zone(), scratch, Signatures::leave_out);
  const auto glue = lookup.find_addresses(under_apex("NS.sub"));
  EXPECT_EQ(glue.a.records.size(), 1U);
  EXPECT_EQ(glue.aaaa.records.size(), 1U);
  EXPECT_TRUE(lookup.find_addresses(under_apex("nowhere")).a.empty());
  EXPECT_TRUE(lookup.find_addresses(*Name::from_text("ns1.example.net.")).a.empty());
}

TEST(Lookup, works_in_the_root_zone) {
  const ZoneVersion root = zone_from_text(".", R"(
. 86400 SOA a.root. host. 1 2 3 4 5
. NS a.root.
a.root. A 192.0.2.1
org. NS a.org.
a.org. A 192.0.2.2
)");
  LookupScratch scratch;
  Lookup lookup(root, scratch, Signatures::leave_out);
  const auto kind = [&](std::string_view name, RrType type) {
    const Name qname = *Name::from_text(name);
    return lookup.find(qname, type).kind;
  };
  EXPECT_EQ(kind(".", RrType::ns), FoundKind::answer);
  EXPECT_EQ(kind(".", RrType::a), FoundKind::no_data);
  EXPECT_EQ(kind("a.root.", RrType::a), FoundKind::answer);
  EXPECT_EQ(kind("root.", RrType::a), FoundKind::no_data);
  EXPECT_EQ(kind("www.example.org.", RrType::a), FoundKind::delegation);
  EXPECT_EQ(kind("net.", RrType::a), FoundKind::nx_domain);
}

TEST(Lookup, keeps_what_a_dname_at_the_apex_occludes_hidden) {
  const ZoneVersion version = zone_from_text("example.org.", R"(
@ SOA ns.example.net. host.example.net. 1 2 3 4 5
@ NS ns.example.net.
@ DNAME example.net.
)");
  LookupScratch scratch;
  Lookup lookup(version, scratch, Signatures::leave_out);
  const Name below = under_apex("x");
  EXPECT_EQ(lookup.find(below, RrType::a).kind, FoundKind::dname);
  EXPECT_EQ(lookup.find(under_apex(""), RrType::ns).kind, FoundKind::answer);
}

TEST(Lookup, finds_every_record_of_every_zone) {
  for (const ZoneVersion* version : {&unsigned_zone(), &nsec_zone(), &nsec3_zone()}) {
    LookupScratch scratch;
    Lookup lookup(*version, scratch, Signatures::include);
    version->for_each([&](const dns::RecordView& record) {
      scratch.clear();
      const RrsetView rrset = lookup.find_exact(record.owner, record.type);
      EXPECT_TRUE(std::ranges::any_of(rrset.records, [&](const dns::RecordView& each) {
        return dns::identical(each, record);
      }));
      return true;
    });
  }
}

}  // namespace
}  // namespace zonecast::zone
