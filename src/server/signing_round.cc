// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/signing_round.h"

#include <algorithm>

#include "base/assert.h"
#include "server/data_plane.h"

namespace zonecast::server {

namespace {

/// Messages of each session between two looks at everybody else's.
constexpr int steps_per_turn = 16;

}  // namespace

SigningRound::SigningRound(MacChooser& chooser, SigningPool& pool, ServerTotals& totals)
    : chooser_(chooser), pool_(pool), totals_(totals) {}

std::size_t SigningRound::room() const {
  const std::size_t taken = own_.size() + guests_.size();
  return dns::lanes_max - std::min(dns::lanes_max, taken);
}

bool SigningRound::join(std::span<Signing* const> own) {
  if (!is_under_way()) {
    is_open_ = pool_.open(own.size());
    if (!is_open_) {
      const auto* choice = chooser_.choice(own.front()->session().signing_key()->algorithm());
      if (choice != nullptr && pool_.lend(own, *choice)) return false;
    }
  }
  own_.insert(own_.end(), own.begin(), own.end());
  return true;
}

void SigningRound::turn(std::vector<Signing*>& made) {
  int steps = 0;
  while (is_under_way()) {
    if (is_open_) pool_.take(guests_, own_.size());
    steps_.clear();
    begin_step(own_, [&](Signing* one) { made.push_back(one); });
    begin_step(guests_, [](Signing* one) { one->give_back(); });
    sign(steps_);
    // A round that is not open is over with its turn: the next may be lent.
    if (is_open_ && (!made.empty() || ++steps == steps_per_turn)) break;
  }
  if (!is_open_ || is_under_way()) return;
  if (pool_.close()) {
    is_open_ = false;
  } else {
    pool_.take(guests_, 0);
  }
}

void SigningRound::end() {
  own_.clear();
  while (is_open_) {
    pool_.take(guests_, 0);
    for (Signing* guest : guests_) guest->give_back();
    guests_.clear();
    is_open_ = !pool_.close();
  }
}

/// One message of each; who has none to make has all that it can write.
template <typename Made>
void SigningRound::begin_step(std::vector<Signing*>& signing, Made made) {
  std::erase_if(signing, [&](Signing* one) {
    StreamSession& session = one->session();
    const dns::TsigSigner* signer = session.make_until_signature();
    if (signer == nullptr) {
      made(one);
      return true;
    }
    steps_.push_back(
        {.session = &session, .job = {.key = &signer->key(), .covered = signer->covered()}});
    return false;
  });
}

/// By algorithm, as many at a time as there are lanes.
void SigningRound::sign(std::span<Step> steps) {
  std::ranges::sort(steps, {}, [](const Step& step) { return step.job.key->algorithm(); });
  while (!steps.empty()) {
    const auto algorithm = steps.front().job.key->algorithm();
    std::size_t count = 1;
    while (count < steps.size() && count < dns::lanes_max &&
           steps[count].job.key->algorithm() == algorithm) {
      ++count;
    }
    sign_alike(steps.first(count));
    steps = steps.subspan(count);
  }
}

void SigningRound::sign_alike(std::span<Step> steps) {
  jobs_.clear();
  for (auto& step : steps) {
    if (dns::MacLanes::takes(step.job)) jobs_.push_back(&step.job);
  }
  const bool in_lanes = compute_in_lanes(jobs_);
  for (const auto& step : steps) {
    if (in_lanes && dns::MacLanes::takes(step.job)) {
      step.session->complete_signature(
          base::ByteView(step.job.mac).first(mac_size(step.job.key->algorithm())));
    } else {
      step.session->complete_signature();
    }
  }
}

bool SigningRound::compute_in_lanes(std::span<dns::MacJob* const> jobs) {
  if (jobs.size() < 2 || lanes_failed_) return false;
  const auto* choice = chooser_.choice(jobs.front()->key->algorithm());
  if (choice == nullptr) return false;
  const auto way = choice->way(jobs.size());
  if (way == dns::MacWay::openssl) return false;
  if (lanes_ == nullptr) {
    auto opened = dns::MacLanes::open();
    if (opened) lanes_ = std::move(*opened);
  }
  if (lanes_ == nullptr || !lanes_->compute(way, jobs)) {
    lanes_failed_ = true;  // they worked when they were tested: out of memory
    return false;
  }
  count(totals_.macs_in_lanes, jobs.size());
  count(totals_.lane_runs);
  return true;
}

}  // namespace zonecast::server
