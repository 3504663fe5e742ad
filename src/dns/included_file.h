// SPDX-License-Identifier: GPL-3.0-or-later
// Opens what $INCLUDE names, strictly below a folder.
#pragma once

#include <string>
#include <string_view>

#include "base/file_descriptor.h"
#include "base/result.h"

namespace zonecast::dns {

/// A regular file below `folder`. No "..", no absolute path, no symbolic link on the way.
base::Result<base::FileDescriptor> open_below(const std::string& folder, std::string_view path);

}  // namespace zonecast::dns
