// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "model/zone_settings.h"
#include "zone/history.h"
#include "zone/zone_version.h"

namespace zonecast::control {

/// One zone at one version of the store; immutable.
struct ZoneHead {
  std::shared_ptr<const model::ZoneSettings> settings;
  zone::ZoneVersionRef contents;
  std::shared_ptr<const zone::History> history;
  std::uint64_t version = 0;
  std::string unservable;  // why it is not served, when it is not
};
using ZoneHeadRef = std::shared_ptr<const ZoneHead>;

}  // namespace zonecast::control
