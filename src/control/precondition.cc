// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/precondition.h"

#include <algorithm>

namespace zonecast::control {

Result<void> Precondition::check(const std::optional<std::string>& tag) const {
  if (must_be_absent && tag) {
    return problem(ProblemKind::precondition_failed, "If-None-Match: it exists already");
  }
  if (!tag && (must_exist || !tags.empty())) {
    return problem(ProblemKind::precondition_failed, "If-Match: it does not exist");
  }
  if (!tags.empty() && std::ranges::find(tags, *tag) == tags.end()) {
    return problem(ProblemKind::precondition_failed,
                   "If-Match: it has changed since it was read; its tag now is " + *tag);
  }
  return {};
}

}  // namespace zonecast::control
