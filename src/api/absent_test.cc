// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/absent.h"

#include "api/api_test_bed.h"

namespace zonecast::api {
namespace {

class AbsentTest : public ApiTestBed {};

TEST_F(AbsentTest, lists_that_clients_read_are_empty) {
  for (const auto* path : {"/v1/monitoring/jobs", "/v1/lists/", "/v1/data/sources",
                           "/v1/data/feeds/5e2f", "/v1/applications", "/v1/datasets"}) {
    EXPECT_EQ(ask("GET", path), "200 []") << path;
  }
}

TEST_F(AbsentTest, what_is_deliberately_not_there_says_so) {
  EXPECT_EQ(ask("PUT", "/v1/monitoring/jobs", "{}"),
            R"(501 {"message":"Monitoring: not supported by this server"})");
  EXPECT_EQ(ask("GET", "/v1/monitoring/jobs/5e2f"),
            R"(404 {"message":"Monitoring: not found, this server has no such thing"})");
  EXPECT_EQ(ask("POST", "/v1/redirect", "{}"),
            R"(501 {"message":"HTTP redirects: not supported by this server"})");
}

TEST_F(AbsentTest, other_paths_are_not_found_and_keys_come_first) {
  EXPECT_EQ(ask("GET", "/v1/monitors"), R"(404 {"message":"not found"})");
  EXPECT_EQ(ask("PUT", "/v1/datasetsx", "{}"), R"(404 {"message":"not found"})");
  auto request = request_of("GET", "/v1/monitoring/jobs");
  request.headers.erase("x-nsone-key");
  EXPECT_EQ(ask(request), R"(401 {"message":"Unauthorized"})");
}

}  // namespace
}  // namespace zonecast::api
