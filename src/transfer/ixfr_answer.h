// SPDX-License-Identifier: GPL-3.0-or-later
// The answer to "IXFR from serial S", rendered once and shared by all who ask.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "zone/history.h"
#include "zone/zone_version.h"

namespace zonecast::transfer {

/// Bodies as an AXFR has them: the first is rendered at 12 + question length and starts with the new
/// SOA; the last ends with it (RFC 1995 section 4). Immutable.
struct IxfrAnswer {
  dns::Serial from{0};
  dns::Serial to{0};
  std::vector<zone::BlockRef> bodies;
  std::uint64_t octets = 0;
  std::uint64_t record_count = 0;
};
using IxfrAnswerRef = std::shared_ptr<const IxfrAnswer>;

IxfrAnswer render_ixfr(const zone::ZoneVersion& current, std::span<const zone::DifferenceRef> steps);

/// The answers rendered for one published version; goes with it. Bounded (ixfr_answers_max).
/// Thread-safe.
class IxfrAnswers {
 public:
  IxfrAnswerRef find_or_render(const zone::ZoneVersion& current, const zone::History& history,
                               dns::Serial from) const;

 private:
  mutable std::mutex mutex_;
  mutable std::map<std::uint32_t, IxfrAnswerRef> by_serial_;
};

}  // namespace zonecast::transfer
