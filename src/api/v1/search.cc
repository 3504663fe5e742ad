// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/search.h"

#include <charconv>

#include "api/answer.h"
#include "api/v1/record_json.h"
#include "api/v1/zone_json.h"

namespace zonecast::api::v1 {
namespace {

using control::SearchHit;
using control::SearchQuery;

/// A whole number of the query, `otherwise` when it is left out.
std::size_t number(const http::Request& request, std::string_view name, std::size_t otherwise,
                   std::size_t least, std::size_t most, json::FieldProblems& problems) {
  const auto text = request.query_value(name);
  if (!text || text->empty()) return otherwise;
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error == std::errc() && end == text->data() + text->size() && value >= least && value <= most)
    return value;
  problems.add(std::string(name), "out_of_range",
               "Must be " + std::to_string(least) + " to " + std::to_string(most));
  return otherwise;
}

bool expands(const http::Request& request) {
  const auto text = request.query_value("expand").value_or("false");
  return text == "true" || text == "True" || text == "1";
}

/// Names alone, or with `expand` the whole object, as its own endpoint shows it without records.
void write_hit(json::Writer& writer, const Services& services, const SearchHit& hit, bool expand) {
  if (!hit.record) {
    writer.begin_object();
    if (expand) {
      write_zone_members(writer, hit.zone, services.shown_keys());
    } else {
      writer.member("zone", name_text(hit.zone.settings->apex));
      if (hit.zone.settings->name != name_text(hit.zone.settings->apex))
        writer.member("name", hit.zone.settings->name);
    }
    writer.end_object();
    return;
  }
  if (expand) {
    const auto record = services.zones.get_record(hit.zone.settings->name,
                                                  name_text(hit.record->owner), hit.record->type);
    // What was deleted meanwhile is shown by its names.
    if (record) {
      writer.raw(record_text(*record, {hit.zone.settings->apex, &hit.zone.settings->networks}));
      return;
    }
  }
  writer.begin_object().member("domain", name_text(hit.record->owner));
  writer.member("type", dns::to_text(hit.record->type)).member("zone", hit.zone.settings->name);
  writer.end_object();
}

/// A caller finds what it may see.
void limit_to_what_is_seen(const Services& services, SearchQuery& query) {
  using model::Extent;
  constexpr auto view = model::Right::view_zones;
  if (services.may({view, Extent::every_zone})) return;
  query.is_seen = [&services](const std::string& zone, const dns::Name* owner, dns::RrType type) {
    if (owner == nullptr) return services.may({view, Extent::some_of_zone, zone});
    return services.may({view, Extent::record, zone, *owner, type});
  };
}

void read_text(const http::Request& request, SearchQuery& query, json::FieldProblems& problems) {
  query.text = request.query_value("q").value_or("");
  if (query.text.empty()) problems.add("q", "required", "What to look for must be given");
}

http::Response search_page(const Services& services, const http::Request& request,
                           SearchQuery query) {
  json::FieldProblems problems;
  read_text(request, query, problems);
  query.count_max = number(request, "limit", search_hits_default, 1, search_hits_max, problems);
  query.skip = number(request, "next", 0, 0, SIZE_MAX / 2, problems);
  if (!problems.empty()) return problem_answer(problems.take());
  limit_to_what_is_seen(services, query);
  const auto found = services.zones.search(query);
  const auto end = query.skip + found.hits.size();
  std::string out;
  json::Writer writer(out);
  writer.begin_object().member("next", end < found.total ? std::to_string(end) : std::string());
  writer.member("limit", query.count_max).member("total_results", found.total);
  writer.key("results").begin_array();
  for (const auto& hit : found.hits) write_hit(writer, services, hit, true);
  writer.end_array().end_object();
  return json_answer(std::move(out));
}

}  // namespace

http::Response search(const Services& services, const http::Request& request) {
  SearchQuery query;
  json::FieldProblems problems;
  read_text(request, query, problems);
  const auto type = request.query_value("type").value_or("all");
  query.zones = type == "zone" || type == "all";
  query.owners = type == "record" || type == "all";
  query.answers = type == "answers";
  if (!query.zones && !query.owners && !query.answers)
    problems.add("type", "unknown_type", "Must be zone, record, all or answers");
  query.count_max = number(request, "max", search_hits_default, 1, search_hits_max, problems);
  if (!problems.empty()) return problem_answer(problems.take());
  limit_to_what_is_seen(services, query);
  const auto found = services.zones.search(query);
  std::string out;
  json::Writer writer(out);
  writer.begin_array();
  for (const auto& hit : found.hits) write_hit(writer, services, hit, expands(request));
  writer.end_array();
  auto response = json_answer(std::move(out));
  response.headers.emplace_back("X-Total-Count", std::to_string(found.total));
  return response;
}

http::Response search_zones(const Services& services, const http::Request& request) {
  SearchQuery query;
  query.zones = true;
  return search_page(services, request, std::move(query));
}

http::Response search_records(const Services& services, const http::Request& request) {
  SearchQuery query;
  query.owners = true;
  return search_page(services, request, std::move(query));
}

}  // namespace zonecast::api::v1
