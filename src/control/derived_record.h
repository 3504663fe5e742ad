// SPDX-License-Identifier: GPL-3.0-or-later
// A record whose RRs are those of another name: NS1's ALIAS (the addresses of any name, flattened
// into A and AAAA) and its linked record (the RRset of another record here). It is kept as a
// configuration object, since contents hold only what came of it.
#pragma once

#include <optional>
#include <string>

#include "control/zones.h"
#include "model/record_document.h"
#include "store/store.h"

namespace zonecast::control {

inline constexpr std::string_view derived_record_kind = "derived_record";
struct DerivedRecord {
  std::string zone;  // public id
  dns::Name owner;
  dns::RrType type{};
  dns::Name target;
  std::uint32_t ttl = 0;  // of an ALIAS; a linked record has its target's
  /// As written: one answer, whose first part is the target.
  model::RecordDocument document;

  bool is_alias() const { return type == alias_type; }
};

/// All of a zone begin with its prefix.
std::string derived_record_prefix(std::string_view zone_public_id);
std::string derived_record_id(std::string_view zone_public_id, dns::NameView owner,
                              dns::RrType type);
store::PutConfig put_derived_record(const DerivedRecord& record);
store::PutConfig delete_derived_record(std::string id);
/// Nothing when the object is not one of ours.
std::optional<DerivedRecord> derived_record_of(const store::ConfigObject& object);

}  // namespace zonecast::control
