// SPDX-License-Identifier: GPL-3.0-or-later
// What a request demands of an object before it is changed (RFC 9110 section 13.1). The command
// that makes the change checks it, on the writer's thread: nothing comes between check and change.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "control/problem.h"

namespace zonecast::control {

/// Nothing is demanded unless said.
struct Precondition {
  bool must_exist = false;        // If-Match: *
  bool must_be_absent = false;    // If-None-Match: *
  std::vector<std::string> tags;  // If-Match: the object has one of these

  bool empty() const { return !must_exist && !must_be_absent && tags.empty(); }
  /// `tag`: of the object as the command finds it; nothing when there is no such object.
  Result<void> check(const std::optional<std::string>& tag) const;
};

}  // namespace zonecast::control
