// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/signing_pool.h"

#include <gtest/gtest.h>

#include <deque>
#include <thread>

namespace zonecast::server {
namespace {

using namespace std::chrono_literals;

/// Counts how often it comes back.
class Lent final : public Signing {
 public:
  StreamSession& session() override { std::abort(); }
  void give_back() override { ++times_back; }
  std::atomic<int> times_back{0};
};

/// Lanes whose work takes the same time however many of four are taken.
dns::MacChoice four_lanes() {
  dns::MacCosts costs;
  costs.openssl = 100ns;
  costs.lanes[0] = {100ns, 100ns, 100ns, 200ns, 400ns};
  return dns::MacChoice(costs);
}

TEST(SigningPool, has_one_open_round_at_a_time) {
  SigningPool pool;
  EXPECT_TRUE(pool.open(1));
  EXPECT_FALSE(pool.open(1));
  EXPECT_TRUE(pool.close());
  EXPECT_TRUE(pool.open(1));
}

TEST(SigningPool, lends_to_the_open_round_alone) {
  SigningPool pool;
  Lent one;
  Signing* const lent[] = {&one};
  EXPECT_FALSE(pool.lend(lent, four_lanes()));
  ASSERT_TRUE(pool.open(1));
  EXPECT_TRUE(pool.lend(lent, four_lanes()));
  std::vector<Signing*> guests;
  pool.take(guests, 1);
  EXPECT_EQ(guests, std::vector<Signing*>{&one});
  pool.take(guests, 1);
  EXPECT_EQ(guests.size(), 1U) << "each is handed over once";
  EXPECT_TRUE(pool.close());
  EXPECT_FALSE(pool.lend(lent, four_lanes()));
}

TEST(SigningPool, lends_only_what_lanes_have_room_for) {
  SigningPool pool;
  std::array<Lent, 8> many;
  std::vector<Signing*> lent;
  for (auto& one : many) lent.push_back(&one);
  ASSERT_TRUE(pool.open(2));
  EXPECT_TRUE(pool.lend(std::span(lent).first(2), four_lanes()));
  EXPECT_FALSE(pool.lend(std::span(lent).subspan(2, 4), four_lanes()))
      << "not yet taken counts too";
  std::vector<Signing*> guests;
  pool.take(guests, 2);
  EXPECT_FALSE(pool.lend(std::span(lent).subspan(2, 4), four_lanes()));
  guests.clear();
  pool.take(guests, 2);  // the guests are through
  EXPECT_TRUE(pool.lend(std::span(lent).subspan(2, 2), four_lanes()));
  EXPECT_FALSE(pool.lend(std::span(lent).subspan(4, 1), dns::MacChoice()));
}

TEST(SigningPool, is_not_closed_over_what_nobody_took) {
  SigningPool pool;
  Lent one;
  Signing* const lent[] = {&one};
  ASSERT_TRUE(pool.open(1));
  ASSERT_TRUE(pool.lend(lent, four_lanes()));
  EXPECT_FALSE(pool.close());
  std::vector<Signing*> guests;
  pool.take(guests, 0);
  EXPECT_EQ(guests, std::vector<Signing*>{&one});
  EXPECT_TRUE(pool.close());
}

TEST(SigningPool, loses_nobody_between_threads) {
  SigningPool pool;
  const auto choice = four_lanes();
  constexpr int rounds = 2000;
  std::atomic<bool> done{false};
  std::thread host([&] {
    std::vector<Signing*> guests;
    while (!done) {
      if (!pool.open(1)) continue;
      do {
        pool.take(guests, 1);
        for (Signing* guest : guests) guest->give_back();
        guests.clear();
      } while (!pool.close());
    }
  });
  Lent one;
  Signing* const lent[] = {&one};
  int times = 0;
  while (times < rounds) {
    if (!pool.lend(lent, choice)) continue;
    ++times;
    while (one.times_back != times) std::this_thread::yield();
  }
  done = true;
  host.join();
  EXPECT_EQ(one.times_back, rounds);
}

}  // namespace
}  // namespace zonecast::server
