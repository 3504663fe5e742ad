// SPDX-License-Identifier: GPL-3.0-or-later
// From a requested change of a zone's contents to the next version, its difference and its history.
// Pure: takes heads, gives heads.
#pragma once

#include <optional>

#include "control/problem.h"
#include "control/zone_directory.h"
#include "control/zones.h"
#include "zone/zone_builder.h"
#include "zone/zone_change.h"

namespace zonecast::control {

/// SOA fields a zone starts with, where neither the request nor the configuration says otherwise.
struct ZoneDefaults {
  std::vector<dns::Name> name_servers;      // empty: ns1.<apex>
  std::optional<dns::Name> primary_master;  // empty: the first name server
  std::optional<dns::Name> hostmaster;      // RNAME; empty: hostmaster.<apex>
  model::SerialPolicy serial_policy = model::SerialPolicy::unixtime;
  std::uint32_t ttl = 3600, refresh = 43'200, retry = 7'200, expiry = 1'209'600, nx_ttl = 3'600;
};

/// The contents of a new zone: SOA and the apex NS RRset.
Result<zone::ZoneVersionRef> first_contents(const dns::Name& apex, const ZoneDraft& draft,
                                            const ZoneDefaults& defaults,
                                            model::SerialPolicy policy, std::int64_t now);

/// The SOA with the draft's members put in, its serial as it was; nothing when that changes
/// nothing.
std::optional<dns::Record> changed_soa(const zone::ZoneVersion& contents, const ZoneDraft& draft);

struct NextContents {
  zone::ZoneVersionRef contents;
  std::shared_ptr<const zone::History> history;
  zone::DifferenceRef difference;
};

/// Validates and applies. Nothing when the change, no-ops taken out, changes nothing and `soa` is
/// empty. `soa`: the new SOA (its serial is ignored). `serial`: drawn already; must follow the
/// zone's.
Result<std::optional<NextContents>> next_contents(const ZoneHead& head, zone::ZoneChange change,
                                                  const std::optional<dns::Record>& soa,
                                                  dns::Serial serial);

/// Why a zone is not served: networks empty, or contents that cannot be.
/// An error for a linked zone: it is changed through its target.
Result<void> has_own_contents(const model::ZoneSettings& settings);

std::string unservable(const model::ZoneSettings& settings, const zone::ZoneVersion& contents);

Problem invalid_contents(const zone::ContentsError& error);

}  // namespace zonecast::control
