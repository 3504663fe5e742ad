// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/services.h"

#include <algorithm>

#include "api/conditional.h"
#include "api/v1/preview.h"

namespace zonecast::api::v1 {

std::optional<control::Problem> Services::denial(const model::Need& need) const {
  auto why = model::missing(caller->grants, need);
  if (!why) return std::nullopt;
  return control::Problem{control::ProblemKind::forbidden, *std::move(why), {}};
}

ShownKeys Services::keys_shown(bool with_secrets) const {
  return [&held = zones, &keys = objects.keys,
          with_secrets](dns::NameView name) -> std::optional<ShownKey> {
    auto key = held.key(name);
    if (!key) return std::nullopt;
    ShownKey shown{key->algorithm, keys.fingerprint(*key), {}};
    if (with_secrets) shown.secret = std::move(key->secret);
    return shown;
  };
}

std::string request_id_of(const http::Request& request, const Caller& caller) {
  const auto id = request.header("idempotency-key");
  return id.empty() ? std::string() : caller.actor + " " + std::string(id);
}

std::string zone_name_of_text(std::string_view text) {
  if (text == ".") return "root";
  if (text.ends_with('.') && !text.ends_with("\\.")) text.remove_suffix(1);
  std::string name(text);
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return name;
}

bool is_zone_name(std::string_view name) {
  const auto printable = [](char c) { return c > 0x20 && c < 0x7f; };
  return !name.empty() && name.size() <= 255 && std::ranges::all_of(name, printable);
}

base::Result<dns::Name> apex_of_path(std::string_view text) {
  // Dot segments cannot travel in a URL, so the root goes by a name.
  return dns::Name::from_text(zone_name_of_text(text) == "root" ? "." : text);
}

control::Request requester(const Services& services, const http::Request& request,
                           std::string comment) {
  control::Request out;
  out.actor = services.caller->actor;
  out.actor_name = services.caller->name;
  out.source = request.peer.address.to_text();
  out.comment = std::move(comment);
  out.request_id = request_id_of(request, *services.caller);
  out.precondition = precondition_of(request);
  if (is_dry_run(request)) out.preview = std::make_shared<control::Preview>();
  return out;
}

}  // namespace zonecast::api::v1
