// SPDX-License-Identifier: GPL-3.0-or-later
// The file with the key that secrets are sealed with: 64 hex digits on one line, mode 0600.
#pragma once

#include <optional>
#include <string>

#include "base/random.h"
#include "base/result.h"
#include "store/sql/secret_seal.h"

namespace zonecast::store {

/// Nothing when there is no such file. An error is one sentence that names the file.
base::Result<std::optional<SecretSeal::Key>> read_secrets_key(const std::string& path);

/// Draws a key and writes it to a new file; it is on disk when this returns.
base::Result<SecretSeal::Key> make_secrets_key(const std::string& path, base::Random& random);

}  // namespace zonecast::store
