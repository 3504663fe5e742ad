// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/config.h"

#include <gtest/gtest.h>

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

namespace zonecast::app {
namespace {

class ConfigTest : public testing::Test {
 protected:
  base::Result<Config> read(const std::string& text) {
    std::ofstream(path_) << text;
    return read_config(path_);
  }
  void TearDown() override { std::remove(path_.c_str()); }
  std::string path_ = std::filesystem::temp_directory_path() /
                      ("zonecast-config-" + std::to_string(::getpid()) + ".toml");
};

TEST_F(ConfigTest, reads_every_section) {
  const auto config = read(R"(
[server]
data = "/var/lib/zonecast"
dns = ["192.0.2.1:53", "[2001:db8::1]:53"]
api = "127.0.0.1:8053"
names = ["dns.example.org", "dns"]
[zones]
name_servers = ["ns1.example.org", "ns2.example.org."]
hostmaster = "dns.example.org"
serial_policy = "date"
nx_ttl = 60
[notify]
rate_per_second = 100
[sessions]
idle_seconds = 600
absolute_seconds = 7200
[alias]
resolvers = ["192.0.2.53:53", "[2001:db8::53]:5353"]
)");
  ASSERT_TRUE(config) << config.error().message;
  ASSERT_EQ(config->alias.servers.size(), 2U);
  EXPECT_EQ(config->alias.servers[1].to_text(), "[2001:db8::53]:5353");
  EXPECT_EQ(config->dns.size(), 2U);
  EXPECT_EQ(config->names, (std::vector<std::string>{"dns.example.org", "dns"}));
  EXPECT_EQ(config->zones.name_servers.size(), 2U);
  EXPECT_EQ(config->zones.serial_policy, model::SerialPolicy::date);
  EXPECT_EQ(config->zones.nx_ttl, 60U);
  EXPECT_EQ(config->notify.rate_per_second, 100U);
  EXPECT_EQ(config->sessions.idle, std::chrono::minutes(10));
  EXPECT_EQ(config->sessions.absolute, std::chrono::hours(2));
  EXPECT_TRUE(check_config(*config));
}

TEST_F(ConfigTest, names_the_line_of_what_is_wrong) {
  const std::pair<const char*, const char*> cases[] = {
      {"[server]\ndsn = \"127.0.0.1:53\"\n", ":2: unknown member server.dsn"},
      {"[server]\nnames = \"https://dns.example.org\"\n", ":2: server.names \"https:"},
      {"[sessions]\nidle_seconds = 1\n",
       ":2: sessions.idle_seconds must be a number of seconds from 5 to 2592000"},
      {"[sever]\n", "unknown section [sever]"},
      {"[server]\ndns = \"127.0.0.1\"\n", ":2: server.dns \"127.0.0.1\" is not ADDRESS:PORT"},
      {"[zones]\nnx_ttl = -1\n", ":2: zones.nx_ttl must be a number of seconds"},
      {"[zones]\nserial_policy = \"random\"\n", ":2: zones.serial_policy must be"},
      {"[server\n", ":1: "},
  };
  for (const auto& [text, expected] : cases) {
    const auto config = read(text);
    ASSERT_FALSE(config) << text;
    EXPECT_NE(config.error().message.find(expected), std::string::npos) << config.error().message;
  }
}

TEST_F(ConfigTest, refuses_plain_http_beyond_loopback) {
  Config config;
  config.data_directory = "d";
  config.dns = {*base::SocketAddress::parse("192.0.2.1:53")};
  config.api = {*base::SocketAddress::parse("192.0.2.1:8053")};
  EXPECT_FALSE(check_config(config));
  config.insecure_http = true;
  EXPECT_TRUE(check_config(config));
}

}  // namespace
}  // namespace zonecast::app
