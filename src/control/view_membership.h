// SPDX-License-Identifier: GPL-3.0-or-later
// Which zones are in which views. Membership is kept in the views; a zone's own list is derived
// from them and written through to them. Pure: takes heads, gives what to commit.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "control/committer.h"
#include "control/problem.h"
#include "model/view.h"

namespace zonecast::control {

/// The views in order of preference; a document that cannot be read is left out, as it is when
/// views are published.
std::vector<model::View> views_of(const std::vector<ConfigRef>& documents);

/// Names of the views that the zone is in, in order of preference.
std::vector<std::string> views_of_zone(const std::vector<model::View>& views,
                                       const std::string& zone);

/// What puts a zone into the views of a request: those that `wanted` names, and no others; without
/// it the zone stays where it is. A view that does not exist is a problem at `views[i]`, a second
/// zone of the FQDN in one of them a problem at `views`.
Result<std::vector<store::PutConfig>> place_in_views(
    Heads& heads, const std::string& zone, dns::NameView fqdn,
    const std::optional<std::vector<std::string>>& wanted, std::int64_t now);

/// The documents that take a zone out of all views.
std::vector<store::PutConfig> take_out_of_views(const Heads& heads, const std::string& zone,
                                                std::int64_t now);

/// Zones of one FQDN must differ in their views, or a client would have two of them: no view has
/// two, and one zone at most is in none. `views`: as they will be. The problem has NS1's words.
Result<void> check_fqdn(Heads& heads, const std::string& zone, dns::NameView fqdn,
                        const std::vector<model::View>& views);
/// The same for every zone whose views change when `views` take the place of what there is. Zones
/// that do not exist are passed over.
Result<void> check_views(Heads& heads, const std::vector<model::View>& views);

}  // namespace zonecast::control
