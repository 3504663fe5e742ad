// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "dns/name.h"

namespace zonecast::model {

/// A TSIG key being replaced by another, while both are accepted. How far it has come is not kept
/// here: each row of primary.secondaries names the key that signs its NOTIFYs.
struct KeyRoll {
  dns::Name from;  // lower case, as is `to`
  dns::Name to;
  bool made_key = false;        // `to` was made for this roll-over: an abort takes it away again
  std::int64_t started_at = 0;  // Unix seconds
  friend bool operator==(const KeyRoll&, const KeyRoll&) = default;
};

}  // namespace zonecast::model
