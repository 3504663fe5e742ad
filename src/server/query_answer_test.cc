// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/query_answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "dns/presentation.h"
#include "zone/sample_zones.h"

namespace zonecast::server {
namespace {

using dns::Name;
using dns::Rcode;
using dns::RrType;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using Lines = std::vector<std::string>;

publication::PublishedZoneRef published(zone::ZoneVersion version, std::string unservable = {}) {
  auto zone = std::make_shared<publication::PublishedZone>();
  zone->version = std::make_shared<zone::ZoneVersion>(std::move(version));
  zone->set_unusual({.unservable = std::move(unservable)});
  return zone;
}

struct Ask {
  std::string qname;
  RrType qtype = RrType::a;
  bool dnssec_ok = false;
  std::optional<std::uint16_t> udp_size = {};  // OPT when set, or with dnssec_ok
  std::uint8_t edns_version = 0;
  std::vector<dns::EdnsOption> options = {};
  dns::RrClass qclass = dns::RrClass::in;
  std::size_t size_max = 65'535;
  std::size_t tsig_size = 0;
  std::optional<std::uint16_t> keepalive = {};
  bool rd = false;
  bool cd = false;
};

struct Answered {
  base::Bytes wire;
  dns::Message message;
  Rcode rcode{};
  Lines answer, authority, additional;  // as text, relative to nothing, "." dropped at the end
};

Lines as_lines(const dns::Message& message, const std::vector<dns::MessageRecord>& section) {
  Lines lines;
  for (const dns::MessageRecord& record : section) {
    const auto rdata = dns::expand_rdata(message.wire, record);
    EXPECT_TRUE(rdata.has_value());
    std::string line = dns::record_to_text({record.owner, record.type, record.ttl, *rdata});
    std::ranges::replace(line, '\t', ' ');
    lines.push_back(line);
  }
  return lines;
}

base::Bytes query_octets(const Ask& ask) {
  dns::MessageWriter writer;
  dns::Header header;
  header.id = 0x1234;
  header.rd = ask.rd;
  header.cd = ask.cd;
  writer.start(header);
  const Name qname = *Name::from_text(ask.qname);
  writer.question({qname, ask.qtype, ask.qclass});
  if (ask.dnssec_ok || ask.udp_size || ask.edns_version > 0 || !ask.options.empty()) {
    dns::Edns edns;
    edns.udp_size = ask.udp_size.value_or(1232);
    edns.version = ask.edns_version;
    edns.dnssec_ok = ask.dnssec_ok;
    edns.options = ask.options;
    writer.opt(edns, Rcode::noerror);
  }
  const base::ByteView wire = writer.finish();
  return {wire.begin(), wire.end()};
}

Answered answer(const publication::ZoneTable& zones, const Ask& ask) {
  const base::Bytes octets = query_octets(ask);
  const auto query = dns::parse_message(octets);
  EXPECT_TRUE(query.has_value());
  dns::MessageWriter writer;
  const access::PublishedViews views;
  publication::ZoneFinder finder(zones, views);
  answer_query(finder, {}, *query, {ask.size_max, ask.tsig_size, ask.keepalive}, writer);
  Answered answered;
  answered.wire = writer.wire();
  EXPECT_LE(answered.wire.size() + ask.tsig_size, ask.size_max);
  const auto message = dns::parse_message(answered.wire);
  EXPECT_TRUE(message.has_value());
  if (!message) return answered;
  answered.message = *message;
  const unsigned extended = message->edns ? message->edns->extended_rcode : 0;
  answered.rcode = Rcode(extended << 4 | message->header.rcode);
  answered.answer = as_lines(*message, message->answer);
  answered.authority = as_lines(*message, message->authority);
  answered.additional = as_lines(*message, message->additional);
  EXPECT_TRUE(message->header.qr);
  EXPECT_FALSE(message->header.ra);
  EXPECT_FALSE(message->header.ad);
  EXPECT_EQ(message->header.id, 0x1234);
  EXPECT_EQ(message->edns.has_value(), query->edns.has_value());
  return answered;
}

/// The types in a section, RRSIG told with what it covers, sorted.
Lines types_of(const Lines& section) {
  Lines types;
  for (const std::string& line : section) {
    std::istringstream words(line);
    std::string owner, ttl, rr_class, type, covered;
    words >> owner >> ttl >> rr_class >> type >> covered;
    types.push_back(type == "RRSIG" ? type + " " + covered : type);
  }
  std::ranges::sort(types);
  return types;
}

class QueryAnswer : public testing::Test {
 protected:
  QueryAnswer() {
    plain_.put(published(zone::sample_zone("example.org.zone")));
    nsec_.put(published(zone::sample_zone("example.org.nsec.zone")));
    nsec3_.put(published(zone::sample_zone("example.org.nsec3.zone")));
  }
  Answered ask(const Ask& ask) const { return answer(plain_, ask); }

  publication::ZoneTable plain_, nsec_, nsec3_;
};

const std::string negative_soa =
    "example.org. 300 IN SOA ns1.example.org. hostmaster.example.org. 1 7200 1800 1209600 300";

TEST_F(QueryAnswer, answers_with_authority) {
  const Answered got = ask({.qname = "www.example.org.", .rd = true});
  EXPECT_EQ(got.rcode, Rcode::noerror);
  EXPECT_TRUE(got.message.header.aa);
  EXPECT_TRUE(got.message.header.rd);
  EXPECT_THAT(got.answer, UnorderedElementsAre("WwW.example.org. 300 IN A 192.0.2.3",
                                               "WwW.example.org. 300 IN A 192.0.2.4"));
  EXPECT_THAT(got.authority, IsEmpty());
  EXPECT_THAT(got.additional, IsEmpty());
}

TEST_F(QueryAnswer, copies_rd_and_cd_and_the_spelling_of_the_question) {
  const Answered got = ask({.qname = "wWw.eXample.ORG.", .cd = true});
  EXPECT_FALSE(got.message.header.rd);
  EXPECT_TRUE(got.message.header.cd);
  EXPECT_TRUE(got.message.question->name.same_spelling(*Name::from_text("wWw.eXample.ORG.")));
}

TEST_F(QueryAnswer, adds_addresses_of_targets_once) {
  EXPECT_THAT(ask({.qname = "example.org.", .qtype = RrType::mx}).additional,
              ElementsAre("mail.example.org. 3600 IN A 192.0.2.2"));
  EXPECT_THAT(ask({.qname = "_sip._udp.example.org.", .qtype = RrType::srv}).additional,
              UnorderedElementsAre("ns1.example.org. 3600 IN A 192.0.2.1",
                                   "ns1.example.org. 3600 IN AAAA 2001:db8::1"));
}

TEST_F(QueryAnswer, denies_with_the_soa_and_its_negative_ttl) {
  const Answered no_data = ask({.qname = "www.example.org.", .qtype = RrType::mx});
  EXPECT_EQ(no_data.rcode, Rcode::noerror);
  EXPECT_TRUE(no_data.message.header.aa);
  EXPECT_THAT(no_data.answer, IsEmpty());
  EXPECT_THAT(no_data.authority, ElementsAre(negative_soa));
  const Answered missing = ask({.qname = "nowhere.example.org."});
  EXPECT_EQ(missing.rcode, Rcode::nxdomain);
  EXPECT_TRUE(missing.message.header.aa);
  EXPECT_THAT(missing.authority, ElementsAre(negative_soa));
}

TEST_F(QueryAnswer, follows_cnames_inside_the_zone) {
  const Answered got = ask({.qname = "chain1.example.org."});
  EXPECT_EQ(got.rcode, Rcode::noerror);
  EXPECT_THAT(got.answer, ElementsAre("chain1.example.org. 3600 IN CNAME chain2.example.org.",
                                      "chain2.example.org. 3600 IN CNAME alias.example.org.",
                                      "alias.example.org. 3600 IN CNAME www.example.org.",
                                      "WwW.example.org. 300 IN A 192.0.2.3",
                                      "WwW.example.org. 300 IN A 192.0.2.4"));
  EXPECT_THAT(got.authority, IsEmpty());
}

TEST_F(QueryAnswer, gives_the_rcode_of_the_last_name_of_a_chain) {
  const Answered dangling = ask({.qname = "dangling.example.org."});
  EXPECT_EQ(dangling.rcode, Rcode::nxdomain);
  EXPECT_THAT(dangling.answer,
              ElementsAre("dangling.example.org. 3600 IN CNAME nowhere.example.org."));
  EXPECT_THAT(dangling.authority, ElementsAre(negative_soa));
  const Answered no_data = ask({.qname = "alias.example.org.", .qtype = RrType::mx});
  EXPECT_EQ(no_data.rcode, Rcode::noerror);
  EXPECT_THAT(no_data.authority, ElementsAre(negative_soa));
}

TEST_F(QueryAnswer, ends_a_chain_that_leaves_the_zone) {
  const Answered got = ask({.qname = "outside.example.org."});
  EXPECT_EQ(got.rcode, Rcode::noerror);
  EXPECT_THAT(got.answer, ElementsAre("outside.example.org. 3600 IN CNAME www.example.net."));
  EXPECT_THAT(got.authority, IsEmpty());
}

TEST_F(QueryAnswer, ends_a_chain_that_loops) {
  const Answered pair = ask({.qname = "loop1.example.org."});
  EXPECT_EQ(pair.rcode, Rcode::noerror);
  EXPECT_THAT(pair.answer, ElementsAre("loop1.example.org. 3600 IN CNAME loop2.example.org.",
                                       "loop2.example.org. 3600 IN CNAME loop1.example.org."));
  EXPECT_EQ(ask({.qname = "self.example.org."}).answer.size(), 1U);
  EXPECT_EQ(ask({.qname = "y.cloop.example.org."}).answer.size(), 2U);
  EXPECT_EQ(ask({.qname = "a.dnloop.example.org."}).answer.size(), 2U);
}

TEST_F(QueryAnswer, bounds_a_chain) {
  std::string text = "@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n";
  for (int i = 0; i < 40; ++i) {
    text += "c" + std::to_string(i) + " CNAME c" + std::to_string(i + 1) + "\n";
  }
  publication::ZoneTable zones;
  zones.put(published(zone::zone_from_text("example.org.", text)));
  const Answered got = answer(zones, {.qname = "c0.example.org."});
  EXPECT_EQ(got.rcode, Rcode::noerror);
  EXPECT_EQ(got.answer.size(), 16U);
}

TEST_F(QueryAnswer, refers_to_the_zone_below_a_cut_behind_a_cname) {
  const Answered got = ask({.qname = "into-cut.example.org."});
  EXPECT_EQ(got.rcode, Rcode::noerror);
  EXPECT_TRUE(got.message.header.aa);
  EXPECT_THAT(got.answer, ElementsAre("into-cut.example.org. 3600 IN CNAME host.sub.example.org."));
  EXPECT_THAT(types_of(got.authority), ElementsAre("NS", "NS"));
}

TEST_F(QueryAnswer, synthesises_the_cname_of_a_dname) {
  const Answered got = ask({.qname = "Host.dn.example.org."});
  EXPECT_EQ(got.rcode, Rcode::noerror);
  EXPECT_THAT(got.answer, ElementsAre("dn.example.org. 3600 IN DNAME target.example.org.",
                                      "Host.dn.example.org. 3600 IN CNAME Host.target.example.org.",
                                      "host.target.example.org. 3600 IN A 192.0.2.30"));
  const Answered cname = ask({.qname = "alias.dn.example.org.", .qtype = RrType::cname});
  EXPECT_THAT(cname.answer,
              ElementsAre("dn.example.org. 3600 IN DNAME target.example.org.",
                          "alias.dn.example.org. 3600 IN CNAME alias.target.example.org."));
  EXPECT_EQ(ask({.qname = "nowhere.dn.example.org."}).rcode, Rcode::nxdomain);
}

TEST_F(QueryAnswer, says_yxdomain_when_the_synthesised_name_is_too_long) {
  const std::string label(60, 'x');
  const Answered got = ask({.qname = label + "." + label + ".long.example.org."});
  EXPECT_EQ(got.rcode, Rcode::yxdomain);
  EXPECT_TRUE(got.message.header.aa);
  EXPECT_THAT(types_of(got.answer), ElementsAre("DNAME"));
}

TEST_F(QueryAnswer, expands_wildcards_to_the_name_asked_for) {
  const Answered got = ask({.qname = "fOO.wild.example.org."});
  EXPECT_THAT(got.answer, ElementsAre("fOO.wild.example.org. 3600 IN A 192.0.2.9"));
  const Answered alias = ask({.qname = "x.cwild.example.org."});
  EXPECT_THAT(alias.answer, ElementsAre("x.cwild.example.org. 3600 IN CNAME www.example.org.",
                                        "WwW.example.org. 300 IN A 192.0.2.3",
                                        "WwW.example.org. 300 IN A 192.0.2.4"));
}

TEST_F(QueryAnswer, refers_without_authority_and_with_glue) {
  const Answered got = ask({.qname = "host.sub.example.org."});
  EXPECT_EQ(got.rcode, Rcode::noerror);
  EXPECT_FALSE(got.message.header.aa);
  EXPECT_THAT(got.answer, IsEmpty());
  EXPECT_THAT(got.authority, UnorderedElementsAre("sub.example.org. 3600 IN NS ns.sub.example.org.",
                                                  "sub.example.org. 3600 IN NS ns1.example.org."));
  EXPECT_THAT(got.additional, UnorderedElementsAre("ns.sub.example.org. 3600 IN A 192.0.2.20",
                                                   "ns.sub.example.org. 3600 IN AAAA 2001:db8::20",
                                                   "ns1.example.org. 3600 IN A 192.0.2.1",
                                                   "ns1.example.org. 3600 IN AAAA 2001:db8::1"));
  EXPECT_EQ(ask({.qname = "sibling.example.org."}).additional.size(), 2U);
}

TEST_F(QueryAnswer, says_tc_when_glue_below_the_cut_does_not_fit) {
  const Answered udp = ask({.qname = "many.example.org.", .udp_size = 1232, .size_max = 1232});
  EXPECT_TRUE(udp.message.header.tc);
  EXPECT_EQ(udp.authority.size(), 20U);
  EXPECT_GT(udp.additional.size(), 20U);
  const Answered tcp = ask({.qname = "many.example.org."});
  EXPECT_FALSE(tcp.message.header.tc);
  EXPECT_EQ(tcp.additional.size(), 40U);
}

TEST_F(QueryAnswer, truncates_by_whole_rrsets) {
  const Answered udp = ask({.qname = "big.example.org.", .qtype = RrType::txt, .size_max = 512});
  EXPECT_TRUE(udp.message.header.tc);
  EXPECT_EQ(udp.rcode, Rcode::noerror);
  EXPECT_THAT(udp.answer, IsEmpty());
  const Answered tcp = ask({.qname = "big.example.org.", .qtype = RrType::txt});
  EXPECT_FALSE(tcp.message.header.tc);
  EXPECT_EQ(tcp.answer.size(), 10U);
}

TEST_F(QueryAnswer, leaves_room_for_tsig) {
  for (std::size_t tsig_size = 0; tsig_size < 420; tsig_size += 7) {
    ask({.qname = "sub.example.org.", .udp_size = 512, .size_max = 512, .tsig_size = tsig_size});
  }
}

TEST_F(QueryAnswer, leaves_optional_addresses_out_without_tc) {
  const Answered got = ask({.qname = "example.org.", .qtype = RrType::mx, .size_max = 90});
  EXPECT_EQ(got.answer.size(), 2U);
  EXPECT_THAT(got.additional, IsEmpty());
  EXPECT_FALSE(got.message.header.tc);
}

TEST_F(QueryAnswer, answers_any_with_one_rrset) {
  const Answered got = ask({.qname = "ns1.example.org.", .qtype = RrType::any});
  EXPECT_EQ(got.rcode, Rcode::noerror);
  EXPECT_THAT(types_of(got.answer), ElementsAre("A"));
  const Answered signed_answer =
      answer(nsec_, {.qname = "ns1.example.org.", .qtype = RrType::any, .dnssec_ok = true});
  EXPECT_THAT(types_of(signed_answer.answer), ElementsAre("A", "RRSIG A"));
}

TEST_F(QueryAnswer, refuses_names_in_no_zone) {
  const Answered plain = ask({.qname = "example.net."});
  EXPECT_EQ(plain.rcode, Rcode::refused);
  EXPECT_FALSE(plain.message.header.aa);
  EXPECT_THAT(plain.authority, IsEmpty());
  const Answered edns = ask({.qname = "example.net.", .udp_size = 1232});
  ASSERT_EQ(edns.message.edns->options.size(), 1U);
  EXPECT_EQ(edns.message.edns->options[0].code, 15);
  EXPECT_EQ(base::load_u16(edns.message.edns->options[0].data.data()), 20);
}

TEST_F(QueryAnswer, says_servfail_and_why_for_a_zone_that_cannot_be_served) {
  publication::ZoneTable zones;
  zones.put(published(zone::sample_zone("example.org.zone"), "no NS RRset at the apex"));
  const Answered got = answer(zones, {.qname = "www.example.org.", .udp_size = 1232});
  EXPECT_EQ(got.rcode, Rcode::servfail);
  EXPECT_FALSE(got.message.header.aa);
  ASSERT_EQ(got.message.edns->options.size(), 1U);
  EXPECT_THAT(std::string(base::as_text(got.message.edns->options[0].data)),
              HasSubstr("no NS RRset at the apex"));
}

TEST_F(QueryAnswer, refuses_other_classes_and_meta_types) {
  const Ask chaos{.qname = "example.org.", .qtype = RrType::txt, .qclass = dns::RrClass::ch};
  EXPECT_EQ(ask(chaos).rcode, Rcode::refused);
  EXPECT_EQ(ask({.qname = "example.org.", .qtype = RrType::mailb}).rcode, Rcode::notimp);
  EXPECT_EQ(ask({.qname = "example.org.", .qtype = RrType::tsig}).rcode, Rcode::formerr);
  EXPECT_EQ(ask({.qname = "example.org.", .qtype = RrType{128}}).rcode, Rcode::formerr);
  EXPECT_EQ(ask({.qname = "example.org.", .qtype = RrType{60'000}}).rcode, Rcode::noerror);
}

TEST_F(QueryAnswer, says_formerr_without_a_question) {
  const base::Bytes header{0x12, 0x34, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  const auto query = dns::parse_message(header);
  ASSERT_TRUE(query.has_value());
  dns::MessageWriter writer;
  const access::PublishedViews views;
  publication::ZoneFinder finder(plain_, views);
  answer_query(finder, {}, *query, {}, writer);
  EXPECT_EQ(dns::parse_header(writer.wire())->rcode, 1);
}

TEST_F(QueryAnswer, says_badvers_to_unknown_edns_versions) {
  const Answered got = ask({.qname = "www.example.org.", .edns_version = 1});
  EXPECT_EQ(got.rcode, Rcode::badvers);
  EXPECT_EQ(got.message.edns->version, 0);
  EXPECT_THAT(got.answer, IsEmpty());
}

TEST_F(QueryAnswer, ignores_unknown_edns_options) {
  const base::Bytes cookie(8, 0xab);
  const Answered got = ask({.qname = "www.example.org.", .options = {{10, cookie}, {65001, {}}}});
  EXPECT_EQ(got.rcode, Rcode::noerror);
  EXPECT_EQ(got.answer.size(), 2U);
  EXPECT_TRUE(got.message.edns->options.empty());
}

TEST_F(QueryAnswer, tells_the_expire_of_the_soa_to_who_asks) {
  const Answered got = ask({.qname = "example.org.", .qtype = RrType::soa, .options = {{9, {}}}});
  ASSERT_EQ(got.message.edns->options.size(), 1U);
  EXPECT_EQ(got.message.edns->options[0].code, 9);
  ASSERT_EQ(got.message.edns->options[0].data.size(), 4U);
  EXPECT_EQ(base::load_u32(got.message.edns->options[0].data.data()), 1'209'600U);
  const Ask other{.qname = "example.org.", .qtype = RrType::ns, .options = {{9, {}}}};
  EXPECT_TRUE(ask(other).message.edns->options.empty());
}

TEST_F(QueryAnswer, tells_how_long_an_idle_connection_is_kept_to_who_asks) {
  Ask question{.qname = "www.example.org.", .options = {{11, {}}}, .keepalive = 300};
  const Answered got = ask(question);
  ASSERT_EQ(got.message.edns->options.size(), 1U);
  EXPECT_EQ(got.message.edns->options[0].code, 11);
  EXPECT_EQ(base::load_u16(got.message.edns->options[0].data.data()), 300);
  question.keepalive.reset();  // over UDP
  EXPECT_TRUE(ask(question).message.edns->options.empty());
  EXPECT_TRUE(ask({.qname = "www.example.org.", .udp_size = 1232, .keepalive = 300})
                  .message.edns->options.empty());
}

TEST_F(QueryAnswer, offers_what_udp_takes) {
  const auto size_for = [](std::optional<std::uint16_t> offered) {
    const base::Bytes octets = query_octets({.qname = "example.org.", .udp_size = offered});
    return udp_answer_size(*dns::parse_message(octets));
  };
  EXPECT_EQ(size_for(std::nullopt), 512U);
  EXPECT_EQ(size_for(100), 512U);
  EXPECT_EQ(size_for(1000), 1000U);
  EXPECT_EQ(size_for(4096), 1232U);
}

TEST_F(QueryAnswer, gives_no_dnssec_records_without_do) {
  for (const publication::ZoneTable* zones : {&nsec_, &nsec3_}) {
    for (const char* qname : {"www.example.org.", "nowhere.example.org.", "x.wild.example.org.",
                              "x.sub.example.org.", "x.secure.example.org.", "x.dn.example.org."}) {
      const Answered got = answer(*zones, {.qname = qname, .udp_size = 1232});
      for (const Lines* section : {&got.answer, &got.authority, &got.additional}) {
        for (const std::string& type : types_of(*section)) {
          EXPECT_THAT(type, testing::AnyOf("A", "AAAA", "NS", "SOA", "CNAME", "DNAME")) << qname;
        }
      }
    }
  }
}

struct Proof {
  std::string qname;
  RrType qtype;
  Rcode rcode;
  Lines answer;  // types
  Lines authority_nsec;
  Lines authority_nsec3;
};
std::ostream& operator<<(std::ostream& out, const Proof& proof) {
  return out << proof.qname << ' ' << dns::to_text(proof.qtype);
}

class Proofs : public QueryAnswer, public testing::WithParamInterface<Proof> {};

TEST_P(Proofs, are_there_with_do) {
  const Proof& proof = GetParam();
  const std::string qname = proof.qname + (proof.qname.empty() ? "" : ".") + "example.org.";
  const Ask question{.qname = qname, .qtype = proof.qtype, .dnssec_ok = true};
  const Answered nsec = answer(nsec_, question);
  EXPECT_EQ(nsec.rcode, proof.rcode);
  EXPECT_TRUE(nsec.message.edns->dnssec_ok);
  EXPECT_EQ(types_of(nsec.answer), proof.answer);
  EXPECT_EQ(types_of(nsec.authority), proof.authority_nsec);
  const Answered nsec3 = answer(nsec3_, question);
  EXPECT_EQ(nsec3.rcode, proof.rcode);
  EXPECT_EQ(types_of(nsec3.answer), proof.answer);
  EXPECT_EQ(types_of(nsec3.authority), proof.authority_nsec3);
}

/// "SOA" with its signature and `count` proofs with theirs.
Lines with_soa(const std::string& type, std::size_t count) {
  Lines types{"SOA", "RRSIG SOA"};
  for (; count > 0; --count) {
    types.push_back(type);
    types.push_back("RRSIG " + type);
  }
  std::ranges::sort(types);
  return types;
}

const Lines signed_a{"A", "RRSIG A"};

INSTANTIATE_TEST_SUITE_P(
    of_denial, Proofs,
    testing::Values(
        Proof{"www", RrType::a, Rcode::noerror, {"A", "A", "RRSIG A"}, {}, {}},
        Proof{"www", RrType::mx, Rcode::noerror, {}, with_soa("NSEC", 1), with_soa("NSEC3", 1)},
        Proof{"", RrType::a, Rcode::noerror, {}, with_soa("NSEC", 1), with_soa("NSEC3", 1)},
        Proof{"b.c", RrType::a, Rcode::noerror, {}, with_soa("NSEC", 1), with_soa("NSEC3", 1)},
        Proof{"nowhere", RrType::a, Rcode::nxdomain, {}, with_soa("NSEC", 2), with_soa("NSEC3", 3)},
        Proof{"0", RrType::a, Rcode::nxdomain, {}, with_soa("NSEC", 1), with_soa("NSEC3", 3)},
        Proof{"x.wild",
              RrType::a,
              Rcode::noerror,
              signed_a,
              {"NSEC", "RRSIG NSEC"},
              {"NSEC3", "RRSIG NSEC3"}},
        Proof{"x.wild", RrType::mx, Rcode::noerror, {}, with_soa("NSEC", 2), with_soa("NSEC3", 3)},
        Proof{"x.entwild",
              RrType::mx,
              Rcode::noerror,
              {},
              with_soa("NSEC", 2),
              with_soa("NSEC3", 3)}));

INSTANTIATE_TEST_SUITE_P(
    of_zone_cuts, Proofs,
    testing::Values(
        Proof{"x.secure",
              RrType::a,
              Rcode::noerror,
              {},
              {"DS", "NS", "RRSIG DS"},
              {"DS", "NS", "RRSIG DS"}},
        Proof{"secure", RrType::ds, Rcode::noerror, {"DS", "RRSIG DS"}, {}, {}},
        Proof{"sibling",
              RrType::a,
              Rcode::noerror,
              {},
              {"NS", "NSEC", "RRSIG NSEC"},
              {"NS", "NSEC3", "NSEC3", "RRSIG NSEC3", "RRSIG NSEC3"}},
        Proof{
            "sibling", RrType::ds, Rcode::noerror, {}, with_soa("NSEC", 1), with_soa("NSEC3", 2)}));

TEST_F(QueryAnswer, signs_the_dname_and_not_the_cname_made_of_it) {
  const Answered got = answer(nsec_, {.qname = "host.dn.example.org.", .dnssec_ok = true});
  EXPECT_THAT(types_of(got.answer), ElementsAre("A", "CNAME", "DNAME", "RRSIG A", "RRSIG DNAME"));
}

TEST_F(QueryAnswer, says_tc_when_signatures_do_not_fit) {
  const Answered got =
      answer(nsec_, {.qname = "www.example.org.", .dnssec_ok = true, .size_max = 100});
  EXPECT_TRUE(got.message.header.tc);
  EXPECT_THAT(got.answer, IsEmpty());
}

TEST_F(QueryAnswer, answers_ds_from_the_parent_when_both_zones_are_here) {
  publication::ZoneTable zones;
  zones.put(published(zone::sample_zone("example.org.nsec.zone")));
  const std::string child = "@ SOA ns host 7 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n";
  zones.put(published(zone::zone_from_text("secure.example.org.", child)));
  zones.put(published(zone::zone_from_text("deep.secure.example.org.", child)));
  zones.put(published(zone::zone_from_text("deep.sub.example.org.", child)));
  EXPECT_THAT(types_of(answer(zones, {.qname = "secure.example.org.", .qtype = RrType::ds}).answer),
              ElementsAre("DS"));
  EXPECT_THAT(types_of(answer(zones, {.qname = "secure.example.org.", .qtype = RrType::ns}).answer),
              ElementsAre("NS"));
  // The grandparent only refers to the parent, which is elsewhere: the child says that it has none.
  const Answered got = answer(zones, {.qname = "deep.sub.example.org.", .qtype = RrType::ds});
  EXPECT_TRUE(got.message.header.aa);
  EXPECT_THAT(got.authority, Contains(HasSubstr("deep.sub.example.org. 5 IN SOA")));
}

TEST_F(QueryAnswer, answers_ds_of_an_apex_without_its_parent_with_no_data) {
  const Answered got = ask({.qname = "example.org.", .qtype = RrType::ds});
  EXPECT_EQ(got.rcode, Rcode::noerror);
  EXPECT_TRUE(got.message.header.aa);
  EXPECT_THAT(got.authority, ElementsAre(negative_soa));
}

}  // namespace
}  // namespace zonecast::server
