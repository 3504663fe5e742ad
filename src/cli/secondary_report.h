// SPDX-License-Identifier: GPL-3.0-or-later
// The status of a zone's secondaries, as GET /v1/zones/{zone}/status gives it, told to people.
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <vector>

namespace zonecast::cli {

/// "in sync", "behind", "refused: REFUSED, no row lists 192.0.2.9", "not heard of", "any of a
/// block".
std::string state_of(const boost::json::value& secondary);
/// "192.0.2.53 port 5300"
std::string address_of(const boost::json::value& secondary);
/// The table, headline and what to do about those that are behind.
std::string status_text(const boost::json::value& status);

/// What a NOTIFY by hand waits for: since `before`, the same secondary answered a NOTIFY or
/// fetched.
bool has_moved(const boost::json::value& before, const boost::json::value& now);
/// Secondaries that are notified.
std::vector<boost::json::value> notified(const boost::json::value& status);

}  // namespace zonecast::cli
