// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/allocator.h"

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <limits>

namespace zonecast::base {

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

namespace {

constexpr std::size_t step = std::size_t{1} << 20;  // by which the heap grows
constexpr std::size_t mapping_min = step;           // a larger piece is a mapping of its own
constexpr std::size_t expected_min = 4 * step;      // less is not worth the calls
constexpr std::size_t expected_max = std::size_t{1} << 30;
constexpr std::size_t kept_free = 2 * step;
constexpr std::uintptr_t page = 4096;

std::uintptr_t heap_end() { return reinterpret_cast<std::uintptr_t>(::sbrk(0)); }

}  // namespace

void set_up_allocator() {
  ::mallopt(M_ARENA_MAX, 1);
  ::mallopt(M_TOP_PAD, static_cast<int>(step));
  ::mallopt(M_MMAP_THRESHOLD, static_cast<int>(mapping_min));
  ::mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
}

void expect_memory(std::size_t octets) {
  if (octets < expected_min) return;
  ::mallopt(M_TOP_PAD, static_cast<int>(octets < expected_max ? octets : expected_max));
  // The heap grows when a piece does not fit what is left of its last step.
  const std::uintptr_t begin = heap_end();
  std::array<void*, 8> pieces{};
  for (void*& piece : pieces) {
    if (heap_end() != begin) break;
    piece = std::malloc(mapping_min - page);
  }
  const std::uintptr_t end = heap_end();
  ::mallopt(M_TOP_PAD, static_cast<int>(step));
  if (end > begin) {
    const std::uintptr_t from = (begin + page - 1) & ~(page - 1);
    ::madvise(reinterpret_cast<void*>(from), end - from, MADV_HUGEPAGE);
  }
  for (void* piece : pieces) std::free(piece);
}

void return_free_memory() {
  // What has been given back still counts as free, and what is free in small pieces stays so.
  static std::atomic<std::size_t> free_before = 0;
  const std::size_t free_now = ::mallinfo2().fordblks;
  if (free_now > free_before + kept_free) {
    ::malloc_trim(step);
    free_before = ::mallinfo2().fordblks;
  } else if (free_now < free_before) {
    free_before = free_now;
  }
}

#else

void set_up_allocator() {}
void expect_memory(std::size_t) {}
void return_free_memory() {}

#endif

}  // namespace zonecast::base
