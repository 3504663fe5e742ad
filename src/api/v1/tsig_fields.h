// SPDX-License-Identifier: GPL-3.0-or-later
// Name, hash and secret of a TSIG key, as bodies and paths give them.
#pragma once

#include <optional>
#include <string_view>

#include "api/json/fields.h"
#include "base/bytes.h"
#include "base/result.h"
#include "dns/name.h"
#include "dns/tsig.h"

namespace zonecast::api::v1 {

/// As keys are stored: lower case; with or without the final dot. An error is a sentence.
base::Result<dns::Name> key_name_of_text(std::string_view text);

// Nothing when the member is absent, empty or wrong; what is wrong is told.
std::optional<dns::Name> key_name_of(const json::Fields& fields, std::string_view member);
std::optional<dns::TsigAlgorithm> algorithm_of(const json::Fields& fields, std::string_view member);
std::optional<base::Bytes> secret_of(const json::Fields& fields, std::string_view member);

}  // namespace zonecast::api::v1
