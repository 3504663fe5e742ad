// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/hostmaster.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace zonecast::api::v1 {
namespace {

std::string rname(std::string_view hostmaster) {
  const auto name = rname_of_hostmaster(hostmaster);
  return name ? dns::to_text(*name) : "refused";
}

TEST(Hostmaster, dots_of_the_mailbox_are_escaped_in_the_name) {
  EXPECT_EQ(rname("hostmaster@example.org"), "hostmaster.example.org.");
  EXPECT_EQ(rname("john.doe@example.org"), "john\\.doe.example.org.");
  EXPECT_EQ(rname("john.doe@example.org."), "john\\.doe.example.org.");
  EXPECT_EQ(rname("john\\.doe@example.org"), "john\\.doe.example.org.");
  EXPECT_EQ(rname("root@."), "root.");
}

TEST(Hostmaster, text_without_an_at_is_the_name_itself) {
  EXPECT_EQ(rname("hostmaster.example.org"), "hostmaster.example.org.");
  EXPECT_EQ(rname("."), ".");
}

TEST(Hostmaster, what_is_neither_is_refused) {
  for (const auto* text : {"", "@", "@example.org", "a@", "a@b..c"})
    EXPECT_EQ(rname(text), "refused") << text;
  EXPECT_EQ(rname(std::string(64, 'a') + "@example.org"), "refused");
}

TEST(Hostmaster, is_shown_as_an_address) {
  const auto shown = [](std::string_view name) {
    return hostmaster_of_rname(dns::Name::from_text(name).value());
  };
  EXPECT_EQ(shown("hostmaster.example.org."), "hostmaster@example.org");
  EXPECT_EQ(shown("john\\.doe.example.org."), "john.doe@example.org");
  EXPECT_EQ(shown("root."), "root@.");
  EXPECT_EQ(shown("."), ".");
}

TEST(Hostmaster, the_address_shown_gives_the_name_back) {
  rc::check([] {
    const auto label = rc::gen::nonEmpty(rc::gen::container<std::string>(
        rc::gen::element('a', 'Z', '0', '-', '_', '.', '\\', '"', '\x07', '\xff')));
    const auto labels = *rc::gen::container<std::vector<std::string>>(3, label);
    std::string wire;
    for (const auto& any : labels) {
      const auto text = any.substr(0, dns::label_size_max);
      wire += static_cast<char>(text.size());
      wire += text;
    }
    wire += '\0';
    const dns::Name name(dns::NameView::trusted(base::as_bytes(wire)));
    const auto back = rname_of_hostmaster(hostmaster_of_rname(name));
    RC_ASSERT(back.has_value());
    RC_ASSERT(back->view().same_spelling(name));
  });
}

}  // namespace
}  // namespace zonecast::api::v1
