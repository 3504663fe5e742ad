// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/committer.h"

#include <sys/resource.h>

#include <algorithm>

#include "control/activity_entry.h"

namespace zonecast::control {

namespace {

/// Of the calling thread, as Linux has it.
int niceness() { return ::getpriority(PRIO_PROCESS, 0); }

}  // namespace

ZoneHeadRef Heads::find(const std::string& name) {
  if (created_.contains(name)) {
    wants_flush_ = true;
    return nullptr;
  }
  if (const auto pending = pending_.find(name); pending != pending_.end()) return pending->second;
  return directory_.find(name);
}

std::vector<ZoneHeadRef> Heads::find_apex(dns::NameView apex) {
  const auto is_apex = [apex](const dns::Name& other) { return dns::equal(other, apex); };
  if (std::ranges::any_of(created_apexes_, is_apex)) {
    wants_flush_ = true;
    return {};
  }
  auto heads = directory_.find_apex(apex);
  std::erase_if(heads, [&](ZoneHeadRef& head) {
    const auto pending = pending_.find(head->settings->name);
    if (pending != pending_.end()) head = pending->second;
    return head == nullptr;
  });
  return heads;
}

std::optional<model::TsigKeyDocument> Heads::key(dns::NameView name) const {
  for (auto key = keys_.rbegin(); key != keys_.rend(); ++key) {
    if (dns::equal(key->first, name)) return key->second;
  }
  return directory_.key(name);
}

std::vector<std::string> Heads::rows_with_key(dns::NameView name) const {
  auto rows = directory_.rows_with_key(name);
  std::erase_if(rows, [&](const std::string& zone) { return pending_.contains(zone); });
  for (const auto* overlaid : {&pending_, &created_}) {
    for (const auto& [zone, head] : *overlaid) {
      if (!head) continue;
      for (const auto& row : head->settings->primary.secondaries) {
        if (row.tsig && dns::equal(row.tsig->key_name, name)) rows.push_back(zone);
      }
    }
  }
  std::ranges::sort(rows);
  return rows;
}

void Heads::for_each_zone(const std::function<void(const ZoneHead&)>& receive) const {
  constexpr std::size_t page_size = 1000;
  std::string after;
  while (true) {
    const auto page = directory_.list(after, page_size);
    for (const auto& head : page) {
      if (!pending_.contains(head->settings->name)) receive(*head);
    }
    if (page.size() < page_size) break;
    after = page.back()->settings->name;
  }
  for (const auto* overlaid : {&pending_, &created_}) {
    for (const auto& [zone, head] : *overlaid) {
      if (head) receive(*head);
    }
  }
}

ConfigRef Heads::config(std::string_view kind, std::string_view id) const {
  const auto pending = pending_configs_.find(std::pair{std::string(kind), std::string(id)});
  return pending != pending_configs_.end() ? pending->second : configs_.find(kind, id);
}

std::vector<ConfigRef> Heads::configs(std::string_view kind, std::string_view id_prefix) const {
  auto out = configs_.list(kind, id_prefix);
  for (const auto& [key, object] : pending_configs_) {
    if (key.first != kind || !key.second.starts_with(id_prefix)) continue;
    const auto at = std::ranges::lower_bound(out, key.second, {},
                                             [](const ConfigRef& each) { return each->id; });
    const bool is_there = at != out.end() && (*at)->id == key.second;
    if (!object) {
      if (is_there) out.erase(at);
    } else if (is_there) {
      *at = object;
    } else {
      out.insert(at, object);
    }
  }
  return out;
}

Committer::Committer(store::Store& store, ZoneDirectory& directory, ConfigDirectory& configs,
                     CommitFollower& follower, notify::Notifier& notifier, base::Log& log)
    : store_(store),
      directory_(directory),
      configs_(configs),
      follower_(follower),
      notifier_(notifier),
      log_(log) {}

Committer::~Committer() { stop(); }

void Committer::start() {
  niceness_ = niceness();
  thread_ = std::thread([this] { work(); });
}

void Committer::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

std::future<Committer::Answer> Committer::submit(Command command) {
  Waiting waiting(std::move(command));
  auto future = waiting.promise.get_future();
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) {
      waiting.promise.set_value(problem(ProblemKind::unavailable, "the server is shutting down"));
      return future;
    }
    queue_.push_back(std::move(waiting));
    if (writing_) return future;  // who writes will call for the thread
  }
  wake_.notify_one();
  return future;
}

Committer::Answer Committer::run(Command command) {
  // Everybody waits for the writer: so it is not a thread that gives way to others.
  if (niceness() > niceness_) return submit(std::move(command)).get();
  {
    std::unique_lock lock(mutex_);
    if (stopping_ || writing_ || !queue_.empty()) {
      lock.unlock();
      return submit(std::move(command)).get();
    }
    writing_ = true;
  }
  std::deque<Waiting> mine;
  auto future = mine.emplace_back(std::move(command)).promise.get_future();
  write(std::move(mine));
  return future.get();
}

void Committer::work() {
  while (true) {
    std::deque<Waiting> mine;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return !writing_ && (stopping_ || !queue_.empty()); });
      if (queue_.empty()) return;
      mine.swap(queue_);
      writing_ = true;
    }
    write(std::move(mine));
  }
}

void Committer::write(std::deque<Waiting> mine) {
  while (!mine.empty()) commit(mine);
  const std::lock_guard lock(mutex_);
  writing_ = false;
  // With the lock: stop() may be waiting for just this, and what comes after it is the destructor.
  if (stopping_ || !queue_.empty()) wake_.notify_one();
}

void Committer::commit(std::deque<Waiting>& queue) noexcept {
  Heads heads(directory_, configs_);
  heads.next_position_ = store_.head() + 1;
  std::vector<InBatch> batch;
  std::vector<store::Transaction> transactions;
  while (!queue.empty() && batch.size() < batch_size_max) {
    heads.wants_flush_ = false;
    auto prepared = queue.front().command(heads);
    if (heads.wants_flush_ && !batch.empty()) break;  // it comes first in the next batch
    auto waiting = std::move(queue.front());
    queue.pop_front();
    if (!prepared) {
      waiting.promise.set_value(std::unexpected(std::move(prepared.error())));
      continue;
    }
    if (!prepared->has_value()) {
      waiting.promise.set_value(std::optional<Committed>{});
      continue;
    }
    auto& item = **prepared;
    item.transaction.activity.push_back(activity_of(item, heads));
    overlay(heads, item);
    ++heads.next_position_;
    auto configs = item.transaction.configs;
    transactions.push_back(std::move(item.transaction));
    batch.push_back({std::move(item), std::move(waiting.promise), std::move(configs)});
  }
  if (batch.empty()) return;
  const auto results = store_.commit(std::move(transactions));
  for (std::size_t i = 0; i < batch.size(); ++i) settle(batch[i], results[i]);
}

void Committer::overlay(Heads& heads, const Prepared& prepared) {
  if (prepared.next || prepared.before) {
    const auto& name = (prepared.next ? prepared.next : prepared.before)->settings->name;
    if (!prepared.before) {
      heads.created_[name] = prepared.next;
      heads.created_apexes_.push_back(prepared.next->settings->apex);
    } else {
      heads.pending_[name] = prepared.next;
    }
  }
  for (const auto& name : prepared.removed_keys) heads.keys_.emplace_back(name, std::nullopt);
  for (auto key : prepared.keys) {
    key.version = heads.next_position_;
    heads.keys_.emplace_back(key.name, std::move(key));
  }
  for (const auto& put : prepared.transaction.configs) {
    ConfigRef object;
    if (!put.body.empty()) {
      object = std::make_shared<const store::ConfigObject>(
          store::ConfigObject{put.kind, put.id, put.body, heads.next_position_});
    }
    heads.pending_configs_.insert_or_assign(std::pair{put.kind, put.id}, std::move(object));
  }
}

void Committer::settle(InBatch& item, const store::CommitResult& result) {
  switch (result.outcome) {
    case store::Outcome::committed:
      break;
    case store::Outcome::conflict:
      item.promise.set_value(problem(ProblemKind::conflict, result.reason));
      return;
    case store::Outcome::duplicate:
      item.promise.set_value(problem(ProblemKind::repeated, result.stored_result));
      return;
    case store::Outcome::unavailable:
      log_.error("change refused", {{"reason", result.reason}});
      item.promise.set_value(problem(ProblemKind::unavailable, result.reason));
      return;
    case store::Outcome::unknown:
      log_.error("outcome of a change is unknown", {{"reason", result.reason}});
      item.promise.set_value(problem(ProblemKind::unknown_outcome, result.reason));
      return;
  }
  for (const auto& name : item.prepared.removed_keys) follower_.key_deleted(name);
  for (auto& key : item.prepared.keys) {
    key.version = result.position;
    follower_.key_committed(key);
  }
  // A zone goes before its views do, and comes after them: at no moment is it seen without.
  if (!item.prepared.next && item.prepared.before) follower_.zone_deleted(*item.prepared.before);
  if (!item.configs.empty()) follower_.configs_committed(item.configs, result.position);
  if (!item.prepared.next) {
    item.promise.set_value(Committed{nullptr, result.position});
    return;
  }
  auto head = item.prepared.next;
  if (!item.prepared.before || head->version != result.version) {
    // A new zone learns its id and version from the store.
    auto numbered = std::make_shared<ZoneHead>(*head);
    auto settings = std::make_shared<model::ZoneSettings>(*head->settings);
    settings->id = result.zone;
    numbered->settings = std::move(settings);
    numbered->version = result.version;
    head = std::move(numbered);
  }
  follower_.zone_committed(head);
  for (const auto& destination : item.prepared.rekeyed)
    notifier_.renotify(head->settings->id, destination);
  item.promise.set_value(Committed{std::move(head), result.position});
}

}  // namespace zonecast::control
