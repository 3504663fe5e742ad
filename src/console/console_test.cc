// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/console.h"

#include <gtest/gtest.h>

#include "console/asset.h"

namespace zonecast::console {
namespace {

const std::string pack =
    "/index.html\ttext/html\tno-cache\taa\tidentity\t0\t4\n"
    "/assets/a-1.js\ttext/javascript\timmutable\tbb\tidentity\t4\t6\n"
    "/assets/a-1.js\ttext/javascript\timmutable\tbb\tgzip\t10\t2\n"
    "/assets/a-1.js\ttext/javascript\timmutable\tbb\tbr\t12\t1\n"
    "\n"
    "pagescriptgzb";

http::Request get(std::string path) {
  http::Request request;
  request.method = "GET";
  request.path = std::move(path);
  return request;
}

std::string header(const http::Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return {};
}

TEST(Console, gives_files_under_their_names_and_the_page_for_every_other_address) {
  const auto console = Console::open(pack);
  ASSERT_TRUE(console);
  EXPECT_EQ(console->handle(get("/assets/a-1.js")).body, "script");
  for (const auto* path : {"/", "/index.html", "/dns/zones/example.org/transfers"}) {
    const auto response = console->handle(get(path));
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, "page");
    EXPECT_EQ(header(response, "Cache-Control"), "no-cache");
  }
  EXPECT_EQ(header(console->handle(get("/assets/a-1.js")), "Cache-Control"),
            "public, max-age=31536000, immutable");
}

TEST(Console, a_chunk_of_another_version_is_not_found_rather_than_a_page) {
  EXPECT_EQ(Console::open(pack)->handle(get("/assets/a-0.js")).status, 404);
}

TEST(Console, sends_the_smallest_form_that_the_client_takes) {
  const auto console = Console::open(pack);
  auto request = get("/assets/a-1.js");
  const std::pair<const char*, const char*> cases[] = {{"gzip, deflate, br", "b"},
                                                       {"gzip", "gz"},
                                                       {"GZIP;q=0.5", "gz"},
                                                       {"br;q=0, gzip;q=1.0", "gz"},
                                                       {"identity", "script"},
                                                       {"", "script"},
                                                       {"gzip;q=0.0, br; q=0", "script"},
                                                       {"brotli, x-gz", "script"}};
  for (const auto& [accepted, body] : cases) {
    request.headers.clear();
    request.headers.emplace("accept-encoding", accepted);
    const auto response = console->handle(request);
    EXPECT_EQ(response.body, body) << accepted;
    EXPECT_EQ(header(response, "Vary"), "Accept-Encoding");
  }
}

TEST(Console, answers_304_to_who_has_it) {
  auto request = get("/");
  request.headers.emplace("if-none-match", "\"aa\"");
  const auto response = Console::open(pack)->handle(request);
  EXPECT_EQ(response.status, 304);
  EXPECT_EQ(response.body, "");
}

TEST(Console, every_answer_forbids_what_the_page_does_not_need) {
  const auto console = Console::open(pack);
  for (const auto* path : {"/", "/assets/a-1.js", "/assets/gone.js"}) {
    const auto response = console->handle(get(path));
    const auto policy = header(response, "Content-Security-Policy");
    EXPECT_TRUE(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"));
    EXPECT_EQ(policy.find("unsafe"), std::string::npos);
    EXPECT_NE(policy.find("frame-ancestors 'none'"), std::string::npos);
    EXPECT_EQ(header(response, "X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(header(response, "Strict-Transport-Security"), "");
  }
  auto secure = get("/");
  secure.secure = true;
  EXPECT_EQ(header(console->handle(secure), "Strict-Transport-Security"), "max-age=31536000");
}

TEST(Console, only_reading_is_allowed) {
  auto request = get("/");
  request.method = "POST";
  const auto response = Console::open(pack)->handle(request);
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(header(response, "Allow"), "GET, HEAD");
}

TEST(Console, built_without_it_every_address_says_so) {
  const auto response = Console::open("")->handle(get("/dns/zones"));
  EXPECT_EQ(response.status, 404);
  EXPECT_NE(response.body.find("without its console"), std::string::npos);
}

TEST(Console, leaves_the_paths_of_the_api_alone) {
  for (const auto* path : {"/v1", "/v1/zones", "/healthz", "/metrics"}) {
    EXPECT_FALSE(is_console_path(path)) << path;
  }
  for (const auto* path : {"/", "/v2", "/v10", "/dns/zones"})
    EXPECT_TRUE(is_console_path(path)) << path;
}

TEST(Pack, an_index_that_lies_about_its_data_is_refused) {
  EXPECT_FALSE(read_pack("no index"));
  EXPECT_FALSE(read_pack("/a\tt\tno-cache\tx\tidentity\t0\t5\n\nabc"));
  EXPECT_FALSE(read_pack("/a\tt\tno-cache\tx\tzip\t0\t1\n\nabc"));
  EXPECT_FALSE(read_pack("/a\tt\tno-cache\tx\tidentity\t0\n\nabc"));
  EXPECT_TRUE(read_pack("/a\tt\tno-cache\tx\tidentity\t0\t3\n\nabc"));
}

TEST(Pack, what_is_embedded_can_be_read_and_has_a_page) {
  const auto assets = read_pack(embedded_pack());
  ASSERT_TRUE(assets) << assets.error().message;
  if (!embedded_pack().empty()) {
    EXPECT_TRUE(assets->contains("/index.html"));
    EXPECT_TRUE(assets->at("/index.html").brotli);
  }
}

}  // namespace
}  // namespace zonecast::console
