// SPDX-License-Identifier: GPL-3.0-or-later
// What a line of the change log did. The numbers are in the database.
#pragma once

#include <cstdint>

namespace zonecast::store {

enum class ChangeKind : std::int64_t {
  create = 1,
  change = 2,
  replace = 3,
  remove = 4,
  settings = 5,  // the zone's version moves, its serial does not
  config = 6,
};

constexpr const char* to_text(ChangeKind kind) {
  switch (kind) {
    case ChangeKind::create:
      return "create";
    case ChangeKind::change:
      return "change";
    case ChangeKind::replace:
      return "replace";
    case ChangeKind::remove:
      return "delete";
    case ChangeKind::settings:
      return "settings";
    case ChangeKind::config:
      return "config";
  }
  return "";
}

}  // namespace zonecast::store
