// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/embedded/zone_loader.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "base/allocator.h"

namespace zonecast::store {

namespace {

constexpr int portion_zones_max = 100;
constexpr unsigned threads_max = 3;  // of the pool's connections, one stays free
/// Portions read ahead of the one that is handed over.
constexpr std::size_t portions_ahead_max = 64;

/// What a connection has read of all zones it need not keep.
class ReleaseMemory {
 public:
  explicit ReleaseMemory(const Connection& connection) : connection_(connection) {}
  ~ReleaseMemory() { sqlite3_db_release_memory(connection_.handle()); }
  ReleaseMemory(const ReleaseMemory&) = delete;
  ReleaseMemory& operator=(const ReleaseMemory&) = delete;

 private:
  const Connection& connection_;
};

/// Zones that one thread reads in one go; `done` is set last.
struct Portion {
  ZoneId after = 0;
  ZoneId last = 0;
  std::vector<LoadedZone> zones;
  std::optional<base::Error> error;
  std::exception_ptr failure;
  bool done = false;
};

class ZoneLoader {
 public:
  ZoneLoader(ReaderPool& readers,
             const std::function<std::size_t(std::uint64_t)>& history_octets_max)
      : readers_(readers), history_octets_max_(history_octets_max) {}

  base::Result<void> run(const std::function<void(LoadedZone)>& receive) {
    const auto count = std::clamp(std::thread::hardware_concurrency(), 1U, threads_max);
    std::vector<std::thread> threads;
    threads.reserve(count);
    for (unsigned i = 0; i < count; ++i) threads.emplace_back([this] { read_portions(); });
    while (const auto portion = next_done()) {
      for (auto& zone : portion->zones) receive(std::move(zone));
      if (portion->error) error_ = portion->error;
      if (portion->failure) failure_ = portion->failure;
      if (error_ || failure_) break;
    }
    stop();
    for (auto& thread : threads) thread.join();
    if (failure_) std::rethrow_exception(failure_);
    if (error_) return std::unexpected(*error_);
    return {};
  }

 private:
  /// What each thread does.
  void read_portions() {
    std::exception_ptr failure;
    try {
      const auto connection = readers_.borrow();
      const ReleaseMemory after(*connection);
      while (const auto portion = claim(*connection)) {
        try {
          portion->zones.reserve(portion_zones_max);
          auto read =
              read_zones(*connection, portion->after, portion->last, history_octets_max_,
                         [&](LoadedZone zone) { portion->zones.push_back(std::move(zone)); });
          if (!read) portion->error = read.error();
        } catch (...) {
          portion->failure = std::current_exception();
        }
        const std::lock_guard lock(mutex_);
        portion->done = true;
        changed_.notify_all();
      }
    } catch (...) {
      failure = std::current_exception();
    }
    if (!failure) return;
    // It could not even claim: the one who waits for zones has to learn it.
    const std::lock_guard lock(mutex_);
    auto portion = std::make_shared<Portion>();
    portion->failure = failure;
    portion->done = true;
    portions_.push_back(std::move(portion));
    all_claimed_ = true;
    changed_.notify_all();
  }

  /// The next portion to read, at the end of the queue; null when there is none.
  std::shared_ptr<Portion> claim(Connection& connection) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return all_claimed_ || portions_.size() < portions_ahead_max; });
    if (all_claimed_) return nullptr;
    auto portion = std::make_shared<Portion>();
    portion->after = claimed_until_;
    auto row = connection.query("SELECT id FROM zone WHERE id > ?1 ORDER BY id LIMIT ?2");
    row.bind(claimed_until_, portion_zones_max);
    int count = 0;
    for (; row.next(); ++count) claimed_until_ = row.number(0);
    if (count < portion_zones_max) {
      all_claimed_ = true;
      changed_.notify_all();
    }
    if (count == 0) return nullptr;
    portion->last = claimed_until_;
    portions_.push_back(portion);
    return portion;
  }

  /// The oldest portion, when it is read; null after the last.
  std::shared_ptr<Portion> next_done() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return portions_.empty() ? all_claimed_ : portions_.front()->done; });
    if (portions_.empty()) return nullptr;
    auto portion = std::move(portions_.front());
    portions_.pop_front();
    changed_.notify_all();
    return portion;
  }

  void stop() {
    const std::lock_guard lock(mutex_);
    all_claimed_ = true;
    changed_.notify_all();
  }

  ReaderPool& readers_;
  const std::function<std::size_t(std::uint64_t)>& history_octets_max_;
  std::mutex mutex_;  // for what follows
  std::condition_variable changed_;
  std::deque<std::shared_ptr<Portion>> portions_;
  ZoneId claimed_until_ = 0;
  bool all_claimed_ = false;
  // Of the calling thread only.
  std::optional<base::Error> error_;
  std::exception_ptr failure_;
};

/// Of the whole database; zones in memory take about as much.
std::size_t stored_octets(ReaderPool& readers) {
  const auto connection = readers.borrow();
  const auto number = [&](const char* sql) {
    auto row = (*connection).query(sql);
    return row.next() ? row.number(0) : 0;
  };
  return number("PRAGMA page_count") * number("PRAGMA page_size");
}

}  // namespace

base::Result<void> load_all_zones(
    ReaderPool& readers, const std::function<std::size_t(std::uint64_t)>& history_octets_max,
    const std::function<void(LoadedZone)>& receive) {
  base::expect_memory(stored_octets(readers));
  return ZoneLoader(readers, history_octets_max).run(receive);
}

}  // namespace zonecast::store
