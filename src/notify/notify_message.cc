// SPDX-License-Identifier: GPL-3.0-or-later
#include "notify/notify_message.h"

namespace zonecast::notify {

NotifyMessage render_notify(dns::MessageWriter& writer, std::uint16_t id,
                            const dns::RecordView& soa, const dns::TsigKeyRef& key,
                            std::uint64_t now) {
  std::optional<dns::TsigSigner> signer;
  if (key) signer = dns::TsigSigner::for_request(key);
  writer.reset(notify_octets_max);
  if (signer) writer.reserve(std::min(signer->size(), notify_octets_max / 2));
  dns::Header header;
  header.id = id;
  header.opcode = dns::Opcode::notify;
  header.aa = true;
  writer.start(header);
  writer.question({soa.owner, dns::RrType::soa, dns::RrClass::in});
  writer.add(dns::Section::answer, soa);  // a hint: it may be left out

  NotifyMessage message;
  const auto wire = writer.finish();
  message.wire.assign(wire.begin(), wire.end());
  if (!signer) return message;
  base::Bytes tsig;
  const base::ByteView pieces[] = {message.wire};
  signer->sign(pieces, now, tsig);
  base::append(message.wire, tsig);
  base::store_u16(message.wire.data() + 10, 1);  // ARCOUNT: the TSIG RR
  const auto mac = signer->mac();
  message.mac.assign(mac.begin(), mac.end());
  return message;
}

namespace {

bool has_question(const dns::Message& message, dns::NameView zone) {
  if (message.question)
    return message.question->name == zone && message.question->type == dns::RrType::soa &&
           message.question->rr_class == dns::RrClass::in;
  // A server that does not know the opcode may answer with a header alone.
  const auto rcode = static_cast<dns::Rcode>(message.header.rcode);
  return rcode == dns::Rcode::notimp || rcode == dns::Rcode::formerr;
}

}  // namespace

std::optional<NotifyAnswer> check_answer(const dns::Message& message, dns::NameView zone,
                                         const dns::TsigKeyRef& key, base::ByteView request_mac,
                                         std::uint64_t now) {
  if (!message.header.qr || message.header.opcode != dns::Opcode::notify ||
      !has_question(message, zone))
    return std::nullopt;
  NotifyAnswer answer;
  const unsigned extended = message.edns ? message.edns->extended_rcode : 0U;
  answer.rcode = static_cast<dns::Rcode>(extended << 4 | message.header.rcode);
  answer.counts = true;
  if (!key) return answer;

  dns::TsigVerifier verifier(key, request_mac);
  const auto checked = verifier.check(message, now);
  answer.counts = checked.outcome == dns::TsigVerifier::Outcome::verified;
  switch (checked.outcome) {
    case dns::TsigVerifier::Outcome::verified:
      answer.tsig = "verified";
      break;
    case dns::TsigVerifier::Outcome::unsigned_message:
      answer.tsig = "unsigned";
      break;
    case dns::TsigVerifier::Outcome::bad_signature:
      answer.tsig = "badsig";
      break;
    case dns::TsigVerifier::Outcome::bad_time:
      answer.tsig = "badtime";
      break;
    case dns::TsigVerifier::Outcome::error_reported:
      answer.tsig = dns::to_text(checked.reported);
      break;
    case dns::TsigVerifier::Outcome::malformed:
      answer.tsig = "malformed";
      break;
  }
  return answer;
}

}  // namespace zonecast::notify
