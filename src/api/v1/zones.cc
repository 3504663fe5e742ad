// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/zones.h"

#include <algorithm>
#include <utility>

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

// A body larger than this goes out in pieces, each made when the connection takes it.
constexpr std::size_t piece_octets = 256 * 1024;

/// Where a page of records ends: "www.example.org/A". The next one starts behind it, whether or not
/// the record is still there.
std::string text_of(const control::RecordPosition& position) {
  return name_text(position.owner) + "/" + type_text(position.type);
}

std::optional<control::RecordPosition> position_of_text(std::string_view text) {
  const std::size_t slash = text.rfind('/');
  if (slash == std::string_view::npos) return std::nullopt;
  auto owner = dns::Name::from_text(text.substr(0, slash));
  const auto type = record_type_of_text(text.substr(slash + 1));
  if (!owner || !type) return std::nullopt;
  return control::RecordPosition{*std::move(owner), *type};
}

bool is_behind(const control::RecordState& record, const control::RecordPosition& position) {
  const auto order = dns::compare(record.owner, position.owner);
  return order > 0 || (order == 0 && record.type > position.type);
}

bool wants_records(const http::Request& request) {
  return request.query_value("records") != "false";
}

/// The records of one version of a zone as a JSON array, piece by piece. Holds the version, and of
/// the text no more than the piece at hand.
class RecordPieces {
 public:
  RecordPieces(const Services& services, ZoneState zone,
               std::optional<control::RecordPosition> after,
               std::optional<control::RecordPosition> last)
      : services_(services),
        zone_(std::move(zone)),
        at_(std::move(after)),
        last_(std::move(last)),
        sees_all_(services.may(
            {model::Right::view_zones, model::Extent::whole_zone, zone_.settings->name})) {}

  /// Appends a piece; false after the last.
  control::Result<bool> append(std::string& out) {
    const auto size = out.size();
    bool more = false;
    const auto read =
        services_.zones.for_each_record(zone_, at_, [&](const control::RecordState& record) {
          if (last_ && is_behind(record, *last_)) return false;
          if (sees_all_ || sees(record)) {
            out += separator_;
            separator_ = ',';
            json::Writer writer(out);
            write_record_in_zone(writer, record);
          }
          at_ = control::RecordPosition{record.owner, record.type};
          more = out.size() - size >= piece_octets;
          return !more;
        });
    if (!read) return std::unexpected(read.error());
    if (!more) {
      if (separator_ == '[') out += '[';
      out += ']';
    }
    return more;
  }

 private:
  bool sees(const control::RecordState& record) const {
    return services_.may({model::Right::view_zones, model::Extent::record, zone_.settings->name,
                          record.owner, record.type});
  }

  Services services_;  // of this request, which is answered before its body is made
  ZoneState zone_;
  std::optional<control::RecordPosition> at_, last_;
  bool sees_all_ = false;
  char separator_ = '[';
};

/// The list of zones in the same manner. The states are held, which is little beside their text.
class ZonePieces {
 public:
  ZonePieces(const Services& services, std::vector<ZoneState> zones)
      : services_(services), zones_(std::move(zones)) {}

  bool append(std::string& out) {
    const auto size = out.size();
    const auto key = services_.shown_keys();
    if (next_ == 0) out += '[';
    while (next_ < zones_.size() && out.size() - size < piece_octets) {
      if (next_ != 0) out += ',';
      json::Writer writer(out);
      writer.begin_object();
      write_zone_members(writer, zones_[next_++], key);
      writer.end_object();
    }
    if (next_ < zones_.size()) return true;
    out += ']';
    return false;
  }

 private:
  Services services_;  // of this request, which is answered before its body is made
  std::vector<ZoneState> zones_;
  std::size_t next_ = 0;
};

control::ZoneOrder order_of(const http::Request& request, json::FieldProblems& problems) {
  const auto text = request.query_value("sort").value_or("name");
  if (text == "name" || text == "zone") return control::ZoneOrder::name;
  if (text == "serial") return control::ZoneOrder::serial;
  if (text == "records") return control::ZoneOrder::records;
  if (text == "created_at") return control::ZoneOrder::created_at;
  if (text == "updated_at") return control::ZoneOrder::updated_at;
  problems.add("sort", "unknown_order", "Must be name, serial, records, created_at or updated_at");
  return control::ZoneOrder::name;
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
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  write_zone_members(writer, zone, services.shown_keys());
  text += extra;
  if (!wants_records(request)) {
    text += '}';
    auto response = json_answer(std::move(text));
    tag_object(request, response, control::zone_tag(zone));
    return response;
  }
  writer.key("records");
  const Page page = page_of(request, page_size_default, page_size_max);
  const auto after = position_of_text(page.after);
  const auto last = services.zones.end_of_page(zone, after, page.limit);
  RecordPieces pieces(services, zone, after, last);
  const auto more = pieces.append(text);
  if (!more) return problem_answer(more.error());
  if (!*more) text += '}';
  auto response = json_answer(*more ? std::string() : std::move(text));
  if (*more) {
    response.producer = [pieces = std::move(pieces),
                         text = std::move(text)](std::string& out) mutable {
      if (!text.empty()) {
        out += std::exchange(text, {});
        return true;
      }
      const auto goes_on = pieces.append(out);
      // What cannot be read any more is left off, and the text with it is no JSON: a client cannot
      // take it for the whole.
      if (!goes_on) return false;
      if (!*goes_on) out += '}';
      return *goes_on;
    };
  }
  if (last) link_next_page(request, response, text_of(*last), page.limit);
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
  json::FieldProblems problems;
  const Page page = page_of(request, page_size_default, page_size_max);
  const auto order = order_of(request, problems);
  const auto direction = request.query_value("order").value_or("asc");
  if (direction != "asc" && direction != "desc")
    problems.add("order", "unknown_order", "Must be asc or desc");
  if (!problems.empty()) return problem_answer(problems.take());
  control::ZoneQuery query{.words = request.query_value("q").value_or(""),
                           .order = order,
                           .descending = direction == "desc",
                           .after = page.after,
                           .count_max = page.limit};
  if (!services.may({model::Right::view_zones, model::Extent::every_zone})) {
    query.is_seen = [&](const std::string& zone) {
      return services.may({model::Right::view_zones, model::Extent::some_of_zone, zone});
    };
  }
  auto list = services.zones.list(query);
  ZonePieces pieces(services, std::move(list.zones));
  std::string text;
  const bool more = pieces.append(text);
  auto response = json_answer(more ? std::string() : std::move(text));
  if (more) {
    response.producer = [pieces = std::move(pieces),
                         text = std::move(text)](std::string& out) mutable {
      if (text.empty()) return pieces.append(out);
      out += std::exchange(text, {});
      return true;
    };
  }
  response.headers.emplace_back("X-Total-Count", std::to_string(list.total));
  if (!list.next.empty()) link_next_page(request, response, list.next, page.limit);
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
