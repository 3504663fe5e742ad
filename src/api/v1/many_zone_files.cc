// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/many_zone_files.h"

#include "api/answer.h"
#include "api/multipart.h"
#include "api/upload.h"
#include "api/v1/jobs.h"
#include "api/v1/zone_json.h"
#include "api/v1/zone_settings_part.h"

namespace zonecast::api::v1 {
namespace {

using control::ImportSession;
using control::Problem;
using control::ProblemKind;

// A zone of more text than this is imported alone, where it is not held in memory.
constexpr std::size_t zone_text_octets_max = 32u << 20;
// What is read before a group is committed: few transactions, bounded memory.
constexpr std::size_t group_octets_max = 32u << 20;
constexpr std::size_t group_zones_max = 20'000;
constexpr std::size_t upload_zones_max = 1'000'000;

struct Outcome {
  std::string zone, file;
  std::string status;
  std::uint32_t serial = 0;
  std::optional<Problem> problem;
};

class ManyZoneFilesUpload final : public http::BodyReceiver {
 public:
  ManyZoneFilesUpload(const Services& services, const http::Request& request,
                      std::string_view boundary)
      : services_(services),
        requester_(requester(services, request)),
        multipart_(boundary, {[this](const PartHeaders& headers) { return begin_part(headers); },
                              [this](std::string_view data) { return part_data(data); },
                              [this] { return end_part(); }}) {
    // Zones of one upload are many commits; an equal zone changes nothing, so repeating is
    // harmless.
    requester_.request_id.clear();
  }

  bool write(std::string_view piece) override { return multipart_.feed(piece); }

  http::Response finish(bool complete) override {
    if (!complete) return message_answer(400, "The upload ended early");
    if (!problem_ && !multipart_.finish()) {
      problem_ = Problem{ProblemKind::invalid,
                         multipart_.error(),
                         {{"", "malformed_multipart", multipart_.error()}}};
    }
    // What came whole before a malformed end is imported all the same, and told.
    commit_group();
    return answer();
  }

 private:
  enum class Part { zone, settings, skipped };

  bool begin_part(const PartHeaders& headers) {
    if (headers.name == "settings" && !headers.has_filename) {
      part_ = Part::settings;
      return true;
    }
    if (outcomes_.size() == upload_zones_max) {
      return refuse({ProblemKind::invalid,
                     "More than " + std::to_string(upload_zones_max) + " zones in one upload",
                     {}});
    }
    outcomes_.push_back({headers.name, headers.filename, {}, 0, {}});
    const auto apex = apex_of_path(headers.name);
    if (!apex) {
      fail_zone("Not a domain name: " + apex.error().message);
      return true;
    }
    const auto name = zone_name_of_text(headers.name);
    if (auto denied =
            services_.denial({model::Right::manage_zones, model::Extent::whole_zone, name})) {
      fail_zone(std::move(denied->message));
      return true;
    }
    part_ = Part::zone;
    group_.push_back({{name, *apex, settings_}, {}});
    places_.push_back(outcomes_.size() - 1);
    return true;
  }

  bool part_data(std::string_view data) {
    switch (part_) {
      case Part::skipped:
        return true;
      case Part::settings:
        return settings_part_.append(data) || refuse(ZoneSettingsPart::too_long());
      case Part::zone:
        break;
    }
    std::string& text = group_.back().text;
    if (text.size() + data.size() > zone_text_octets_max) {
      group_octets_ -= text.size();
      group_.pop_back();
      places_.pop_back();
      fail_zone("The file is longer than " + std::to_string(zone_text_octets_max) +
                " octets; import it alone through /v1/import/zonefile");
      return true;
    }
    text += data;
    group_octets_ += data.size();
    return true;
  }

  bool end_part() {
    if (part_ == Part::settings) {
      auto draft = settings_part_.take(services_.key_lookup());
      if (!draft) return refuse(std::move(draft.error()));
      settings_ = *std::move(draft);
    }
    part_ = Part::skipped;
    if (group_octets_ >= group_octets_max || group_.size() >= group_zones_max) commit_group();
    return true;
  }

  void fail_zone(std::string message) {
    part_ = Part::skipped;
    outcomes_.back().status = "failed";
    outcomes_.back().problem = Problem{ProblemKind::invalid, std::move(message), {}};
  }

  bool refuse(Problem problem) {
    problem_ = std::move(problem);
    return false;
  }

  void commit_group() {
    // A part that the end of the body cut off is no zone.
    if (problem_ && part_ == Part::zone && !group_.empty() &&
        places_.back() + 1 == outcomes_.size()) {
      group_.pop_back();
      places_.pop_back();
      fail_zone("The upload ended within this file");
    }
    if (group_.empty()) return;
    const auto results = services_.imports.import_many(std::exchange(group_, {}), requester_);
    for (std::size_t i = 0; i < results.size(); ++i) tell(results[i], outcomes_[places_[i]]);
    places_.clear();
    group_octets_ = 0;
  }

  static void tell(const control::Result<ImportSession::Imported>& result, Outcome& outcome) {
    if (!result) {
      outcome.status = "failed";
      outcome.problem = result.error();
      return;
    }
    outcome.status = result->created ? "created" : result->change ? "changed" : "unchanged";
    outcome.serial = result->zone.contents->serial().value();
  }

  http::Response answer() const {
    std::string out;
    json::Writer writer(out);
    writer.begin_object();
    if (requester_.preview) writer.member("dry_run", true);
    if (problem_) writer.member("message", problem_->message);
    for (const auto* status : {"created", "changed", "unchanged", "failed"}) {
      std::size_t count = 0;
      for (const auto& outcome : outcomes_) count += outcome.status == status ? 1 : 0;
      writer.member(status, count);
    }
    writer.key("zones").begin_array();
    for (const auto& outcome : outcomes_) {
      writer.begin_object().member("zone", outcome.zone);
      if (!outcome.file.empty()) writer.member("file", outcome.file);
      writer.member("status", outcome.status);
      if (outcome.problem) {
        writer.member("message", problem_text(*outcome.problem));
      } else {
        writer.member("serial", outcome.serial);
      }
      writer.end_object();
    }
    writer.end_array().end_object();
    return json_answer(std::move(out), problem_ ? 400 : 200);
  }

  Services services_;
  control::Request requester_;
  MultipartReader multipart_;
  Part part_ = Part::skipped;
  ZoneSettingsPart settings_part_;
  std::optional<control::ZoneDraft> settings_;
  std::vector<control::Imports::Item> group_;
  std::vector<std::size_t> places_;  // in outcomes_, of each zone of the group
  std::size_t group_octets_ = 0;
  std::vector<Outcome> outcomes_;
  std::optional<Problem> problem_;
};

}  // namespace

std::unique_ptr<http::BodyReceiver> import_zone_files(const Services& services,
                                                      const http::Request& request) {
  const auto boundary = multipart_boundary(request.header("content-type"));
  if (!boundary) {
    return settled_upload(
        problem_answer(
            {ProblemKind::invalid, "The body must be multipart/form-data, one part per zone", {}}),
        Remainder::unread);
  }
  if (is_async(request)) {
    return settled_upload(
        problem_answer({ProblemKind::invalid,
                        "async: many files are committed while they are read; the answer comes at "
                        "their end",
                        {{"async", "unsupported", "Is for one zone file at a time"}}}),
        Remainder::unread);
  }
  return std::make_unique<ManyZoneFilesUpload>(services, request, *boundary);
}

}  // namespace zonecast::api::v1
