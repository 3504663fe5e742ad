// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sql/net_difference.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "store/contents_for_tests.h"

namespace zonecast::store {
namespace {

using testing::contents;
using testing::difference;
using testing::Hosts;
using testing::name;
using testing::records;

TEST(NetDifference, leaves_out_what_comes_and_goes) {
  const auto apex = name("example.org.");
  const auto net =
      net_difference(std::vector{difference(apex, 1, 2, {1}, {2}), difference(apex, 2, 3, {2}, {3}),
                                 difference(apex, 3, 4, {}, {1})});
  EXPECT_EQ(net->from(), dns::Serial(1));
  EXPECT_EQ(net->to(), dns::Serial(4));
  EXPECT_EQ(net->deletion_count(), 0U);
  EXPECT_EQ(net->addition_count(), 1U);
}

TEST(NetDifference, does_at_once_what_the_differences_do_in_turn) {
  rc::check([](const std::vector<std::set<std::uint8_t>>& toggles) {
    RC_PRE(!toggles.empty());
    const auto apex = name("example.org.");
    Hosts hosts{1, 2, 3};
    const auto first = contents(apex, 1, hosts);
    std::vector<zone::DifferenceRef> differences;
    std::uint32_t serial = 1;
    for (const auto& toggled : toggles) {
      Hosts deleted;
      Hosts added;
      for (const auto number : toggled) (hosts.contains(number) ? deleted : added).insert(number);
      for (const auto number : deleted) hosts.erase(number);
      hosts.insert(added.begin(), added.end());
      differences.push_back(difference(apex, serial, serial + 1, deleted, added));
      ++serial;
    }
    const auto last = zone::revise(*first, *net_difference(differences));
    RC_ASSERT(records(last) == records(*contents(apex, serial, hosts)));
  });
}

}  // namespace
}  // namespace zonecast::store
