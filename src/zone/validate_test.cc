// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/validate.h"

#include <gmock/gmock.h>

#include "zone/revise.h"
#include "zone/zone_generator.h"

namespace zonecast::zone {
namespace {

using testing::a;
using testing::name;
using testing::ns;
using testing::soa;
using testing::to_name;
using testing::txt;

class ValidateChange : public ::testing::Test {
 protected:
  const ZoneVersion zone_ =
      testing::build({soa(1), ns("example.org", "ns1.example.org"), a("www.example.org", 1),
                      to_name("alias.example.org", dns::RrType::cname, "www.example.org"),
                      to_name("tree.example.org", dns::RrType::dname, "example.net")});

  std::string refusal(const ZoneChange& change) {
    const auto valid = validate_change(zone_, change);
    return valid ? "" : valid.error().message;
  }
};

TEST_F(ValidateChange, accepts_what_can_be_served) {
  EXPECT_EQ(refusal({}), "");
  EXPECT_EQ(refusal({{a("www.example.org", 1)}, {a("www.example.org", 2)}}), "");
  EXPECT_EQ(refusal({{a("WWW.example.org", 1)}, {}}), "");
  EXPECT_EQ(refusal({{ns("example.org", "ns1.example.org")}, {}}), "");
}

TEST_F(ValidateChange, wants_deletions_to_be_there_and_additions_not) {
  EXPECT_EQ(refusal({{a("www.example.org", 2)}, {}}),
            "www.example.org. A: it is not there to be deleted");
  EXPECT_EQ(refusal({{a("no.example.org", 2)}, {}}),
            "no.example.org. A: it is not there to be deleted");
  EXPECT_EQ(refusal({{}, {a("www.example.org", 1)}}), "www.example.org. A: it is there already");
  EXPECT_EQ(refusal({{}, {a("x.example.org", 1), a("x.example.org", 1)}}),
            "x.example.org. A: it is there already");
}

TEST_F(ValidateChange, lets_nothing_stand_beside_a_cname) {
  const auto cname = to_name("www.example.org", dns::RrType::cname, "example.org");
  EXPECT_EQ(refusal({{}, {cname}}), "www.example.org. CNAME: other data stands beside it (A)");
  EXPECT_EQ(refusal({{a("www.example.org", 1)}, {cname}}), "");
  EXPECT_EQ(refusal({{}, {a("alias.example.org", 1)}}),
            "alias.example.org. CNAME: other data stands beside it (A)");
  EXPECT_EQ(refusal({{}, {to_name("alias.example.org", dns::RrType::cname, "example.net")}}),
            "alias.example.org. CNAME: there is more than one");
  EXPECT_EQ(refusal({{}, {to_name("example.org", dns::RrType::cname, "example.net")}}),
            "example.org. CNAME: other data stands beside it (SOA)");
}

TEST_F(ValidateChange, lets_dnssec_types_stand_beside_a_cname) {
  base::Bytes nsec = testing::bytes(name("www.example.org"));
  base::append(nsec, base::Bytes{0, 1, 0x04});
  EXPECT_EQ(refusal({{}, {{name("alias.example.org"), dns::RrType::nsec, 300, nsec}}}), "");
}

TEST_F(ValidateChange, allows_one_dname_only) {
  EXPECT_EQ(refusal({{}, {to_name("tree.example.org", dns::RrType::dname, "example.com")}}),
            "tree.example.org. DNAME: there is more than one");
}

TEST_F(ValidateChange, keeps_the_tree_below_a_dname_empty) {
  const auto dname = [](const std::string& owner) {
    return to_name(owner, dns::RrType::dname, "example.net");
  };
  const auto tree = dname("tree.example.org");
  EXPECT_EQ(refusal({{}, {a("x.y.tree.example.org", 1)}}),
            "x.y.tree.example.org. A: it is below a DNAME (tree.example.org.)");
  EXPECT_EQ(refusal({{tree}, {a("x.y.tree.example.org", 1)}}), "");
  EXPECT_EQ(refusal({{}, {dname("example.org")}}),
            "example.org. DNAME: data stands below it (alias.example.org. CNAME)");
  EXPECT_EQ(refusal({{}, {dname("w.example.org"), a("x.w.example.org", 1)}}),
            "x.w.example.org. A: it is below a DNAME (w.example.org.)");
  EXPECT_EQ(refusal({{}, {ns("tree.example.org", "ns1.example.net")}}),
            "tree.example.org. DNAME: an NS RRset stands beside it below the apex");
  const auto rest =
      difference_between(zone_, testing::build({soa(1), ns("example.org", "ns1.example.org")}));
  EXPECT_EQ(refusal({rest.deletions, {dname("example.org")}}), "");
}

TEST_F(ValidateChange, wants_one_ttl_for_an_rrset) {
  EXPECT_EQ(refusal({{}, {a("www.example.org", 2, 60)}}),
            "www.example.org. A: its TTL 60 is not that of its RRset (300)");
}

TEST_F(ValidateChange, leaves_the_soa_alone) {
  EXPECT_EQ(refusal({{soa(1)}, {}}), "example.org. SOA: the SOA does not change with the contents");
  EXPECT_EQ(refusal({{}, {soa(2)}}), "example.org. SOA: the SOA does not change with the contents");
}

TEST_F(ValidateChange, refuses_an_rrset_that_bind_cannot_load) {
  ZoneChange change;
  for (std::uint8_t i = 0; i < 70; ++i) change.additions.push_back(txt("big.example.org", 1000, i));
  EXPECT_THAT(refusal(change),
              ::testing::StartsWith("big.example.org. TXT: its RRset takes more than"));
}

TEST(ValidateRecord, leaves_room_for_all_that_a_signed_message_holds_besides) {
  const auto apex = name("example.org");
  const auto largest = record_size_max(apex);
  const auto rdata_size = largest - name("www.example.org").size() - 10;
  EXPECT_TRUE(validate_record(txt("www.example.org", rdata_size).view(), apex));
  EXPECT_FALSE(validate_record(txt("www.example.org", rdata_size + 1).view(), apex));
  EXPECT_GT(largest, 63'700u);
  // Header, question of a name of 255 octets, closing SOA, TSIG with hmac-sha512 under a name as
  // long.
  EXPECT_LE(12 + 259 + largest + (13 + 10 + 530) + (255 + 10 + 13 + 16 + 64 + 6), 65'535u);
}

TEST(UnservableReason, names_the_missing_ns_rrset) {
  const auto zone = testing::build({soa(1), ns("example.org", "ns1.example.org")});
  EXPECT_EQ(unservable_reason(zone), "");
  const ZoneChange change{{ns("example.org", "ns1.example.org")}, {}};
  const auto without = revise(zone, Difference(soa(1).view(), soa(2).view(), change));
  EXPECT_EQ(unservable_reason(without), "no NS RRset at the apex");
}

}  // namespace
}  // namespace zonecast::zone
