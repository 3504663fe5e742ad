// SPDX-License-Identifier: GPL-3.0-or-later
// What a change does to one owner.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "dns/record.h"

namespace zonecast::zone {

/// The order of deletions, and of additions, in a difference: owner, type, RDATA. Records that
/// differ in letter case only are not the same.
bool precedes_in_difference(const dns::RecordView& a, const dns::RecordView& b);

/// Deletions and additions of one owner, each as precedes_in_difference() orders them (at the apex,
/// the SOA comes first). Views borrow.
struct OwnerChange {
  dns::NameView owner;
  std::span<const dns::RecordView> deletions;
  std::span<const dns::RecordView> additions;
};
/// Both in order; owners in canonical order.
std::vector<OwnerChange> by_owner(std::span<const dns::RecordView> deletions,
                                  std::span<const dns::RecordView> additions);

/// Why a change cannot be made.
struct Contradiction {
  enum class Kind { absent, present } kind;  // a deletion is not there; an addition is
  dns::RecordView record;
};

/// Appends to `out` what `existing`, all records of the owner, becomes. The owner keeps its
/// spelling while one of its records stays; otherwise it takes that of the first addition.
std::optional<Contradiction> merge_owner(std::span<const dns::RecordView> existing,
                                         const OwnerChange& change,
                                         std::vector<dns::RecordView>& out);

}  // namespace zonecast::zone
