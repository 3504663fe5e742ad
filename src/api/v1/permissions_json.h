// SPDX-License-Identifier: GPL-3.0-or-later
// The `permissions` of a key, a team or a user, as NS1 spells them. Rights over what this server
// does not have are kept and answered.
#pragma once

#include "api/json/fields.h"
#include "api/json/writer.h"
#include "model/permissions.h"

namespace zonecast::api::v1 {

/// The member `permissions` of a body: what it leaves out stays as it is in `current`. Nothing when
/// it is not there.
std::optional<model::Permissions> read_permissions(const json::Fields& body,
                                                   const model::Permissions& current);

void write_permissions(json::Writer& writer, const model::Permissions& permissions);

}  // namespace zonecast::api::v1
