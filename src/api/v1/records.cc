// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/records.h"

#include "api/answer.h"
#include "api/conditional.h"
#include "api/v1/preview.h"
#include "api/v1/record_json.h"
#include "control/object_tag.h"

namespace zonecast::api::v1 {
namespace {

using control::ProblemKind;

std::string text_of_record(const control::ZoneState& zone, const control::RecordState& record) {
  return record_text(record, {zone.settings->apex, &zone.settings->networks});
}

http::Response record_answer(const http::Request& request, const control::ZoneState& zone,
                             const control::RecordState& record) {
  auto response = json_answer(text_of_record(zone, record));
  tag_object(request, response, control::record_tag(record));
  return response;
}

/// The record may be gone, or not be there yet: then the problem alone is told.
http::Response refused_record(const Services& services, const http::Request& request,
                              const Route& route, dns::RrType type,
                              const control::Problem& problem) {
  if (problem.kind != ProblemKind::precondition_failed) return problem_answer(problem);
  const auto zone = services.zones.get(route.zone);
  if (!zone) return problem_answer(problem);
  const auto record = services.zones.get_record(route.zone, route.domain, type);
  return record ? precondition_failed(record_answer(request, *zone, *record))
                : problem_answer(problem);
}

http::Response not_writable(const std::string& why) {
  return problem_answer({ProblemKind::invalid, why, {{"type", "unsupported_type", why}}});
}

/// The body may repeat what the path says, and must not contradict it.
void check_repeated(const Services& services, const control::ZoneState& zone,
                    const json::Fields& body, const control::RecordDraft& draft) {
  if (const auto domain = body.string("domain")) {
    const auto owner = services.zones.owner_from_text(zone, *domain);
    if (!owner || !(*owner == draft.owner)) {
      body.wrong("domain", "contradicts_path", "Is not the domain in the path");
    }
  }
  if (const auto type = body.string("type")) {
    if (record_type_of_text(*type) != draft.type) {
      body.wrong("type", "contradicts_path", "Is not the type in the path");
    }
  }
}

enum class Writing { create, update };

http::Response write_record(const Services& services, const http::Request& request,
                            const Route& route, Writing writing) {
  const auto zone = services.zones.get(route.zone);
  if (!zone) return problem_answer(zone.error());
  const auto type = writable_type(route.type);
  if (!type) return not_writable(type.error().message);
  const auto owner = services.zones.owner_from_text(*zone, route.domain);
  if (!owner) return problem_answer(owner.error());
  const auto members = json::parse_body(request.body);
  if (!members) return problem_answer(members.error());

  json::FieldProblems problems;
  const json::Fields body(*members, {}, problems);
  control::RecordDraft draft;
  draft.owner = *owner;
  draft.type = *type;
  read_record(body, draft);
  check_repeated(services, *zone, body, draft);
  if (writing == Writing::create) require_answers(body, draft);
  if (!problems.empty()) return problem_answer(problems.take());

  auto asked = requester(services, request);
  asked.render = [](const control::RequestOutcome& outcome) {
    return outcome.record ? text_of_record(*outcome.zone, *outcome.record) : std::string();
  };
  const auto record = writing == Writing::create
                          ? services.zones.create_record(route.zone, draft, asked)
                          : services.zones.update_record(route.zone, draft, asked);
  if (record && asked.preview) return preview_answer(*asked.preview);
  return record ? record_answer(request, *zone, *record)
                : refused_record(services, request, route, *type, record.error());
}

}  // namespace

http::Response get_record(const Services& services, const http::Request& request,
                          const Route& route) {
  const auto zone = services.zones.get(route.zone);
  if (!zone) return problem_answer(zone.error());
  const auto type = record_type_of_text(route.type);
  if (!type) return problem_answer({ProblemKind::record_not_found, {}, {}});
  const auto record = services.zones.get_record(route.zone, route.domain, *type);
  return record ? record_answer(request, *zone, *record) : problem_answer(record.error());
}

http::Response create_record(const Services& services, const http::Request& request,
                             const Route& route) {
  return write_record(services, request, route, Writing::create);
}

http::Response update_record(const Services& services, const http::Request& request,
                             const Route& route) {
  return write_record(services, request, route, Writing::update);
}

http::Response delete_record(const Services& services, const http::Request& request,
                             const Route& route) {
  const auto type = record_type_of_text(route.type);
  if (!type) {
    const auto zone = services.zones.get(route.zone);
    return problem_answer(zone ? control::Problem{ProblemKind::record_not_found, {}, {}}
                               : zone.error());
  }
  if (*type == dns::RrType::soa) return not_writable(writable_type("SOA").error().message);
  const auto asked = requester(services, request);
  const auto removed = services.zones.remove_record(route.zone, route.domain, *type, asked);
  if (removed && asked.preview) return preview_answer(*asked.preview);
  return removed ? json_answer("{}")
                 : refused_record(services, request, route, *type, removed.error());
}

}  // namespace zonecast::api::v1
