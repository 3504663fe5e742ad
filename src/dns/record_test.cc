// SPDX-License-Identifier: GPL-3.0-or-later
#include "dns/record.h"

#include <gtest/gtest.h>

namespace zonecast::dns {
namespace {

Name name(std::string_view text) { return Name::from_text(text).value(); }

TEST(Record, is_identical_only_when_every_octet_is) {
  const Record one(name("www.example.org"), RrType::a, 300, {192, 0, 2, 1});
  EXPECT_TRUE(identical(one.view(), Record(one.view()).view()));
  EXPECT_FALSE(
      identical(one.view(), Record(name("WWW.example.org"), RrType::a, 300, one.rdata).view()));
  EXPECT_FALSE(identical(one.view(), Record(one.owner, RrType::a, 301, one.rdata).view()));
  EXPECT_FALSE(identical(one.view(), Record(one.owner, RrType{65280}, 300, one.rdata).view()));
  EXPECT_FALSE(identical(one.view(), Record(one.owner, RrType::a, 300, {192, 0, 2, 2}).view()));
}

TEST(Soa, is_taken_apart_and_put_together) {
  const auto mname = name("ns1.example.org");
  const auto rname = name("host\\.master.example.org");
  auto rdata = make_soa({mname, rname, Serial(0xffff'ffff), 7200, 900, 1209600, 300});
  const auto soa = parse_soa(rdata);
  ASSERT_TRUE(soa.has_value());
  EXPECT_EQ(soa->mname, mname);
  EXPECT_EQ(soa->rname, rname);
  EXPECT_EQ(soa->serial, Serial(0xffff'ffff));
  EXPECT_EQ(soa->refresh, 7200U);
  EXPECT_EQ(soa->retry, 900U);
  EXPECT_EQ(soa->expire, 1209600U);
  EXPECT_EQ(soa->minimum, 300U);
  EXPECT_EQ(make_soa(*soa), rdata);
  set_soa_serial(rdata, Serial(0));
  EXPECT_EQ(parse_soa(rdata)->serial, Serial(0));
  EXPECT_EQ(parse_soa(rdata)->minimum, 300U);
}

TEST(Soa, that_is_cut_short_or_too_long_is_refused) {
  const auto rdata = make_soa({name("ns1.example.org"), name("hostmaster.example.org"), Serial(1)});
  for (std::size_t size = 0; size < rdata.size(); ++size) {
    EXPECT_FALSE(parse_soa(base::ByteView(rdata).first(size)).has_value()) << size;
  }
  auto longer = rdata;
  longer.push_back(0);
  EXPECT_FALSE(parse_soa(longer).has_value());
}

}  // namespace
}  // namespace zonecast::dns
