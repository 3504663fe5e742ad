// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/kept_zone.h"

#include <gtest/gtest.h>

namespace zonecast::control {
namespace {

dns::Name name(const std::string& text) { return *dns::Name::from_text(text); }

model::Secondary row(const std::string& address, const std::string& key = {}) {
  model::Secondary out;
  out.address = *base::IpPrefix::parse(address);
  if (!key.empty()) out.tsig = model::SecondaryTsig{name(key), true};
  return out;
}

TEST(SettingsPool, keeps_equal_settings_once_and_as_long_as_a_zone_has_them) {
  SettingsPool pool;
  KeptZones zones;
  const auto use = [&](const std::string& zone, std::vector<model::Secondary> rows) {
    model::ZoneSettings settings;
    settings.primary.secondaries = std::move(rows);
    auto& named = *zones.try_emplace(zone).first;
    pool.use(named, settings);
    return named.second.shared;
  };
  const auto* first = use("a", {row("192.0.2.1", "k.")});
  const auto* other = use("b", {row("192.0.2.2")});
  EXPECT_EQ(use("c", {row("192.0.2.1", "k.")}), first);
  EXPECT_NE(other, first);
  EXPECT_EQ(pool.size(), 2U);
  EXPECT_EQ(use("b", {row("192.0.2.1", "k.")}), first);
  EXPECT_EQ(pool.size(), 1U);
  for (auto& zone : zones) pool.remove_user(zone);
  EXPECT_EQ(pool.size(), 0U);
  EXPECT_TRUE(pool.uses_of_key(name("k.")).empty());
}

}  // namespace
}  // namespace zonecast::control
