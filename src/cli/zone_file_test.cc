// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/zone_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace zonecast::cli {
namespace {

class ZoneFileOnDisk : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_ / "parts"); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name) << text;
    return (folder_ / name).string();
  }
  static std::string all(const ZoneFileText& next) {
    std::string text;
    for (auto piece = next(); !piece.empty(); piece = next()) text += piece;
    return text;
  }

  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() /
      ("zonecast-zone-file-" +
       std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
};

TEST(ZoneOfFile, is_its_name_without_the_ending) {
  EXPECT_EQ(zone_of_file("/srv/zones/example.org.zone"), "example.org");
  EXPECT_EQ(zone_of_file("db.example.org"), "example.org");
  EXPECT_EQ(zone_of_file("zones/Example.ORG"), "Example.ORG");
  EXPECT_EQ(zone_of_file("2.0.192.in-addr.arpa.db"), "2.0.192.in-addr.arpa");
}

TEST(ZoneOfFile, knows_the_root) { EXPECT_EQ(zone_of_file("root.zone"), "."); }

TEST(ZoneOfFile, refuses_what_is_no_name) {
  EXPECT_FALSE(zone_of_file("zones/"));
  EXPECT_FALSE(zone_of_file("a..b.zone"));
}

TEST(PlaceAndReason, puts_the_line_behind_the_file) {
  EXPECT_EQ(place_and_reason("a.zone", "line 12: unknown type"), "a.zone:12: unknown type");
  EXPECT_EQ(place_and_reason("a.zone", "zone already exists"), "a.zone: zone already exists");
  EXPECT_EQ(place_and_reason("a.zone", "a line of text"), "a.zone: a line of text");
}

TEST_F(ZoneFileOnDisk, is_passed_on_as_it_is) {
  const std::string text = "@ 300 IN A 192.0.2.1 ; comments stay\n";
  const auto opened = open_zone_file(write("example.org.zone", text), "example.org");
  ASSERT_TRUE(opened);
  EXPECT_EQ(all(opened->next), text);
}

TEST_F(ZoneFileOnDisk, has_its_includes_put_in) {
  write("parts/hosts", "www 300 A 192.0.2.80\n");
  const auto opened = open_zone_file(
      write("example.org.zone", "@ 300 A 192.0.2.1\n$INCLUDE parts/hosts\nmail 300 A 192.0.2.25\n"),
      "example.org");
  ASSERT_TRUE(opened) << opened.error().message;
  const auto text = all(opened->next);
  EXPECT_NE(text.find("www.example.org."), std::string::npos) << text;
  EXPECT_NE(text.find("mail.example.org."), std::string::npos) << text;
}

TEST_F(ZoneFileOnDisk, may_not_include_what_lies_elsewhere) {
  const auto opened = open_zone_file(
      write("example.org.zone", "@ 300 A 192.0.2.1\n$INCLUDE /etc/hostname\n"), "example.org");
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().message.find("example.org.zone:2: "), std::string::npos)
      << opened.error().message;
}

TEST_F(ZoneFileOnDisk, that_is_missing_is_told) {
  const auto opened = open_zone_file((folder_ / "none").string(), "example.org");
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().message.find("cannot be read"), std::string::npos);
}

}  // namespace
}  // namespace zonecast::cli
