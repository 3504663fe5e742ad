// SPDX-License-Identifier: GPL-3.0-or-later
// Chance comes in through Random, so that tests can repeat it.
#pragma once

#include <atomic>
#include <cstdint>
#include <span>

namespace zonecast::base {

/// Thread-safe.
class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::uint8_t> out) = 0;
  std::uint16_t u16();
  std::uint64_t u64();
  /// Uniform in [0, bound); bound is at least 1.
  std::uint64_t below(std::uint64_t bound);
};

/// The kernel's generator, unpredictable.
class SystemRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> out) override;
};

/// Repeatable while one thread asks.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  void fill(std::span<std::uint8_t> out) override;

 private:
  std::atomic<std::uint64_t> state_;
};

}  // namespace zonecast::base
