// SPDX-License-Identifier: GPL-3.0-or-later
// The use cases on views. Which zones a view has is said by the view; a zone's `views` is the same,
// read the other way.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "control/access_json.h"
#include "control/config_kind.h"
#include "model/view.h"

namespace zonecast::control {

using StoredView = Versioned<model::View>;

/// Members left out stay.
struct ViewDraft {
  std::optional<std::vector<std::string>> read_acls, update_acls;
  std::optional<std::vector<std::string>> zones;  // names, lower case
  std::optional<std::vector<std::int64_t>> networks;
  std::optional<std::uint32_t> preference;  // a new view without one comes behind all others
};

inline constexpr std::uint32_t preference_max = INT32_MAX;

/// Thread-safe; calls that change block on the disk.
class Views {
 public:
  Views(const base::Clock& clock, ConfigService& configs)
      : clock_(clock),
        configs_(configs),
        views_(clock, configs, {view_kind, view_to_json, view_from_json}) {}

  std::vector<StoredView> list() const { return views_.list(); }
  Result<StoredView> get(const std::string& name) const { return views_.get(name); }
  Result<StoredView> create(const std::string& name, const ViewDraft& draft, const Request& request,
                            const RenderObject<model::View>& render = {});
  Result<StoredView> update(const std::string& name, const ViewDraft& draft, const Request& request,
                            const RenderObject<model::View>& render = {});
  /// Zones stay; a view that still shows one is in use.
  Result<void> remove(const std::string& name, const Request& request);

  using Preferences = std::map<std::string, std::uint32_t>;
  Preferences preferences() const;
  /// Of the views that are named; all or none.
  Result<Preferences> set_preferences(const Preferences& preferences, const Request& request);

 private:
  const base::Clock& clock_;
  ConfigService& configs_;
  ConfigKind<model::View> views_;
};

}  // namespace zonecast::control
