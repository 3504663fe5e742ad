// SPDX-License-Identifier: GPL-3.0-or-later
#include "access/transfer_policy.h"

#include <gtest/gtest.h>

#include "access/sample_clients.h"

namespace zonecast::access {
namespace {

using testing::from;
using testing::key;
using testing::row;
using testing::row_with_key;

TransferPolicy policy(std::vector<model::Secondary> rows) {
  return TransferPolicy(model::OutgoingTransfers{.enabled = true, .secondaries = std::move(rows)});
}

void expect_by_address(const TransferPolicy& rows, const char* address, int row_index,
                       bool admits) {
  const auto listed = rows.by_address(*base::IpAddress::parse(address));
  EXPECT_EQ(listed.row, row_index) << address;
  EXPECT_EQ(listed.admits, admits) << address;
}

TEST(TransferPolicy, is_disabled_by_default) {
  EXPECT_FALSE(TransferPolicy().enabled());
  EXPECT_TRUE(policy({}).enabled());
  expect_by_address(policy({}), "192.0.2.1", -1, false);
}

TEST(TransferPolicy, the_most_specific_row_decides_whatever_the_order) {
  const auto open_net_closed_host =
      policy({row("192.0.2.0/24"), row_with_key("192.0.2.1", "ns1.key.", true)});
  expect_by_address(open_net_closed_host, "192.0.2.1", 1, false);
  expect_by_address(open_net_closed_host, "192.0.2.2", 0, true);

  const auto closed_net_open_host =
      policy({row("2001:db8::7"), row_with_key("2001:db8::/32", "net.key.", true)});
  expect_by_address(closed_net_open_host, "2001:db8::7", 0, true);
  expect_by_address(closed_net_open_host, "2001:db8::8", 1, false);
}

TEST(TransferPolicy, of_rows_with_one_prefix_and_several_ports_one_that_admits_is_enough) {
  for (const bool open_first : {true, false}) {
    auto rows =
        std::vector{row("192.0.2.1", 5301), row_with_key("192.0.2.1", "ns1.key.", true, 5302)};
    if (!open_first) std::swap(rows[0], rows[1]);
    const int open = open_first ? 0 : 1;
    expect_by_address(policy(rows), "192.0.2.1", open, true);
    EXPECT_EQ(policy(rows).row_of_demanded_key(from("192.0.2.1", key("ns1.key."))), 1 - open);
  }
}

TEST(TransferPolicy, a_block_of_zero_length_lists_everybody_of_its_family) {
  const auto rows = policy({row("0.0.0.0/0")});
  expect_by_address(rows, "203.0.113.5", 0, true);
  expect_by_address(rows, "2001:db8::5", -1, false);
}

TEST(TransferPolicy, a_key_is_demanded_only_by_rows_that_say_so) {
  const auto rows = policy(
      {row_with_key("192.0.2.1", "ns1.key.", false), row_with_key("192.0.2.2", "ns2.key.", true)});
  EXPECT_EQ(rows.row_of_demanded_key(from("192.0.2.1", key("ns1.key."))), -1);
  EXPECT_EQ(rows.row_of_demanded_key(from("198.51.100.1", key("NS2.Key."))), 1);
  EXPECT_EQ(rows.row_of_demanded_key(from("192.0.2.2")), -1);
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

TEST(TransferPolicy, tells_the_network_that_a_row_is_notified_from) {
  auto first = row("192.0.2.1");
  first.networks = {7, 8};
  const auto rows = policy({first, row("192.0.2.2")});
  EXPECT_EQ(rows.network_of(*base::SocketAddress::parse("192.0.2.1:53")), 7);
  EXPECT_FALSE(rows.network_of(*base::SocketAddress::parse("192.0.2.1:5353")));
  EXPECT_FALSE(rows.network_of(*base::SocketAddress::parse("192.0.2.2:53")));
}

TEST(TransferPolicy, a_row_takes_the_key_that_its_own_is_rolled_over_to) {
  const auto rows = policy({row_with_key("192.0.2.1", "old.key.", true)});
  const auto rolled = std::make_shared<const dns::TsigKey>(
      *key("new.key."), std::optional(testing::name("old.key.")));
  EXPECT_EQ(rows.row_of_demanded_key(from("192.0.2.1", rolled)), 0);
  EXPECT_EQ(rows.row_of(from("198.51.100.1", rolled)), 0);
  EXPECT_EQ(rows.row_of_demanded_key(from("192.0.2.1", key("new.key."))), -1);
}

}  // namespace
}  // namespace zonecast::access
