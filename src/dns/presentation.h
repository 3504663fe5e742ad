// SPDX-License-Identifier: GPL-3.0-or-later
// Presentation format (RFC 1035 section 5): zone files in, records out, and records as text. Rests
// on libzscanner and libknot; every type they know, and RFC 3597 for the others.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "dns/record.h"

namespace zonecast::dns {

/// Where and why a zone file is wrong. `line` counts from 1.
struct ZoneFileError {
  std::uint64_t line = 0;
  std::string reason;
};

enum class IncludePolicy {
  refuse,            // an upload: $INCLUDE is an error with its line
  below_own_folder,  // the command line: files below the folder of the file itself
};

/// Octets that one entry may have, parentheses included.
inline constexpr std::size_t zone_file_entry_size_max = std::size_t{1} << 20;
/// How deep files may include each other, and how many inclusions there may be in all.
inline constexpr int zone_file_include_depth_max = 16;
inline constexpr int zone_file_includes_max = 1000;

/// Reads a zone file in pieces of any size. $GENERATE is expanded (bounded, see
/// generate_directive.h), $ORIGIN and $TTL are obeyed. RDATA has passed check_rdata(), the class is
/// IN. Lines may end in CR LF. A record's line is the last one of its entry; for those of a
/// directive it is the directive's. One thread; 200 kB of state, which the thread keeps for the
/// next reader.
class ZoneFileReader {
 public:
  /// Return false to stop reading (the error is then up to the receiver: feed() fails with
  /// "stopped"). The view lives for the call.
  using Receiver = std::function<bool(const RecordView& record, std::uint64_t line)>;

  /// `default_ttl_s` is the last resort: a record without a TTL takes that of $TTL, or else the TTL
  /// of the record before, or for a leading SOA its minimum.
  ZoneFileReader(NameView origin, std::uint32_t default_ttl_s, IncludePolicy includes,
                 std::string folder, Receiver receiver);
  ~ZoneFileReader();
  ZoneFileReader(const ZoneFileReader&) = delete;
  ZoneFileReader& operator=(const ZoneFileReader&) = delete;

  /// The first error ends the reading: later calls return it again.
  base::Result<void, ZoneFileError> feed(std::string_view text);
  /// After the last piece: an entry left open is an error.
  base::Result<void, ZoneFileError> finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// RDATA from text, names relative to `origin`: "10 mail.example.org.". Any type, and RFC 3597's
/// "\\# 4 0a000001". One line, without a comment: whatever it holds, it is one RDATA or an error.
base::Result<base::Bytes> rdata_from_text(RrType type, std::string_view text, NameView origin);
/// RDATA as text on one line, names with final dot; in RFC 3597's form where the type has no other,
/// or the RDATA is not well formed. rdata_from_text() gives back the same octets.
std::string rdata_to_text(RrType type, base::ByteView rdata);
/// "www.example.org.\t300\tIN\tA\t192.0.2.1"
std::string record_to_text(const RecordView& record);

}  // namespace zonecast::dns
