// SPDX-License-Identifier: GPL-3.0-or-later
// The activity log: who did what to which object.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace zonecast::model {

/// A line of it. Secrets are masked on both sides.
struct Activity {
  std::uint64_t id = 0;        // drawn by the store; rises
  std::int64_t at = 0;         // Unix seconds
  std::uint64_t position = 0;  // of the commit it came with; 0: none
  std::string actor, actor_name, source, request_id, comment;
  std::string action;                      // "create", "update", "delete", "sign-in"
  std::string resource_type, resource_id;  // "record", "www.example.org/A"
  std::string zone;                        // its name; empty: none
  std::string before, after;               // JSON objects; empty: none
};

/// Which lines: those that meet everything that is given.
struct ActivityQuery {
  std::uint64_t before_id = 0;  // 0: from the newest on
  std::uint64_t after_id = 0;
  std::optional<std::int64_t> start{}, end{};  // Unix seconds, both included
  std::string zone{}, actor{}, action{}, resource_type{};
  std::size_t count_max = 100;
};

}  // namespace zonecast::model
