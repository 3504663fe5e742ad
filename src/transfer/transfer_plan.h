// SPDX-License-Identifier: GPL-3.0-or-later
// Decides how a transfer request is answered. Pure.
#pragma once

#include <optional>
#include <string>

#include "transfer/ixfr_answer.h"

namespace zonecast::transfer {

enum class Transport : std::uint8_t { udp, tcp };

struct TransferRequest {
  dns::RrType type{};               // axfr or ixfr
  std::optional<dns::Serial> have;  // of an IXFR query
  Transport transport = Transport::tcp;
  std::size_t size_max = 0;  // UDP: octets for the whole answer, OPT and TSIG taken off
};

enum class TransferKind : std::uint8_t { up_to_date, incremental, full, soa_only };
enum class Reason : std::uint8_t {
  asked,               // AXFR as asked, IXFR as asked
  client_has_current,  // same serial, or a newer one (RFC 1995 section 2)
  history_gap,         // history does not reach back to the serial asked from, or RFC 1982 does
                       // not say which of the two serials is the older
  answer_larger_than_zone,
  too_large_for_udp,  // lone SOA: ask again over TCP
};
std::string to_text(TransferKind kind);
std::string to_text(Reason reason);

struct TransferPlan {
  TransferKind kind = TransferKind::full;
  Reason reason = Reason::asked;
  zone::ZoneVersionRef version;  // held for as long as the transfer runs
  IxfrAnswerRef ixfr;            // for incremental
};

TransferPlan plan(const zone::ZoneVersionRef& version, const zone::History& history,
                  const IxfrAnswers& answers, const TransferRequest& request);

}  // namespace zonecast::transfer
