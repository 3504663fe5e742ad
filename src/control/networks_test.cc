// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/networks.h"

#include <gtest/gtest.h>

#include "control/control_test_bed.h"

namespace zonecast::control {
namespace {

using Numbers = std::vector<std::int64_t>;

class NetworksTest : public ::testing::Test {
 protected:
  TemporaryDirectory directory;
  ControlTestBed bed{directory.path()};
  Networks& networks = bed.networks;

  static NetworkDraft named(const char* network_name) {
    NetworkDraft draft;
    draft.name = network_name;
    return draft;
  }
};

TEST_F(NetworksTest, network_0_is_there_and_can_be_changed_but_not_deleted) {
  ASSERT_EQ(networks.list().size(), 1U);
  EXPECT_EQ(networks.get(0)->object.name, "zonecast");
  NetworkDraft draft;
  draft.label = "Everything";
  ASSERT_TRUE(networks.update(0, draft, {}));
  ASSERT_TRUE(networks.update(0, named("all"), {}));
  EXPECT_EQ(networks.get(0)->object.label, "Everything");
  EXPECT_EQ(networks.get(0)->object.name, "all");
  EXPECT_EQ(networks.list().size(), 1U);
  EXPECT_EQ(networks.remove(0, {}).error().kind, ProblemKind::conflict);
  EXPECT_FALSE(networks.create(0, named("again"), {}));
}

TEST_F(NetworksTest, the_next_free_number_is_given) {
  EXPECT_EQ(networks.create({}, named("a"), {})->object.id, 1);
  EXPECT_EQ(networks.create(7, named("b"), {})->object.id, 7);
  EXPECT_EQ(networks.create({}, named("c"), {})->object.id, 8);
  EXPECT_EQ(networks.create(7, named("d"), {}).error().message, "conflicts with existing resource");
}

TEST_F(NetworksTest, a_name_and_a_listen_address_belong_to_one) {
  auto first = named("a");
  first.listen.emplace({*base::SocketAddress::parse("192.0.2.1:53")});
  ASSERT_TRUE(networks.create({}, first, {}));
  const auto second = networks.create({}, first, {});
  ASSERT_FALSE(second);
  ASSERT_EQ(second.error().fields.size(), 2U);
  EXPECT_EQ(second.error().fields[1].path, "listen[0]");
  EXPECT_EQ(networks.create({}, {}, {}).error().fields.at(0).code, "required");
}

TEST_F(NetworksTest, one_that_a_zone_or_a_view_uses_stays) {
  ASSERT_TRUE(networks.create({}, named("a"), {}));
  ZoneDraft zone;
  zone.networks = Numbers{0, 1};
  ASSERT_TRUE(bed.zones.create("example.org", name("example.org."), zone, {}));
  ViewDraft view;
  view.networks = Numbers{1};
  ASSERT_TRUE(bed.view_service.create("inside", view, {}));
  EXPECT_EQ(networks.remove(1, {}).error().message,
            "Network 1 is used by view inside, zone example.org");
}

}  // namespace
}  // namespace zonecast::control
