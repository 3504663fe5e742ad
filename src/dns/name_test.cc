// SPDX-License-Identifier: GPL-3.0-or-later
#include "dns/name.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <vector>

#include "dns/name_generator.h"

namespace zonecast::dns {

static void showValue(const Name& name, std::ostream& out) {
  out << to_text(name);
}  // for rapidcheck

namespace {

Name name(std::string_view text) {
  auto parsed = Name::from_text(text);
  EXPECT_TRUE(parsed.has_value()) << text;
  return parsed.value_or(Name());
}

TEST(Name, is_absolute_with_or_without_the_final_dot) {
  EXPECT_EQ(name("www.example.org"), name("www.example.org."));
  EXPECT_EQ(base::to_hex(name("a.bc").wire()),
            "0161026263"
            "00");
  EXPECT_TRUE(name(".").view().is_root());
}

TEST(Name, keeps_letter_case_and_compares_without) {
  EXPECT_EQ(to_text(name("WwW.Example.ORG")), "WwW.Example.ORG.");
  EXPECT_EQ(name("WwW.Example.ORG"), name("www.example.org"));
  EXPECT_FALSE(name("WwW.Example.ORG").view().same_spelling(name("www.example.org")));
  EXPECT_TRUE(name("WwW.Example.ORG").lower().view().same_spelling(name("www.example.org")));
}

TEST(Name, does_not_take_neighbours_of_letters_for_letters) {
  // '[' and '{', '@' and '`' differ in the same bit as 'A' and 'a' do.
  EXPECT_FALSE(name("[.example") == name("{.example"));
  EXPECT_FALSE(name("\\@.example") == name("`.example"));
  EXPECT_FALSE(name("\\193.example") == name("\\225.example"));  // no letters beyond ASCII
}

TEST(Name, writes_escapes_that_it_reads) {
  const auto odd = name(R"(a\.b.\000\255.\032\\.\@\$\;\"\(\))");
  EXPECT_EQ(odd.view().label_count(), 4);
  EXPECT_EQ(to_text(odd), R"(a\.b.\000\255.\032\\.\@\$\;\"\(\).)");
}

TEST(Name, writes_plainly_only_what_every_parser_reads) {
  EXPECT_EQ(to_text(name("_dns-sd.0/25.*.a]b[c")), "_dns-sd.0/25.*.a\\]b\\091c.");
}

TEST(Name, writes_without_the_final_dot_on_request) {
  EXPECT_EQ(to_text_undotted(name("example.org")), "example.org");
  EXPECT_EQ(to_text_undotted(name(".")), ".");
  EXPECT_EQ(to_text_undotted(name("a\\.")), "a\\.");
}

TEST(Name, that_is_not_one_is_refused) {
  for (const auto* text : {"", "@", "..", ".a", "a..b", "a..", "a\\", "a\\25", "a\\2x5", "a\\256",
                           "a b", "a\tb", "a\x7f",
                           "b\xc3\xbc"
                           "cher.example"}) {
    EXPECT_FALSE(Name::from_text(text).has_value()) << text;
  }
}

TEST(Name, has_labels_of_at_most_63_octets) {
  EXPECT_TRUE(Name::from_text(std::string(63, 'a') + ".example").has_value());
  EXPECT_FALSE(Name::from_text(std::string(64, 'a') + ".example").has_value());
}

TEST(Name, has_at_most_255_octets) {
  std::string labels;
  for (int i = 0; i < 127; ++i) labels += "a.";
  const auto longest = name(labels);
  EXPECT_EQ(longest.size(), name_size_max);
  EXPECT_EQ(longest.view().label_count(), 127);
  EXPECT_TRUE(Name::from_text(labels.substr(0, labels.size() - 1)).has_value());
  EXPECT_FALSE(Name::from_text(labels + "a").has_value());
  EXPECT_FALSE(Name::from_text("b" + labels).has_value());
  EXPECT_FALSE(Name::concatenate(name("b"), longest).has_value());
}

TEST(Name, is_joined_from_prefix_and_suffix) {
  EXPECT_EQ(*Name::concatenate(name("www.a"), name("example.org")), name("www.a.example.org"));
  EXPECT_EQ(*Name::concatenate(name("."), name("example.org")), name("example.org"));
  EXPECT_EQ(*Name::concatenate(name("www"), name(".")), name("www"));
}

TEST(NameView, knows_its_ancestors) {
  const auto www = name("www.Example.org");
  EXPECT_TRUE(www.view().is_within(name("example.ORG")));
  EXPECT_TRUE(www.view().is_within(www));
  EXPECT_TRUE(www.view().is_within(name(".")));
  EXPECT_FALSE(name("example.org").view().is_within(www));
  EXPECT_FALSE(name("badexample.org").view().is_within(name("example.org")));
  // The octets of "\003org." stand at the end of this single label too.
  EXPECT_FALSE(name("a\\003org").view().is_within(name("org")));
}

TEST(NameView, is_taken_apart_by_labels) {
  const auto www = name("www.example.org");
  EXPECT_EQ(www.view().label_count(), 3);
  EXPECT_EQ(www.view().parent(), name("example.org"));
  EXPECT_EQ(www.view().suffix(1), name("org"));
  EXPECT_TRUE(www.view().suffix(0).is_root());
  EXPECT_EQ(www.view().suffix(3), www);
  EXPECT_TRUE(name("*.example").view().is_wildcard());
  EXPECT_FALSE(name("*a.example").view().is_wildcard());
  EXPECT_FALSE(name(".").view().is_wildcard());
}

TEST(NameView, is_found_at_the_front_of_octets) {
  const base::Bytes wire{1, 'a', 0, 9, 9};
  EXPECT_EQ(NameView::parse_prefix(wire)->size(), 3U);
  for (const base::Bytes& bad : {base::Bytes{}, base::Bytes{1, 'a'}, base::Bytes{2, 'a', 0},
                                 base::Bytes{0xc0, 0}, base::Bytes{64, 'a', 0}}) {
    EXPECT_FALSE(NameView::parse_prefix(bad).has_value());
  }
  base::Bytes too_long;
  for (int i = 0; i < 128; ++i) base::append(too_long, base::Bytes{1, 'a'});
  too_long.push_back(0);
  EXPECT_FALSE(NameView::parse_prefix(too_long).has_value());
}

// The example of RFC 4034 section 6.1.
TEST(NameOrder, is_canonical) {
  const std::vector<Name> sorted{
      name("example"),         name("a.example"),      name("yljkjljk.a.example"),
      name("Z.a.example"),     name("zABC.a.EXAMPLE"), name("z.example"),
      name("\\001.z.example"), name("*.z.example"),    name("\\200.z.example")};
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    for (std::size_t j = 0; j < sorted.size(); ++j) {
      EXPECT_EQ(compare(sorted[i], sorted[j]), i <=> j) << to_text(sorted[i]) << to_text(sorted[j]);
    }
  }
}

TEST(NameOrder, key_of_the_apex_is_empty) {
  std::string key;
  append_sort_key(key, name("EXAMPLE.org"), name("example.org"));
  EXPECT_EQ(key, "");
  append_sort_key(key, name("B.a.example.org"), name("example.org"));
  EXPECT_EQ(key, std::string("a\0b\0", 4));
  key.clear();
  append_sort_key(key, name("\\000\\001.example.org"), name("example.org"));
  EXPECT_EQ(key, std::string("\x01\x01\x01\x02\0", 5));
}

/// Straight from the definition: labels from the right, as octet strings in lower case.
std::strong_ordering compare_by_definition(const Name& a, const Name& b) {
  const auto labels = [](NameView view) {
    std::vector<std::string> out;
    for (; !view.is_root(); view = view.parent()) {
      std::string label(base::as_text(view.wire().subspan(1, view.wire()[0])));
      for (char& c : label) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
      }
      out.insert(out.begin(), label);
    }
    return out;
  };
  const auto x = labels(a);
  const auto y = labels(b);
  if (std::ranges::lexicographical_compare(x, y)) return std::strong_ordering::less;
  return x == y ? std::strong_ordering::equal : std::strong_ordering::greater;
}

RC_GTEST_PROP(NameOrder, is_that_of_the_definition, (const Name& a, const Name& b)) {
  const auto order = compare_by_definition(a, b);
  RC_ASSERT(compare(a, b) == order);
  RC_ASSERT(equal(a, b) == std::is_eq(order));
  if (std::is_eq(order)) RC_ASSERT(hash_value(a) == hash_value(b));
}

RC_GTEST_PROP(NameOrder, is_that_of_the_sort_keys,
              (const Name& a, const Name& b, const Name& suffix)) {
  const auto x = Name::concatenate(a, suffix);
  const auto y = Name::concatenate(b, suffix.lower());
  RC_PRE(x.has_value() && y.has_value());
  std::string key_x;
  std::string key_y;
  append_sort_key(key_x, *x, suffix);
  append_sort_key(key_y, *y, suffix);
  RC_ASSERT((key_x <=> key_y) == compare(*x, *y));
}

RC_GTEST_PROP(Name, in_either_letter_case_is_one_name, (const Name& a)) {
  RC_ASSERT(a == a.lower());
  RC_ASSERT(hash_value(a) == hash_value(a.lower()));
  RC_ASSERT(a.view().is_within(a.lower()));
}

RC_GTEST_PROP(Name, is_read_back_from_its_text, (const Name& a)) {
  const auto again = Name::from_text(to_text(a));
  RC_ASSERT(again.has_value());
  RC_ASSERT(again->view().same_spelling(a));
  RC_ASSERT(Name::from_text(to_text_undotted(a))->view().same_spelling(a));
}

RC_GTEST_PROP(Name, is_within_exactly_its_suffixes, (const Name& a, const Name& b)) {
  bool is_suffix = false;
  for (int labels = 0; labels <= a.view().label_count(); ++labels) {
    is_suffix = is_suffix || a.view().suffix(labels) == b;
    RC_ASSERT(a.view().is_within(a.view().suffix(labels)));
  }
  RC_ASSERT(a.view().is_within(b) == is_suffix);
}

}  // namespace
}  // namespace zonecast::dns
