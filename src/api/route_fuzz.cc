// SPDX-License-Identifier: GPL-3.0-or-later
// No path names a resource without the pieces that belong to it.
#include "api/route.h"

#include "base/assert.h"

using namespace zonecast::api;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto route = route_of_path({reinterpret_cast<const char*>(data), size});
  if (!route) return 0;
  ZC_ASSERT(!allowed_methods(route->resource).empty());
  if (route->resource == Resource::record) {
    ZC_ASSERT(!route->zone.empty() && !route->domain.empty() && !route->type.empty());
  }
  return 0;
}
