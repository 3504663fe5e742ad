// SPDX-License-Identifier: GPL-3.0-or-later
#include "alias/address_answer.h"

#include <gtest/gtest.h>

#include "dns/message_writer.h"
#include "dns/rdata.h"

namespace zonecast::alias {
namespace {

using dns::RrType;
using dns::Section;

dns::Name name(std::string_view text) { return *dns::Name::from_text(text); }

class AddressAnswerTest : public testing::Test {
 protected:
  AddressAnswerTest() { start({}); }
  void start(dns::Header header) {
    writer.reset(dns::message_size_max);
    header.id = 7;
    header.qr = true;
    writer.start(header);
    writer.question({asked, RrType::a, dns::RrClass::in});
  }
  void add(Section section, std::string_view owner, RrType type, std::uint32_t ttl,
           base::Bytes rdata) {
    const auto owner_name = name(owner);
    ASSERT_TRUE(writer.add(section, {owner_name, type, ttl, rdata}));
  }
  void cname(std::string_view owner, std::string_view target, std::uint32_t ttl) {
    const auto wire = name(target);
    add(Section::answer, owner, RrType::cname, ttl, {wire.wire().begin(), wire.wire().end()});
  }
  void soa(std::uint32_t ttl, std::uint32_t minimum) {
    const auto apex = name("example.net");
    dns::SoaView view;
    view.mname = view.rname = apex;
    view.minimum = minimum;
    add(Section::authority, "example.net", RrType::soa, ttl, dns::make_soa(view));
  }
  AddressAnswer read() {
    const auto wire = writer.finish();
    octets.assign(wire.begin(), wire.end());
    return read_address_answer(*dns::parse_message(octets), asked, RrType::a);
  }

  dns::Name asked = name("www.example.net");
  dns::MessageWriter writer;
  base::Bytes octets;
};

TEST_F(AddressAnswerTest, gives_the_addresses_sorted_and_once_with_the_least_ttl) {
  add(Section::answer, "www.example.net", RrType::a, 300, {192, 0, 2, 2});
  add(Section::answer, "WWW.example.net", RrType::a, 200, {192, 0, 2, 1});
  add(Section::answer, "other.example.net", RrType::a, 5, {192, 0, 2, 9});
  const auto answer = read();
  ASSERT_TRUE(answer.addresses);
  EXPECT_EQ(answer.addresses->rdata, (std::vector<base::Bytes>{{192, 0, 2, 1}, {192, 0, 2, 2}}));
  EXPECT_EQ(answer.addresses->ttl, 200U);
}

TEST_F(AddressAnswerTest, follows_cnames_in_any_order) {
  add(Section::answer, "b.example.net", RrType::a, 300, {192, 0, 2, 1});
  cname("a.example.net", "b.example.net", 40);
  cname("www.example.net", "a.example.net", 60);
  const auto answer = read();
  ASSERT_TRUE(answer.addresses);
  EXPECT_EQ(answer.addresses->rdata.size(), 1U);
  EXPECT_EQ(answer.addresses->ttl, 40U);
}

TEST_F(AddressAnswerTest, tells_where_a_cname_leads_out_of_the_response) {
  cname("www.example.net", "host.example.com", 60);
  const auto answer = read();
  ASSERT_TRUE(answer.elsewhere);
  EXPECT_EQ(dns::to_text(*answer.elsewhere), "host.example.com.");
  EXPECT_EQ(answer.ttl, 60U);
}

TEST_F(AddressAnswerTest, no_addresses_hold_as_long_as_the_soa_says) {
  soa(900, 30);
  auto answer = read();
  ASSERT_TRUE(answer.addresses);
  EXPECT_TRUE(answer.addresses->rdata.empty());
  EXPECT_EQ(answer.addresses->ttl, 30U);
  dns::Header header;
  header.rcode = static_cast<std::uint8_t>(dns::Rcode::nxdomain);
  start(header);
  answer = read();
  ASSERT_TRUE(answer.addresses);
  EXPECT_TRUE(answer.addresses->rdata.empty());
}

TEST_F(AddressAnswerTest, cnames_in_a_circle_and_errors_are_failures) {
  cname("www.example.net", "a.example.net", 60);
  cname("a.example.net", "www.example.net", 60);
  EXPECT_EQ(read().failure, "CNAMEs without end");
  dns::Header header;
  header.rcode = static_cast<std::uint8_t>(dns::Rcode::refused);
  start(header);
  EXPECT_EQ(read().failure, "REFUSED");
}

TEST_F(AddressAnswerTest, a_response_to_another_query_is_none) {
  const auto wire = writer.finish();
  const base::Bytes message(wire.begin(), wire.end());
  const auto parsed = *dns::parse_message(message);
  EXPECT_TRUE(is_response_to(parsed, 7, asked, RrType::a));
  EXPECT_FALSE(is_response_to(parsed, 8, asked, RrType::a));
  EXPECT_FALSE(is_response_to(parsed, 7, asked, RrType::aaaa));
  EXPECT_FALSE(is_response_to(parsed, 7, name("WWW.example.net"), RrType::a));
}

}  // namespace
}  // namespace zonecast::alias
