// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/views.h"

#include <algorithm>

#include "control/acls.h"
#include "control/networks.h"
#include "control/view_membership.h"

namespace zonecast::control {

namespace {

std::string element(const char* member, std::size_t index) {
  return std::string(member) + "[" + std::to_string(index) + "]";
}

/// Each zone must be there.
void check_zones(const model::View& view, Heads& heads, std::vector<FieldProblem>& wrong) {
  for (std::size_t i = 0; i < view.zones.size(); ++i) {
    if (heads.find(view.zones[i])) continue;
    wrong.push_back(
        {element("zones", i), "unknown_zone", "There is no zone named " + view.zones[i]});
  }
}

/// A new view without a preference is tried after those that are there.
std::uint32_t next_preference(const std::vector<model::View>& views) {
  std::uint32_t highest = 0;
  for (const auto& view : views) highest = std::max(highest, view.preference);
  return std::min(highest, preference_max - 1) + 1;
}

Result<void> apply(model::View& view, const ViewDraft& draft, Heads& heads,
                   std::vector<model::View> views) {
  if (draft.read_acls) view.read_acls = *draft.read_acls;
  if (draft.update_acls) view.update_acls = *draft.update_acls;
  if (draft.zones) view.zones = *draft.zones;
  if (draft.networks) view.networks = *draft.networks;
  if (draft.preference) view.preference = *draft.preference;
  if (view.preference == 0) view.preference = next_preference(views);

  // What is not given was right when it was given, and is kept right by whoever would change it.
  std::vector<FieldProblem> wrong;
  if (draft.read_acls) check_acls("read_acls", view.read_acls, heads, wrong);
  if (draft.update_acls) check_acls("update_acls", view.update_acls, heads, wrong);
  if (draft.networks) check_networks("networks", view.networks, heads, wrong);
  if (draft.zones) check_zones(view, heads, wrong);
  if (!wrong.empty()) return invalid_fields(std::move(wrong));
  if (!draft.zones) return {};
  std::erase_if(views, [&](const model::View& other) { return other.name == view.name; });
  views.push_back(view);
  return check_views(heads, views);
}

}  // namespace

Result<StoredView> Views::create(const std::string& name, const ViewDraft& draft,
                                 const Request& request, const RenderObject<model::View>& render) {
  model::View made;
  made.name = name;
  return views_.create(name, made, request, render,
                       [&](model::View& view, Heads& heads, ConfigChange&) {
                         return apply(view, draft, heads, views_.list(heads));
                       });
}

Result<StoredView> Views::update(const std::string& name, const ViewDraft& draft,
                                 const Request& request, const RenderObject<model::View>& render) {
  return views_.update(name, request, render, [&](model::View& view, Heads& heads, ConfigChange&) {
    return apply(view, draft, heads, views_.list(heads));
  });
}

Result<void> Views::remove(const std::string& name, const Request& request) {
  return views_.remove(name, request,
                       [&](model::View& view, Heads&, ConfigChange&) -> Result<void> {
                         if (view.zones.empty()) return {};
                         std::vector<std::string> users;
                         for (const auto& zone : view.zones) users.push_back("zone " + zone);
                         return object_in_use("View " + name, users);
                       });
}

Views::Preferences Views::preferences() const {
  Preferences out;
  for (const auto& view : views_.list()) out.emplace(view.object.name, view.object.preference);
  return out;
}

Result<Views::Preferences> Views::set_preferences(const Preferences& preferences,
                                                  const Request& request) {
  auto done = configs_.change(request, [&](Heads& heads) -> Result<std::optional<ConfigChange>> {
    ConfigChange change;
    for (const auto& [name, preference] : preferences) {
      auto view = views_.find(heads, name);
      if (!view) return no_such_object();
      if (view->preference == preference) continue;
      view->preference = preference;
      view->updated_at = clock_.unix_seconds();
      change.puts.push_back(views_.put(name, *view));
    }
    if (change.puts.empty()) return std::optional<ConfigChange>{};
    return change;
  });
  if (!done) return std::unexpected(std::move(done.error()));
  return this->preferences();
}

}  // namespace zonecast::control
