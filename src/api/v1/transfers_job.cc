// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/transfers_job.h"

#include "api/answer.h"
#include "api/v1/difference_json.h"
#include "api/v1/zone_json.h"

namespace zonecast::api::v1 {
namespace {

constexpr std::size_t names_per_look = 1000;

struct TransfersJob {
  Services services;
  control::Request request;
  json::Object body;  // `primary` is read anew for each zone: what it leaves out is the zone's own
  std::vector<std::string> zones;
  std::string filter;
  bool is_dry = false;
};

std::vector<std::string> chosen_zones(const TransfersJob& job) {
  if (job.filter.empty()) return job.zones;
  std::vector<std::string> out;
  std::string after;
  while (true) {
    const auto page = job.services.zones.list(after, names_per_look);
    for (const auto& zone : page) {
      if (matches_filter(job.filter, zone.settings->name) && out.size() < transfers_zones_max)
        out.push_back(zone.settings->name);
    }
    if (page.size() < names_per_look) return out;
    after = page.back().settings->name;
  }
}

/// What is done to one zone: its status, or why not.
control::Result<std::string> apply(const TransfersJob& job, const std::string& name,
                                   control::Preview* preview) {
  if (auto denied = job.services.denial({model::Right::manage_zones, model::Extent::zone, name}))
    return std::unexpected(*std::move(denied));
  const auto zone = job.services.zones.get(name);
  if (!zone) return std::unexpected(zone.error());
  json::FieldProblems problems;
  const json::Fields body(job.body, {}, problems);
  control::ZoneDraft draft;
  read_outgoing_transfers(body, zone->settings->primary.secondaries, job.services.key_lookup(),
                          draft);
  if (!problems.empty()) return std::unexpected(problems.take());
  auto request = job.request;
  if (job.is_dry) request.preview = std::make_shared<control::Preview>();
  const auto changed = job.services.zones.update(name, draft, request);
  if (!changed) return std::unexpected(changed.error());
  if (job.is_dry) {
    *preview = *request.preview;
    return preview->changes_something ? "would change" : "unchanged";
  }
  return changed->version == zone->version ? "unchanged" : "changed";
}

control::Result<std::string> run(const TransfersJob& job, control::JobRun& progress) {
  const auto zones = chosen_zones(job);
  progress.expect(zones.size());
  std::size_t changed = 0;
  std::size_t failed = 0;
  std::string lines;
  json::Writer writer(lines);
  writer.begin_array();
  for (std::size_t i = 0; i < zones.size() && !progress.is_cancelled(); ++i) {
    control::Preview preview;
    const auto outcome = apply(job, zones[i], &preview);
    writer.begin_object().member("zone", zones[i]);
    if (outcome) {
      changed += *outcome == "unchanged" ? 0 : 1;
      writer.member("status", *outcome);
      if (job.is_dry && i < transfers_shown_max) {
        write_settings_change(writer, preview.settings_before.get(), preview.settings_after.get());
      }
    } else {
      ++failed;
      const std::string message(problem_text(outcome.error()));
      writer.member("status", "failed").member("message", message);
      progress.note_error(zones[i], message);
    }
    writer.end_object();
    progress.advance();
  }
  writer.end_array();
  std::string out;
  json::Writer(out)
      .begin_object()
      .member("dry_run", job.is_dry)
      .member("changed", changed)
      .member("failed", failed)
      .key("zones")
      .raw(lines)
      .end_object();
  return out;
}

void read_zone_names(const json::Fields& body, std::vector<std::string>& out) {
  const auto* zones = body.array("zones");
  if (zones == nullptr) return;
  if (zones->size() > transfers_zones_max) {
    body.wrong("zones", "too_many",
               "At most " + std::to_string(transfers_zones_max) + " zones in one job");
    return;
  }
  for (std::size_t i = 0; i < zones->size(); ++i) {
    const auto* name = (*zones)[i].string();
    if (name == nullptr) {
      body.problems().add(json::path_of(body.path("zones"), i), "wrong_type",
                          "Must be the name of a zone");
      continue;
    }
    out.push_back(zone_name_of_text(*name));
  }
}

}  // namespace

/// Greedy with one way back: a star takes as little as lets the rest match.
bool matches_filter(std::string_view filter, std::string_view name) {
  std::size_t at = 0;
  std::size_t in_filter = 0;
  std::size_t star = std::string_view::npos;
  std::size_t taken = 0;
  while (at < name.size()) {
    if (in_filter < filter.size() && filter[in_filter] == '*') {
      star = in_filter++;
      taken = at;
    } else if (in_filter < filter.size() && filter[in_filter] == name[at]) {
      ++in_filter;
      ++at;
    } else if (star != std::string_view::npos) {
      in_filter = star + 1;
      at = ++taken;
    } else {
      return false;
    }
  }
  while (in_filter < filter.size() && filter[in_filter] == '*') ++in_filter;
  return in_filter == filter.size();
}

control::JobWork read_transfers_job(const Services& services, const http::Request& request,
                                    const json::Object& members, const json::Fields& body) {
  TransfersJob job{services, requester(services, request, body.string("comment").value_or("")),
                   members,  {},
                   {},       body.boolean("dry_run").value_or(false)};
  // The conditions and the key of this request are not those of each zone's change.
  job.request.precondition = {};
  job.request.request_id.clear();
  job.request.preview = nullptr;
  read_zone_names(body, job.zones);
  const auto filter = body.string("filter").value_or("");
  job.filter = zone_name_of_text(filter);
  const bool has_zones = body.find("zones") != nullptr;
  if (has_zones == !filter.empty()) {
    body.wrong("zones", "required", "Either zones or filter says which zones are meant");
  }
  // The rows are read for each zone: what they leave out is what that zone has.
  if (body.find("primary") == nullptr) {
    body.wrong("primary", "required", "Must be given");
  } else {
    (void)body.object("primary");
  }
  return [job = std::move(job)](control::JobRun& progress) { return run(job, progress); };
}

}  // namespace zonecast::api::v1
