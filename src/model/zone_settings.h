// SPDX-License-Identifier: GPL-3.0-or-later
// What an operator configures of a zone, beside its contents. SOA fields are not here: the SOA
// record in the contents is their only home.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "dns/name.h"
#include "model/secondary.h"

namespace zonecast::model {

using ZoneId = std::uint64_t;

enum class SerialPolicy : std::uint8_t { unixtime, increment, date };

struct ZoneSettings {
  ZoneId id = 0;
  std::string public_id;  // 24 hex digits
  std::string name;       // usually the apex without the final dot, lower case; unique
  dns::Name apex;
  SerialPolicy serial_policy = SerialPolicy::unixtime;
  OutgoingTransfers primary;
  std::vector<std::int64_t> networks{0};  // empty: unpublished
  /// Name of the zone whose contents this one has under its own apex; empty: its own contents.
  std::string link;
  std::int64_t created_at = 0;  // Unix seconds
  std::int64_t updated_at = 0;
  /// Members that are kept and echoed, not acted on: name → JSON text.
  std::map<std::string, std::string> echoed;
  friend bool operator==(const ZoneSettings&, const ZoneSettings&) = default;
};

}  // namespace zonecast::model
