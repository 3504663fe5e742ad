// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/api.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>

#include "api/absent.h"
#include "api/answer.h"
#include "api/json/writer.h"
#include "api/openapi.h"
#include "api/route.h"
#include "api/route_right.h"
#include "api/upload.h"
#include "api/v1/access.h"
#include "api/v1/acls.h"
#include "api/v1/activity.h"
#include "api/v1/api_keys.h"
#include "api/v1/changes.h"
#include "api/v1/history.h"
#include "api/v1/jobs.h"
#include "api/v1/key_rolls.h"
#include "api/v1/lookup.h"
#include "api/v1/many_zone_files.h"
#include "api/v1/networks.h"
#include "api/v1/record_json.h"
#include "api/v1/records.h"
#include "api/v1/replication.h"
#include "api/v1/search.h"
#include "api/v1/stats.h"
#include "api/v1/teams.h"
#include "api/v1/tsig_keys.h"
#include "api/v1/users.h"
#include "api/v1/views.h"
#include "api/v1/zone_files.h"
#include "api/v1/zone_versions.h"
#include "api/v1/zones.h"
#include "base/random.h"

namespace zonecast::api {
namespace {

using http::Request;
using http::Response;

constexpr std::size_t request_id_octets_max = 200;

bool is_plain_token(std::string_view text) {
  if (text.empty() || text.size() > 128) return false;
  for (const char c : text) {
    if (c <= 0x20 || c >= 0x7f || c == '"' || c == '\\') return false;
  }
  return true;
}

bool is_reading(std::string_view method) { return method == "GET" || method == "HEAD"; }

}  // namespace

struct Api::State {
  base::Log& log;
  ApiSettings settings;
  UseCases use_cases;
  std::function<bool()> is_ready;
  std::function<std::string()> metrics_text;
  // Names requests in the log and in answers; the first half tells one run of the server from the
  // next.
  std::uint32_t run = 0;
  std::atomic<std::uint64_t> requests{0};

  std::string request_id(const Request& request) {
    const auto given = request.header("x-request-id");
    if (is_plain_token(given)) return std::string(given);
    return fmt::format("{:08x}-{:08x}", run, requests.fetch_add(1, std::memory_order_relaxed));
  }

  std::shared_ptr<const Caller> caller_of(const Request& request) const;
  v1::Services services_for(std::shared_ptr<const Caller> caller) const {
    return {use_cases, std::move(caller)};
  }

  struct Admission {
    std::optional<Route> route;
    std::shared_ptr<const Caller> caller;  // null: nobody we know
    std::optional<Response> refusal;
    bool settled_before = false;  // `refusal` is the stored result of the same request
  };
  Admission admit(const Request& request) const;
  std::optional<control::Problem> denial(const Route& route, std::string_view method,
                                         const std::shared_ptr<const Caller>& caller) const;
  Response dispatch(const v1::Services& services, const Request& request, const Route& route) const;
  Response healthz() const;
  void complete(const Request& request, Response& response, std::string_view id,
                bool authorized) const;
};

std::shared_ptr<const Caller> Api::State::caller_of(const Request& request) const {
  for (const auto* authenticator : settings.authenticators) {
    if (auto caller = authenticator->authenticate(request)) {
      return std::make_shared<const Caller>(*std::move(caller));
    }
  }
  return nullptr;
}

/// What of the route's right the caller lacks. A path that names no record of the zone is for the
/// endpoint to answer, so it wants no more than some of the zone.
std::optional<control::Problem> Api::State::denial(
    const Route& route, std::string_view method,
    const std::shared_ptr<const Caller>& caller) const {
  const auto access = access_of(route.resource, method);
  if (access.demand != Access::Demand::right) return std::nullopt;
  const auto services = services_for(caller);
  model::Need need{access.right, access.extent, route.zone, {}, {}};
  if (need.extent != model::Extent::record) return services.denial(need);
  const auto zone = services.zones.get(route.zone);
  const auto type = v1::record_type_of_text(route.type);
  const auto owner = zone ? services.zones.owner_from_text(*zone, route.domain)
                          : control::Result<dns::Name>(std::unexpected(zone.error()));
  if (!owner || !type) {
    need.extent = model::Extent::some_of_zone;
    return services.denial(need);
  }
  need.owner = *owner;
  need.type = *type;
  return services.denial(need);
}

/// What is settled before any endpoint is asked: the path, who asks and from where, the method, the
/// right, and whether the same request was carried out before.
Api::State::Admission Api::State::admit(const Request& request) const {
  Admission admission;
  admission.route = route_of_path(request.path);
  admission.caller = caller_of(request);
  const bool is_public_path =
      admission.route ? is_public(admission.route->resource) : !request.path.starts_with("/v1");
  if (!admission.caller && !is_public_path) {
    admission.refusal = message_answer(401, "Unauthorized");
    return admission;
  }
  if (admission.caller && !is_public_path &&
      !is_admitted_from(*admission.caller, request.peer.address)) {
    admission.refusal =
        message_answer(403, "This key is not accepted from " + request.peer.address.to_text());
    return admission;
  }
  if (!admission.route) {
    admission.refusal = absent_answer(request);
    return admission;
  }
  if (!is_allowed(admission.route->resource, request.method)) {
    admission.refusal = message_answer(405, "method not allowed");
    admission.refusal->headers.emplace_back(
        "Allow", std::string(allowed_methods(admission.route->resource)));
    return admission;
  }
  admission.route->zone = v1::zone_name_of_text(admission.route->zone);
  if (is_public_path) return admission;
  if (auto denied = denial(*admission.route, request.method, admission.caller)) {
    admission.refusal = problem_answer(*denied);
    return admission;
  }
  const auto id = v1::request_id_of(request, *admission.caller);
  if (id.empty() || is_reading(request.method)) return admission;
  if (request.header("idempotency-key").size() > request_id_octets_max) {
    const std::string message =
        "The Idempotency-Key is longer than " + std::to_string(request_id_octets_max) + " octets";
    admission.refusal = problem_answer({control::ProblemKind::invalid, message, {}});
    return admission;
  }
  const auto earlier = use_cases.zones.earlier_result(id);
  if (!earlier) {
    admission.refusal = problem_answer(earlier.error());
  } else if (*earlier) {
    admission.refusal = json_answer((*earlier)->empty() ? "{}" : **earlier);
    admission.settled_before = true;
  }
  return admission;
}

Response Api::State::healthz() const {
  const bool ready = is_ready();
  std::string body;
  json::Writer(body)
      .begin_object()
      .member("status", ready ? "ok" : "starting")
      .member("version", settings.version)
      .end_object();
  return json_answer(std::move(body), ready ? 200 : 503);
}

Response Api::State::dispatch(const v1::Services& services, const Request& request,
                              const Route& route) const {
  const std::string_view method =
      request.method == "HEAD" ? "GET" : std::string_view(request.method);
  switch (route.resource) {
    case Resource::healthz:
      return healthz();
    case Resource::metrics: {
      Response response;
      response.headers.emplace_back("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
      response.body = metrics_text();
      return response;
    }
    case Resource::openapi:
      return json_answer(std::string(openapi_text()));
    case Resource::zones:
      return v1::list_zones(services, request);
    case Resource::zone:
      if (method == "GET") return v1::get_zone(services, request, route);
      if (method == "PUT") return v1::create_zone(services, request, route);
      if (method == "POST") return v1::update_zone(services, request, route);
      return v1::delete_zone(services, request, route);
    case Resource::record:
      if (method == "GET") return v1::get_record(services, request, route);
      if (method == "PUT") return v1::create_record(services, request, route);
      if (method == "POST") return v1::update_record(services, request, route);
      return v1::delete_record(services, request, route);
    case Resource::changes:
      return v1::change_records(services, request, route);
    case Resource::zone_status:
      return v1::zone_status(services, request, route);
    case Resource::zone_notify:
      return v1::notify_zone(services, request, route);
    case Resource::notify:
      return v1::notify_all(services);
    case Resource::export_zonefile:
      if (method == "GET") return v1::export_zone_file(services, request, route);
      return v1::start_export(services, request, route);
    case Resource::export_status:
      return v1::export_status(services, request, route);
    case Resource::networks:
      if (method == "PUT") return v1::create_network(services, request, route);
      return v1::list_networks(services, request);
    case Resource::network:
      if (method == "GET") return v1::get_network(services, request, route);
      if (method == "PUT") return v1::create_network(services, request, route);
      if (method == "POST") return v1::update_network(services, request, route);
      return v1::delete_network(services, request, route);
    case Resource::tsig_keys:
      return v1::list_keys(services, request);
    case Resource::tsig_key:
      if (method == "GET") return v1::get_key(services, request, route);
      if (method == "PUT") return v1::create_key(services, request, route);
      if (method == "POST") return v1::update_key(services, request, route);
      return v1::delete_key(services, request, route);
    case Resource::tsig_generate:
      return v1::generate_key(services, request, route);
    case Resource::tsig_reveal:
      return v1::reveal_key(services, request, route);
    case Resource::key_roll:
      if (method == "GET") return v1::get_roll(services, request, route);
      return v1::start_roll(services, request, route);
    case Resource::key_roll_step:
      return v1::step_roll(services, request, route);
    case Resource::acls:
      return v1::list_acls(services, request);
    case Resource::acl:
      if (method == "GET") return v1::get_acl(services, request, route);
      if (method == "PUT") return v1::create_acl(services, request, route);
      if (method == "POST") return v1::update_acl(services, request, route);
      return v1::delete_acl(services, request, route);
    case Resource::views:
      return v1::list_views(services, request);
    case Resource::view:
      if (method == "GET") return v1::get_view(services, request, route);
      if (method == "PUT") return v1::create_view(services, request, route);
      if (method == "POST") return v1::update_view(services, request, route);
      return v1::delete_view(services, request, route);
    case Resource::view_preference:
      if (method == "GET") return v1::get_preferences(services, request);
      return v1::set_preferences(services, request);
    case Resource::stats_qps:
    case Resource::stats_qps_of_zone:
      return v1::queries_per_second(services, route);
    case Resource::stats_usage:
    case Resource::stats_usage_of_zone:
      return v1::usage(services, request, route);
    case Resource::search:
      return v1::search(services, request);
    case Resource::search_zones:
      return v1::search_zones(services, request);
    case Resource::search_records:
      return v1::search_records(services, request);
    case Resource::account_self:
      return v1::get_caller(services, request);
    case Resource::account_keys:
      if (method == "GET") return v1::list_api_keys(services);
      return v1::create_api_key(services, request);
    case Resource::account_key:
      if (method == "GET") return v1::get_api_key(services, request, route);
      if (method == "POST") return v1::update_api_key(services, request, route);
      return v1::delete_api_key(services, request, route);
    case Resource::account_secrets:
      return v1::add_api_key_secret(services, request, route);
    case Resource::account_secret:
      if (method == "POST") return v1::update_api_key_secret(services, request, route);
      return v1::delete_api_key_secret(services, request, route);
    case Resource::account_teams:
      if (method == "GET") return v1::list_teams(services);
      return v1::create_team(services, request);
    case Resource::account_team:
      if (method == "GET") return v1::get_team(services, request, route);
      if (method == "POST") return v1::update_team(services, request, route);
      return v1::delete_team(services, request, route);
    case Resource::account_users:
      if (method == "GET") return v1::list_users(services);
      return v1::create_user(services, request);
    case Resource::account_user:
      if (method == "GET") return v1::get_user(services, request, route);
      if (method == "POST") return v1::update_user(services, request, route);
      return v1::delete_user(services, request, route);
    case Resource::activity:
      return v1::list_activity(services, request);
    case Resource::access:
      return v1::evaluate_access(services, request);
    case Resource::zone_history:
      return v1::list_history(services, request, route);
    case Resource::history_compare:
      return v1::compare_versions(services, request, route);
    case Resource::past_version:
      return v1::show_version(services, request, route);
    case Resource::past_records:
      return v1::version_records(services, request, route);
    case Resource::restore:
      return v1::restore_version(services, request, route);
    case Resource::zone_versions:
      return method == "GET" ? v1::list_zone_versions(services, route)
                             : v1::add_zone_version(services, request, route);
    case Resource::zone_version:
      return v1::delete_zone_version(services, request, route);
    case Resource::version_activate:
      return v1::activate_zone_version(services, request, route);
    case Resource::jobs:
      return method == "GET" ? v1::list_jobs(services) : v1::start_job(services, request);
    case Resource::job:
      return method == "GET" ? v1::get_job(services, route) : v1::remove_job(services, route);
    case Resource::lookup:
      return v1::look_up_addresses(request);
    case Resource::server:
      return v1::server_facts(settings.server_facts ? settings.server_facts() : ServerFacts{});
    case Resource::import_zonefile:
    case Resource::import_zonefiles:
      break;
  }
  // Uploads come through stream(); one whose body was read whole all the same goes the same way.
  const auto upload = route.resource == Resource::import_zonefile
                          ? v1::import_zone_file(services, request, route)
                          : v1::import_zone_files(services, request);
  if (!request.body.empty()) upload->write(request.body);
  return upload->finish(true);
}

/// Headers of every answer. The rate limit is only told, so that clients which slow down by it do
/// not.
void Api::State::complete(const Request& request, Response& response, std::string_view id,
                          bool authorized) const {
  const bool tagged = std::ranges::any_of(
      response.headers, [](const auto& header) { return header.first == "ETag"; });
  if (is_reading(request.method) && response.status == 200 && !tagged && !response.producer) {
    tag_answer(request, response, derived_id(response.body));
  } else if (!tagged) {
    response.headers.emplace_back("Cache-Control", "no-cache");
  }
  response.headers.emplace_back("X-RateLimit-By", authorized ? "customer" : "ip");
  response.headers.emplace_back("X-RateLimit-Limit", "1000000");
  response.headers.emplace_back("X-RateLimit-Period", "1");
  response.headers.emplace_back("X-RateLimit-Remaining", "1000000");
  response.headers.emplace_back("X-Request-Id", std::string(id));
  if (response.status >= 500 && response.status != 501) {
    log.warning("api request failed", {{"request", id},
                                       {"method", request.method},
                                       {"path", request.path},
                                       {"status", response.status},
                                       {"answer", response.body}});
  }
}

Api::Api(base::Log& log, ApiSettings settings, const UseCases& use_cases,
         std::function<bool()> is_ready, std::function<std::string()> metrics_text)
    : state_(new State{log, std::move(settings), use_cases, std::move(is_ready),
                       std::move(metrics_text)}) {
  base::SystemRandom random;
  state_->run = static_cast<std::uint32_t>(random.u64());
}

Api::~Api() = default;

Response Api::handle(const Request& request) {
  const std::string id = state_->request_id(request);
  auto admission = state_->admit(request);
  Response response;
  if (admission.refusal) {
    response = *std::move(admission.refusal);
  } else {
    response = state_->dispatch(state_->services_for(admission.caller), request, *admission.route);
  }
  state_->complete(request, response, id, admission.caller != nullptr);
  return response;
}

namespace {

/// Adds to an upload's answer what every answer has.
class CompletedUpload final : public http::BodyReceiver {
 public:
  CompletedUpload(std::unique_ptr<http::BodyReceiver> upload,
                  std::function<void(Response&)> complete)
      : upload_(std::move(upload)), complete_(std::move(complete)) {}
  bool write(std::string_view piece) override { return upload_->write(piece); }
  Response finish(bool complete) override {
    Response response = upload_->finish(complete);
    complete_(response);
    return response;
  }

 private:
  std::unique_ptr<http::BodyReceiver> upload_;
  std::function<void(Response&)> complete_;
};

bool is_upload(const std::optional<Route>& route) {
  return route && (route->resource == Resource::import_zonefile ||
                   route->resource == Resource::import_zonefiles);
}

}  // namespace

std::unique_ptr<http::BodyReceiver> Api::stream(const Request& request) {
  if (is_reading(request.method) || !is_upload(route_of_path(request.path))) return nullptr;
  auto admission = state_->admit(request);
  const auto services = state_->services_for(admission.caller);
  std::unique_ptr<http::BodyReceiver> upload;
  if (admission.refusal) {
    upload = settled_upload(*std::move(admission.refusal),
                            admission.settled_before ? Remainder::drained : Remainder::unread);
  } else if (admission.route->resource == Resource::import_zonefile) {
    upload = v1::import_zone_file(services, request, *admission.route);
  } else {
    upload = v1::import_zone_files(services, request);
  }
  return std::make_unique<CompletedUpload>(
      std::move(upload),
      [this, request, id = state_->request_id(request), authorized = admission.caller != nullptr](
          Response& response) { state_->complete(request, response, id, authorized); });
}

}  // namespace zonecast::api
