// SPDX-License-Identifier: GPL-3.0-or-later
#include "transfer/transfer_plan.h"

#include "base/assert.h"
#include "dns/message.h"

namespace zonecast::transfer {

namespace {

std::size_t message_overhead(const zone::ZoneVersion& version) {
  return dns::header_size + version.apex().size() + 4;
}

bool fits_datagram(const zone::ZoneVersion& version, const TransferRequest& request) {
  return version.block_count() == 1 && message_overhead(version) +
                                               version.first_block()->body().size() +
                                               version.closing_soa().size() <=
                                           request.size_max;
}

bool fits_datagram(const zone::ZoneVersion& version, const IxfrAnswer& answer,
                   const TransferRequest& request) {
  return answer.bodies.size() == 1 && message_overhead(version) + answer.octets <= request.size_max;
}

/// The whole zone, or over UDP the current SOA alone when the zone takes more than the datagram:
/// the client then comes back over TCP (RFC 1995 section 2).
TransferPlan full(const zone::ZoneVersionRef& version, const TransferRequest& request,
                  Reason reason) {
  if (request.transport == Transport::udp && !fits_datagram(*version, request)) {
    return {TransferKind::soa_only, Reason::too_large_for_udp, version, nullptr};
  }
  return {TransferKind::full, reason, version, nullptr};
}

}  // namespace

TransferPlan plan(const zone::ZoneVersionRef& version, const zone::History& history,
                  const IxfrAnswers& answers, const TransferRequest& request) {
  ZC_ASSERT(version != nullptr);
  if (request.type == dns::RrType::axfr || !request.have) {
    return full(version, request, Reason::asked);
  }
  const dns::Serial have = *request.have;
  if (have == version->serial() || have.follows(version->serial())) {
    return {TransferKind::up_to_date, Reason::client_has_current, version, nullptr};
  }
  const auto answer = answers.find_or_render(*version, history, have);
  if (!answer) return full(version, request, Reason::history_gap);
  if (answer->given_up) return full(version, request, Reason::answer_larger_than_zone);
  if (request.transport == Transport::udp && !fits_datagram(*version, *answer, request)) {
    return full(version, request, Reason::answer_larger_than_zone);
  }
  return {TransferKind::incremental, Reason::asked, version, answer};
}

std::string to_text(TransferKind kind) {
  switch (kind) {
    case TransferKind::up_to_date:
      return "up-to-date";
    case TransferKind::incremental:
      return "incremental";
    case TransferKind::full:
      return "full";
    case TransferKind::soa_only:
      return "soa-only";
  }
  return "unknown";
}

std::string to_text(Reason reason) {
  switch (reason) {
    case Reason::asked:
      return "as asked";
    case Reason::client_has_current:
      return "the secondary has this serial or a newer one";
    case Reason::history_gap:
      return "history does not reach back to the serial asked from";
    case Reason::answer_larger_than_zone:
      return "the differences would take more than the zone";
    case Reason::too_large_for_udp:
      return "does not fit the datagram";
  }
  return "unknown";
}

}  // namespace zonecast::transfer
