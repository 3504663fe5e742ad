// SPDX-License-Identifier: GPL-3.0-or-later
// Gathers puts and removals of records into one change of contents and documents. Pure but for the
// documents it is lent.
#pragma once

#include <functional>
#include <map>
#include <optional>

#include "control/problem.h"
#include "control/zone_directory.h"
#include "control/zones.h"
#include "store/store.h"
#include "zone/difference.h"

namespace zonecast::control {

/// The stored document of a record, if it has one.
using DocumentReader = std::function<Result<std::optional<model::RecordDocument>>(
    dns::NameView owner, dns::RrType type)>;

/// One thread; borrows the head and the reader.
class RecordEdit {
 public:
  RecordEdit(const ZoneHead& head, DocumentReader documents)
      : head_(head), documents_(std::move(documents)) {}

  bool exists(dns::NameView owner, dns::RrType type) const;
  /// The record as it is now, edits included.
  Result<std::optional<RecordState>> state(dns::NameView owner, dns::RrType type);
  /// The zone as the edit found it.
  ZoneState zone() const;
  /// The RRset becomes what the draft says; `answers` must be there.
  Result<void> put(const RecordDraft& draft);
  /// Members left out of the draft stay. The record must exist.
  Result<void> update(const RecordDraft& draft);
  /// The RRset becomes `after`, without a document.
  Result<void> replace(dns::NameView owner, dns::RrType type, std::vector<dns::Record> after);
  /// The record must exist.
  Result<void> remove(dns::NameView owner, dns::RrType type);

  zone::ZoneChange change() const;
  std::vector<store::RecordDocumentChange> documents() const;

 private:
  struct Key {
    std::string owner;  // lower-case wire form
    dns::RrType type{};
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  struct Edited {
    std::vector<dns::Record> before, after;
    std::optional<model::RecordDocument> document;
    bool had_document = false;
  };
  Result<Edited*> edited(dns::NameView owner, dns::RrType type);

  const ZoneHead& head_;
  DocumentReader documents_;
  std::map<Key, Edited> edited_;
};

/// A record as it is answered, from its RRset and, when there is one, its document.
RecordState record_state(const ZoneHead& head, const std::vector<dns::Record>& rrset,
                         const std::optional<model::RecordDocument>& document);
/// 24 hex digits, the same for the same zone, owner and type.
std::string record_id(const model::ZoneSettings& settings, dns::NameView owner, dns::RrType type);

}  // namespace zonecast::control
