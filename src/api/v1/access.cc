// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/access.h"

#include "api/answer.h"

namespace zonecast::api::v1 {
namespace {

std::optional<control::AccessOperation> operation_of(const json::Fields& body) {
  const auto text = body.string("operation");
  if (!text || *text == "transfer") return control::AccessOperation::transfer;
  if (*text == "query") return control::AccessOperation::query;
  if (*text == "notify") return control::AccessOperation::notify;
  body.wrong("operation", "unknown_operation", "Must be query, transfer or notify");
  return std::nullopt;
}

control::AccessQuestion read_question(const json::Fields& body) {
  control::AccessQuestion question;
  if (const auto zone = body.string("zone"); zone && !zone->empty()) {
    question.zone = zone_name_of_text(*zone);
  } else {
    body.wrong("zone", "required", "The zone's name or FQDN is needed");
  }
  const auto address = base::IpAddress::parse(body.string("address").value_or(""));
  if (address) {
    question.address = *address;
  } else {
    body.wrong("address", "invalid_address", "The client's address is needed: IPv4 or IPv6");
  }
  if (const auto key = body.string("key"); key && !key->empty()) {
    auto name = dns::Name::from_text(*key);
    if (name && !name->view().is_root()) {
      question.key = std::move(*name);
    } else {
      body.wrong("key", "invalid_name", "Not a key name");
    }
  }
  if (const auto local = body.string("local"); local && !local->empty()) {
    if (const auto parsed = base::SocketAddress::parse(*local)) {
      question.local = *parsed;
    } else {
      body.wrong("local", "invalid_address",
                 "The listen address that is asked: ADDRESS:PORT (IPv6 as [::1]:53)");
    }
  }
  if (const auto operation = operation_of(body)) question.operation = *operation;
  return question;
}

void member_or_null(json::Writer& writer, std::string_view name, const std::string& text) {
  writer.key(name);
  if (text.empty()) {
    writer.null();
  } else {
    writer.value(text);
  }
}

}  // namespace

http::Response evaluate_access(const Services& services, const http::Request& request) {
  const auto members = json::parse_body(request.body);
  if (!members) return problem_answer(members.error());
  json::FieldProblems problems;
  const json::Fields body(*members, {}, problems);
  const auto question = read_question(body);
  if (!problems.empty()) return problem_answer(problems.take());
  const auto answer = services.access.evaluate(question);
  if (!answer) return problem_answer(answer.error());
  // The zone that is seen may have another name than the one asked for.
  for (const auto& zone : {question.zone, answer->zone}) {
    if (zone.empty()) continue;
    const auto denial = services.denial(
        {.right = model::Right::view_zones, .extent = model::Extent::zone, .zone = zone});
    if (denial) return problem_answer(*denial);
  }

  std::string text;
  json::Writer writer(text);
  writer.begin_object().member("decision", answer->is_admitted ? "admitted" : "refused");
  writer.member("rcode", dns::to_text(answer->rcode));
  writer.key("tsig_error");
  if (answer->tsig == dns::TsigError::none) {
    writer.null();
  } else {
    writer.value(dns::to_text(answer->tsig));
  }
  writer.key("ede");
  if (answer->ede) {
    writer.value(static_cast<std::int64_t>(*answer->ede));
  } else {
    writer.null();
  }
  member_or_null(writer, "view", answer->view);
  member_or_null(writer, "zone", answer->zone);
  member_or_null(writer, "secondary", answer->secondary ? answer->secondary->to_text() : "");
  writer.member("rule", answer->rule).member("reason", answer->reason);
  writer.end_object();
  return json_answer(std::move(text));
}

}  // namespace zonecast::api::v1
