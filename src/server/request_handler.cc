// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/request_handler.h"

#include <algorithm>

#include "server/query_answer.h"
#include "server/response_opt.h"

namespace zonecast::server {

namespace {

using dns::Ede;
using dns::Opcode;
using dns::Rcode;
using dns::RrType;
using transfer::Transport;

bool is_known(Opcode opcode) { return opcode == Opcode::query || opcode == Opcode::notify; }

/// The serial the client has: the SOA of the zone in an IXFR query's authority section (RFC 1995
/// section 3).
std::optional<dns::Serial> serial_of_client(const dns::Message& message) {
  const auto soa = std::find_if(
      message.authority.begin(), message.authority.end(), [&](const dns::MessageRecord& record) {
        return record.type == RrType::soa && record.owner.view() == message.question->name;
      });
  if (soa == message.authority.end()) return std::nullopt;
  return dns::soa_serial(message.wire, {*soa});
}

base::Bytes copy_question(const dns::Question& question) {
  base::Bytes wire;
  wire.reserve(question.wire_size());
  base::append(wire, question.name.wire());
  base::append_u16(wire, static_cast<std::uint16_t>(question.type));
  base::append_u16(wire, static_cast<std::uint16_t>(question.rr_class));
  return wire;
}

dns::Header response_header(const dns::Header& request, Rcode rcode) {
  dns::Header header;
  header.id = request.id;
  header.qr = true;
  header.opcode = request.opcode;
  header.rd = request.rd;
  header.rcode = static_cast<std::uint8_t>(static_cast<unsigned>(rcode) & 0xfU);
  return header;
}

/// How long an idle connection is kept, in units of 100 milliseconds (RFC 7828 section 3.1).
std::uint16_t keepalive_units(const DataPlane& plane) {
  const auto units = plane.idle_timeout / std::chrono::milliseconds(100);
  return static_cast<std::uint16_t>(std::min<std::int64_t>(units, 0xffff));
}

secondaries::Pair pair_of(const publication::PublishedZone& zone, int row,
                          const access::Client& client) {
  if (row < 0) return {.zone_id = zone.zone_id, .secondary = {client.address, 0}};
  return {.zone_id = zone.zone_id, .secondary = zone.transfers->secondary(row)};
}

secondaries::Pair pair_of(const publication::PublishedZone& zone, const access::Client& client) {
  return pair_of(zone, zone.transfers ? zone.transfers->row_of(client) : -1, client);
}

}  // namespace

struct RequestHandler::Request {
  dns::Message message;
  base::SocketAddress peer;
  Transport transport;
  access::Client client;
  std::optional<dns::TsigSigner> signer;  // the response is signed
  dns::TsigError tsig_error = dns::TsigError::none;

  bool is_udp() const { return transport == Transport::udp; }
  /// Octets the response may take, TSIG included.
  std::size_t size_max() const {
    return is_udp() ? udp_answer_size(message) : dns::message_size_max;
  }
  std::size_t tsig_size() const { return signer ? signer->size() : 0; }
  std::string key_name() const { return client.key ? to_text(client.key->name()) : std::string(); }
};

RequestHandler::RequestHandler(const DataPlane& plane)
    : plane_(plane),
      zones_(plane.zones, plane.views),
      find_key_([&plane](dns::NameView name) { return plane.keys.find(name); }) {}

Reply RequestHandler::handle(base::ByteView wire, const base::SocketAddress& client,
                             Transport transport, const base::SocketAddress& local) {
  const auto header = dns::parse_header(wire);
  // Without a header there is nobody to answer. A response is never answered, or two servers could
  // keep each other busy for ever.
  if (!header || header->qr) {
    count(plane_.totals.malformed);
    return {};
  }
  auto parsed = dns::parse_message(wire);
  if (!parsed) {
    count(plane_.totals.malformed);
    return bare_error(*header, is_known(header->opcode) ? Rcode::formerr : Rcode::notimp);
  }
  Request request{.message = std::move(*parsed),
                  .peer = client,
                  .transport = transport,
                  .client = {client.address, nullptr, local},
                  .signer = std::nullopt};
  if (request.message.tsig) {
    const auto verdict = dns::verify_request(request.message, find_key_, now());
    if (verdict.malformed || verdict.error != dns::TsigError::none) {
      return tsig_failure(request, verdict);
    }
    verdict.key->note_verified(now());
    request.client.key = verdict.key;
    request.signer = dns::TsigSigner::for_response(verdict.key, verdict.request_mac);
  }
  return answer(request);
}

Reply RequestHandler::answer(Request& request) {
  const auto& message = request.message;
  if (!is_known(message.header.opcode)) return error(request, Rcode::notimp);
  if (message.edns && message.edns->version != 0) return error(request, Rcode::badvers);
  if (!message.question) return error(request, Rcode::formerr);
  if (message.header.opcode == Opcode::notify) return notify(request);
  if (message.question->type == RrType::axfr || message.question->type == RrType::ixfr) {
    return transfer(request);
  }
  return ordinary_query(request);
}

Reply RequestHandler::ordinary_query(Request& request) {
  writer_.reset(request.size_max());
  QueryContext context{.size_max = request.size_max(), .tsig_size = request.tsig_size()};
  if (!request.is_udp()) {
    context.keepalive = keepalive_units(plane_);
  }
  std::uint64_t zone_id = 0;
  context.zone_id = &zone_id;
  answer_query(zones_, request.client, request.message, context, writer_);
  if (zone_id != 0) query_counts_.add(zone_id);
  if (request.message.question->type == RrType::soa) record_soa_query(request);
  return finish_response(request);
}

/// A secondary that asks for the SOA shows that it is alive and follows the zone.
void RequestHandler::record_soa_query(const Request& request) {
  const auto zone = zones_.find(request.message.question->name, request.client);
  if (!zone) {
    // A parent zone that is seen may have answered instead.
    if (writer_.header().rcode == static_cast<std::uint8_t>(Rcode::refused)) {
      record_hidden_soa_query(request);
    }
    return;
  }
  if (!zone->transfers) return;
  const int row = zone->transfers->row_of(request.client);
  if (row < 0) return;
  plane_.board.record(secondaries::SoaQueryEvent{
      .pair = {.zone_id = zone->zone_id, .secondary = zone->transfers->secondary(row)},
      .at = plane_.clock.wall(),
      .key_name = request.key_name()});
}

/// Some secondaries ask no further when the SOA is refused, so this is where it shows that one of
/// ours does not see its zone. Strangers are not kept: anybody may ask for anything.
void RequestHandler::record_hidden_soa_query(const Request& request) {
  const auto decision =
      zones_.decide(access::Operation::query, request.message.question->name, request.client)
          .decision;
  if (decision.rule != access::Rule::no_view_admits &&
      decision.rule != access::Rule::other_network) {
    return;
  }
  for (const auto& [zone, row] : zones_.concerned(request.message.question->name, request.client)) {
    if (row < 0) continue;
    plane_.board.record(secondaries::RefusalEvent{.pair = pair_of(*zone, row, request.client),
                                                  .at = plane_.clock.wall(),
                                                  .qtype = RrType::soa,
                                                  .rcode = decision.rcode,
                                                  .why = to_text(decision.rule)});
  }
}

/// This server is the primary of all its zones and takes NOTIFY from nobody. RFC 1996 leaves the
/// RCODE open; NOTAUTH for a zone that is not here is what the others say too, and REFUSED tells a
/// primary that lists us by mistake more than BIND's silent NOERROR.
Reply RequestHandler::notify(Request& request) {
  const auto decision =
      zones_.decide(access::Operation::notify, request.message.question->name, request.client)
          .decision;
  if (decision.rule == access::Rule::no_zone) return error(request, decision.rcode, decision.ede);
  return error(request, decision.rcode, decision.ede, to_text(decision.rule));
}

Reply RequestHandler::transfer(Request& request) {
  const auto& question = *request.message.question;
  // AXFR over UDP is not part of the protocol (RFC 5936 section 4.2); FORMERR, as BIND has it.
  if (question.type == RrType::axfr && request.is_udp()) return error(request, Rcode::formerr);
  std::optional<dns::Serial> have;
  if (question.type == RrType::ixfr) {
    have = serial_of_client(request.message);
    if (!have) return error(request, Rcode::formerr);
  }

  if (question.rr_class != dns::RrClass::in) {
    return refuse_transfer(
        request,
        access::decide({}, access::Operation::transfer, request.client, dns::TsigError::none, {}),
        to_text(access::Rule::no_zone));
  }
  const auto [decision, zone] =
      zones_.decide(access::Operation::transfer, question.name, request.client);
  if (decision.is_admitted) return start_transfer(request, *zone, have);
  const bool has_reason = zone && decision.rule == access::Rule::unservable;
  return refuse_transfer(request, decision,
                         has_reason && !zone->unservable().empty() ? std::string(zone->unservable())
                                                                   : to_text(decision.rule));
}

Reply RequestHandler::start_transfer(Request& request, const publication::PublishedZone& zone,
                                     std::optional<dns::Serial> have) {
  const auto& message = request.message;
  transfer::RequestContext context;
  context.id = message.header.id;
  context.question = copy_question(*message.question);
  context.recursion_desired = message.header.rd;
  if (message.edns) {
    auto edns = response_edns(*message.edns);
    base::Bytes expire;
    const auto soa = dns::parse_soa(zone.version->soa().rdata);
    if (soa && asks_expire(*message.edns)) {
      expire = expire_data(soa->expire);
      edns.options.push_back({option_expire, expire});
    }
    base::Bytes keepalive;
    if (!request.is_udp() && asks_keepalive(*message.edns)) {
      base::append_u16(keepalive, keepalive_units(plane_));
      edns.options.push_back({option_keepalive, keepalive});
    }
    writer_.reset(dns::message_size_max);
    writer_.start(dns::Header{});
    writer_.opt(edns, Rcode::noerror);
    const auto opt = base::ByteView(writer_.wire()).subspan(dns::header_size);
    context.opt.assign(opt.begin(), opt.end());
  }

  const std::size_t taken = context.opt.size() + request.tsig_size();
  const transfer::TransferRequest asked{
      .type = message.question->type,
      .have = have,
      .transport = request.transport,
      .size_max = request.size_max() > taken ? request.size_max() - taken : 0};
  auto plan = transfer::plan(zone.version, *zone.history, zone.ixfr_answers, asked);

  auto transfer = std::make_unique<OutgoingTransfer>(
      plane_,
      transfer::TransferStream(std::move(plan), std::move(context), std::move(request.signer)),
      OutgoingTransfer::Facts{.pair = pair_of(zone, request.client),
                              .zone_name = zone.name(),
                              .client = request.peer,
                              .key_name = request.key_name(),
                              .asked = message.question->type,
                              .have = have,
                              .transport = request.transport});
  if (!request.is_udp()) return {.message = {}, .transfer = std::move(transfer)};

  // Over UDP the plan is one message.
  transfer::OutgoingMessage only;
  if (!transfer->next(only)) return {};
  base::Bytes& wire = writer_.wire();
  wire.assign(only.prefix.begin() + 2, only.prefix.end());
  for (const auto piece : {only.question, only.body, only.closing, base::ByteView(only.suffix)}) {
    base::append(wire, piece);
  }
  transfer->sent(only);
  transfer->end(secondaries::TransferResult::finished);
  return {.message = wire, .transfer = nullptr};
}

/// RFC 8945 section 5.2: NOTAUTH with the TSIG error, unsigned when there is no key to trust,
/// signed when the key is good; FORMERR for a TSIG that is none.
Reply RequestHandler::tsig_failure(Request& request, const dns::TsigVerdict& verdict) {
  count(plane_.totals.tsig_failures);
  const auto& tsig = *request.message.tsig;
  if (verdict.malformed) {
    count(plane_.totals.malformed);
    return error(request, Rcode::formerr);
  }
  const std::string why = to_text(verdict.error) + " " + to_text(tsig.key_name);
  log_refusal(request, Rcode::notauth, why);
  record_refusal(request, Rcode::notauth, why);
  const bool is_signed = verdict.key && (verdict.error == dns::TsigError::badtime ||
                                         verdict.error == dns::TsigError::badtrunc);
  if (is_signed) {
    request.signer = dns::TsigSigner::for_response(verdict.key, verdict.request_mac);
    request.tsig_error = verdict.error;
    return error(request, Rcode::notauth);
  }
  Reply reply = error(request, Rcode::notauth);
  base::Bytes& wire = writer_.wire();
  dns::append_unsigned_tsig(tsig, verdict.error, now(), wire);
  base::store_u16(wire.data() + 10,
                  static_cast<std::uint16_t>(base::load_u16(wire.data() + 10) + 1));
  reply.message = wire;
  return reply;
}

Reply RequestHandler::refuse_transfer(Request& request, const access::Decision& decision,
                                      const std::string& why) {
  count(plane_.totals.transfers_refused);
  log_refusal(request, decision.rcode, why);
  if (decision.rule == access::Rule::no_zone) return error(request, decision.rcode, decision.ede);
  record_refusal(request, decision.rcode, why);
  return error(request, decision.rcode, decision.ede, why);
}

void RequestHandler::record_refusal(const Request& request, Rcode rcode, const std::string& why) {
  if (!request.message.question) return;
  for (const auto& [zone, row] : zones_.concerned(request.message.question->name, request.client)) {
    plane_.board.record(secondaries::RefusalEvent{.pair = pair_of(*zone, row, request.client),
                                                  .at = plane_.clock.wall(),
                                                  .qtype = request.message.question->type,
                                                  .rcode = rcode,
                                                  .why = why});
  }
}

Reply RequestHandler::error(Request& request, Rcode rcode, std::optional<Ede> ede,
                            std::string_view why) {
  const auto& message = request.message;
  writer_.reset(dns::message_size_max);
  writer_.start(response_header(message.header, rcode));
  if (message.question) writer_.question(*message.question);
  if (message.edns) {
    auto edns = response_edns(*message.edns);
    base::Bytes ede_octets;
    if (ede) {
      ede_octets = ede_data(*ede, why);
      edns.options.push_back({option_ede, ede_octets});
    }
    writer_.opt(edns, rcode);
  }
  return finish_response(request);
}

/// For a request that cannot be taken apart: its header is all there is to answer to.
Reply RequestHandler::bare_error(const dns::Header& header, Rcode rcode) {
  writer_.reset(dns::message_size_max);
  writer_.start(response_header(header, rcode));
  return {.message = writer_.finish(), .transfer = nullptr};
}

Reply RequestHandler::finish_response(Request& request) {
  Reply reply{.message = writer_.finish(), .transfer = nullptr};
  if (!request.signer) return reply;
  signature_.clear();
  const base::ByteView unsigned_message = reply.message;
  const std::uint64_t client_time =
      request.message.tsig ? request.message.tsig->time_signed : std::uint64_t{0};
  request.signer->sign({&unsigned_message, 1}, now(), signature_, request.tsig_error, client_time);
  base::Bytes& wire = writer_.wire();
  base::append(wire, signature_);
  base::store_u16(wire.data() + 10,
                  static_cast<std::uint16_t>(base::load_u16(wire.data() + 10) + 1));
  reply.message = wire;
  return reply;
}

void RequestHandler::log_refusal(const Request& request, Rcode rcode, const std::string& why) {
  if (!refusal_lines_.take(plane_.clock.monotonic())) return;
  const auto& question = request.message.question;
  plane_.log.warning("request refused",
                     {{"zone", question ? to_text(question->name) : std::string("none")},
                      {"asked", question ? to_text(question->type) : std::string("none")},
                      {"client", request.peer.to_text()},
                      {"rcode", to_text(rcode)},
                      {"why", why},
                      {"not_shown", refusal_lines_.take_suppressed()}});
}

}  // namespace zonecast::server
