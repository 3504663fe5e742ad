// SPDX-License-Identifier: GPL-3.0-or-later
// Which right each route asks for: the one table that decides before any endpoint is called. A
// resource without a line here does not compile.
#pragma once

#include <optional>
#include <string_view>

#include "api/route.h"
#include "model/rights.h"

namespace zonecast::api {

struct Access {
  enum class Demand { nothing, any_caller, right };
  Demand demand = Demand::nothing;
  model::Right right{};
  model::Extent extent = model::Extent::anywhere;
  friend bool operator==(const Access&, const Access&) = default;
};

/// For a method that is allowed there. Endpoints that act on many zones or records at once ask for
/// the least here and check each one themselves.
Access access_of(Resource resource, std::string_view method);

/// Answers without a key.
inline bool is_public(Resource resource) {
  return access_of(resource, "GET").demand == Access::Demand::nothing;
}

}  // namespace zonecast::api
