// SPDX-License-Identifier: GPL-3.0-or-later
// $GENERATE, an extension of BIND that libzscanner does not know:
//
//   $GENERATE start-stop[/step] owner [ttl] [class] type rdata
//
// In owner and rdata, $ stands for the number, ${offset[,width[,base]]} for the number plus an
// offset in base d, o, x, X, or as reversed nibbles (n, N), and $$ for a dollar sign. An rdata of
// several words may be quoted as a whole, as BIND wants it, or stand as it is.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace zonecast::dns {

/// Records that one directive may stand for, and octets of text that all of a file may.
inline constexpr std::uint64_t generate_records_max = 1'000'000;
inline constexpr std::uint64_t generate_text_max = std::uint64_t{128} << 20;

class GenerateDirective {
 public:
  /// What stands behind "$GENERATE", on one line.
  static base::Result<GenerateDirective> parse(std::string_view arguments);

  std::uint64_t count() const { return (std::uint64_t{stop_} - start_) / step_ + 1; }
  /// The entry for the number of rank `index`, with its newline.
  base::Result<void> append_entry(std::string& out, std::uint64_t index) const;

 private:
  std::uint32_t start_ = 0, stop_ = 0, step_ = 1;  // at most 2^31 - 1
  std::string owner_;
  std::string ttl_;
  std::string type_;
  std::string rdata_;
};

}  // namespace zonecast::dns
