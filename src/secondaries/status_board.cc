// SPDX-License-Identifier: GPL-3.0-or-later
#include "secondaries/status_board.h"

#include <deque>
#include <map>
#include <set>

namespace zonecast::secondaries {

namespace {

using Text = const std::string*;  // interned

struct SoaQuery {
  base::WallTime at;
  Text key_name;
};

struct Transfer {
  base::WallTime at;
  Text kind;
  std::optional<dns::Serial> from;
  dns::Serial to{0};
  std::uint64_t messages, records, octets, duration_us;
  Text key_name;
  TransferResult result;
};

struct Notify {
  base::WallTime at;
  dns::Serial serial{0};
  std::uint32_t tries;
  dns::Rcode rcode;
  Text tsig;
  std::uint64_t rtt_us;
  Text key_name;
};

struct Refusal {
  base::WallTime at;
  dns::RrType qtype;
  dns::Rcode rcode;
  std::string why;
};

/// Room for texts that repeat. Key names and kinds are few; beyond this many, they are not from
/// here.
constexpr std::size_t interned_texts_max = 100'000;

bool is_good_answer(const NotifyEvent& event) {
  return event.answered && event.rcode == dns::Rcode::noerror &&
         (event.tsig.empty() || event.tsig == "verified");
}

/// The newer of two serials; of two that RFC 1982 does not order, the one seen last.
void advance(std::optional<dns::Serial>& newest, dns::Serial seen) {
  if (!newest || !seen.precedes(*newest)) newest = seen;
}

template <typename T>
void put(std::unique_ptr<T>& place, T value) {
  if (place) {
    *place = std::move(value);
  } else {
    place = std::make_unique<T>(std::move(value));
  }
}

}  // namespace

struct StatusBoard::Facts {
  std::unique_ptr<SoaQuery> soa_query;
  std::unique_ptr<Transfer> transfer;
  std::unique_ptr<Notify> notify_sent;
  std::unique_ptr<Notify> notify_answer;
  std::unique_ptr<Refusal> refusal;
  std::optional<dns::Serial> acknowledged;
  std::optional<dns::Serial> fetched;
  std::uint32_t transfers_running = 0;
  base::WallTime running_since;
};

struct StatusBoard::State {
  std::map<Pair, Facts> pairs;
  std::deque<Pair> unknown;  // pairs with port 0, in the order they came
  std::set<std::string, std::less<>> texts;
};

StatusBoard::StatusBoard() : state_(std::make_unique<State>()) {}
StatusBoard::~StatusBoard() = default;

StatusBoard::Facts& StatusBoard::facts_of(const Pair& pair) {
  const auto [entry, is_new] = state_->pairs.try_emplace(pair);
  if (is_new && pair.secondary.port == 0) {
    state_->unknown.push_back(pair);
    while (state_->unknown.size() > unknown_clients_max) {
      state_->pairs.erase(state_->unknown.front());
      state_->unknown.pop_front();
    }
  }
  return entry->second;
}

const std::string* StatusBoard::interned(const std::string& text) {
  static const std::string other = "(other)";
  const auto known = state_->texts.find(text);
  if (known != state_->texts.end()) return &*known;
  if (state_->texts.size() >= interned_texts_max) return &other;
  return &*state_->texts.insert(text).first;
}

void StatusBoard::transfer_begun(const Pair& pair, base::WallTime at) {
  const std::lock_guard lock(mutex_);
  Facts& facts = facts_of(pair);
  ++facts.transfers_running;
  facts.running_since = at;
}

void StatusBoard::record(const TransferEvent& event) {
  std::optional<dns::Serial> fetched;
  {
    const std::lock_guard lock(mutex_);
    Facts& facts = facts_of(event.pair);
    if (facts.transfers_running > 0) --facts.transfers_running;
    put(facts.transfer, Transfer{.at = event.at,
                                 .kind = interned(event.kind),
                                 .from = event.from,
                                 .to = event.to,
                                 .messages = event.messages,
                                 .records = event.records,
                                 .octets = event.octets,
                                 .duration_us = event.duration_us,
                                 .key_name = interned(event.key_name),
                                 .result = event.result});
    if (event.result == TransferResult::finished) {
      // Who asks from a serial newer than ours has that one.
      fetched = event.from && event.from->follows(event.to) ? *event.from : event.to;
      advance(facts.fetched, *fetched);
    }
  }
  if (fetched && on_fetch_) on_fetch_(event.pair, *fetched);
}

void StatusBoard::record(const NotifyEvent& event) {
  const std::lock_guard lock(mutex_);
  Facts& facts = facts_of(event.pair);
  put(event.answered ? facts.notify_answer : facts.notify_sent,
      Notify{.at = event.at,
             .serial = event.serial,
             .tries = event.tries,
             .rcode = event.rcode,
             .tsig = interned(event.tsig),
             .rtt_us = event.rtt_us,
             .key_name = interned(event.key_name)});
  if (is_good_answer(event)) advance(facts.acknowledged, event.serial);
}

void StatusBoard::record(const RefusalEvent& event) {
  const std::lock_guard lock(mutex_);
  put(facts_of(event.pair).refusal,
      Refusal{.at = event.at, .qtype = event.qtype, .rcode = event.rcode, .why = event.why});
}

void StatusBoard::record(const SoaQueryEvent& event) {
  const std::lock_guard lock(mutex_);
  put(facts_of(event.pair).soa_query,
      SoaQuery{.at = event.at, .key_name = interned(event.key_name)});
}

SecondaryStatus StatusBoard::status_of(const Pair& pair, const Facts& facts) const {
  SecondaryStatus status;
  if (const auto& seen = facts.soa_query) {
    status.soa_query = {.pair = pair, .at = seen->at, .key_name = *seen->key_name};
  }
  if (const auto& seen = facts.transfer) {
    status.transfer = {.pair = pair,
                       .at = seen->at,
                       .kind = *seen->kind,
                       .from = seen->from,
                       .to = seen->to,
                       .messages = seen->messages,
                       .records = seen->records,
                       .octets = seen->octets,
                       .duration_us = seen->duration_us,
                       .key_name = *seen->key_name,
                       .result = seen->result};
  }
  const auto notify = [&](const Notify& seen, bool answered) {
    return NotifyEvent{.pair = pair,
                       .at = seen.at,
                       .serial = seen.serial,
                       .tries = seen.tries,
                       .answered = answered,
                       .rcode = seen.rcode,
                       .tsig = *seen.tsig,
                       .rtt_us = seen.rtt_us,
                       .key_name = *seen.key_name};
  };
  if (facts.notify_sent) status.notify_sent = notify(*facts.notify_sent, false);
  if (facts.notify_answer) status.notify_answer = notify(*facts.notify_answer, true);
  if (const auto& seen = facts.refusal) {
    status.refusal = {
        .pair = pair, .at = seen->at, .qtype = seen->qtype, .rcode = seen->rcode, .why = seen->why};
  }
  status.acknowledged = facts.acknowledged;
  status.fetched = facts.fetched;
  status.transfers_running = facts.transfers_running;
  if (facts.transfers_running > 0) status.running_since = facts.running_since;
  return status;
}

SecondaryStatus StatusBoard::status(const Pair& pair) const {
  const std::lock_guard lock(mutex_);
  const auto found = state_->pairs.find(pair);
  return found == state_->pairs.end() ? SecondaryStatus{} : status_of(pair, found->second);
}

std::vector<std::pair<Pair, SecondaryStatus>> StatusBoard::zone(std::uint64_t zone_id) const {
  const std::lock_guard lock(mutex_);
  std::vector<std::pair<Pair, SecondaryStatus>> all;
  const Pair first{.zone_id = zone_id, .secondary = {}};
  for (auto entry = state_->pairs.lower_bound(first);
       entry != state_->pairs.end() && entry->first.zone_id == zone_id; ++entry) {
    all.emplace_back(entry->first, status_of(entry->first, entry->second));
  }
  return all;
}

void StatusBoard::forget_zone(std::uint64_t zone_id) {
  const std::lock_guard lock(mutex_);
  const Pair first{.zone_id = zone_id, .secondary = {}};
  auto entry = state_->pairs.lower_bound(first);
  bool any_unknown = false;
  while (entry != state_->pairs.end() && entry->first.zone_id == zone_id) {
    any_unknown |= entry->first.secondary.port == 0;
    entry = state_->pairs.erase(entry);
  }
  if (any_unknown) {
    std::erase_if(state_->unknown, [&](const Pair& pair) { return pair.zone_id == zone_id; });
  }
}

void StatusBoard::forget(const Pair& pair) {
  const std::lock_guard lock(mutex_);
  if (state_->pairs.erase(pair) > 0 && pair.secondary.port == 0) std::erase(state_->unknown, pair);
}

void StatusBoard::on_fetch(FetchListener listener) { on_fetch_ = std::move(listener); }

}  // namespace zonecast::secondaries
