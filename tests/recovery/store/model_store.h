// SPDX-License-Identifier: GPL-3.0-or-later
// What a store should hold, kept in maps, and the comparison of a real one with it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "store/contents_for_tests.h"
#include "store/store.h"

namespace zonecast::store::recovery {

struct ModelZone {
  ZoneId id = 0;
  std::uint64_t version = 0;
  std::uint32_t serial = 0;
  testing::Hosts hosts;
  std::map<std::uint32_t, std::string> documents;  // of hosts
  std::int64_t updated_at = 0;
  /// Contents by serial since the zone was created or replaced.
  std::map<std::uint32_t, testing::Hosts> past;
};

struct ModelStore {
  std::map<std::string, ModelZone> zones;
  std::map<std::string, std::string> requests;  // id → result
  std::map<std::string, base::Bytes> keys;      // name → secret
  Position head = 0;
};

/// Nothing when `store` holds exactly what `model` says, its history connects and its log is whole;
/// else the first thing that is wrong.
std::optional<std::string> difference_to_model(Store& store, const ModelStore& model);

}  // namespace zonecast::store::recovery
