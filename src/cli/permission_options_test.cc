// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/permission_options.h"

#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

namespace zonecast::cli {
namespace {

TEST(PermissionOptions, become_the_object_of_the_api) {
  PermissionOptions options;
  options.manage = true;
  options.zones = {"example.org"};
  options.activity = true;
  EXPECT_EQ(boost::json::serialize(permissions_of(options)),
            R"({"dns":{"view_zones":true,"manage_zones":true,"zones_allow_by_default":false,)"
            R"("zones_allow":["example.org"]},"account":{"view_activity_log":true,)"
            R"("manage_apikeys":false,"manage_users":false,"manage_teams":false},)"
            R"("security":{"view_tsig_secrets":false}})");
}

}  // namespace
}  // namespace zonecast::cli
