// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/zone_directory.h"

#include <gtest/gtest.h>

#include "control/contents_edit.h"

namespace zonecast::control {
namespace {

using Names = std::vector<std::string>;

dns::Name name(const std::string& text) { return *dns::Name::from_text(text); }

model::Secondary row(const std::string& address, const std::string& key = {}) {
  model::Secondary out;
  out.address = *base::IpPrefix::parse(address);
  if (!key.empty()) out.tsig = model::SecondaryTsig{name(key), true};
  return out;
}

class ZoneDirectoryTest : public testing::Test {
 protected:
  static std::shared_ptr<ZoneHead> head(const std::string& zone, const std::string& apex,
                                        std::vector<model::Secondary> rows = {}) {
    auto settings = std::make_shared<model::ZoneSettings>();
    settings->id = 7;
    settings->public_id = "0123456789abcdef01234567";
    settings->name = zone;
    settings->apex = name(apex);
    settings->created_at = 11;
    settings->updated_at = 12;
    settings->primary.enabled = true;
    settings->primary.secondaries = std::move(rows);
    auto out = std::make_shared<ZoneHead>();
    out->contents = *first_contents(settings->apex, {}, {}, model::SerialPolicy::increment, 0);
    out->settings = std::move(settings);
    out->history = std::make_shared<const zone::History>();
    out->version = 3;
    return out;
  }
  Names of_apex(const std::string& apex) const {
    Names out;
    for (const auto& each : directory.find_apex(name(apex))) out.push_back(each->settings->name);
    return out;
  }

  ZoneDirectory directory;
};

TEST_F(ZoneDirectoryTest, gives_back_what_was_put) {
  const auto usual = head("example.org", "example.org.", {row("192.0.2.1", "a.key.")});
  const auto unusual = head("inside", "Example.NET.");
  auto settings = *unusual->settings;
  settings.public_id = "not hex";
  settings.echoed["tags"] = "{}";
  settings.link = "example.org";
  settings.networks = {4, 0};
  settings.serial_policy = model::SerialPolicy::date;
  unusual->settings = std::make_shared<const model::ZoneSettings>(settings);
  unusual->unservable = "no NS at the apex";
  for (const auto& put : {usual, unusual}) {
    EXPECT_FALSE(directory.put(put));
    const auto found = directory.find(put->settings->name);
    ASSERT_TRUE(found);
    EXPECT_EQ(*found->settings, *put->settings);
    EXPECT_TRUE(found->settings->apex.view().same_spelling(put->settings->apex));
    EXPECT_EQ(found->contents, put->contents);
    EXPECT_EQ(found->version, put->version);
    EXPECT_EQ(found->unservable, put->unservable);
    EXPECT_EQ(found->history->size(), 0U);
    const auto before = directory.put(put);
    ASSERT_TRUE(before);
    EXPECT_EQ(*before->settings, *put->settings);
  }
  EXPECT_EQ(directory.linked_to("example.org"), Names{"inside"});
  EXPECT_FALSE(directory.find("example.com"));
}

TEST_F(ZoneDirectoryTest, finds_all_zones_of_an_apex_by_name) {
  directory.put(head("example.org", "example.org."));
  directory.put(head("partners", "Example.org."));
  directory.put(head("example.net", "other.example."));
  EXPECT_EQ(of_apex("EXAMPLE.org."), (Names{"example.org", "partners"}));
  EXPECT_EQ(of_apex("example.net."), Names{});
  EXPECT_EQ(of_apex("other.example."), Names{"example.net"});
  directory.remove("example.org");
  EXPECT_EQ(of_apex("example.org."), Names{"partners"});
  directory.remove("partners");
  EXPECT_EQ(of_apex("example.org."), Names{});
  EXPECT_EQ(directory.count(), 1U);
}

TEST_F(ZoneDirectoryTest, tells_each_row_that_uses_a_key) {
  directory.put(head("a.example", "a.example.", {row("192.0.2.1", "k."), row("192.0.2.2", "K.")}));
  directory.put(head("b.example", "b.example.", {row("192.0.2.1", "k.")}));
  directory.put(head("c.example", "c.example.", {row("192.0.2.1", "other.")}));
  directory.put(head("d.example", "d.example.", {row("192.0.2.1", "k.")}));
  EXPECT_EQ(directory.rows_with_key(name("k.")),
            (Names{"a.example", "a.example", "b.example", "d.example"}));
  EXPECT_EQ(directory.key_users(name("k.")), (Names{"a.example", "b.example", "d.example"}));

  directory.put(head("b.example", "b.example.", {row("192.0.2.1", "other.")}));
  directory.remove("a.example");
  EXPECT_EQ(directory.rows_with_key(name("k.")), Names{"d.example"});
  EXPECT_EQ(directory.rows_with_key(name("other.")), (Names{"b.example", "c.example"}));
  directory.remove("d.example");
  EXPECT_EQ(directory.rows_with_key(name("k.")), Names{});
}

}  // namespace
}  // namespace zonecast::control
