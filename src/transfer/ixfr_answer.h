// SPDX-License-Identifier: GPL-3.0-or-later
// The answer to "IXFR from serial S", rendered once and shared by all who ask.
#pragma once

#include <atomic>
#include <limits>
#include <memory>
#include <vector>

#include "zone/history.h"
#include "zone/zone_version.h"

namespace zonecast::transfer {

/// Bodies as an AXFR has them: the first is rendered at 12 + question length and starts with the
/// new SOA; the last ends with it (RFC 1995 section 4). Immutable.
struct IxfrAnswer {
  dns::Serial from{0};
  dns::Serial to{0};
  std::vector<zone::BlockRef> bodies;  // empty when given up
  std::uint64_t octets = 0;
  std::uint64_t record_count = 0;
  bool given_up = false;  // grew beyond what was allowed: the zone itself is the shorter answer
};
using IxfrAnswerRef = std::shared_ptr<const IxfrAnswer>;

/// `steps` lead without a gap to the serial of `current`. Gives up, at that cost, as soon as the
/// bodies take more than `octets_max`.
IxfrAnswer render_ixfr(const zone::ZoneVersion& current, std::span<const zone::DifferenceRef> steps,
                       std::uint64_t octets_max = std::numeric_limits<std::uint64_t>::max());

/// What an incremental answer may take: no more than the zone. A zone as small as one message is
/// sent in one message either way, and then the difference is the better answer: it is what was
/// asked for.
std::uint64_t ixfr_octets_max(const zone::ZoneVersion& current);

inline constexpr std::size_t ixfr_answers_max = 32;

/// The answers rendered for one published version; goes with it. Bounded by ixfr_answers_max and by
/// the octets of the zone itself (1 MiB for a smaller one); the oldest goes first. Thread-safe; who
/// asks for an answer that is just being rendered waits for it, others do not. One word while
/// nobody asks.
class IxfrAnswers {
 public:
  IxfrAnswers() = default;
  ~IxfrAnswers();
  IxfrAnswers(const IxfrAnswers&) = delete;
  IxfrAnswers& operator=(const IxfrAnswers&) = delete;

  /// Null when history does not reach from `from` to the current version.
  IxfrAnswerRef find_or_render(const zone::ZoneVersion& current, const zone::History& history,
                               dns::Serial from) const;

 private:
  struct Cache;
  Cache& cache() const;
  mutable std::atomic<Cache*> cache_{nullptr};
};

}  // namespace zonecast::transfer
