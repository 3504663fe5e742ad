// SPDX-License-Identifier: GPL-3.0-or-later
// One server per data directory: DIR/lock is locked as long as the server lives, and names it.
#pragma once

#include <string>

#include "base/file_descriptor.h"
#include "base/result.h"

namespace zonecast::store {

/// Makes the directory (0700) when it is absent, its parents excepted.
base::Result<base::FileDescriptor> lock_directory(const std::string& directory);

}  // namespace zonecast::store
