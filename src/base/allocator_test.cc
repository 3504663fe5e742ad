// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/allocator.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>
#include <vector>

namespace zonecast::base {
namespace {

constexpr std::size_t megabyte = std::size_t{1} << 20;
constexpr std::size_t piece = std::size_t{8} * 1024;

std::size_t resident_octets() {
  std::size_t all = 0;
  std::size_t resident = 0;
  std::FILE* const statm = std::fopen("/proc/self/statm", "r");
  EXPECT_NE(statm, nullptr);
  EXPECT_EQ(std::fscanf(statm, "%zu %zu", &all, &resident), 2);
  std::fclose(statm);
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

#if defined(__has_feature)
constexpr bool another_allocator =
    __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
constexpr bool another_allocator = false;
#endif

std::vector<void*> pieces_of(std::size_t octets) {
  std::vector<void*> out;
  for (std::size_t had = 0; had < octets; had += piece) {
    out.push_back(std::malloc(piece));
    std::memset(out.back(), 1, piece);
  }
  return out;
}

TEST(Allocator, expects_memory_without_using_it_and_gives_back_what_is_free) {
  if (another_allocator) GTEST_SKIP() << "a sanitizer brings its own allocator";
  set_up_allocator();
  const std::size_t before = resident_octets();
  const auto heap_before = reinterpret_cast<std::uintptr_t>(::sbrk(0));
  expect_memory(64 * megabyte);
  const auto heap = reinterpret_cast<std::uintptr_t>(::sbrk(0));
  EXPECT_GE(heap - heap_before, 64 * megabyte);
  EXPECT_LT(resident_octets(), before + 4 * megabyte);

  // What was expected does not make the heap grow again.
  auto pieces = pieces_of(60 * megabyte);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(::sbrk(0)), heap);
  EXPECT_GE(resident_octets(), before + 60 * megabyte);

  // Nine of ten are freed, runs of them between others that stay.
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (i / 64 % 10 != 0) std::free(std::exchange(pieces[i], nullptr));
  }
  return_free_memory();
  EXPECT_LT(resident_octets(), before + 20 * megabyte);
  for (void* each : pieces) std::free(each);
}

TEST(Allocator, does_nothing_for_a_little) {
  set_up_allocator();
  std::free(std::malloc(piece));
  const auto* const heap = ::sbrk(0);
  expect_memory(megabyte);
  EXPECT_EQ(::sbrk(0), heap);
}

}  // namespace
}  // namespace zonecast::base
