// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/zones.h"

#include <algorithm>
#include <deque>

#include "api/answer.h"
#include "api/conditional.h"
#include "api/v1/page.h"
#include "api/v1/preview.h"
#include "api/v1/record_json.h"
#include "api/v1/zone_json.h"
#include "control/object_tag.h"

namespace zonecast::api::v1 {
namespace {

using control::ProblemKind;
using control::ZoneState;

// A body larger than this goes out in pieces, which the connection takes one by one.
constexpr std::size_t piece_octets = 256 * 1024;

/// Collects a long body in pieces, so that no second copy of the whole is ever made.
class PiecewiseBody {
 public:
  std::string& text() { return text_; }
  void cut() {
    if (text_.size() < piece_octets) return;
    pieces_.push_back(std::move(text_));
    text_.clear();
    text_.reserve(piece_octets + piece_octets / 4);
  }
  http::Response answer() && {
    if (pieces_.empty()) return json_answer(std::move(text_));
    pieces_.push_back(std::move(text_));
    auto response = json_answer({});
    response.producer = [pieces = std::move(pieces_)](std::string& out) mutable {
      out += pieces.front();
      pieces.pop_front();
      return !pieces.empty();
    };
    return response;
  }

 private:
  std::deque<std::string> pieces_;
  std::string text_;
};

/// Where a page of records ends: "www.example.org/A". The next one starts behind it, whether or not
/// the record is still there.
struct Position {
  dns::Name owner;
  dns::RrType type{};
};

std::string position_text(const control::RecordState& record) {
  return name_text(record.owner) + "/" + dns::to_text(record.type);
}

std::optional<Position> position_of_text(std::string_view text) {
  const std::size_t slash = text.rfind('/');
  if (slash == std::string_view::npos) return std::nullopt;
  auto owner = dns::Name::from_text(text.substr(0, slash));
  const auto type = dns::rr_type_from_text(text.substr(slash + 1));
  if (!owner || !type) return std::nullopt;
  return Position{*std::move(owner), *type};
}

bool is_behind(const control::RecordState& record, const Position& position) {
  const auto order = dns::compare(record.owner, position.owner);
  return order > 0 || (order == 0 && record.type > position.type);
}

bool wants_records(const http::Request& request) {
  return request.query_value("records") != "false";
}

struct RecordPage {
  std::string last;
  bool more = false;
};

control::Result<RecordPage> write_records(const Services& services, const ZoneState& zone,
                                          const Page& page, PiecewiseBody& body) {
  RecordPage written;
  const auto after = position_of_text(page.after);
  std::size_t count = 0;
  const bool shows_all = services.may_view_whole(zone.settings->name);
  json::Writer writer(body.text());
  writer.begin_array();
  const auto done = services.zones.for_each_record(zone, [&](control::RecordState record) {
    if (after && !is_behind(record, *after)) return true;
    if (!shows_all && !services.may_view(zone.settings->name, record.owner, record.type))
      return true;
    if (count == page.limit) {
      written.more = true;
      return false;
    }
    write_record_in_zone(writer, record);
    if (++count == page.limit) written.last = position_text(record);
    body.cut();
    return true;
  });
  if (!done) return std::unexpected(done.error());
  writer.end_array();
  return written;
}

/// Those that the caller may see.
std::vector<ZoneState> visible_zones(const Services& services, std::string after,
                                     std::size_t count_max) {
  if (services.may({model::Right::view_zones, model::Extent::every_zone}))
    return services.zones.list(after, count_max);
  constexpr std::size_t step = 1000;
  std::vector<ZoneState> visible;
  while (visible.size() < count_max) {
    auto zones = services.zones.list(after, step);
    if (zones.empty()) break;
    after = zones.back().settings->name;
    for (auto& zone : zones) {
      if (visible.size() < count_max && services.may_view(zone.settings->name))
        visible.push_back(std::move(zone));
    }
  }
  return visible;
}

/// The FQDN of a new zone: `zone` of the body, else the path. The root cannot travel in a path.
std::optional<dns::Name> apex_of(const json::Fields& body, const std::string& zone) {
  const auto given = body.string("zone");
  auto name = given ? dns::Name::from_text(*given) : apex_of_path(zone);
  if (name) return *std::move(name);
  body.wrong("zone", "invalid_name", "Not a domain name: " + name.error().message);
  return std::nullopt;
}

}  // namespace

http::Response zone_answer(const Services& services, const http::Request& request,
                           const ZoneState& zone, const std::string& extra) {
  const Page page = page_of(request, page_size_max);
  PiecewiseBody body;
  json::Writer writer(body.text());
  writer.begin_object();
  write_zone_members(writer, zone, services.shown_keys());
  body.text() += extra;
  RecordPage records;
  if (wants_records(request)) {
    writer.key("records");
    auto written = write_records(services, zone, page, body);
    if (!written) return problem_answer(written.error());
    records = *std::move(written);
  }
  body.text() += '}';
  auto response = std::move(body).answer();
  if (records.more) link_next_page(request, response, records.last, page.limit);
  tag_object(request, response, control::zone_tag(zone));
  return response;
}

http::Response refused_change(const Services& services, const http::Request& request,
                              const std::string& zone, const control::Problem& problem) {
  if (problem.kind != ProblemKind::precondition_failed) return problem_answer(problem);
  const auto current = services.zones.get(zone);
  if (!current) return problem_answer(problem);
  return precondition_failed(zone_answer(services, request, *current));
}

control::Request zone_requester(const Services& services, const http::Request& request) {
  auto asked = requester(services, request);
  asked.render = [services](const control::RequestOutcome& outcome) {
    std::string text;
    json::Writer writer(text);
    writer.begin_object();
    write_zone_members(writer, *outcome.zone, services.keys_without_secrets());
    writer.end_object();
    return text;
  };
  return asked;
}

http::Response list_zones(const Services& services, const http::Request& request) {
  const Page page = page_of(request, page_size_max);
  auto zones = visible_zones(services, page.after, page.limit + 1);
  const bool more = zones.size() > page.limit;
  if (more) zones.pop_back();
  PiecewiseBody body;
  json::Writer writer(body.text());
  writer.begin_array();
  const KeyLookup key = services.shown_keys();
  for (const auto& zone : zones) {
    writer.begin_object();
    write_zone_members(writer, zone, key);
    writer.end_object();
    body.cut();
  }
  writer.end_array();
  auto response = std::move(body).answer();
  if (more) link_next_page(request, response, zones.back().settings->name, page.limit);
  return response;
}

http::Response get_zone(const Services& services, const http::Request& request,
                        const Route& route) {
  const auto zone = services.zones.get(route.zone);
  if (!zone) return problem_answer(zone.error());
  return zone_answer(services, request, *zone);
}

http::Response create_zone(const Services& services, const http::Request& request,
                           const Route& route) {
  const auto members = json::parse_body(request.body);
  if (!members) return problem_answer(members.error());
  json::FieldProblems problems;
  const json::Fields body(*members, {}, problems);
  const auto draft = read_zone(body, nullptr, services.key_lookup());
  const auto apex = apex_of(body, route.zone);
  if (!is_zone_name(route.zone)) body.wrong("name", "invalid_name", zone_name_rule);
  if (!problems.empty()) return problem_answer(problems.take());
  const auto asked = zone_requester(services, request);
  const auto zone = services.zones.create(route.zone, *apex, draft, asked);
  if (!zone) return refused_change(services, request, route.zone, zone.error());
  if (asked.preview) return preview_answer(*asked.preview);
  return zone_answer(services, request, *zone);
}

http::Response update_zone(const Services& services, const http::Request& request,
                           const Route& route) {
  const auto current = services.zones.get(route.zone);
  if (!current) return problem_answer(current.error());
  const auto members = json::parse_body(request.body);
  if (!members) return problem_answer(members.error());
  json::FieldProblems problems;
  const json::Fields body(*members, {}, problems);
  const auto draft = read_zone(body, current->settings.get(), services.key_lookup());
  if (!problems.empty()) return problem_answer(problems.take());
  const auto asked = zone_requester(services, request);
  const auto zone = services.zones.update(route.zone, draft, asked);
  if (!zone) return refused_change(services, request, route.zone, zone.error());
  if (asked.preview) return preview_answer(*asked.preview);
  return zone_answer(services, request, *zone);
}

http::Response delete_zone(const Services& services, const http::Request& request,
                           const Route& route) {
  const auto asked = requester(services, request);
  const auto removed = services.zones.remove(route.zone, asked);
  if (removed && asked.preview) return preview_answer(*asked.preview);
  return removed ? json_answer("{}")
                 : refused_change(services, request, route.zone, removed.error());
}

}  // namespace zonecast::api::v1
