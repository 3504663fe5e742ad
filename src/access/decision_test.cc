// SPDX-License-Identifier: GPL-3.0-or-later
// The rule as a table: one world of zones, views and rows; each line a client and what becomes of
// it.
#include "access/decision.h"

#include <gtest/gtest.h>

#include "access/sample_clients.h"

namespace zonecast::access {
namespace {

using dns::Ede;
using dns::Rcode;
using dns::TsigError;
using testing::acl;
using testing::from;
using testing::key;
using testing::network;
using testing::row;
using testing::row_with_key;
using testing::view;

/// A zone as the table names it.
struct Zone {
  std::string name;
  model::OutgoingTransfers primary{};
  std::vector<std::int64_t> networks{0};
  bool is_unservable = false;
};

class Decisions : public ::testing::Test {
 protected:
  /// What 192.0.2.1, or whoever is given, may do with an FQDN that has these zones.
  Decision decide(Operation operation, const Client& client, const std::vector<Zone>& zones,
                  TsigError tsig = TsigError::none) const {
    std::vector<TransferPolicy> policies;
    policies.reserve(zones.size());
    std::vector<Candidate> candidates;
    for (const auto& zone : zones) {
      policies.emplace_back(zone.primary);
      candidates.push_back({{zone.name, &zone.networks}, &policies.back(), zone.is_unservable});
    }
    return access::decide(views_, operation, client, tsig, candidates);
  }

  const Views views_{
      {acl("office", {"192.0.2.0/24"}, {}), acl("partner", {}, {"partner.key.", "new.key."}),
       acl("partner-at-home", {"198.51.100.0/24"}, {"home.key."}), acl("all", {"0.0.0.0/0"}, {})},
      {view("by-address", 1, {"office"}, {"inside"}), view("by-key", 2, {"partner"}, {"signed"}),
       view("by-both", 3, {"partner-at-home"}, {"home"}),
       view("mixed", 4, {"office", "partner"}, {"mixed"}),
       view("first", 10, {"partner"}, {"first"}), view("second", 11, {"all"}, {"second"})},
      {network(1, {"203.0.113.1:53"}), network(2, {"203.0.113.2:53"}, false)}};
};

/// example.org as most zones are: 192.0.2.1 by address; 192.0.2.2 by its key, which signs
/// transfers; a block; 192.0.2.3 by address, its key signs NOTIFY alone.
model::OutgoingTransfers rows(std::vector<std::string> transfer_acls = {}) {
  return {.enabled = true,
          .secondaries = {row("192.0.2.1"), row_with_key("192.0.2.2", "ns2.key.", true),
                          row("203.0.113.0/24"), row_with_key("192.0.2.3", "ns3.key.", false)},
          .transfer_acls = std::move(transfer_acls)};
}
model::OutgoingTransfers disabled() {
  auto made = rows({"partner"});
  made.enabled = false;
  return made;
}
model::OutgoingTransfers nobody_listed(std::vector<std::string> transfer_acls = {}) {
  return {.enabled = true, .secondaries = {}, .transfer_acls = std::move(transfer_acls)};
}

struct Line {
  const char* what;
  Client client;
  Zone zone;
  Rule rule;
  Rcode rcode = Rcode::noerror;
  int row = -1;
  TsigError tsig = TsigError::none;
};

TEST_F(Decisions, on_transfers_follow_the_table) {
  const auto refused = Rcode::refused;
  const std::vector<Line> table = {
      // 1. primary.enabled is false
      {"disabled, a listed address",
       from("192.0.2.1"),
       {"z", disabled()},
       Rule::transfers_disabled,
       refused},
      {"disabled, the key of a row",
       from("192.0.2.2", key("ns2.key.")),
       {"z", disabled()},
       Rule::transfers_disabled,
       refused},
      {"disabled, a key of transfer_acls",
       from("192.0.2.1", key("partner.key.")),
       {"z", disabled()},
       Rule::transfers_disabled,
       refused},
      {"disabled, a key of the view",
       from("192.0.2.1", key("partner.key.")),
       {"signed", disabled()},
       Rule::transfers_disabled,
       refused},
      // 2. a bad TSIG
      {"unknown key",
       from("192.0.2.1"),
       {"z", rows()},
       Rule::bad_tsig,
       Rcode::notauth,
       -1,
       TsigError::badkey},
      {"wrong secret",
       from("192.0.2.1"),
       {"z", rows()},
       Rule::bad_tsig,
       Rcode::notauth,
       -1,
       TsigError::badsig},
      {"late signature",
       from("192.0.2.1"),
       {"z", rows()},
       Rule::bad_tsig,
       Rcode::notauth,
       -1,
       TsigError::badtime},
      {"wrong secret, disabled",
       from("192.0.2.1"),
       {"z", disabled()},
       Rule::bad_tsig,
       Rcode::notauth,
       -1,
       TsigError::badsig},
      // 3. who sees the zone
      {"view of a key, unsigned",
       from("192.0.2.1"),
       {"signed", rows()},
       Rule::no_view_admits,
       refused},
      {"view of a key, another key",
       from("192.0.2.1", key("ns2.key.")),
       {"signed", rows()},
       Rule::no_view_admits,
       refused},
      {"view of a key, the key of a row that sees nothing",
       from("192.0.2.2", key("ns2.key.")),
       {"signed", rows()},
       Rule::no_view_admits,
       refused},
      {"view of addresses, another address",
       from("198.51.100.1"),
       {"inside", rows()},
       Rule::no_view_admits,
       refused},
      {"not served where it was asked",
       from("192.0.2.1", nullptr, "203.0.113.1:53"),
       {"z", rows()},
       Rule::other_network,
       refused},
      {"served where it was asked",
       from("192.0.2.1", nullptr, "203.0.113.1:53"),
       {"z", rows(), {1}},
       Rule::address_of_row,
       Rcode::noerror,
       0},
      {"a network without views",
       from("192.0.2.1", key("partner.key."), "203.0.113.2:53"),
       {"signed", rows(), {2}},
       Rule::no_view_admits,
       refused},
      // 4. a valid key admits
      {"key of a row, its address",
       from("192.0.2.2", key("ns2.key.")),
       {"z", rows()},
       Rule::key_of_row,
       Rcode::noerror,
       1},
      {"key of a row, any address, any letter case",
       from("2001:db8::7", key("NS2.Key.")),
       {"z", rows()},
       Rule::key_of_row,
       Rcode::noerror,
       1},
      {"key of a row for NOTIFY alone, from elsewhere",
       from("198.51.100.9", key("ns3.key.")),
       {"z", rows()},
       Rule::no_row,
       refused},
      {"key of transfer_acls",
       from("198.51.100.9", key("partner.key.")),
       {"z", rows({"partner"})},
       Rule::key_of_transfer_acl},
      {"second key of the ACL",
       from("198.51.100.9", key("new.key.")),
       {"z", rows({"partner"})},
       Rule::key_of_transfer_acl},
      {"key of the second of transfer_acls",
       from("203.0.114.9", key("partner.key.")),
       {"z", nobody_listed({"partner-at-home", "partner"})},
       Rule::key_of_transfer_acl},
      {"key and prefix of transfer_acls",
       from("198.51.100.9", key("home.key.")),
       {"z", rows({"partner-at-home"})},
       Rule::key_of_transfer_acl},
      {"key of transfer_acls, outside its prefixes",
       from("192.0.3.9", key("home.key.")),
       {"z", rows({"partner-at-home"})},
       Rule::no_row,
       refused},
      {"prefix of transfer_acls, without the key",
       from("198.51.100.9"),
       {"z", rows({"partner-at-home"})},
       Rule::no_row,
       refused},
      {"a transfer ACL of prefixes alone",
       from("192.0.2.9", key("partner.key.")),
       {"z", nobody_listed({"office"})},
       Rule::no_row,
       refused},
      {"a transfer ACL that is gone",
       from("192.0.2.9", key("partner.key.")),
       {"z", nobody_listed({"gone"})},
       Rule::no_row,
       refused},
      {"another key than that of transfer_acls",
       from("198.51.100.9", key("other.key.")),
       {"z", rows({"partner"})},
       Rule::no_row,
       refused},
      {"key of the view",
       from("198.51.100.9", key("partner.key.")),
       {"signed", nobody_listed()},
       Rule::key_of_view},
      {"key and prefix of the view",
       from("198.51.100.9", key("home.key.")),
       {"home", nobody_listed()},
       Rule::key_of_view},
      {"key of the view from an address of the view",
       from("192.0.2.9", key("partner.key.")),
       {"mixed", nobody_listed()},
       Rule::key_of_view},
      {"key of the view at a row that demands another",
       from("192.0.2.2", key("partner.key.")),
       {"mixed", rows()},
       Rule::key_of_view},
      // 5. the most specific row
      {"listed address", from("192.0.2.1"), {"z", rows()}, Rule::address_of_row, Rcode::noerror, 0},
      {"listed address, signed with whatever",
       from("192.0.2.1", key("other.key.")),
       {"z", rows()},
       Rule::address_of_row,
       Rcode::noerror,
       0},
      {"listed block",
       from("203.0.113.200"),
       {"z", rows()},
       Rule::address_of_row,
       Rcode::noerror,
       2},
      {"listed, its key signs NOTIFY alone",
       from("192.0.2.3"),
       {"z", rows()},
       Rule::address_of_row,
       Rcode::noerror,
       3},
      {"row that demands its key, unsigned",
       from("192.0.2.2"),
       {"z", rows()},
       Rule::row_demands_key,
       refused,
       1},
      {"row that demands its key, another one",
       from("192.0.2.2", key("ns3.key.")),
       {"z", rows()},
       Rule::row_demands_key,
       refused,
       1},
      {"listed address in a view of addresses",
       from("192.0.2.1"),
       {"inside", rows()},
       Rule::address_of_row,
       Rcode::noerror,
       0},
      // 6. nobody else
      {"nobody", from("198.51.100.9"), {"z", rows()}, Rule::no_row, refused},
      {"an empty list", from("192.0.2.1"), {"z", nobody_listed()}, Rule::no_row, refused},
      {"a view matched by address",
       from("192.0.2.9"),
       {"inside", nobody_listed()},
       Rule::view_by_address,
       refused},
      {"a view matched by address, signed with another key",
       from("192.0.2.9", key("other.key.")),
       {"mixed", nobody_listed()},
       Rule::view_by_address,
       refused},
      // Admitted, but there is nothing to have.
      {"unservable",
       from("192.0.2.1"),
       {"z", rows(), {0}, true},
       Rule::unservable,
       Rcode::servfail,
       0},
      {"unservable, and not admitted",
       from("198.51.100.9"),
       {"z", rows(), {0}, true},
       Rule::no_row,
       refused},
  };
  for (const auto& line : table) {
    SCOPED_TRACE(line.what);
    const auto decision = decide(Operation::transfer, line.client, {line.zone}, line.tsig);
    EXPECT_EQ(name_of(decision.rule), name_of(line.rule));
    EXPECT_EQ(decision.rcode, line.rcode);
    EXPECT_EQ(decision.is_admitted, line.rcode == Rcode::noerror);
    EXPECT_EQ(decision.row, line.row);
    EXPECT_EQ(decision.ede, line.rcode == Rcode::refused    ? std::optional(Ede::prohibited)
                            : line.rcode == Rcode::servfail ? std::optional(Ede::not_ready)
                                                            : std::nullopt);
  }
}

TEST_F(Decisions, on_queries_ask_only_who_sees_the_zone) {
  const auto at = [&](const Client& client, const Zone& zone) {
    const auto decision = decide(Operation::query, client, {zone});
    return std::string(name_of(decision.rule)) + " " + to_text(decision.rcode);
  };
  EXPECT_EQ(at(from("198.51.100.9"), {"z", disabled()}), "zone_in_no_view NOERROR");
  EXPECT_EQ(at(from("192.0.2.9"), {"inside"}), "view_admits NOERROR");
  EXPECT_EQ(at(from("198.51.100.9", key("new.key.")), {"signed"}), "view_admits NOERROR");
  EXPECT_EQ(at(from("198.51.100.9"), {"signed"}), "no_view_admits REFUSED");
  EXPECT_EQ(at(from("198.51.100.9", nullptr, "203.0.113.1:53"), {"z"}), "other_network REFUSED");
  EXPECT_EQ(at(from("198.51.100.9"), {"z", {}, {0}, true}), "unservable SERVFAIL");
}

TEST_F(Decisions, on_notify_refuse_what_is_seen_and_what_is_hidden) {
  const auto at = [&](const Client& client, const Zone& zone) {
    return decide(Operation::notify, client, {zone});
  };
  EXPECT_EQ(at(from("192.0.2.1"), {"z", rows()}).rule, Rule::is_primary);
  EXPECT_EQ(at(from("192.0.2.1"), {"z", rows()}).rcode, Rcode::refused);
  EXPECT_EQ(at(from("198.51.100.9"), {"signed", rows()}).rule, Rule::no_view_admits);
  EXPECT_EQ(decide(Operation::notify, from("192.0.2.1"), {}).rcode, Rcode::notauth);
}

TEST_F(Decisions, without_a_zone_say_so) {
  const auto query = decide(Operation::query, from("192.0.2.1"), {});
  EXPECT_EQ(query.rcode, Rcode::refused);
  EXPECT_EQ(query.ede, Ede::not_authoritative);
  const auto transfer = decide(Operation::transfer, from("192.0.2.1"), {});
  EXPECT_EQ(transfer.rule, Rule::no_zone);
  EXPECT_EQ(transfer.rcode, Rcode::notauth);
}

TEST_F(Decisions, of_zones_of_one_fqdn_the_first_view_wins_and_no_view_comes_last) {
  const std::vector<Zone> zones = {{"public"}, {"second"}, {"first"}};
  const auto chosen = [&](const Client& client, std::vector<Zone> of) {
    const auto decision = decide(Operation::query, client, of);
    return decision.zone < 0 ? "none" : of[static_cast<std::size_t>(decision.zone)].name;
  };
  EXPECT_EQ(chosen(from("192.0.2.1", key("partner.key.")), zones), "first");
  EXPECT_EQ(chosen(from("192.0.2.1"), zones), "second");
  EXPECT_EQ(chosen(from("2001:db8::1"), zones), "public");
  EXPECT_EQ(chosen(from("2001:db8::1"), {zones[1], zones[2]}), "none");
  EXPECT_EQ(chosen(from("192.0.2.1", key("partner.key.")), {zones[1], zones[2]}), "first");
}

TEST_F(Decisions, take_the_rows_of_the_zone_that_is_seen) {
  const std::vector<Zone> zones = {{"z", rows()}, {"first", nobody_listed()}};
  const auto outside = decide(Operation::transfer, from("192.0.2.1"), zones);
  EXPECT_EQ(outside.zone, 0);
  EXPECT_EQ(outside.rule, Rule::address_of_row);
  const auto inside = decide(Operation::transfer, from("192.0.2.1", key("partner.key.")), zones);
  EXPECT_EQ(inside.zone, 1);
  EXPECT_EQ(inside.rule, Rule::key_of_view);
  ASSERT_NE(inside.view, nullptr);
  EXPECT_EQ(*inside.view, "first");
}

}  // namespace
}  // namespace zonecast::access
