// SPDX-License-Identifier: GPL-3.0-or-later
// The one place every HTTP request comes through: it must be meant for us, must not be forged, and
// goes to the console, to sign-in, or to the API.
#pragma once

#include <atomic>
#include <memory>
#include <optional>

#include "api/session_cookie.h"
#include "api/sign_in.h"
#include "console/console.h"
#include "http/host_names.h"

namespace zonecast::app {

/// Thread-safe. Until it knows its names, which it does when the listeners are open, it answers
/// nothing but 503.
class FrontDoor {
 public:
  FrontDoor(http::Handler api, http::StreamHandler api_stream, api::SignIn& sign_in,
            const api::SessionCookie& cookie, const console::Console& console)
      : api_(std::move(api)),
        api_stream_(std::move(api_stream)),
        sign_in_(sign_in),
        cookie_(cookie),
        console_(console) {}

  void answers_to(http::HostNames names);
  http::Response handle(const http::Request& request);
  std::unique_ptr<http::BodyReceiver> stream(const http::Request& request);

 private:
  std::optional<http::Response> refusal_of(const http::Request& request) const;

  const http::Handler api_;
  const http::StreamHandler api_stream_;
  api::SignIn& sign_in_;
  const api::SessionCookie& cookie_;
  const console::Console& console_;
  std::atomic<std::shared_ptr<const http::HostNames>> names_;
};

}  // namespace zonecast::app
