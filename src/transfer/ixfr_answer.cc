// SPDX-License-Identifier: GPL-3.0-or-later
#include "transfer/ixfr_answer.h"

#include <algorithm>
#include <deque>
#include <mutex>

#include "base/assert.h"
#include "transfer/body_packer.h"

namespace zonecast::transfer {

namespace {

constexpr std::uint64_t cached_octets_min = 1 << 20;

}  // namespace

IxfrAnswer render_ixfr(const zone::ZoneVersion& current, std::span<const zone::DifferenceRef> steps,
                       std::uint64_t octets_max) {
  ZC_ASSERT(!steps.empty() && steps.back()->to() == current.serial());
  IxfrAnswer answer;
  answer.from = steps.front()->from();
  answer.to = current.serial();

  BodyPacker packer(current.apex());
  const auto put = [&](const dns::RecordView& record) {
    if (packer.octets() <= octets_max) packer.add(record);
  };
  put(current.soa());
  for (const auto& step : steps) {
    put(step->old_soa());
    step->for_each_deletion(put);
    put(step->new_soa());
    step->for_each_addition(put);
    if (packer.octets() > octets_max) break;
  }
  put(current.soa());

  answer.octets = packer.octets();
  if (answer.octets > octets_max) {
    answer.given_up = true;
    return answer;
  }
  answer.record_count = packer.record_count();
  answer.bodies = packer.finish();
  return answer;
}

std::uint64_t ixfr_octets_max(const zone::ZoneVersion& current) {
  return std::max<std::uint64_t>(current.body_octets(), zone::block_size_limit);
}

/// A slot per serial asked from: the short lock is for finding the slot, the slot's own for
/// rendering.
struct IxfrAnswers::Cache {
  struct Slot {
    dns::Serial from{0};
    std::mutex rendering;
    IxfrAnswerRef answer;
  };
  std::mutex mutex;
  std::deque<std::shared_ptr<Slot>> slots;  // in the order they were first asked for
  std::uint64_t octets = 0;                 // of the answers counted so far

  std::shared_ptr<Slot> slot(dns::Serial from) {
    const std::lock_guard lock(mutex);
    for (const auto& slot : slots) {
      if (slot->from == from) return slot;
    }
    auto made = std::make_shared<Slot>();
    made->from = from;
    slots.push_back(made);
    while (slots.size() > ixfr_answers_max) drop_oldest();
    return made;
  }

  void count(const std::shared_ptr<Slot>& rendered, std::uint64_t octets_max) {
    const std::lock_guard lock(mutex);
    // A slot dropped while it was being rendered is no longer ours to count.
    if (std::find(slots.begin(), slots.end(), rendered) == slots.end()) return;
    counted.push_back(rendered);
    octets += rendered->answer->given_up ? 0 : rendered->answer->octets;
    while (octets > octets_max && slots.size() > 1) drop_oldest();
  }

 private:
  void drop_oldest() {
    const auto dropped = slots.front();
    slots.pop_front();
    if (std::erase(counted, dropped) > 0 && !dropped->answer->given_up) {
      octets -= dropped->answer->octets;
    }
  }

  std::vector<std::shared_ptr<Slot>> counted;
};

IxfrAnswers::~IxfrAnswers() { delete cache_.load(std::memory_order_relaxed); }

IxfrAnswers::Cache& IxfrAnswers::cache() const {
  if (Cache* known = cache_.load(std::memory_order_acquire)) return *known;
  auto made = std::make_unique<Cache>();
  Cache* expected = nullptr;
  if (cache_.compare_exchange_strong(expected, made.get(), std::memory_order_acq_rel)) {
    return *made.release();
  }
  return *expected;
}

IxfrAnswerRef IxfrAnswers::find_or_render(const zone::ZoneVersion& current,
                                          const zone::History& history, dns::Serial from) const {
  const auto steps = history.since(from);
  if (!steps || steps->empty() || steps->back()->to() != current.serial()) return nullptr;

  Cache& answers = cache();
  const auto slot = answers.slot(from);
  const std::lock_guard lock(slot->rendering);
  if (!slot->answer) {
    slot->answer =
        std::make_shared<const IxfrAnswer>(render_ixfr(current, *steps, ixfr_octets_max(current)));
    answers.count(slot, std::max(cached_octets_min, current.body_octets()));
  }
  return slot->answer;
}

}  // namespace zonecast::transfer
