// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/job_pool.h"

#include <algorithm>
#include <chrono>

namespace zonecast::http {

namespace {

/// How long a thread beyond those kept waits for another job.
constexpr std::chrono::seconds idle_time{10};

}  // namespace

JobPool::JobPool(std::size_t kept, std::size_t threads_max)
    : kept_(kept), threads_max_(std::max<std::size_t>(threads_max, 1)) {}

JobPool::~JobPool() { stop(); }

void JobPool::post(Job job) {
  std::unique_lock lock(mutex_);
  waiting_.push_back(std::move(job));
  if (stopping_) return;
  if (waiting_.size() <= idle_) {
    lock.unlock();
    wake_.notify_one();
    return;
  }
  for (auto& thread : ended_) thread.join();  // they are on their way out and want no lock
  ended_.clear();
  if (threads_.size() >= threads_max_) return;  // who ends a job takes the next
  const auto number = next_number_++;
  threads_.emplace(number, std::thread([this, number] { work(number); }));
}

void JobPool::work(std::size_t number) {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (waiting_.empty()) {
      ++idle_;
      const auto is_called = [this] { return stopping_ || !waiting_.empty(); };
      const bool called = wake_.wait_for(lock, idle_time, is_called);
      --idle_;
      if (called || threads_.size() <= kept_) continue;
      const auto self = threads_.find(number);
      ended_.push_back(std::move(self->second));
      threads_.erase(self);
      return;
    }
    Job job = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    job();
    job = nullptr;  // what it held goes before the next is taken
    lock.lock();
  }
}

void JobPool::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  // Nobody adds or takes away a thread any more.
  for (auto& [number, thread] : threads_) thread.join();
  for (auto& thread : ended_) thread.join();
  threads_.clear();
  ended_.clear();
}

std::size_t JobPool::thread_count() const {
  const std::lock_guard lock(mutex_);
  return threads_.size();
}

std::size_t JobPool::idle_count() const {
  const std::lock_guard lock(mutex_);
  return idle_;
}

}  // namespace zonecast::http
