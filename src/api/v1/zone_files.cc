// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/zone_files.h"

#include <charconv>

#include "api/answer.h"
#include "api/multipart.h"
#include "api/upload.h"
#include "api/v1/jobs.h"
#include "api/v1/preview.h"
#include "api/v1/zone_json.h"
#include "api/v1/zone_settings_part.h"
#include "api/v1/zones.h"

namespace zonecast::api::v1 {
namespace {

using control::ImportSession;
using control::ProblemKind;

control::Problem invalid(std::string path, std::string code, const std::string& message) {
  return {ProblemKind::invalid, message, {{std::move(path), std::move(code), message}}};
}

/// `?networks=1,2&views=a,b`, for a zone that is new with this import.
control::Result<std::optional<control::ZoneDraft>> settings_of_query(const http::Request& request) {
  std::optional<control::ZoneDraft> draft;
  if (const auto text = request.query_value("networks"); text && !text->empty()) {
    auto& networks = draft.emplace().networks.emplace();
    for (const auto piece : comma_separated(*text)) {
      std::int64_t number = 0;
      const auto [end, error] = std::from_chars(piece.data(), piece.data() + piece.size(), number);
      if (error != std::errc() || end != piece.data() + piece.size()) {
        return std::unexpected(
            invalid("networks", "wrong_type", "Must be whole numbers with commas between"));
      }
      networks.push_back(number);
    }
  }
  if (const auto text = request.query_value("views"); text && !text->empty()) {
    if (!draft) draft.emplace();
    auto& views = draft->views.emplace();
    for (const auto piece : comma_separated(*text)) views.emplace_back(piece);
  }
  return draft;
}

/// The file goes to the import as it comes; nothing of it is kept here.
class ZoneFileUpload final : public http::BodyReceiver {
 public:
  ZoneFileUpload(const Services& services, const http::Request& request,
                 control::ImportOptions options)
      : services_(services), request_(request), options_(std::move(options)) {
    if (const auto boundary = multipart_boundary(request.header("content-type"))) {
      multipart_.emplace(*boundary,
                         MultipartReader::Receiver{
                             [this](const PartHeaders& headers) { return begin_part(headers); },
                             [this](std::string_view data) { return part_data(data); },
                             [this] { return end_part(); }});
    } else {
      session_ = services_.imports.begin(options_);
    }
  }

  bool write(std::string_view piece) override {
    return multipart_ ? multipart_->feed(piece) : session_->feed(piece);
  }

  http::Response finish(bool complete) override {
    if (!complete) return message_answer(400, "The upload ended early; nothing has changed");
    if (problem_) return problem_answer(*problem_);
    // An error of the file itself is told by the session.
    const bool read = !multipart_ || multipart_->finish() || multipart_->error().empty();
    if (!read) return problem_answer(invalid("", "malformed_multipart", multipart_->error()));
    if (!session_)
      return problem_answer(invalid("zonefile", "required", "The form has no part named zonefile"));
    auto asked = zone_requester(services_, request_);
    asked.comment = request_.query_value("comment").value_or("");
    if (is_async(request_)) return answer_with_job(services_, "import", import_work(asked));
    const auto imported = session_->finish(asked);
    if (!imported) return refused_change(services_, request_, options_.name, imported.error());
    if (asked.preview) return preview_answer(*asked.preview);
    return zone_answer(services_, request_, imported->zone, import_member(*imported));
  }

 private:
  enum class Part { file, settings, other };

  bool begin_part(const PartHeaders& headers) {
    const bool is_file = headers.name == "zonefile" || headers.has_filename;
    part_ = is_file ? Part::file : headers.name == "settings" ? Part::settings : Part::other;
    if (part_ != Part::file) return true;
    if (session_) {
      return refuse(invalid("zonefile", "too_many",
                            "One zone file at a time; many go to /v1/import/zonefiles"));
    }
    session_ = services_.imports.begin(options_);
    return true;
  }
  bool part_data(std::string_view data) {
    if (part_ == Part::file) return session_->feed(data);
    if (part_ == Part::settings && !settings_.append(data)) return refuse(settings_.too_long());
    return true;
  }
  bool end_part() {
    if (part_ != Part::settings) return true;
    auto draft = settings_.take(services_.key_lookup());
    if (!draft) return refuse(std::move(draft.error()));
    options_.settings = *std::move(draft);
    return true;
  }
  bool refuse(control::Problem problem) {
    problem_ = std::move(problem);
    return false;
  }
  /// The file has been read by now; comparing, committing and publishing are left.
  control::JobWork import_work(control::Request asked) {
    asked.render = nullptr;
    return [session = std::shared_ptr<ImportSession>(std::move(session_)),
            asked = std::move(asked)](control::JobRun& run) -> control::Result<std::string> {
      run.expect(1);
      const auto imported = session->finish(asked);
      if (!imported) return std::unexpected(imported.error());
      run.advance();
      std::string out = "{\"zone\":";
      json::append_quoted(out, imported->zone.settings->name);
      return out + import_member(*imported) + "}";
    };
  }
  static std::string import_member(const ImportSession::Imported& imported) {
    std::string out = ",\"import\":";
    json::Writer writer(out);
    writer.begin_object().member("created", imported.created).key("change");
    if (imported.change) {
      writer.begin_object().member("id", imported.change->id);
      writer.member("serial", imported.change->serial.value())
          .member("added", imported.change->added);
      writer.member("deleted", imported.change->deleted).end_object();
    } else {
      writer.null();
    }
    writer.end_object();
    return out;
  }

  Services services_;
  http::Request request_;
  control::ImportOptions options_;
  std::optional<MultipartReader> multipart_;
  std::unique_ptr<ImportSession> session_;
  Part part_ = Part::other;
  ZoneSettingsPart settings_;
  std::optional<control::Problem> problem_;
};

http::Response export_state(const control::ZoneState& zone) {
  // A zone file is written whenever it is asked for; so an export always is ready.
  std::string out;
  json::Writer(out)
      .begin_object()
      .member("status", "completed")
      .member("message", "")
      .member("generated_at", timestamp(zone.settings->updated_at * 1000))
      .end_object();
  return json_answer(std::move(out));
}

/// Goes through the whole zone once, so that its size is known and every record has been written.
control::JobWork export_work(const Services& services, const control::ZoneState& zone) {
  return [zone, next = services.imports.export_text(zone)](
             control::JobRun& run) mutable -> control::Result<std::string> {
    run.expect(zone.contents->block_count());
    std::uint64_t octets = 0;
    for (std::string piece; !run.is_cancelled() && next(piece); piece.clear()) {
      octets += piece.size();
      run.advance();
    }
    std::string out;
    json::Writer(out)
        .begin_object()
        .member("url", "/v1/export/zonefile/" + zone.settings->name)
        .member("serial", zone.contents->serial().value())
        .member("octets", octets)
        .end_object();
    return out;
  };
}

}  // namespace

std::unique_ptr<http::BodyReceiver> import_zone_file(const Services& services,
                                                     const http::Request& request,
                                                     const Route& route) {
  const auto refuse = [](const control::Problem& problem) {
    return settled_upload(problem_answer(problem), Remainder::unread);
  };
  const auto apex = dns::Name::from_text(route.zone == "root" ? "." : route.zone);
  if (!apex)
    return refuse(invalid("zone", "invalid_name", "Not a domain name: " + apex.error().message));
  auto settings = settings_of_query(request);
  if (!settings) return refuse(settings.error());
  const auto name = request.query_value("name").value_or("");
  control::ImportOptions options{zone_name_of_text(name.empty() ? route.zone : name), *apex,
                                 *std::move(settings)};
  if (!is_zone_name(options.name)) return refuse(invalid("name", "invalid_name", zone_name_rule));
  // The query may name another zone than the path.
  if (const auto denied =
          services.denial({model::Right::manage_zones, model::Extent::whole_zone, options.name})) {
    return refuse(*denied);
  }
  return std::make_unique<ZoneFileUpload>(services, request, std::move(options));
}

http::Response export_zone_file(const Services& services, const http::Request&,
                                const Route& route) {
  const auto zone = services.zones.get(route.zone);
  if (!zone) return message_answer(404, "No export found.");
  http::Response response;
  response.headers.emplace_back("Content-Type", "text/plain; charset=utf-8");
  response.producer = services.imports.export_text(*zone);
  return response;
}

http::Response start_export(const Services& services, const http::Request& request,
                            const Route& route) {
  const auto zone = services.zones.get(route.zone);
  if (zone && is_async(request))
    return answer_with_job(services, "export", export_work(services, *zone));
  return zone ? export_state(*zone) : problem_answer(zone.error());
}

http::Response export_status(const Services& services, const http::Request&, const Route& route) {
  const auto zone = services.zones.get(route.zone);
  return zone ? export_state(*zone)
              : message_answer(404, "No export found for the specified zone.");
}

}  // namespace zonecast::api::v1
