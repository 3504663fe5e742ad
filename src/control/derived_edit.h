// SPDX-License-Identifier: GPL-3.0-or-later
// RecordEdit and, beside it, the records of the zone that are derived from others. On the writer's
// thread.
#pragma once

#include "control/committer.h"
#include "control/derived_record.h"
#include "control/record_edit.h"

namespace zonecast::control {

class DerivedEdit {
 public:
  DerivedEdit(const ZoneHead& head, Heads& heads, RecordEdit& edit)
      : head_(head), heads_(heads), edit_(edit) {}

  bool exists(dns::NameView owner, dns::RrType type) const;
  /// The record as it is now, edits included.
  Result<std::optional<RecordState>> state(dns::NameView owner, dns::RrType type);
  /// The zone as the edit found it.
  ZoneState zone() const { return edit_.zone(); }
  Result<void> put(const RecordDraft& draft);
  Result<void> update(const RecordDraft& draft);
  Result<void> remove(dns::NameView owner, dns::RrType type);

  /// What to write of configuration objects, with the change of the zone.
  std::vector<store::PutConfig> configs() const;
  /// As it will be.
  std::optional<DerivedRecord> find(dns::NameView owner, dns::RrType type) const;

 private:
  Result<void> put_alias(const RecordDraft& draft);
  Result<void> put_linked(const RecordDraft& draft);
  Result<void> unused(dns::NameView owner, dns::RrType type) const;
  void drop(dns::NameView owner, dns::RrType type);

  const ZoneHead& head_;
  Heads& heads_;
  RecordEdit& edit_;
  std::map<std::string, std::optional<DerivedRecord>> changed_;  // by id; nothing: deleted
};

/// The RRset of our own record `target` as that of `owner`; empty when there is none.
std::vector<dns::Record> linked_rrset(const ZoneDirectory& directory, dns::NameView target,
                                      dns::RrType type, const dns::Name& owner);
/// The zone of ours that a name is in, longest apex first, of several with one FQDN the first by
/// name; null when there is none.
ZoneHeadRef zone_of_name(const ZoneDirectory& directory, dns::NameView name);
/// A derived record as it is answered.
RecordState derived_record_state(const ZoneHead& head, const DerivedRecord& record,
                                 std::uint32_t ttl);

}  // namespace zonecast::control
