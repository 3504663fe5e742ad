// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "app/config.h"

namespace zonecast::app {

/// Runs the server until SIGTERM or SIGINT. An error says what keeps it from starting.
base::Result<void> serve(const Config& config, const std::string& version);

}  // namespace zonecast::app
