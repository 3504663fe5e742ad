// SPDX-License-Identifier: GPL-3.0-or-later
// Presentation format (RFC 1035 section 5): zone files in, records out, and records as text. Rests on
// libzscanner and libknot; every type they know, and RFC 3597 for the others.
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

/// Reads a zone file in pieces of any size. $GENERATE is expanded (bounded), $ORIGIN and $TTL are
/// obeyed. One thread; 200 kB of state, so reuse is better than many.
class ZoneFileReader {
 public:
  /// Return false to stop reading (the error is then up to the receiver). The view lives for the call.
  using Receiver = std::function<bool(const RecordView& record, std::uint64_t line)>;

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
/// "\\# 4 0a000001".
base::Result<base::Bytes> rdata_from_text(RrType type, std::string_view text, NameView origin);
/// RDATA as text on one line, names with final dot.
std::string rdata_to_text(RrType type, base::ByteView rdata);
/// "www.example.org.\t300\tIN\tA\t192.0.2.1"
std::string record_to_text(const RecordView& record);

}  // namespace zonecast::dns
