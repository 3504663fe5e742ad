// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "control/committer.h"
#include "control/problem.h"
#include "control/zones.h"

namespace zonecast::control {

/// ACLs and networks that a request names for a zone must exist; the problem tells each that does
/// not, at `primary.transfer_acls[i]` or `networks[i]`.
Result<void> check_references(const Heads& heads, const ZoneDraft& draft);

}  // namespace zonecast::control
