// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/outgoing_transfer.h"

namespace zonecast::server {

namespace {

using secondaries::TransferResult;
using transfer::TransferKind;

/// As the status board names it: what was sent, and for an IXFR answered in full, that too.
std::string kind_text(TransferKind kind, dns::RrType asked) {
  switch (kind) {
    case TransferKind::up_to_date:
      return "up-to-date";
    case TransferKind::incremental:
      return "ixfr";
    case TransferKind::full:
      return asked == dns::RrType::axfr ? "axfr" : "ixfr-as-axfr";
    case TransferKind::soa_only:
      break;
  }
  return "soa-only";
}

std::string_view event_name(TransferResult result) {
  switch (result) {
    case TransferResult::finished:
      return "transfer finished";
    case TransferResult::aborted:
      return "transfer aborted";
    case TransferResult::timed_out:
      return "transfer timed out";
  }
  return "transfer ended";
}

}  // namespace

OutgoingTransfer::OutgoingTransfer(const DataPlane& plane, transfer::TransferStream stream,
                                   Facts facts)
    : plane_(plane),
      stream_(std::move(stream)),
      facts_(std::move(facts)),
      began_(plane.clock.monotonic()) {
  if (stream_.plan().kind != TransferKind::soa_only) {
    plane_.board.transfer_begun(facts_.pair, plane_.clock.wall());
  }
}

OutgoingTransfer::~OutgoingTransfer() {
  if (!ended_) end(TransferResult::aborted);
}

bool OutgoingTransfer::next(transfer::OutgoingMessage& out) {
  return stream_.next(static_cast<std::uint64_t>(plane_.clock.unix_seconds()), out);
}

transfer::TransferStream::Begun OutgoingTransfer::begin(transfer::OutgoingMessage& out) {
  return stream_.begin(static_cast<std::uint64_t>(plane_.clock.unix_seconds()), out);
}

void OutgoingTransfer::sent(const transfer::OutgoingMessage& message) {
  ++messages_;
  records_ += message.record_count;
  octets_ += message.size();
}

void OutgoingTransfer::end(TransferResult result) {
  ended_ = true;
  const auto& plan = stream_.plan();
  const auto duration =
      std::chrono::duration_cast<std::chrono::microseconds>(plane_.clock.monotonic() - began_);

  if (plan.kind == TransferKind::soa_only) {
    // No transfer yet: the client will come back over TCP.
    plane_.board.record(secondaries::SoaQueryEvent{
        .pair = facts_.pair, .at = plane_.clock.wall(), .key_name = facts_.key_name});
  } else {
    secondaries::TransferEvent event;
    event.pair = facts_.pair;
    event.at = plane_.clock.wall();
    event.kind = kind_text(plan.kind, facts_.asked);
    event.from = facts_.have;
    event.to = plan.version->serial();
    event.messages = messages_;
    event.records = records_;
    event.octets = octets_;
    event.duration_us = static_cast<std::uint64_t>(duration.count());
    event.key_name = facts_.key_name;
    event.result = result;
    plane_.board.record(event);
  }

  auto& totals = plane_.totals;
  count(totals.transfer_octets, octets_);
  if (result != TransferResult::finished) {
    count(totals.transfers_aborted);
  } else if (plan.kind == TransferKind::full) {
    count(totals.axfr_served);
  } else if (plan.kind == TransferKind::incremental) {
    count(totals.ixfr_served);
  }

  const auto level =
      result == TransferResult::finished ? base::LogLevel::info : base::LogLevel::warning;
  if (!plane_.log.enabled(level)) return;
  const base::Log::Fields fields = {
      {"zone", facts_.zone_name},
      {"secondary", facts_.client.to_text()},
      {"key", facts_.key_name.empty() ? std::string("none") : facts_.key_name},
      {"kind", kind_text(plan.kind, facts_.asked)},
      {"reason", to_text(plan.reason)},
      {"from", facts_.have ? std::to_string(facts_.have->value()) : std::string("none")},
      {"to", plan.version->serial().value()},
      {"transport", facts_.transport == transfer::Transport::udp ? "udp" : "tcp"},
      {"messages", messages_},
      {"records", records_},
      {"octets", octets_},
      {"duration_us", duration.count()}};
  if (result == TransferResult::finished) {
    plane_.log.info(event_name(result), fields);
  } else {
    plane_.log.warning(event_name(result), fields);
  }
}

}  // namespace zonecast::server
