// SPDX-License-Identifier: GPL-3.0-or-later
// The response messages of one transfer. No I/O.
#pragma once

#include <array>
#include <optional>

#include "dns/message.h"
#include "dns/tsig.h"
#include "transfer/transfer_plan.h"

namespace zonecast::transfer {

/// What of the request goes into every response.
struct RequestContext {
  std::uint16_t id = 0;
  base::Bytes question;  // QNAME as spelled, QTYPE, QCLASS
  bool recursion_desired = false;
  base::Bytes opt;  // the OPT RR every response ends with (RFC 6891), empty when not asked
};

/// One message in pieces: prefix, body (borrowed from a block that the stream holds), an optional
/// closing SOA, suffix. Their concatenation is the message behind its two-octet length.
struct OutgoingMessage {
  std::array<std::uint8_t, 2 + dns::header_size> prefix;  // length, header
  base::ByteView question;                                // the first message only
  base::ByteView body;
  base::ByteView closing;  // the last message of a full transfer only
  base::Bytes suffix;      // OPT, TSIG; empty for a plain transfer
  std::uint32_t record_count = 0;
  std::size_t size() const {
    return prefix.size() + question.size() + body.size() + closing.size() + suffix.size();
  }
};

/// Holds its version alive; what it yields borrows from it. One thread.
class TransferStream {
 public:
  TransferStream(TransferPlan plan, RequestContext request, std::optional<dns::TsigSigner> signer);
  /// The next message, or nothing after the last. `now` (Unix seconds) goes into its TSIG.
  bool next(std::uint64_t now, OutgoingMessage& out);

  /// next() in two steps, so that somebody else may compute the MAC. A message that awaits it must
  /// stay where it is until complete() is called with what signer() wants, or without.
  enum class Begun { nothing, whole, awaits_mac };
  Begun begin(std::uint64_t now, OutgoingMessage& out);
  const dns::TsigSigner& signer() const { return *signer_; }
  void complete(OutgoingMessage& out);
  void complete(base::ByteView mac, OutgoingMessage& out);

  bool is_signed() const { return signer_.has_value(); }
  bool finished() const;
  const TransferPlan& plan() const { return plan_; }

 private:
  struct Body {
    base::ByteView octets;
    std::uint32_t record_count = 0;
  };
  std::size_t body_count() const;
  Body body(std::size_t i) const;
  void write_prefix(OutgoingMessage& out, std::uint16_t additional_count) const;
  void write_suffix(std::uint64_t now, OutgoingMessage& out);

  TransferPlan plan_;
  RequestContext request_;
  std::optional<dns::TsigSigner> signer_;
  std::size_t next_body_ = 0;
  bool closing_due_;  // the SOA that ends a full transfer has yet to be sent
};

}  // namespace zonecast::transfer
