// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/zone_versions.h"

#include <charconv>

#include "api/answer.h"
#include "api/json/fields.h"
#include "api/v1/preview.h"
#include "api/v1/zones.h"

namespace zonecast::api::v1 {
namespace {

constexpr std::size_t name_octets_max = 255;

/// Numbers all, as Go clients read them; 0: never.
void write_version(json::Writer& writer, const control::ZoneCopy& copy) {
  writer.begin_object().member("id", copy.number).member("name", copy.name);
  writer.member("active", copy.is_live).member("activated_at", copy.activated_at.value_or(0));
  writer.member("created_at", copy.created_at).end_object();
}

http::Response version_answer(const control::ZoneCopy& copy) {
  std::string out;
  json::Writer writer(out);
  write_version(writer, copy);
  return json_answer(std::move(out));
}

/// 0, which no version has, for what is too large.
std::uint32_t number_of(const std::string& id) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), number);
  return error == std::errc() && end == id.data() + id.size() ? number : 0;
}

}  // namespace

http::Response list_zone_versions(const Services& services, const Route& route) {
  const auto copies = services.copies.list(route.zone);
  if (!copies) return problem_answer(copies.error());
  std::string out;
  json::Writer writer(out);
  writer.begin_array();
  for (const auto& copy : *copies) write_version(writer, copy);
  writer.end_array();
  return json_answer(std::move(out));
}

http::Response add_zone_version(const Services& services, const http::Request& request,
                                const Route& route) {
  const auto members = json::parse_body(request.body);
  if (!members) return problem_answer(members.error());
  json::FieldProblems problems;
  const json::Fields body(*members, {}, problems);
  const auto name = body.string("name").value_or("");
  if (name.size() > name_octets_max) {
    body.wrong("name", "too_long", "At most " + std::to_string(name_octets_max) + " octets");
  }
  if (!problems.empty()) return problem_answer(problems.take());
  const auto when_full = request.query_value("force") == "true"
                             ? control::ZoneCopies::WhenFull::replace_oldest
                             : control::ZoneCopies::WhenFull::refuse;
  const auto asked = requester(services, request);
  const auto copy = services.copies.add(route.zone, name, when_full, asked);
  if (!copy) return refused_change(services, request, route.zone, copy.error());
  return asked.preview ? preview_answer(*asked.preview) : version_answer(*copy);
}

http::Response activate_zone_version(const Services& services, const http::Request& request,
                                     const Route& route) {
  const auto asked = requester(services, request);
  const auto copy = services.copies.activate(route.zone, number_of(route.id), asked);
  if (!copy) return refused_change(services, request, route.zone, copy.error());
  return asked.preview ? preview_answer(*asked.preview) : version_answer(*copy);
}

http::Response delete_zone_version(const Services& services, const http::Request& request,
                                   const Route& route) {
  const auto asked = requester(services, request);
  const auto removed = services.copies.remove(route.zone, number_of(route.id), asked);
  if (!removed) return refused_change(services, request, route.zone, removed.error());
  return asked.preview ? preview_answer(*asked.preview) : json_answer("{}");
}

}  // namespace zonecast::api::v1
