// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/embedded/fault_disk.h"

#include <sqlite3.h>

#include <cstdlib>
#include <new>

#include "base/failpoint.h"

namespace zonecast::store {

namespace {

constexpr const char* vfs_name = "zonecast-fault-disk";

std::function<DiskAnswer(DiskOperation, std::string_view)>& fault() {
  static std::function<DiskAnswer(DiskOperation, std::string_view)> asked;
  return asked;
}

sqlite3_vfs* system_vfs() {
  static sqlite3_vfs* const found = sqlite3_vfs_find("unix");
  return found;
}

DiskAnswer ask(const char* failpoint_name, DiskOperation operation, std::string_view path) {
  switch (base::failpoint(failpoint_name)) {
    case base::FailpointAction::enospc:
      // A full disk still flushes, shortens and removes files.
      if (operation == DiskOperation::write || operation == DiskOperation::create)
        return DiskAnswer::full;
      break;
    case base::FailpointAction::eio:
      return DiskAnswer::broken;
    case base::FailpointAction::none:
      break;
  }
  return fault() ? fault()(operation, path) : DiskAnswer::proceed;
}

/// An open file: ours in front, the system VFS's own after it in the same allocation.
struct FaultFile {
  sqlite3_file base;
  const char* path;  // SQLite keeps it as long as the file is open

  sqlite3_file* system() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

FaultFile& self(sqlite3_file* file) { return *reinterpret_cast<FaultFile*>(file); }
std::string_view path_of(sqlite3_file* file) {
  const char* path = self(file).path;
  return path ? std::string_view(path) : std::string_view();
}
const sqlite3_io_methods& below(sqlite3_file* file) { return *self(file).system()->pMethods; }

int file_close(sqlite3_file* file) { return below(file).xClose(self(file).system()); }
int file_read(sqlite3_file* file, void* out, int size, sqlite3_int64 offset) {
  return below(file).xRead(self(file).system(), out, size, offset);
}

int file_write(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
  auto* const system = self(file).system();
  const auto answer = ask("store.disk.write", DiskOperation::write, path_of(file));
  if (answer == DiskAnswer::broken) return SQLITE_IOERR_WRITE;
  const bool torn = answer == DiskAnswer::full || failpoints_are_armed();
  if (!torn || size < 2) {
    return answer == DiskAnswer::full ? SQLITE_FULL
                                      : below(file).xWrite(system, data, size, offset);
  }
  // A write that does not get all its room has often got some; a process that dies may die in
  // between.
  const int half = size / 2;
  if (const int code = below(file).xWrite(system, data, half, offset); code != SQLITE_OK)
    return code;
  if (answer == DiskAnswer::full) return SQLITE_FULL;
  (void)base::failpoint("store.disk.torn");
  return below(file).xWrite(system, static_cast<const char*>(data) + half, size - half,
                            offset + half);
}

int file_truncate(sqlite3_file* file, sqlite3_int64 size) {
  if (ask("store.disk.truncate", DiskOperation::truncate, path_of(file)) != DiskAnswer::proceed) {
    return SQLITE_IOERR_TRUNCATE;
  }
  return below(file).xTruncate(self(file).system(), size);
}

int file_sync(sqlite3_file* file, int flags) {
  if (ask("store.disk.sync", DiskOperation::sync, path_of(file)) != DiskAnswer::proceed) {
    return SQLITE_IOERR_FSYNC;
  }
  const int code = below(file).xSync(self(file).system(), flags);
  (void)base::failpoint("store.disk.synced");
  return code;
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
  return below(file).xFileSize(self(file).system(), size);
}
int file_lock(sqlite3_file* file, int level) {
  return below(file).xLock(self(file).system(), level);
}
int file_unlock(sqlite3_file* file, int level) {
  return below(file).xUnlock(self(file).system(), level);
}
int file_check_reserved(sqlite3_file* file, int* out) {
  return below(file).xCheckReservedLock(self(file).system(), out);
}
int file_control(sqlite3_file* file, int operation, void* argument) {
  return below(file).xFileControl(self(file).system(), operation, argument);
}
int file_sector_size(sqlite3_file* file) { return below(file).xSectorSize(self(file).system()); }
int file_characteristics(sqlite3_file* file) {
  return below(file).xDeviceCharacteristics(self(file).system());
}
int file_shm_map(sqlite3_file* file, int page, int size, int extend, void volatile** out) {
  return below(file).xShmMap(self(file).system(), page, size, extend, out);
}
int file_shm_lock(sqlite3_file* file, int offset, int count, int flags) {
  return below(file).xShmLock(self(file).system(), offset, count, flags);
}
void file_shm_barrier(sqlite3_file* file) { below(file).xShmBarrier(self(file).system()); }
int file_shm_unmap(sqlite3_file* file, int remove) {
  return below(file).xShmUnmap(self(file).system(), remove);
}

// Version 2: no memory-mapped pages, so that every access comes by here.
constexpr sqlite3_io_methods fault_methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_check_reserved,
    .xFileControl = file_control,
    .xSectorSize = file_sector_size,
    .xDeviceCharacteristics = file_characteristics,
    .xShmMap = file_shm_map,
    .xShmLock = file_shm_lock,
    .xShmBarrier = file_shm_barrier,
    .xShmUnmap = file_shm_unmap,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

int disk_open(sqlite3_vfs*, const char* path, sqlite3_file* file, int flags, int* out_flags) {
  auto& mine = *new (file) FaultFile{};
  mine.path = path;
  if ((flags & SQLITE_OPEN_CREATE) != 0) {
    switch (ask("store.disk.create", DiskOperation::create, path ? path : "")) {
      case DiskAnswer::full:
        return SQLITE_FULL;
      case DiskAnswer::broken:
        return SQLITE_IOERR;
      case DiskAnswer::proceed:
        break;
    }
  }
  const int code = system_vfs()->xOpen(system_vfs(), path, mine.system(), flags, out_flags);
  if (mine.system()->pMethods != nullptr) mine.base.pMethods = &fault_methods;
  return code;
}

int disk_delete(sqlite3_vfs*, const char* path, int sync_directory) {
  if (ask("store.disk.delete", DiskOperation::remove, path) != DiskAnswer::proceed) {
    return SQLITE_IOERR_DELETE;
  }
  return system_vfs()->xDelete(system_vfs(), path, sync_directory);
}

// The system VFS is given itself, since it keeps its own state behind the pointer.
int disk_access(sqlite3_vfs*, const char* path, int flags, int* out) {
  return system_vfs()->xAccess(system_vfs(), path, flags, out);
}
int disk_full_pathname(sqlite3_vfs*, const char* path, int size, char* out) {
  return system_vfs()->xFullPathname(system_vfs(), path, size, out);
}
int disk_randomness(sqlite3_vfs*, int size, char* out) {
  return system_vfs()->xRandomness(system_vfs(), size, out);
}
int disk_sleep(sqlite3_vfs*, int microseconds) {
  return system_vfs()->xSleep(system_vfs(), microseconds);
}
int disk_current_time(sqlite3_vfs*, double* out) {
  return system_vfs()->xCurrentTime(system_vfs(), out);
}
int disk_last_error(sqlite3_vfs*, int size, char* out) {
  return system_vfs()->xGetLastError(system_vfs(), size, out);
}
int disk_current_time_ms(sqlite3_vfs*, sqlite3_int64* out) {
  return system_vfs()->xCurrentTimeInt64(system_vfs(), out);
}

std::string register_vfs() {
  static sqlite3_vfs vfs{};
  const auto* const system = system_vfs();
  if (system == nullptr) return {};
  vfs.iVersion = 2;
  vfs.szOsFile = static_cast<int>(sizeof(FaultFile)) + system->szOsFile;
  vfs.mxPathname = system->mxPathname;
  vfs.zName = vfs_name;
  vfs.xOpen = disk_open;
  vfs.xDelete = disk_delete;
  vfs.xAccess = disk_access;
  vfs.xFullPathname = disk_full_pathname;
  vfs.xRandomness = disk_randomness;
  vfs.xSleep = disk_sleep;
  vfs.xCurrentTime = disk_current_time;
  vfs.xGetLastError = disk_last_error;
  vfs.xCurrentTimeInt64 = disk_current_time_ms;
  return sqlite3_vfs_register(&vfs, 0) == SQLITE_OK ? vfs_name : std::string();
}

}  // namespace

void set_disk_fault(std::function<DiskAnswer(DiskOperation, std::string_view)> asked) {
  fault() = std::move(asked);
}

std::string fault_disk() {
  static const std::string name = register_vfs();
  return name;
}

bool failpoints_are_armed() {
#ifdef ZC_FAILPOINTS
  static const bool armed = std::getenv("ZONECAST_FAILPOINT") != nullptr;
  return armed;
#else
  return false;
#endif
}

}  // namespace zonecast::store
