// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/key_rolls.h"

#include <chrono>

#include "api/v1/configured.h"
#include "api/v1/secondary_address.h"
#include "api/v1/tsig_fields.h"

namespace zonecast::api::v1 {
namespace {

using control::Insistence;
using control::RollState;

http::Response no_such_key() { return message_answer(404, "Resource not found"); }

std::string timestamp_of(base::WallTime at) { return timestamp(at.time_since_epoch().count()); }

void write_key(json::Writer& writer, const char* member, const model::TsigKeyDocument& key,
               const dns::TsigKeyUse& use, bool show_secret) {
  writer.key(member).begin_object().member("name", dns::to_text(key.name.lower()));
  writer.member("algorithm", dns::to_text(key.algorithm));
  if (show_secret) writer.member("secret", base::to_base64(key.secret));
  writer.key("verified_at");
  use.verified_at ? writer.value(*use.verified_at) : writer.null();
  writer.key("signed_at");
  use.signed_at ? writer.value(*use.signed_at) : writer.null();
  writer.end_object();
}

void write_sighting(json::Writer& writer, const char* member,
                    const std::optional<control::KeySighting>& sighting) {
  writer.key(member);
  if (!sighting) {
    writer.null();
    return;
  }
  writer.begin_object().member("key", dns::to_text(sighting->key));
  writer.member("at", timestamp_of(sighting->at)).end_object();
}

void write_row(json::Writer& writer, const control::RollRow& row) {
  writer.begin_object().member("zone", row.zone).member("ip", row.row.address.to_text());
  writer.member("port", row.row.port).member("notify", row.row.notify);
  writer.member("transfers", row.row.tsig->transfers).member("switched", row.has_new_key);
  writer.key("new_key_seen");
  row.new_seen ? writer.value(timestamp_of(*row.new_seen)) : writer.null();
  write_sighting(writer, "last_request", row.request);
  write_sighting(writer, "last_notify", row.notify);
  writer.key("notify_answer");
  row.notify_answer.empty() ? writer.null() : writer.value(row.notify_answer);
  writer.end_object();
}

std::string text_of(const RollState& state, const char* stage, bool show_secrets) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object().member("state", stage);
  write_key(writer, "from", state.from, state.from_use, show_secrets);
  write_key(writer, "to", state.to, state.to_use, show_secrets);
  writer.member("started_at", state.roll.started_at).key("secondaries").begin_array();
  for (const auto& row : state.rows) write_row(writer, row);
  writer.end_array();
  write_strings(writer, "acls", state.acls);
  writer.member("quiet_seconds_wanted", state.quiet_s);
  writer.member("quiet_since", state.quiet_from).member("can_retire", state.hindrances.empty());
  write_strings(writer, "hindrances", state.hindrances);
  writer.end_object();
  return text;
}

http::Response roll_answer(const Services& services, const http::Request& request,
                           const control::Result<RollState>& state, const char* stage) {
  if (!state) return problem_answer(state.error());
  return object_answer(request, text_of(*state, stage, services.shows_secrets()), state->version);
}

Insistence insistence_of(const json::Fields& body) {
  return body.boolean("force").value_or(false) ? Insistence::forced : Insistence::careful;
}

control::RollSelection selection_of(const json::Fields& body) {
  control::RollSelection out;
  const bool all = body.boolean("all").value_or(false);
  if (const auto zone = body.string("zone")) out.zone = zone_name_of_text(*zone);
  if (const auto ip = body.string("ip")) {
    if (const auto address = secondary_address(*ip)) {
      out.address = *address;
    } else {
      body.wrong("ip", address.error().code, address.error().message);
    }
  }
  if (const auto* value = body.find("port")) {
    if (const auto port = secondary_port(*value)) {
      out.port = *port;
    } else {
      body.wrong("port", port.error().code, port.error().message);
    }
  }
  const bool named = out.zone || out.address || out.port;
  if (all && named) body.wrong("all", "contradiction", "Either all, or zone, ip and port");
  if (!all && !named && body.problems().empty())
    body.wrong("all", "required", "Say which: zone, ip and port, or \"all\": true");
  return out;
}

}  // namespace

http::Response get_roll(const Services& services, const http::Request& request,
                        const Route& route) {
  const auto key = key_name_of_text(route.name);
  if (!key) return no_such_key();
  return roll_answer(services, request, services.objects.rolls.status(*key), "rolling");
}

http::Response start_roll(const Services& services, const http::Request& request,
                          const Route& route) {
  const auto key = key_name_of_text(route.name);
  if (!key) return no_such_key();
  const auto members = json::parse_body(request.body);
  if (!members) return problem_answer(members.error());
  json::FieldProblems problems;
  const json::Fields body(*members, {}, problems);
  control::RollDraft draft;
  draft.to = key_name_of(body, "name");
  draft.algorithm = algorithm_of(body, "algorithm");
  draft.secret = secret_of(body, "secret");
  if (!problems.empty()) return problem_answer(problems.take());
  return roll_answer(services, request,
                     services.objects.rolls.start(*key, draft, requester(services, request)),
                     "rolling");
}

http::Response step_roll(const Services& services, const http::Request& request,
                         const Route& route) {
  const auto key = key_name_of_text(route.name);
  if (!key) return no_such_key();
  const auto members = json::parse_body(request.body);
  if (!members) return problem_answer(members.error());
  json::FieldProblems problems;
  const json::Fields body(*members, {}, problems);
  const auto insistence = insistence_of(body);
  const auto selection = route.step == "switch" ? selection_of(body) : control::RollSelection{};
  if (!problems.empty()) return problem_answer(problems.take());
  auto& rolls = services.objects.rolls;
  const auto by = requester(services, request);
  if (route.step == "switch") {
    return roll_answer(services, request, rolls.switch_notify(*key, selection, insistence, by),
                       "rolling");
  }
  if (route.step == "retire")
    return roll_answer(services, request, rolls.retire(*key, insistence, by), "retired");
  return roll_answer(services, request, rolls.abort(*key, by), "aborted");
}

}  // namespace zonecast::api::v1
