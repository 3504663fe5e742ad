// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "base/random.h"
#include "base/result.h"

namespace zonecast::app {

/// ZONECAST_ADMIN_KEY when that is set, else what DIR/admin.key holds; made (0600) when absent.
base::Result<std::string> admin_key(const std::string& data_directory, base::Random& random);

}  // namespace zonecast::app
