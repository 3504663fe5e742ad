// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/rerooted.h"

#include <gtest/gtest.h>

#include "dns/presentation.h"
#include "zone/sample_zones.h"

namespace zonecast::zone {
namespace {

constexpr const char* relative_zone = R"(
@ 3600 IN SOA ns1 hostmaster 7 3600 900 604800 300
@ 300 NS ns1
@ 300 NS ns.example.com.
@ 300 MX 10 mail
ns1 300 A 192.0.2.1
Mail 300 A 192.0.2.25
www 300 CNAME @
_sip._tcp 300 SRV 1 2 5060 mail
svc 300 HTTPS 1 mail alpn=h2
*.wild 300 TXT "example.org."
)";

std::vector<std::string> lines_of(const ZoneVersion& version) {
  std::vector<std::string> lines;
  version.for_each([&](const dns::RecordView& record) {
    lines.push_back(dns::record_to_text(record));
    return true;
  });
  return lines;
}

TEST(Rerooted, is_what_the_same_zone_file_is_below_another_origin) {
  const auto source = zone_from_text("example.org.", relative_zone);
  const auto other = rerooted(source, *dns::Name::from_text("mirror.example.net"));
  ASSERT_TRUE(other.has_value()) << other.error().message;
  EXPECT_EQ(lines_of(*other), lines_of(zone_from_text("mirror.example.net.", relative_zone)));
}

TEST(Rerooted, leaves_behind_what_is_bound_to_the_old_names) {
  const std::string signed_text =
      std::string(relative_zone) +
      "@ 300 DNSKEY 257 3 13 "
      "mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ==\n"
      "child 300 NS ns1.child\nchild 300 DS 1 13 2 "
      "1b5a2f6a3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7\n";
  const auto other =
      rerooted(zone_from_text("example.org.", signed_text), *dns::Name::from_text("example.net"));
  ASSERT_TRUE(other.has_value()) << other.error().message;
  for (const auto& line : lines_of(*other)) {
    EXPECT_EQ(line.find("DNSKEY"), std::string::npos) << line;
    EXPECT_EQ(line.find(" DS "), std::string::npos) << line;
  }
}

TEST(Rerooted, a_name_that_becomes_too_long_is_told) {
  const std::string label(63, 'a');
  const auto deep = label + "." + label + "." + label;
  const auto source =
      zone_from_text("example.org.", std::string(relative_zone) + deep + " 300 A 192.0.2.1\n");
  const auto apex = *dns::Name::from_text(std::string(50, 'b') + "." + std::string(30, 'c'));
  const auto other = rerooted(source, apex);
  ASSERT_FALSE(other.has_value());
  EXPECT_NE(other.error().message.find("longer than 255"), std::string::npos)
      << other.error().message;
}

}  // namespace
}  // namespace zonecast::zone
