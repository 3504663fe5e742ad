// SPDX-License-Identifier: GPL-3.0-or-later
// Failpoints: named places where a recovery test may kill the process or make the disk refuse.
// ZONECAST_FAILPOINT="name:N:action" acts on the Nth time the place is reached (1 is the first);
// name "*" counts every place. Actions: kill (SIGKILL self), enospc, eio. Compiled out without
// ZC_FAILPOINTS. Reads the environment once; thread-safe.
#pragma once

namespace zonecast::base {

enum class FailpointAction { none, enospc, eio };

#ifdef ZC_FAILPOINTS
/// Does not return when the action is kill.
FailpointAction failpoint(const char* name);
#else
inline FailpointAction failpoint(const char*) { return FailpointAction::none; }
#endif

}  // namespace zonecast::base
