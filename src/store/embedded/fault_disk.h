// SPDX-License-Identifier: GPL-3.0-or-later
// A disk that can fail: an SQLite VFS over the system's own that asks, at every write, flush,
// truncation, creation and removal of a file, whether to die, to be full or to break. Each of these
// is a failpoint (base/failpoint.h): "store.disk.write", "store.disk.torn" (half of a write has
// happened), "store.disk.sync", "store.disk.synced", "store.disk.truncate", "store.disk.create",
// "store.disk.delete".
//
// Only used when the environment arms a failpoint or a test asks for it; otherwise SQLite talks to
// the system's VFS directly.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace zonecast::store {

enum class DiskOperation { write, sync, truncate, create, remove };
enum class DiskAnswer { proceed, full, broken };

/// For tests in this process: asked before each operation, after the failpoints; empty asks nobody.
/// Not to be changed while an operation is under way.
void set_disk_fault(
    std::function<DiskAnswer(DiskOperation operation, std::string_view path)> fault);

/// Registers the VFS when called first and returns its name; empty when SQLite refuses it.
std::string fault_disk();
/// Whether ZONECAST_FAILPOINT is set and compiled in.
bool failpoints_are_armed();

}  // namespace zonecast::store
