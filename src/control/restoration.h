// SPDX-License-Identifier: GPL-3.0-or-later
// A change that gives a zone other contents as a whole, by difference: the contents of an earlier
// version, or of a version kept aside.
#pragma once

#include "control/committer.h"
#include "control/contents_edit.h"
#include "control/zones.h"

namespace zonecast::control {

/// What would turn a head's contents into the wanted ones. Worked out before the writer's turn, and
/// again in it only if the zone has moved meanwhile.
class Restoration {
 public:
  explicit Restoration(zone::ZoneVersionRef wanted) : wanted_(std::move(wanted)) {}

  void compare(const ZoneHead& head);
  /// Nothing when the contents are the same, serial aside. Documents of records that change go:
  /// they belong to the answers that were.
  Result<std::optional<Prepared>> prepare(const ZoneHeadRef& head, store::Position position,
                                          const Request& request, std::int64_t now);
  /// Of the last prepare().
  const Change& change() const { return change_; }

 private:
  zone::ZoneVersionRef wanted_;
  zone::ZoneVersionRef compared_;  // with these contents
  zone::ZoneChange difference_;
  Change change_;
};

}  // namespace zonecast::control
