// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/front_door.h"

#include "api/answer.h"
#include "api/upload.h"

namespace zonecast::app {

void FrontDoor::answers_to(http::HostNames names) {
  names_ = std::make_shared<const http::HostNames>(std::move(names));
}

std::optional<http::Response> FrontDoor::refusal_of(const http::Request& request) const {
  const auto names = names_.load();
  if (!names) return api::message_answer(503, "starting");
  if (const auto host = request.header("host"); !names->admits(host)) {
    // RFC 9110 section 15.5.20.
    return api::message_answer(421, "This server does not answer to the name " + std::string(host) +
                                        ": add it to server.names of the configuration");
  }
  if (console::is_console_path(request.path)) return std::nullopt;
  // Signing in rests on no session yet.
  const bool signs_in = request.path == "/v1/session" && request.method == "POST";
  if (auto forgery = signs_in ? std::nullopt : cookie_.forgery_in(request)) {
    return api::message_answer(403, *forgery);
  }
  return std::nullopt;
}

http::Response FrontDoor::handle(const http::Request& request) {
  if (auto refused = refusal_of(request)) return *std::move(refused);
  if (console::is_console_path(request.path)) return console_.handle(request);
  if (api::SignIn::handles(request.path)) return sign_in_.handle(request);
  return api_(request);
}

std::unique_ptr<http::BodyReceiver> FrontDoor::stream(const http::Request& request) {
  if (auto refused = refusal_of(request)) {
    return api::settled_upload(*std::move(refused), api::Remainder::unread);
  }
  return api_stream_(request);
}

}  // namespace zonecast::app
