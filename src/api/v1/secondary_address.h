// SPDX-License-Identifier: GPL-3.0-or-later
// The address and port of a row of primary.secondaries as people write them, with an exact word on
// what is wrong. The console makes the same checks.
#pragma once

#include <string>
#include <string_view>

#include "api/json/value.h"
#include "base/ip_address.h"
#include "base/result.h"

namespace zonecast::api::v1 {

struct WrongInput {
  std::string code;
  std::string message;
};

/// An address or block a secondary can have.
base::Result<base::IpPrefix, WrongInput> secondary_address(std::string_view text);
/// A number or a string of digits, also full-width or Arabic-Indic ones; an empty string is 53.
base::Result<std::uint16_t, WrongInput> secondary_port(const json::Value& value);

}  // namespace zonecast::api::v1
