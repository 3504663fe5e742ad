// SPDX-License-Identifier: GPL-3.0-or-later
// Roll-overs of keys as the JSON text of configuration objects. Unknown members are an error: a
// newer zonecast's data is not to be halved in silence.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "model/key_roll.h"

namespace zonecast::control {

/// The id is the name of the key that goes.
inline constexpr const char* roll_kind = "roll";

std::string roll_to_json(const model::KeyRoll& roll);
base::Result<model::KeyRoll> roll_from_json(std::string_view id, std::string_view text);

}  // namespace zonecast::control
