// SPDX-License-Identifier: GPL-3.0-or-later
// ACLs, views and networks as the JSON text under which configuration objects are kept: kinds
// "acl", "view" and "network", with the name or, of a network, the number as id. Members at their
// default are left out; unknown members are an error, as in every stored document.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "model/acl.h"
#include "model/network.h"
#include "model/view.h"

namespace zonecast::control {

inline constexpr const char* acl_kind = "acl";
inline constexpr const char* view_kind = "view";
inline constexpr const char* network_kind = "network";

std::string acl_to_json(const model::Acl& acl);
base::Result<model::Acl> acl_from_json(std::string_view name, std::string_view text);

std::string view_to_json(const model::View& view);
base::Result<model::View> view_from_json(std::string_view name, std::string_view text);

std::string network_to_json(const model::Network& network);
/// `id`: the number as text.
base::Result<model::Network> network_from_json(std::string_view id, std::string_view text);

}  // namespace zonecast::control
