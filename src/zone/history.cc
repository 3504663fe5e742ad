// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/history.h"

#include <atomic>

namespace zonecast::zone {

struct History::Shared {
  explicit Shared(std::size_t places)
      : differences(std::make_unique<DifferenceRef[]>(places)),
        from(std::make_unique<std::uint32_t[]>(places)),
        capacity(places) {}
  std::unique_ptr<DifferenceRef[]> differences;
  std::unique_ptr<std::uint32_t[]> from;  // their old serials, side by side for the search
  const std::size_t capacity;
  std::atomic<std::size_t> used{0};  // who moves it from its own end owns the next place
};

std::span<const DifferenceRef> History::differences() const {
  if (!shared_) return {};
  return {shared_->differences.get() + begin_, end_ - begin_};
}

History History::followed_by(DifferenceRef next, std::size_t octets_max) const {
  History result = *this;
  if (size() > 0 && differences().back()->to() != next->from()) result = History();
  result.octets_ += next->encoded().size();
  while (result.begin_ < result.end_ && result.octets_ > octets_max) {
    result.octets_ -= result.shared_->differences[result.begin_++]->encoded().size();
  }
  if (result.octets_ > octets_max) return {};

  auto free = result.end_;
  const bool room = result.shared_ && result.end_ < result.shared_->capacity &&
                    result.shared_->used.compare_exchange_strong(free, result.end_ + 1);
  if (!room) {
    // Half as much room again: what was dropped from the front does not stay in memory for long.
    const auto kept = result.differences();
    auto copy = std::make_shared<Shared>(kept.size() + kept.size() / 2 + 1);
    std::copy(kept.begin(), kept.end(), copy->differences.get());
    for (std::size_t i = 0; i < kept.size(); ++i) copy->from[i] = kept[i]->from().value();
    copy->used = kept.size() + 1;
    result.begin_ = 0;
    result.end_ = kept.size();
    result.shared_ = std::move(copy);
  }
  result.shared_->from[result.end_] = next->from().value();
  result.shared_->differences[result.end_] = std::move(next);
  ++result.end_;
  return result;
}

std::optional<std::span<const DifferenceRef>> History::since(dns::Serial serial) const {
  // From the back: most ask from a recent serial, and should serials ever have gone round, the
  // latest difference that starts at this one is meant.
  for (auto i = end_; i > begin_; --i) {
    if (shared_->from[i - 1] == serial.value()) return differences().subspan(i - 1 - begin_);
  }
  return std::nullopt;
}

std::optional<dns::Serial> History::oldest() const {
  if (size() == 0) return std::nullopt;
  return differences().front()->from();
}

}  // namespace zonecast::zone
