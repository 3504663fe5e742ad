// SPDX-License-Identifier: GPL-3.0-or-later
// What the endpoints of /v1 stand on. Each resource has its own file; the path pieces it gets are
// those of the route, and that the caller may call it has been settled before.
#pragma once

#include <memory>

#include "api/caller.h"
#include "api/route.h"
#include "api/use_cases.h"
#include "api/v1/outgoing_transfers.h"
#include "http/http_server.h"
#include "model/rights.h"

namespace zonecast::api::v1 {

struct Services : UseCases {
  std::shared_ptr<const Caller> caller;  // null for public paths only

  /// Why the caller may not, if so.
  std::optional<control::Problem> denial(const model::Need& need) const;
  bool may(const model::Need& need) const { return !denial(need).has_value(); }
  /// Anything of the zone, all of it, one record.
  bool may_view(std::string_view zone) const {
    return may({model::Right::view_zones, model::Extent::some_of_zone, zone});
  }
  bool may_view_whole(std::string_view zone) const {
    return may({model::Right::view_zones, model::Extent::whole_zone, zone});
  }
  bool may_view(std::string_view zone, dns::NameView owner, dns::RrType type) const {
    return may({model::Right::view_zones, model::Extent::record, zone, owner, type});
  }
  KeyLookup key_lookup() const {
    return [&held = zones](dns::NameView name) { return held.key(name); };
  }
  bool may_see_secrets() const { return may({model::Right::view_tsig_secrets}); }
  /// Whether answers have secrets unasked, as NS1's clients want them. Pages keep what they are
  /// given where scripts and caches reach it, so a session asks for each secret by itself.
  bool shows_secrets() const { return caller->proof != Proof::session && may_see_secrets(); }
  /// For answers.
  ShownKeys shown_keys() const { return keys_shown(shows_secrets()); }
  /// For what is kept: no secrets.
  ShownKeys keys_without_secrets() const { return keys_shown(false); }

 private:
  ShownKeys keys_shown(bool with_secrets) const;
};

/// A zone's name as it is stored, from a path or body: lower case, no final dot; the root is
/// "root".
std::string zone_name_of_text(std::string_view text);
/// A name that zones are stored under: 1 to 255 printable ASCII characters.
bool is_zone_name(std::string_view name);
inline constexpr const char* zone_name_rule =
    "A zone's name is 1 to 255 printable characters of ASCII";
/// An Idempotency-Key as it is kept: nobody is answered what somebody else asked for.
std::string request_id_of(const http::Request& request, const Caller& caller);
/// The FQDN a path names.
base::Result<dns::Name> apex_of_path(std::string_view text);

/// Who asks, as the use cases want it.
control::Request requester(const Services& services, const http::Request& request,
                           std::string comment = {});

}  // namespace zonecast::api::v1
