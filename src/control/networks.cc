// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/networks.h"

#include <algorithm>

namespace zonecast::control {

namespace {

Result<void> apply(model::Network& network, const NetworkDraft& draft,
                   const std::vector<model::Network>& others) {
  if (draft.name) network.name = *draft.name;
  if (draft.label) network.label = *draft.label;
  if (draft.listen) network.listen = *draft.listen;
  if (draft.source_v4) network.source_v4 = *draft.source_v4;
  if (draft.source_v6) network.source_v6 = *draft.source_v6;
  if (draft.offers_views) network.offers_views = *draft.offers_views;
  std::vector<FieldProblem> wrong;
  if (network.name.empty()) wrong.push_back({"name", "required", "A name is needed"});
  for (const auto& other : others) {
    if (other.id == network.id) continue;
    if (other.name == network.name) {
      wrong.push_back(
          {"name", "duplicate", "Network " + std::to_string(other.id) + " has this name already"});
    }
    for (std::size_t i = 0; i < network.listen.size(); ++i) {
      if (std::ranges::find(other.listen, network.listen[i]) == other.listen.end()) continue;
      wrong.push_back({"listen[" + std::to_string(i) + "]", "duplicate",
                       "Network " + std::to_string(other.id) + " listens there already"});
    }
  }
  if (!wrong.empty()) return invalid_fields(std::move(wrong));
  return {};
}

bool lists(const std::vector<std::int64_t>& numbers, std::int64_t number) {
  return std::ranges::find(numbers, number) != numbers.end();
}

std::vector<std::string> users_of(std::int64_t id, Heads& heads) {
  std::vector<std::string> users;
  for (const auto& ref : heads.configs(view_kind)) {
    const auto view = view_from_json(ref->id, ref->body);
    if (view && lists(view->networks, id)) users.push_back("view " + view->name);
  }
  heads.for_each_zone([&](const ZoneHead& zone) {
    const auto& settings = *zone.settings;
    if (lists(settings.networks, id) ||
        std::ranges::any_of(settings.primary.secondaries,
                            [&](const model::Secondary& row) { return lists(row.networks, id); })) {
      users.push_back("zone " + settings.name);
    }
  });
  return users;
}

}  // namespace

model::Network usual_network() {
  model::Network network;
  network.name = network.label = "zonecast";
  return network;
}

std::vector<StoredNetwork> Networks::list() const {
  auto out = networks_.list();
  std::ranges::sort(out, {}, [](const StoredNetwork& each) { return each.object.id; });
  if (out.empty() || out.front().object.id != 0) out.insert(out.begin(), {usual_network(), 0});
  return out;
}

Result<StoredNetwork> Networks::get(std::int64_t id) const {
  auto found = networks_.get(std::to_string(id));
  if (!found && id == 0) return StoredNetwork{usual_network(), 0};
  return found;
}

Result<StoredNetwork> Networks::create(std::optional<std::int64_t> id, const NetworkDraft& draft,
                                       const Request& request,
                                       const RenderObject<model::Network>& render) {
  if (id == 0) return object_exists();
  return networks_.create(
      [&](Heads& heads, model::Network& network) {
        std::int64_t highest = 0;
        for (const auto& other : networks_.list(heads)) highest = std::max(highest, other.id);
        network.id = id.value_or(highest + 1);
        return std::to_string(network.id);
      },
      request, render,
      [&](model::Network& network, Heads& heads, ConfigChange&) {
        return apply(network, draft, networks_.list(heads));
      });
}

Result<StoredNetwork> Networks::update(std::int64_t id, const NetworkDraft& draft,
                                       const Request& request,
                                       const RenderObject<model::Network>& render) {
  const auto rule = [&](model::Network& network, Heads& heads, ConfigChange&) {
    return apply(network, draft, networks_.list(heads));
  };
  if (id == 0 && !networks_.get("0")) {
    // Its first change is what writes it; one that got ahead has written it meanwhile.
    if (auto met = request.precondition.check(version_tag(0)); !met)
      return std::unexpected(std::move(met.error()));
    auto first = request;
    first.precondition = {};
    auto made = networks_.create("0", usual_network(), first, render, rule);
    if (made || made.error().kind != ProblemKind::conflict) return made;
  }
  return networks_.update(std::to_string(id), request, render, rule);
}

Result<void> Networks::remove(std::int64_t id, const Request& request) {
  if (id == 0) {
    return problem(ProblemKind::conflict,
                   "Network 0 is always there: it cannot be deleted, only changed");
  }
  return networks_.remove(std::to_string(id), request,
                          [&](model::Network&, Heads& heads, ConfigChange&) -> Result<void> {
                            const auto users = users_of(id, heads);
                            if (!users.empty())
                              return object_in_use("Network " + std::to_string(id), users);
                            return {};
                          });
}

void check_networks(const std::string& member, const std::vector<std::int64_t>& networks,
                    const Heads& heads, std::vector<FieldProblem>& wrong) {
  for (std::size_t i = 0; i < networks.size(); ++i) {
    if (networks[i] == 0 || heads.config(network_kind, std::to_string(networks[i]))) continue;
    wrong.push_back({member + "[" + std::to_string(i) + "]", "unknown_network",
                     "There is no network " + std::to_string(networks[i])});
  }
}

}  // namespace zonecast::control
