// SPDX-License-Identifier: GPL-3.0-or-later
#include "transfer/ixfr_answer.h"

#include <gtest/gtest.h>

#include <thread>

#include "transfer/model_secondary.h"
#include "zone/validate.h"

namespace zonecast::transfer {
namespace {

using testing::ZoneWithPast;
using zone::testing::a;
using zone::testing::txt;

/// Type and serial of a SOA, or the owner of another record.
std::vector<std::string> outline(const IxfrAnswer& answer) {
  std::vector<std::string> lines;
  for (const auto& body : answer.bodies) {
    body->for_each([&](const dns::RecordView& record) {
      lines.push_back(record.type == dns::RrType::soa
                          ? "SOA " + std::to_string(dns::parse_soa(record.rdata)->serial.value())
                          : dns::to_text(record.owner));
      return true;
    });
  }
  return lines;
}

TEST(IxfrAnswer, has_the_order_of_rfc_1995) {
  ZoneWithPast zone(testing::small_zone(7));
  zone.add(a("mail.example.org", 25));
  zone.change({.deletions = {a("Www.example.org", 80)}, .additions = {a("Www.example.org", 81)}});
  const auto answer = render_ixfr(*zone.current(), zone.steps());
  EXPECT_EQ(answer.from, dns::Serial(7));
  EXPECT_EQ(answer.to, dns::Serial(9));
  EXPECT_EQ(outline(answer),
            (std::vector<std::string>{"SOA 9", "SOA 7", "SOA 8", "mail.example.org.", "SOA 8",
                                      "Www.example.org.", "SOA 9", "Www.example.org.", "SOA 9"}));
  EXPECT_EQ(answer.record_count, 9U);
  ASSERT_EQ(answer.bodies.size(), 1U);
  EXPECT_EQ(answer.octets, answer.bodies[0]->body().size());
}

TEST(IxfrAnswer, of_a_step_that_moves_the_serial_alone_is_four_soas) {
  ZoneWithPast zone(testing::small_zone(7));
  zone.change({});
  EXPECT_EQ(outline(render_ixfr(*zone.current(), zone.steps())),
            (std::vector<std::string>{"SOA 8", "SOA 7", "SOA 8", "SOA 8"}));
}

TEST(IxfrAnswer, renders_the_first_body_behind_the_question_and_the_others_behind_the_header) {
  ZoneWithPast zone(testing::small_zone());
  for (int i = 0; i < 10; ++i) zone.add(txt("t" + std::to_string(i) + ".example.org", 2000));
  const auto answer = render_ixfr(*zone.current(), zone.steps());
  ASSERT_GE(answer.bodies.size(), 2U);
  EXPECT_EQ(answer.bodies[0]->base_offset(), dns::header_size + zone.current()->apex().size() + 4);
  for (std::size_t i = 1; i < answer.bodies.size(); ++i) {
    EXPECT_EQ(answer.bodies[i]->base_offset(), dns::header_size);
  }
  for (const auto& body : answer.bodies) EXPECT_LE(body->body().size(), zone::block_size_limit);
}

TEST(IxfrAnswer, never_opens_with_a_lone_soa) {
  ZoneWithPast zone(testing::small_zone());
  zone.add(txt("big.example.org", 50'000));
  const auto answer = render_ixfr(*zone.current(), zone.steps());
  EXPECT_GE(answer.bodies[0]->record_count(), 2U);
}

TEST(IxfrAnswer, gives_the_largest_record_a_body_of_its_own) {
  ZoneWithPast zone(testing::small_zone());
  const auto apex = zone.current()->apex();
  const std::size_t owner_size = zone::testing::name("big.example.org").size();
  const auto big = txt("big.example.org", zone::record_size_max(apex) - owner_size - 10);
  ASSERT_TRUE(zone::validate_record(big.view(), apex));
  zone.add(big);
  const auto answer = render_ixfr(*zone.current(), zone.steps());
  bool alone = false;
  for (const auto& body : answer.bodies) {
    EXPECT_LE(dns::header_size + body->body().size(), dns::message_size_max);
    if (body->body().size() > zone::block_size_limit) alone = body->record_count() == 1;
  }
  EXPECT_TRUE(alone);
}

TEST(IxfrAnswer, gives_up_as_soon_as_it_is_longer_than_allowed) {
  ZoneWithPast zone(testing::small_zone());
  for (int i = 0; i < 50; ++i) zone.add(txt("t" + std::to_string(i) + ".example.org", 1000));
  const auto answer = render_ixfr(*zone.current(), zone.steps(), 10'000);
  EXPECT_TRUE(answer.given_up);
  EXPECT_TRUE(answer.bodies.empty());
  EXPECT_LT(answer.octets, 20'000U);
}

TEST(IxfrAnswers, render_once_for_all_who_ask) {
  ZoneWithPast zone(testing::small_zone(7));
  zone.add(a("mail.example.org", 25));
  const IxfrAnswers answers;
  std::vector<IxfrAnswerRef> got(8);
  std::vector<std::thread> threads;
  for (auto& one : got) {
    threads.emplace_back(
        [&] { one = answers.find_or_render(*zone.current(), zone.history, dns::Serial(7)); });
  }
  for (auto& thread : threads) thread.join();
  ASSERT_NE(got[0], nullptr);
  for (const auto& one : got) EXPECT_EQ(one, got[0]);
}

TEST(IxfrAnswers, have_none_for_a_serial_history_does_not_reach) {
  ZoneWithPast zone(testing::small_zone(7));
  const IxfrAnswers answers;
  EXPECT_EQ(answers.find_or_render(*zone.current(), zone.history, dns::Serial(7)), nullptr);
  zone.add(a("mail.example.org", 25));
  EXPECT_EQ(answers.find_or_render(*zone.current(), zone.history, dns::Serial(6)), nullptr);
  // A history that does not end at this version is another version's.
  EXPECT_EQ(answers.find_or_render(*zone.versions[0], zone.history, dns::Serial(7)), nullptr);
}

TEST(IxfrAnswers, keep_a_bounded_number_and_drop_the_oldest) {
  ZoneWithPast zone(testing::small_zone(1));
  for (std::size_t i = 0; i <= ixfr_answers_max; ++i) {
    zone.add(a("h" + std::to_string(i) + ".example.org", 1));
  }
  const IxfrAnswers answers;
  const auto ask = [&](std::uint32_t from) {
    return answers.find_or_render(*zone.current(), zone.history, dns::Serial(from));
  };
  const auto first = ask(1);
  const auto second = ask(2);
  EXPECT_EQ(ask(1), first);
  for (std::uint32_t from = 3; from <= ixfr_answers_max + 1; ++from) EXPECT_NE(ask(from), nullptr);
  EXPECT_EQ(ask(2), second);
  EXPECT_NE(ask(1), first);
}

TEST(IxfrAnswers, keep_no_more_octets_than_allowed) {
  // Each of these answers is about half of what may be kept.
  ZoneWithPast zone(testing::large_zone(40'000));
  for (int i = 0; i < 4; ++i) zone.add(a("h" + std::to_string(i) + ".example.org", 1));
  zone::ZoneChange half;
  for (int i = 0; i < 500; ++i) {
    half.additions.push_back(txt("t" + std::to_string(i) + ".example.org", 1100));
  }
  zone.change(half);
  const IxfrAnswers answers;
  const auto ask = [&](std::uint32_t from) {
    return answers.find_or_render(*zone.current(), zone.history, dns::Serial(from));
  };
  const auto first = ask(1);
  ASSERT_FALSE(first->given_up);
  ASSERT_GT(first->octets * 4, zone.current()->body_octets());
  for (std::uint32_t from = 2; from <= 5; ++from) ask(from);
  EXPECT_NE(ask(1), first);
  EXPECT_EQ(ask(5), ask(5));
}

}  // namespace
}  // namespace zonecast::transfer
