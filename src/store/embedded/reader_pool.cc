// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/embedded/reader_pool.h"

#include "store/embedded/database_file.h"

namespace zonecast::store {

std::unique_ptr<Connection> ReaderPool::take() {
  {
    std::unique_lock lock(mutex_);
    returned_.wait(lock, [&] { return !idle_.empty() || count_ < count_max; });
    if (!idle_.empty()) {
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      return connection;
    }
    ++count_;
  }
  try {
    return open_connection(path_, vfs_, ConnectionUse::read);
  } catch (...) {
    give_back(nullptr);
    throw;
  }
}

void ReaderPool::give_back(std::unique_ptr<Connection> connection) {
  {
    const std::lock_guard lock(mutex_);
    if (connection) {
      idle_.push_back(std::move(connection));
    } else {
      --count_;
    }
  }
  returned_.notify_one();
}

}  // namespace zonecast::store
