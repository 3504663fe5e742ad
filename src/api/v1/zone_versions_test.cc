// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/zone_versions.h"

#include "api/api_test_bed.h"

namespace zonecast::api {
namespace {

class ZoneVersionsTest : public ApiTestBed {};

TEST_F(ZoneVersionsTest, are_listed_as_ns1_does) {
  EXPECT_EQ(ask("GET", "/v1/zones/example.org/versions"),
            R"(200 [{"id":1,"name":"1","active":true,"activated_at":1795348900,)"
            R"("created_at":1795348800},{"id":2,"name":"before","active":false,"activated_at":0,)"
            R"("created_at":1795348850}])");
}

TEST_F(ZoneVersionsTest, are_made_with_or_without_a_body) {
  EXPECT_TRUE(
      ask("PUT", "/v1/zones/example.org/versions?force=false").starts_with("200 {\"id\":3,"));
  EXPECT_EQ(copies.when_full_last, control::ZoneCopies::WhenFull::refuse);
  EXPECT_TRUE(ask("PUT", "/v1/zones/example.org/versions?force=true", R"({"name":"spring"})")
                  .starts_with(R"(200 {"id":3,"name":"spring",)"));
  EXPECT_EQ(copies.when_full_last, control::ZoneCopies::WhenFull::replace_oldest);
}

TEST_F(ZoneVersionsTest, are_activated_and_deleted) {
  EXPECT_TRUE(ask("POST", "/v1/zones/example.org/versions/2/activate")
                  .starts_with(R"(200 {"id":2,"name":"before","active":true,)"));
  EXPECT_EQ(ask("DELETE", "/v1/zones/example.org/versions/2"), "200 {}");
  EXPECT_EQ(ask("POST", "/v1/zones/example.org/versions/99999999999/activate"),
            R"(404 {"message":"version not found"})");
}

}  // namespace
}  // namespace zonecast::api
