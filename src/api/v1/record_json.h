// SPDX-License-Identifier: GPL-3.0-or-later
// A record (one name and type) as NS1's API shows it, and the body of a request that writes one.
#pragma once

#include "api/json/fields.h"
#include "api/json/writer.h"
#include "control/zones.h"

namespace zonecast::api::v1 {

/// ALIAS included, which is a type of NS1's API alone.
std::optional<dns::RrType> record_type_of_text(std::string_view text);
std::string type_text(dns::RrType type);

/// The type a path or body names, when it is one that records can be written for.
base::Result<dns::RrType> writable_type(std::string_view text);

/// Reads TTL, answers and what is only kept; owner and type are the caller's, and `draft.type` is
/// set. Every answer is checked against the type.
void read_record(const json::Fields& body, control::RecordDraft& draft);
void require_answers(const json::Fields& body, const control::RecordDraft& draft);

struct RecordContext {
  dns::NameView apex;
  const std::vector<std::int64_t>* networks;  // of the zone
};
std::string record_text(const control::RecordState& record, const RecordContext& context);

/// As it stands in a zone's `records`.
void write_record_in_zone(json::Writer& writer, const control::RecordState& record);

}  // namespace zonecast::api::v1
