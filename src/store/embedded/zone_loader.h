// SPDX-License-Identifier: GPL-3.0-or-later
// All zones, at the start of the server: read by several threads, a portion at a time, and handed
// over in order by one.
#pragma once

#include <functional>

#include "store/embedded/reader_pool.h"
#include "store/embedded/zone_reader.h"

namespace zonecast::store {

/// Calls `receive` with each zone, ascending by id, on the calling thread; `history_octets_max`
/// from any of the reading ones. A zone that cannot be read ends it with an error that names the
/// zone. Throws SqlFailure.
base::Result<void> load_all_zones(
    ReaderPool& readers, const std::function<std::size_t(std::uint64_t)>& history_octets_max,
    const std::function<void(LoadedZone)>& receive);

}  // namespace zonecast::store
