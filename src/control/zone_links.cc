// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/zone_links.h"

#include "zone/rerooted.h"

namespace zonecast::control {
namespace {

constexpr auto retry_delay = std::chrono::seconds(1);

}  // namespace

void ZoneLinks::start() {
  thread_ = std::thread([this] { work(); });
}

void ZoneLinks::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void ZoneLinks::zone_committed(const ZoneHeadRef& before, const ZoneHeadRef& after) {
  if (!after) return;
  std::vector<std::string> due;
  if (!before || before->contents != after->contents)
    due = directory_.linked_to(after->settings->name);
  // A new link, or one read at the start, may have missed what its target did meanwhile.
  if (!before && !after->settings->link.empty()) due.push_back(after->settings->name);
  if (due.empty()) return;
  {
    const std::lock_guard lock(mutex_);
    due_.insert(due.begin(), due.end());
  }
  wake_.notify_one();
}

void ZoneLinks::work() {
  while (true) {
    std::string name;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || !due_.empty(); });
      if (stopping_) return;
      name = *due_.begin();
      due_.erase(due_.begin());
    }
    if (follow(name)) continue;
    std::unique_lock lock(mutex_);
    due_.insert(name);
    wake_.wait_for(lock, retry_delay, [this] { return stopping_; });
  }
}

bool ZoneLinks::follow(const std::string& name) {
  const auto head = directory_.find(name);
  const auto target = head ? directory_.find(head->settings->link) : nullptr;
  if (!target) return true;
  auto contents = zone::rerooted(*target->contents, head->settings->apex);
  if (!contents) {
    log_.warning(
        "linked zone cannot follow its target",
        {{"zone", name}, {"target", target->settings->name}, {"reason", contents.error().message}});
    return true;
  }
  Request request;
  request.actor = "link";
  request.comment = "follows " + target->settings->name;
  const auto done =
      imports_.mirror(name, head->settings->apex,
                      std::make_shared<const zone::ZoneVersion>(std::move(*contents)), request);
  if (done) return true;
  const auto kind = done.error().kind;
  if (kind == ProblemKind::zone_not_found) return true;
  log_.warning(
      "linked zone is behind its target",
      {{"zone", name}, {"target", target->settings->name}, {"reason", done.error().message}});
  return kind != ProblemKind::unavailable && kind != ProblemKind::conflict;
}

}  // namespace zonecast::control
