// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/stats.h"

#include <fmt/format.h>

#include "api/answer.h"
#include "api/json/fields.h"
#include "api/json/writer.h"
#include "api/v1/page.h"
#include "api/v1/zone_json.h"
#include "control/query_statistics.h"

namespace zonecast::api::v1 {
namespace {

using control::QueryStatistics;
using Period = QueryStatistics::Period;

// Each line has a graph of some dozen points.
constexpr std::size_t usage_page_size = 1000;

std::optional<Period> period_of(const std::string& text) {
  if (text == "1h") return Period::hour;
  if (text == "24h") return Period::day;
  if (text == "30d") return Period::month;
  return std::nullopt;
}

void write_usage(json::Writer& writer, const QueryStatistics::Usage& usage, std::uint64_t records,
                 const std::string& period) {
  writer.member("records", records).member("queries", usage.queries).key("graph").begin_array();
  for (const auto& [at, count] : usage.graph)
    writer.begin_array().value(at).value(count).end_array();
  writer.end_array().member("period", period);
}

}  // namespace

http::Response queries_per_second(const Services& services, const Route& route) {
  std::optional<std::uint64_t> zone_id;
  if (!route.zone.empty()) {
    const auto zone = services.zones.get(route.zone);
    if (!zone) return problem_answer(zone.error());
    zone_id = zone->settings->id;
  }
  std::string out;
  json::Writer(out)
      .begin_object()
      .key("qps")
      .raw(fmt::format("{:.3f}", services.statistics.rate(zone_id)))
      .end_object();
  return json_answer(std::move(out));
}

http::Response usage(const Services& services, const http::Request& request, const Route& route) {
  const auto text = request.query_value("period").value_or("24h");
  const auto period = period_of(text);
  if (!period) {
    json::FieldProblems problems;
    problems.add("period", "unknown_period", "Must be 1h, 24h or 30d");
    return problem_answer(problems.take());
  }
  std::string out;
  json::Writer writer(out);
  writer.begin_array();
  const auto write_zone = [&](const control::ZoneState& zone) {
    writer.begin_object();
    write_usage(writer, services.statistics.usage(zone.settings->id, *period),
                zone.contents->record_count(), text);
    writer.member("zone", name_text(zone.settings->apex)).end_object();
  };
  std::string next;
  const Page page = page_of(request, usage_page_size, usage_page_size);
  if (!route.zone.empty()) {
    const auto zone = services.zones.get(route.zone);
    if (!zone) return problem_answer(zone.error());
    write_zone(*zone);
  } else if (request.query_value("expand").value_or("false") == "true") {
    control::ZoneQuery query{.after = page.after, .count_max = page.limit};
    query.is_seen = [&](const std::string& zone) {
      return services.may({model::Right::view_zones, model::Extent::some_of_zone, zone});
    };
    const auto list = services.zones.list(query);
    for (const auto& zone : list.zones) write_zone(zone);
    next = list.next;
  } else {
    std::uint64_t records = 0;
    for (const auto& zone : services.zones.list({.count_max = SIZE_MAX}).zones)
      records += zone.contents->record_count();
    writer.begin_object();
    write_usage(writer, services.statistics.usage(std::nullopt, *period), records, text);
    writer.member("zones", services.zones.count()).end_object();
  }
  writer.end_array();
  auto response = json_answer(std::move(out));
  if (!next.empty()) link_next_page(request, response, next, page.limit);
  return response;
}

}  // namespace zonecast::api::v1
