// SPDX-License-Identifier: GPL-3.0-or-later
// Runs a command for its preview: on the writer's thread, against the heads it would meet, and
// without a commit.
#pragma once

#include "control/committer.h"
#include "control/preview.h"
#include "control/zones.h"

namespace zonecast::control {

/// What a command prepared, kept aside instead of committed.
using PreparedAside = std::shared_ptr<std::optional<Prepared>>;

/// The command that prepares all and hands nothing to the committer. It may run more than once; the
/// last run counts.
Command set_aside(Command command, PreparedAside kept);

/// What `prepared` would have done; nothing prepared is a change without effect on `now` (null:
/// there is no such zone). Compares versions: not for the writer's thread.
void fill_preview(Preview& preview, const std::optional<Prepared>& prepared,
                  const ZoneHeadRef& now);

/// Commits, or fills the request's preview and commits nothing; then the head is the one that would
/// have been.
Result<std::optional<Committed>> carry_out(Committer& committer, const ZoneDirectory& directory,
                                           const std::string& zone, const Request& request,
                                           Command command);

}  // namespace zonecast::control
