// SPDX-License-Identifier: GPL-3.0-or-later
// libzscanner's scanner, one entry at a time. Its state is 206 kB, so states are kept per thread
// and set back by copying the few kilobytes that matter.
//
// The automatic mode of the library is never used: it would open the files of $INCLUDE by itself.
#pragma once

extern "C" {
#include <libzscanner/scanner.h>
}

#include <memory>
#include <string>
#include <string_view>

#include "dns/record.h"

namespace zonecast::dns {

/// One thread; give it back on the thread that made it.
class ZoneScanner {
 public:
  /// `default_ttl` is what records without a TTL get until a $TTL.
  ZoneScanner(NameView origin, std::uint32_t default_ttl);
  ~ZoneScanner();
  ZoneScanner(const ZoneScanner&) = delete;
  ZoneScanner& operator=(const ZoneScanner&) = delete;

  /// Whole lines, the first of which has number `line`. They are borrowed until the last next().
  void set_input(std::string_view lines, std::uint64_t line);
  /// Moves to the next record. False at the end of the input and at an error.
  bool next();
  bool failed() const { return failed_; }
  /// Why, in the library's words.
  std::string reason() const;

  RecordView record() const;
  /// Line on which the current record or error ends; at the end of the input, the line that
  /// follows.
  std::uint64_t line() const { return line_; }

  NameView origin() const;
  void set_origin(NameView origin);
  std::uint32_t default_ttl() const;
  void set_default_ttl(std::uint32_t ttl);
  /// The owner that an entry without one takes over; nothing before the first.
  std::string_view last_owner() const;
  void set_last_owner(std::string_view wire);

 private:
  struct State;
  struct Spare;
  static Spare& spare();
  void count_lines();

  std::unique_ptr<State> state_;
  std::string_view uncounted_;  // what follows the last place whose line was counted
  std::uint64_t line_ = 0;
  bool failed_ = false;
};

}  // namespace zonecast::dns
