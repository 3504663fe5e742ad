// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/acls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "control/control_test_bed.h"

namespace zonecast::control {
namespace {

using Names = std::vector<std::string>;

using ::testing::HasSubstr;

class AclsTest : public ::testing::Test {
 protected:
  TemporaryDirectory directory;
  ControlTestBed bed{directory.path()};
  Acls& acls = bed.acls;

  void make_key(const char* key) {
    ASSERT_TRUE(
        bed.tsig_keys.create(name(key), {.algorithm = {}, .secret = base::Bytes{1, 2, 3}}, {}));
  }
  static AclDraft prefixes(const char* prefix) {
    AclDraft draft;
    draft.src_prefixes.emplace({*base::IpPrefix::parse(prefix)});
    return draft;
  }
};

TEST_F(AclsTest, members_left_out_stay) {
  make_key("k.example.org.");
  auto draft = prefixes("192.0.2.0/24");
  draft.tsig_keys.emplace({name("k.example.org.")});
  const auto made = acls.create("office", draft, {});
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(made->object.created_at, 1'700'000'000);

  const auto changed = acls.update("office", prefixes("198.51.100.0/24"), {});
  ASSERT_TRUE(changed);
  EXPECT_GT(changed->version, made->version);
  EXPECT_EQ(changed->object.tsig_keys.size(), 1U);
  EXPECT_EQ(changed->object.src_prefixes.at(0).to_text(), "198.51.100.0/24");
  EXPECT_EQ(acls.get("office")->version, changed->version);
}

TEST_F(AclsTest, a_change_without_effect_is_no_commit) {
  const auto made = acls.create("office", prefixes("192.0.2.0/24"), {});
  const auto same = acls.update("office", prefixes("192.0.2.0/24"), {});
  ASSERT_TRUE(made && same);
  EXPECT_EQ(same->version, made->version);
}

TEST_F(AclsTest, every_key_that_is_not_there_is_told) {
  AclDraft draft;
  draft.tsig_keys.emplace({name("a.example.org."), name("b.example.org.")});
  const auto made = acls.create("office", draft, {});
  ASSERT_FALSE(made);
  ASSERT_EQ(made.error().fields.size(), 2U);
  EXPECT_EQ(made.error().fields[1].path, "tsig_keys[1]");
  EXPECT_EQ(made.error().fields[1].code, "unknown_key");
}

TEST_F(AclsTest, what_is_there_and_what_is_not_is_told_in_ns1s_words) {
  ASSERT_TRUE(acls.create("office", {}, {}));
  EXPECT_EQ(acls.create("office", {}, {}).error().message, "conflicts with existing resource");
  EXPECT_EQ(acls.update("absent", {}, {}).error().message, "Resource not found");
  EXPECT_EQ(acls.remove("absent", {}).error().kind, ProblemKind::not_found);
}

TEST_F(AclsTest, one_that_a_view_or_a_zone_uses_stays) {
  ASSERT_TRUE(acls.create("office", {}, {}));
  ViewDraft view;
  view.read_acls = Names{"office"};
  ASSERT_TRUE(bed.view_service.create("inside", view, {}));
  ZoneDraft zone;
  zone.transfer_acls = Names{"office"};
  ASSERT_TRUE(bed.zones.create("example.org", name("example.org."), zone, {}));
  const auto removed = acls.remove("office", {});
  ASSERT_FALSE(removed);
  EXPECT_EQ(removed.error().kind, ProblemKind::conflict);
  EXPECT_EQ(removed.error().message, "ACL office is used by view inside, zone example.org");

  ASSERT_TRUE(bed.zones.remove("example.org", {}));
  ASSERT_TRUE(bed.view_service.remove("inside", {}));
  EXPECT_TRUE(acls.remove("office", {}));
}

TEST_F(AclsTest, a_change_against_an_older_version_is_refused) {
  const auto made = acls.create("office", {}, {});
  ASSERT_TRUE(acls.update("office", prefixes("192.0.2.0/24"), {}));
  Request request;
  request.precondition.tags = {version_tag(made->version)};
  EXPECT_EQ(acls.update("office", prefixes("192.0.2.1"), request).error().kind,
            ProblemKind::precondition_failed);
  EXPECT_EQ(acls.remove("office", request).error().kind, ProblemKind::precondition_failed);
}

}  // namespace
}  // namespace zonecast::control
