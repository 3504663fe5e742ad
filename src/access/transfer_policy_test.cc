// SPDX-License-Identifier: GPL-3.0-or-later
#include "access/transfer_policy.h"

#include <gtest/gtest.h>

namespace zonecast::access {
namespace {

using Rule = TransferPolicy::Rule;

dns::Name name(const char* text) { return *dns::Name::from_text(text); }

dns::TsigKeyRef key(const char* key_name) {
  const base::Bytes secret(32, 0x5a);
  return std::make_shared<const dns::TsigKey>(name(key_name), dns::TsigAlgorithm::hmac_sha256,
                                              secret);
}

model::Secondary row(const char* prefix, std::uint16_t port = 53) {
  model::Secondary made;
  made.address = *base::IpPrefix::parse(prefix);
  made.port = port;
  return made;
}

/// A row whose key signs NOTIFY; transfers need it only when `transfers`.
model::Secondary row_with_key(const char* prefix, const char* key_name, bool transfers,
                              std::uint16_t port = 53) {
  auto made = row(prefix, port);
  made.tsig = model::SecondaryTsig{.key_name = name(key_name), .transfers = transfers};
  return made;
}

TransferPolicy policy(std::vector<model::Secondary> rows) {
  return TransferPolicy(model::OutgoingTransfers{.enabled = true, .secondaries = std::move(rows)});
}

Client from(const char* address, dns::TsigKeyRef signed_with = nullptr) {
  return {*base::IpAddress::parse(address), std::move(signed_with)};
}

void expect(const TransferPolicy::Decision& decision, bool admitted, Rule rule, int row_index) {
  EXPECT_EQ(decision.admitted, admitted);
  EXPECT_EQ(decision.rule, rule) << to_text(decision.rule);
  EXPECT_EQ(decision.row, row_index);
}

TEST(TransferPolicy, a_zone_without_settings_is_transferred_to_nobody) {
  expect(TransferPolicy().decide(from("127.0.0.1")), false, Rule::transfers_disabled, -1);
}

TEST(TransferPolicy, an_enabled_zone_without_rows_is_transferred_to_nobody) {
  expect(policy({}).decide(from("127.0.0.1")), false, Rule::no_row, -1);
}

TEST(TransferPolicy, disabled_refuses_even_the_key_of_a_row) {
  const TransferPolicy off(model::OutgoingTransfers{
      .enabled = false,
      .secondaries = {row("192.0.2.1"), row_with_key("192.0.2.2", "ns2.key.", true)}});
  expect(off.decide(from("192.0.2.1")), false, Rule::transfers_disabled, -1);
  expect(off.decide(from("192.0.2.2", key("ns2.key."))), false, Rule::transfers_disabled, -1);
}

TEST(TransferPolicy, a_row_without_key_admits_its_address_signed_or_not) {
  const auto rows = policy({row("192.0.2.1")});
  expect(rows.decide(from("192.0.2.1")), true, Rule::address_of_row, 0);
  expect(rows.decide(from("192.0.2.1", key("any.key."))), true, Rule::address_of_row, 0);
  expect(rows.decide(from("192.0.2.2")), false, Rule::no_row, -1);
  expect(rows.decide(from("2001:db8::1")), false, Rule::no_row, -1);
}

TEST(TransferPolicy, a_key_that_signs_notify_only_is_not_demanded_and_does_not_admit_elsewhere) {
  const auto rows = policy({row_with_key("192.0.2.1", "ns1.key.", false)});
  expect(rows.decide(from("192.0.2.1")), true, Rule::address_of_row, 0);
  expect(rows.decide(from("192.0.2.9", key("ns1.key."))), false, Rule::no_row, -1);
}

TEST(TransferPolicy, a_row_that_demands_its_key_refuses_unsigned_and_other_keys) {
  const auto rows = policy({row_with_key("192.0.2.1", "ns1.key.", true)});
  expect(rows.decide(from("192.0.2.1")), false, Rule::row_demands_key, 0);
  expect(rows.decide(from("192.0.2.1", key("other.key."))), false, Rule::row_demands_key, 0);
  expect(rows.decide(from("192.0.2.1", key("ns1.key."))), true, Rule::key_of_row, 0);
}

TEST(TransferPolicy, the_key_of_a_row_admits_from_any_address_and_in_any_letter_case) {
  const auto rows = policy({row_with_key("192.0.2.1", "ns1.key.", true)});
  expect(rows.decide(from("198.51.100.7", key("NS1.Key."))), true, Rule::key_of_row, 0);
  expect(rows.decide(from("2001:db8::7", key("ns1.key."))), true, Rule::key_of_row, 0);
}

TEST(TransferPolicy, the_most_specific_row_decides_whatever_the_order) {
  const auto open_net_closed_host =
      std::vector{row("192.0.2.0/24"), row_with_key("192.0.2.1", "ns1.key.", true)};
  expect(policy(open_net_closed_host).decide(from("192.0.2.1")), false, Rule::row_demands_key, 1);
  expect(policy(open_net_closed_host).decide(from("192.0.2.2")), true, Rule::address_of_row, 0);

  const auto closed_net_open_host =
      std::vector{row("2001:db8::7"), row_with_key("2001:db8::/32", "net.key.", true)};
  expect(policy(closed_net_open_host).decide(from("2001:db8::7")), true, Rule::address_of_row, 0);
  expect(policy(closed_net_open_host).decide(from("2001:db8::8")), false, Rule::row_demands_key, 1);
}

TEST(TransferPolicy, of_rows_with_one_prefix_and_several_ports_one_that_admits_is_enough) {
  for (const bool open_first : {true, false}) {
    auto rows =
        std::vector{row("192.0.2.1", 5301), row_with_key("192.0.2.1", "ns1.key.", true, 5302)};
    if (!open_first) std::swap(rows[0], rows[1]);
    const int open = open_first ? 0 : 1;
    expect(policy(rows).decide(from("192.0.2.1")), true, Rule::address_of_row, open);
    expect(policy(rows).decide(from("192.0.2.1", key("ns1.key."))), true, Rule::key_of_row,
           1 - open);
  }
}

TEST(TransferPolicy, a_block_of_zero_length_lists_everybody_of_its_family) {
  const auto rows = policy({row("0.0.0.0/0")});
  expect(rows.decide(from("203.0.113.5")), true, Rule::address_of_row, 0);
  expect(rows.decide(from("2001:db8::5")), false, Rule::no_row, -1);
}

TEST(TransferPolicy, bookkeeping_goes_by_key_first_and_address_second) {
  const auto rows =
      policy({row_with_key("192.0.2.1", "shared.key.", false, 5301),
              row_with_key("192.0.2.2", "shared.key.", true, 5302), row("198.51.100.0/24")});
  EXPECT_EQ(rows.row_of(from("192.0.2.2", key("shared.key."))), 1);
  EXPECT_EQ(rows.row_of(from("198.51.100.4", key("shared.key."))), 0);
  EXPECT_EQ(rows.row_of(from("198.51.100.4")), 2);
  EXPECT_EQ(rows.row_of(from("203.0.113.9")), -1);
  EXPECT_EQ(rows.secondary(1).to_text(), "192.0.2.2:5302");
  EXPECT_EQ(rows.secondary(2).to_text(), "198.51.100.0:53");
}

}  // namespace
}  // namespace zonecast::access
