// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/import_command.h"

#include <gtest/gtest.h>

#include "cli/import_batch.h"

namespace zonecast::cli {
namespace {

TEST(SecondaryArgument, takes_address_port_and_notify) {
  const auto secondary = SecondaryArgument::parse("192.0.2.53:5300,notify");
  ASSERT_TRUE(secondary);
  EXPECT_EQ(secondary->address.to_text(), "192.0.2.53");
  EXPECT_EQ(secondary->port, 5300);
  EXPECT_TRUE(secondary->notify);
}

TEST(SecondaryArgument, needs_neither_port_nor_notify) {
  const auto secondary = SecondaryArgument::parse("192.0.2.53");
  ASSERT_TRUE(secondary);
  EXPECT_EQ(secondary->port, 53);
  EXPECT_FALSE(secondary->notify);
}

TEST(SecondaryArgument, takes_ipv6_and_blocks) {
  EXPECT_EQ(SecondaryArgument::parse("[2001:db8::53]:5300")->port, 5300);
  EXPECT_EQ(SecondaryArgument::parse("2001:db8::53")->address.to_text(), "2001:db8::53");
  EXPECT_EQ(SecondaryArgument::parse("192.0.2.0/24")->address.to_text(), "192.0.2.0/24");
}

TEST(SecondaryArgument, refuses_what_could_not_be_meant) {
  for (const auto* text : {"", "ns2.example.org", "192.0.2.53:0", "192.0.2.53:99999",
                           "192.0.2.53:53,loud", "192.0.2.0/24,notify", "192.0.2.1/24"}) {
    EXPECT_FALSE(SecondaryArgument::parse(text)) << text;
  }
}

TEST(SecondaryArgument, becomes_the_primary_member) {
  EXPECT_EQ(primary_json({*SecondaryArgument::parse("192.0.2.53:5300,notify")}),
            R"({"enabled":true,"secondaries":[{"ip":"192.0.2.53","port":5300,"notify":true}]})");
}

TEST(ImportBatch, is_one_part_per_zone) {
  ImportBatch batch("b", "");
  EXPECT_TRUE(batch.is_empty());
  batch.add("/srv/example.org.zone", "example.org", "@ A 192.0.2.1\n");
  batch.add("/srv/a\"b.zone", "example.net", "");
  EXPECT_EQ(batch.content_type(), "multipart/form-data; boundary=b");
  EXPECT_EQ(
      batch.body(),
      "--b\r\nContent-Disposition: form-data; name=\"example.org\"; "
      "filename=\"example.org.zone\"\r\n"
      "Content-Type: text/dns\r\n\r\n@ A 192.0.2.1\n\r\n"
      "--b\r\nContent-Disposition: form-data; name=\"example.net\"; filename=\"a%22b.zone\"\r\n"
      "Content-Type: text/dns\r\n\r\n\r\n--b--\r\n");
  EXPECT_EQ(batch.paths().size(), 2u);
  batch.clear();
  EXPECT_TRUE(batch.is_empty());
}

TEST(ImportBatch, starts_with_the_settings_of_all_and_calls_the_root_root) {
  ImportBatch batch("b", "{\"x\":1}");
  batch.add("root.zone", ".", "");
  EXPECT_EQ(batch.body(),
            "--b\r\nContent-Disposition: form-data; name=\"settings\"\r\n\r\n{\"x\":1}\r\n"
            "--b\r\nContent-Disposition: form-data; name=\"root\"; filename=\"root.zone\"\r\n"
            "Content-Type: text/dns\r\n\r\n\r\n--b--\r\n");
}

TEST(ImportBatch, is_full_at_its_number_of_files) {
  ImportBatch batch("b", "");
  for (std::size_t i = 0; i < batch_files_max; ++i) {
    EXPECT_FALSE(batch.is_full());
    batch.add("x", "x.example", "");
  }
  EXPECT_TRUE(batch.is_full());
}

TEST(ImportBatch, is_full_at_its_number_of_octets) {
  ImportBatch batch("b", "");
  batch.add("x", "x.example", std::string(batch_octets_max, ' '));
  EXPECT_TRUE(batch.is_full());
}

}  // namespace
}  // namespace zonecast::cli
