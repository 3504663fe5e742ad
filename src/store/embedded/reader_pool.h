// SPDX-License-Identifier: GPL-3.0-or-later
// Reading connections, opened as they are needed, up to a bound. Readers wait for each other only
// when all are in use, and never for a writer.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "store/embedded/sqlite.h"

namespace zonecast::store {

/// Thread-safe.
class ReaderPool {
 public:
  ReaderPool(std::string path, std::string vfs) : path_(std::move(path)), vfs_(std::move(vfs)) {}

  /// Gives the connection back when it goes out of scope.
  class Lease {
   public:
    explicit Lease(ReaderPool& pool) : pool_(pool), connection_(pool.take()) {}
    ~Lease() { pool_.give_back(std::move(connection_)); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    Connection& operator*() const { return *connection_; }
    Connection* operator->() const { return connection_.get(); }

   private:
    ReaderPool& pool_;
    std::unique_ptr<Connection> connection_;
  };
  /// Throws SqlFailure when a connection cannot be opened.
  Lease borrow() { return Lease(*this); }

 private:
  std::unique_ptr<Connection> take();
  void give_back(std::unique_ptr<Connection> connection);

  static constexpr std::size_t count_max = 4;
  const std::string path_, vfs_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<Connection>> idle_;
  std::size_t count_ = 0;
};

}  // namespace zonecast::store
