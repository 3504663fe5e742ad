// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/view_membership.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "control/access_json.h"

namespace zonecast::control {

namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

/// Puts the zone into these of the views and takes it out of the others; gives those that changed.
std::vector<store::PutConfig> set_membership(std::vector<model::View>& views,
                                             const std::string& zone,
                                             const std::vector<std::string>& wanted,
                                             std::int64_t now) {
  std::vector<store::PutConfig> puts;
  for (auto& view : views) {
    const bool is_in = contains(view.zones, zone);
    if (is_in == contains(wanted, view.name)) continue;
    if (is_in) {
      std::erase(view.zones, zone);
    } else {
      view.zones.push_back(zone);
    }
    view.updated_at = now;
    puts.push_back({view_kind, view.name, view_to_json(view)});
  }
  return puts;
}

}  // namespace

std::vector<model::View> views_of(const std::vector<ConfigRef>& documents) {
  std::vector<model::View> views;
  views.reserve(documents.size());
  for (const auto& document : documents) {
    if (auto view = view_from_json(document->id, document->body)) views.push_back(std::move(*view));
  }
  std::ranges::sort(views, [](const model::View& a, const model::View& b) {
    return std::tie(a.preference, a.name) < std::tie(b.preference, b.name);
  });
  return views;
}

std::vector<std::string> views_of_zone(const std::vector<model::View>& views,
                                       const std::string& zone) {
  std::vector<std::string> names;
  for (const auto& view : views) {
    if (contains(view.zones, zone)) names.push_back(view.name);
  }
  return names;
}

Result<void> check_fqdn(Heads& heads, const std::string& zone, dns::NameView fqdn,
                        const std::vector<model::View>& views) {
  const auto others = heads.find_apex(fqdn);
  if (others.empty()) return {};
  const auto ours = views_of_zone(views, zone);
  for (const auto& other : others) {
    const auto& name = other->settings->name;
    if (name == zone) continue;
    const auto theirs = views_of_zone(views, name);
    if (ours.empty() && theirs.empty()) {
      return problem(ProblemKind::fqdn_exists, "invalid: FQDN already exists");
    }
    if (std::ranges::any_of(ours, [&](const auto& view) { return contains(theirs, view); })) {
      return problem(ProblemKind::fqdn_exists, "invalid: FQDN already exists in the view");
    }
  }
  return {};
}

Result<void> check_views(Heads& heads, const std::vector<model::View>& views) {
  std::map<std::string, std::pair<std::vector<std::string>, std::vector<std::string>>> zones;
  for (const auto& view : views_of(heads.configs(view_kind))) {
    for (const auto& zone : view.zones) zones[zone].first.push_back(view.name);
  }
  for (const auto& view : views) {
    for (const auto& zone : view.zones) zones[zone].second.push_back(view.name);
  }
  for (auto& [zone, names] : zones) {
    std::ranges::sort(names.first);
    std::ranges::sort(names.second);
    if (names.first == names.second) continue;
    const auto head = heads.find(zone);
    if (!head) continue;
    if (auto checked = check_fqdn(heads, zone, head->settings->apex, views); !checked) {
      checked.error().message += ": zone " + zone;
      return checked;
    }
  }
  return {};
}

Result<std::vector<store::PutConfig>> place_in_views(
    Heads& heads, const std::string& zone, dns::NameView fqdn,
    const std::optional<std::vector<std::string>>& wanted, std::int64_t now) {
  auto views = views_of(heads.configs(view_kind));
  if (wanted) {
    for (std::size_t i = 0; i < wanted->size(); ++i) {
      const auto& name = (*wanted)[i];
      if (std::ranges::find(views, name, &model::View::name) != views.end()) continue;
      const auto message = "There is no view named " + name;
      return problem(ProblemKind::invalid, message,
                     {{"views[" + std::to_string(i) + "]", "unknown_view", message}});
    }
  }
  auto puts = wanted ? set_membership(views, zone, *wanted, now) : std::vector<store::PutConfig>{};
  if (auto checked = check_fqdn(heads, zone, fqdn, views); !checked) {
    auto failed = std::move(checked.error());
    failed.fields.push_back(
        {"views", "fqdn_exists",
         "Another zone of " + dns::to_text(fqdn) + " would be seen by the same clients"});
    return std::unexpected(std::move(failed));
  }
  return puts;
}

std::vector<store::PutConfig> take_out_of_views(const Heads& heads, const std::string& zone,
                                                std::int64_t now) {
  auto views = views_of(heads.configs(view_kind));
  return set_membership(views, zone, {}, now);
}

}  // namespace zonecast::control
