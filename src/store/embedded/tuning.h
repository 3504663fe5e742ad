// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

#include "store/store.h"

namespace zonecast::store {

/// Sizes and bounds of the embedded store. Constants for users, smaller in tests.
struct Tuning {
  /// A larger image is cut into chunks, each written in a step of its own.
  std::size_t inline_image_octets_max = 64u << 10;
  std::size_t image_chunk_octets = 256u << 10;
  /// A zone's image is made anew when the differences since outgrow this and a quarter of the
  /// image.
  std::size_t pending_octets_min = 64u << 10;
  HistoryRetention history;
  /// Lines of the change log, of all zones together.
  std::uint64_t change_entries_max = 10'000'000;
  /// Lines of the activity log, and how long they are kept.
  std::uint64_t activity_entries_max = 5'000'000;
  std::int64_t activity_kept_s = std::int64_t{90} * 24 * 60 * 60;
  /// The write-ahead log is copied into the database from here on; a commit does it by itself when
  /// nobody has up to sixteen times this.
  std::size_t wal_octets_max = 8u << 20;
  /// Rows that one step of upkeep removes.
  int rows_per_step = 500;
  int chunks_per_step = 8;
};

}  // namespace zonecast::store
