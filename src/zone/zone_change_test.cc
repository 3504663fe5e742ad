// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/zone_change.h"

#include <gmock/gmock.h>

#include "zone/zone_generator.h"

namespace zonecast::zone {
namespace {

using testing::a;
using testing::build;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::line;
using testing::ns;
using testing::soa;

std::vector<testing::Line> lines(const std::vector<dns::Record>& records) {
  std::vector<testing::Line> lines;
  for (const auto& record : records) lines.push_back(line(record.view()));
  return lines;
}

const std::vector<dns::Record> contents{soa(1), ns("example.org", "ns1.example.org"),
                                        a("www.example.org", 1), a("www.example.org", 2)};

TEST(DifferenceBetween, tells_letter_case_and_ttl_as_deletion_and_addition) {
  const auto from = build(contents);
  const auto to = build({soa(2), ns("example.org", "NS1.example.org"), a("www.example.org", 1, 60),
                         a("www.example.org", 2, 60), a("x.example.org", 1)});
  const auto change = difference_between(from, to);
  EXPECT_THAT(
      lines(change.deletions),
      ElementsAre(line(contents[1].view()), line(contents[2].view()), line(contents[3].view())));
  EXPECT_EQ(change.additions.size(), 4u);
  EXPECT_TRUE(difference_between(from, from).empty());
}

TEST(DifferenceBetween, leaves_the_soa_out) {
  EXPECT_TRUE(
      difference_between(build({soa(1), contents[1]}), build({soa(9), contents[1]})).empty());
}

TEST(ExactChange, drops_what_would_change_nothing) {
  const auto base = build(contents);
  EXPECT_TRUE(exact_change(base, {{}, {a("www.example.org", 1)}}).empty());
  EXPECT_TRUE(exact_change(base, {{a("www.example.org", 1)}, {a("www.example.org", 1)}}).empty());
  EXPECT_TRUE(exact_change(base, {{a("www.example.org", 1)}, {a("WWW.example.org", 1)}}).empty());
}

TEST(ExactChange, deletes_the_records_as_they_are) {
  const auto change = exact_change(build(contents), {{ns("EXAMPLE.org", "NS1.example.ORG")}, {}});
  EXPECT_THAT(lines(change.deletions), ElementsAre(line(contents[1].view())));
}

TEST(ExactChange, replaces_a_record_that_is_added_in_another_letter_case) {
  const auto change = exact_change(build(contents), {{}, {ns("example.org", "NS1.example.org")}});
  EXPECT_THAT(lines(change.deletions), ElementsAre(line(contents[1].view())));
  EXPECT_THAT(lines(change.additions),
              ElementsAre(line(ns("example.org", "NS1.example.org").view())));
}

TEST(ExactChange, gives_additions_the_spelling_of_their_owner) {
  const auto base = build(contents);
  const auto change = exact_change(
      base, {{}, {a("WWW.example.org", 3), a("New.example.org", 1), a("new.example.org", 2)}});
  EXPECT_THAT(lines(change.additions), ElementsAre(line(a("New.example.org", 1).view()),
                                                   line(a("New.example.org", 2).view()),
                                                   line(a("www.example.org", 3).view())));
  const auto anew = exact_change(base, {{contents[2], contents[3]}, {a("WWW.example.org", 1)}});
  EXPECT_EQ(anew.deletions.size(), 2u);
  EXPECT_THAT(lines(anew.additions), ElementsAre(line(a("WWW.example.org", 1).view())));
}

TEST(ExactChange, leaves_a_deletion_of_what_is_absent_to_be_refused) {
  const auto change = exact_change(build(contents), {{a("www.example.org", 9)}, {}});
  EXPECT_THAT(lines(change.deletions), ElementsAre(line(a("www.example.org", 9).view())));
  EXPECT_THAT(change.additions, IsEmpty());
}

}  // namespace
}  // namespace zonecast::zone
