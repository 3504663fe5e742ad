// SPDX-License-Identifier: GPL-3.0-or-later
#include "transfer/transfer_stream.h"

#include "base/assert.h"

namespace zonecast::transfer {

namespace {

constexpr std::size_t tcp_length_size = 2;

void write_length(OutgoingMessage& out) {
  const std::size_t octets = out.size() - tcp_length_size;
  ZC_ASSERT(octets <= dns::message_size_max);
  base::store_u16(out.prefix.data(), static_cast<std::uint16_t>(octets));
}

/// With the TSIG RR in place: the header did not count it while it was signed.
void count_signature(OutgoingMessage& out) {
  std::uint8_t* const additional_count = out.prefix.data() + tcp_length_size + 10;
  base::store_u16(additional_count,
                  static_cast<std::uint16_t>(base::load_u16(additional_count) + 1));
  write_length(out);
}

}  // namespace

TransferStream::TransferStream(TransferPlan plan, RequestContext request,
                               std::optional<dns::TsigSigner> signer)
    : plan_(std::move(plan)),
      request_(std::move(request)),
      signer_(std::move(signer)),
      closing_due_(plan_.kind == TransferKind::full) {
  ZC_ASSERT(plan_.version != nullptr);
  ZC_ASSERT((plan_.kind == TransferKind::incremental) == (plan_.ixfr != nullptr));
  // The first body's compression pointers count on the question's length.
  ZC_ASSERT(request_.question.size() == plan_.version->apex().size() + 4);
}

std::size_t TransferStream::body_count() const {
  switch (plan_.kind) {
    case TransferKind::full:
      return plan_.version->block_count();
    case TransferKind::incremental:
      return plan_.ixfr->bodies.size();
    case TransferKind::up_to_date:
    case TransferKind::soa_only:
      return 1;
  }
  return 0;
}

TransferStream::Body TransferStream::body(std::size_t i) const {
  const auto of_block = [](const zone::BlockRef& block) {
    return Body{block->body(), block->record_count()};
  };
  switch (plan_.kind) {
    case TransferKind::full:
      return of_block(plan_.version->block(i));
    case TransferKind::incremental:
      return of_block(plan_.ixfr->bodies[i]);
    case TransferKind::up_to_date:
    case TransferKind::soa_only:
      break;
  }
  return {plan_.version->closing_soa(), 1};
}

bool TransferStream::finished() const { return next_body_ >= body_count() && !closing_due_; }

bool TransferStream::next(std::uint64_t now, OutgoingMessage& out) {
  const Begun begun = begin(now, out);
  if (begun == Begun::awaits_mac) complete(out);
  return begun != Begun::nothing;
}

TransferStream::Begun TransferStream::begin(std::uint64_t now, OutgoingMessage& out) {
  if (finished()) return Begun::nothing;
  out.question = next_body_ == 0 ? base::ByteView(request_.question) : base::ByteView();
  out.body = {};
  out.closing = {};
  out.suffix.clear();
  out.record_count = 0;

  const std::size_t bodies = body_count();
  if (next_body_ < bodies) {
    const Body next_part = body(next_body_++);
    out.body = next_part.octets;
    out.record_count = next_part.record_count;
  }
  if (closing_due_ && next_body_ == bodies) {
    const base::ByteView closing = plan_.version->closing_soa();
    const std::size_t with_closing = dns::header_size + out.question.size() + out.body.size() +
                                     closing.size() + request_.opt.size() +
                                     (signer_ ? signer_->size() : 0);
    // Behind a body that leaves no room, the closing SOA becomes a message of its own.
    if (out.body.empty() || with_closing <= dns::message_size_max) {
      out.closing = closing;
      ++out.record_count;
      closing_due_ = false;
    }
  }
  write_suffix(now, out);
  return signer_ ? Begun::awaits_mac : Begun::whole;
}

void TransferStream::complete(OutgoingMessage& out) {
  signer_->complete(out.suffix);
  count_signature(out);
}

void TransferStream::complete(base::ByteView mac, OutgoingMessage& out) {
  signer_->complete(mac, out.suffix);
  count_signature(out);
}

void TransferStream::write_prefix(OutgoingMessage& out, std::uint16_t additional_count) const {
  dns::Header header;
  header.id = request_.id;
  header.qr = true;
  header.aa = true;  // RFC 5936 section 2.2.1
  header.rd = request_.recursion_desired;
  header.question_count = out.question.empty() ? 0 : 1;
  header.answer_count = static_cast<std::uint16_t>(out.record_count);
  header.additional_count = additional_count;
  dns::write_header(header, out.prefix.data() + tcp_length_size);
}

void TransferStream::write_suffix(std::uint64_t now, OutgoingMessage& out) {
  // OPT goes with every message (RFC 9103 section 6.2). Only a record that fills a message to the
  // last octets can leave no room for it, and the record matters more.
  const std::size_t plain = dns::header_size + out.question.size() + out.body.size() +
                            out.closing.size() + (signer_ ? signer_->size() : 0);
  std::uint16_t additional_count = 0;
  if (!request_.opt.empty() && plain + request_.opt.size() <= dns::message_size_max) {
    base::append(out.suffix, request_.opt);
    ++additional_count;
  }
  write_prefix(out, additional_count);
  if (!signer_) {
    write_length(out);
    return;
  }
  // Nothing is appended to the suffix before the MAC is there.
  const std::array<base::ByteView, 5> pieces{base::ByteView(out.prefix).subspan(tcp_length_size),
                                             out.question, out.body, out.closing, out.suffix};
  signer_->begin(pieces, now);
}

}  // namespace zonecast::transfer
