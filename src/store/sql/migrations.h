// SPDX-License-Identifier: GPL-3.0-or-later
// The schema, as the steps that lead to it. A step that has been released is never edited.
#pragma once

#include <span>

namespace zonecast::store {

struct Migration {
  int version;       // the schema's, after it
  const char* name;  // what it brings
  const char* sql;
};

/// Ascending, dense, from 1.
std::span<const Migration> migrations();

}  // namespace zonecast::store
