// SPDX-License-Identifier: GPL-3.0-or-later
// The `primary` member of a zone: whom it is transferred to.
#pragma once

#include <functional>
#include <optional>

#include "api/json/fields.h"
#include "api/json/writer.h"
#include "control/zones.h"

namespace zonecast::api::v1 {

inline constexpr std::size_t secondaries_max = 256;

/// The stored key of a name, if there is one.
using KeyLookup = std::function<std::optional<model::TsigKeyDocument>(dns::NameView)>;

/// Of a key, what an answer shows.
struct ShownKey {
  dns::TsigAlgorithm algorithm{};
  std::string fingerprint;
  base::Bytes secret;  // empty: not shown
};
using ShownKeys = std::function<std::optional<ShownKey>(dns::NameView)>;

/// Reads `primary` of a zone body into the draft. `current`: the rows as they are, for what a
/// request may leave out of `tsig`.
void read_outgoing_transfers(const json::Fields& zone, const std::vector<model::Secondary>& current,
                             const KeyLookup& key, control::ZoneDraft& draft);

void write_outgoing_transfers(json::Writer& writer, const model::OutgoingTransfers& primary,
                              const ShownKeys& key);

}  // namespace zonecast::api::v1
