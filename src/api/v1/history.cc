// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/history.h"

#include "api/answer.h"
#include "api/json/fields.h"
#include "api/v1/changes.h"
#include "api/v1/difference_json.h"
#include "api/v1/page.h"
#include "api/v1/preview.h"
#include "api/v1/zones.h"

namespace zonecast::api::v1 {
namespace {

void write_serial(json::Writer& writer, const char* name, std::optional<dns::Serial> serial) {
  writer.key(name);
  serial ? writer.value(serial->value()) : writer.null();
}

void write_version_members(json::Writer& writer, const control::PastVersion& version) {
  writer.member("id", version.id).member("version", version.version).member("kind", version.kind);
  write_serial(writer, "serial_from", version.serial_from);
  write_serial(writer, "serial", version.serial);
  writer.member("author", version.author).member("comment", version.comment);
  writer.member("at", timestamp(version.at * 1000)).member("restorable", version.is_restorable);
  writer.key("before");
  version.before ? writer.value(*version.before) : writer.null();
}

void write_retention(json::Writer& writer, const control::KeptHistory& kept) {
  writer.key("retention").begin_object().member("days", kept.days);
  writer.member("versions", kept.versions).member("octets_max", kept.octets_max).end_object();
}

}  // namespace

http::Response list_history(const Services& services, const http::Request& request,
                            const Route& route) {
  const Page asked = page_of(request, history_page_max);
  const auto page = services.histories.list(route.zone, asked.after, asked.limit);
  if (!page) return problem_answer(page.error());
  std::string out;
  json::Writer writer(out);
  writer.begin_object().member("zone", route.zone);
  write_retention(writer, services.histories.kept());
  writer.key("versions").begin_array();
  for (const auto& version : page->versions) {
    writer.begin_object();
    write_version_members(writer, version);
    writer.member("deleted_count", version.deleted).member("added_count", version.added);
    writer.member("changed_settings", version.settings_after != nullptr).end_object();
  }
  writer.end_array().end_object();
  auto response = json_answer(std::move(out));
  if (page->more) link_next_page(request, response, page->versions.back().id, asked.limit);
  return response;
}

http::Response show_version(const Services& services, const http::Request&, const Route& route) {
  const auto shown = services.histories.get(route.zone, route.id, shown_records_max);
  if (!shown) return problem_answer(shown.error());
  const auto& version = shown->version;
  std::string out;
  json::Writer writer(out);
  writer.begin_object().member("zone", route.zone);
  write_version_members(writer, version);
  if (shown->difference) {
    write_difference_members(writer, *shown->difference);
  } else {
    // The counts are known even where the records are not kept.
    writer.member("deleted_count", version.deleted).member("added_count", version.added);
    writer.key("deleted").null().key("added").null();
  }
  write_settings_change(writer, version.settings_before.get(), version.settings_after.get());
  writer.end_object();
  return json_answer(std::move(out));
}

http::Response version_records(const Services& services, const http::Request& request,
                               const Route& route) {
  const auto found = services.histories.contents(route.zone, route.id);
  if (!found) return problem_answer(found.error());
  const auto& contents = found->contents;
  std::string head;
  json::Writer writer(head);
  writer.begin_object().member("zone", route.zone);
  write_version_members(writer, found->version);
  writer.member("record_count", contents->record_count()).key("records").begin_array();
  // Block by block, as the client takes it.
  auto response = json_answer({});
  response.producer = [head = std::move(head), contents, block = std::size_t{0},
                       first = true](std::string& out) mutable {
    out += std::exchange(head, {});
    if (block == contents->block_count()) {
      out += "]}";
      return false;
    }
    contents->block(block++)->for_each([&](const dns::RecordView& record) {
      if (!std::exchange(first, false)) out += ',';
      json::append_quoted(out, record_line(record));
      return true;
    });
    return true;
  };
  tag_answer(request, response, derived_id(request.target + route.id));
  return response;
}

http::Response compare_versions(const Services& services, const http::Request& request,
                                const Route& route) {
  const auto from = request.query_value("from").value_or("");
  const auto to = request.query_value("to").value_or("");
  if (from.empty()) {
    return problem_answer({control::ProblemKind::invalid,
                           "from: the id of a version is needed",
                           {{"from", "required", "The id of a version is needed"}}});
  }
  const auto difference =
      services.histories.compare(route.zone, std::string(from), std::string(to), shown_records_max);
  if (!difference) return problem_answer(difference.error());
  std::string out;
  json::Writer writer(out);
  writer.begin_object().member("zone", route.zone).member("from", from).key("to");
  to.empty() ? writer.null() : writer.value(to);
  write_serial(writer, "serial_from", dns::parse_soa(difference->soa_before->rdata)->serial);
  write_serial(writer, "serial", dns::parse_soa(difference->soa_after->rdata)->serial);
  write_difference_members(writer, *difference);
  writer.end_object();
  return json_answer(std::move(out));
}

http::Response restore_version(const Services& services, const http::Request& request,
                               const Route& route) {
  const auto members = json::parse_body(request.body);
  if (!members) return problem_answer(members.error());
  json::FieldProblems problems;
  const json::Fields body(*members, {}, problems);
  const auto comment = body.string("comment").value_or("");
  if (!problems.empty()) return problem_answer(problems.take());
  auto asked = requester(services, request, comment);
  asked.render = [](const control::RequestOutcome& outcome) { return change_text(outcome.change); };
  const auto change = services.histories.restore(route.zone, route.id, asked);
  if (!change) return refused_change(services, request, route.zone, change.error());
  return asked.preview ? preview_answer(*asked.preview) : json_answer(change_text(*change));
}

}  // namespace zonecast::api::v1
