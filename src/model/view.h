// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace zonecast::model {

/// What some clients see. A zone that is in views is seen by the clients that a read ACL of one of
/// them admits, and by nobody else.
struct View {
  std::string name;
  std::vector<std::string> read_acls;    // names, in order: queries and transfers
  std::vector<std::string> update_acls;  // names, in order: dynamic update
  std::vector<std::string> zones;        // zone names, lower case; this is where membership is kept
  std::vector<std::int64_t> networks;    // empty: all
  std::uint32_t preference = 0;          // from 1; views are tried in ascending order
  std::int64_t created_at = 0;           // Unix seconds
  std::int64_t updated_at = 0;
  friend bool operator==(const View&, const View&) = default;
};

}  // namespace zonecast::model
