// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/acls.h"

#include <algorithm>

namespace zonecast::control {

namespace {

std::string element(const std::string& member, std::size_t index) {
  return member + "[" + std::to_string(index) + "]";
}

Result<void> apply(model::Acl& acl, const AclDraft& draft, Heads& heads) {
  if (draft.src_prefixes) acl.src_prefixes = *draft.src_prefixes;
  if (draft.gss_tsig_identities) acl.gss_tsig_identities = *draft.gss_tsig_identities;
  if (!draft.tsig_keys) return {};
  acl.tsig_keys = *draft.tsig_keys;
  std::vector<FieldProblem> wrong;
  for (std::size_t i = 0; i < acl.tsig_keys.size(); ++i) {
    const auto& name = acl.tsig_keys[i];
    if (heads.key(name)) continue;
    wrong.push_back({element("tsig_keys", i), "unknown_key",
                     "There is no TSIG key named " + dns::to_text(name)});
  }
  if (!wrong.empty()) return invalid_fields(std::move(wrong));
  return {};
}

bool lists(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

/// "view inside", "zone example.org"
std::vector<std::string> users_of(const std::string& name, Heads& heads) {
  std::vector<std::string> users;
  for (const auto& ref : heads.configs(view_kind)) {
    const auto view = view_from_json(ref->id, ref->body);
    if (view && (lists(view->read_acls, name) || lists(view->update_acls, name)))
      users.push_back("view " + view->name);
  }
  heads.for_each_zone([&](const ZoneHead& zone) {
    if (lists(zone.settings->primary.transfer_acls, name))
      users.push_back("zone " + zone.settings->name);
  });
  return users;
}

}  // namespace

void check_acls(const std::string& member, const std::vector<std::string>& acls, const Heads& heads,
                std::vector<FieldProblem>& wrong) {
  for (std::size_t i = 0; i < acls.size(); ++i) {
    if (heads.config(acl_kind, acls[i])) continue;
    wrong.push_back({element(member, i), "unknown_acl", "There is no ACL named " + acls[i]});
  }
}

Result<StoredAcl> Acls::create(const std::string& name, const AclDraft& draft,
                               const Request& request, const RenderObject<model::Acl>& render) {
  model::Acl made;
  made.name = name;
  return acls_.create(
      name, made, request, render,
      [&](model::Acl& acl, Heads& heads, ConfigChange&) { return apply(acl, draft, heads); });
}

Result<StoredAcl> Acls::update(const std::string& name, const AclDraft& draft,
                               const Request& request, const RenderObject<model::Acl>& render) {
  return acls_.update(name, request, render, [&](model::Acl& acl, Heads& heads, ConfigChange&) {
    return apply(acl, draft, heads);
  });
}

Result<void> Acls::remove(const std::string& name, const Request& request) {
  return acls_.remove(name, request, [&](model::Acl&, Heads& heads, ConfigChange&) -> Result<void> {
    const auto users = users_of(name, heads);
    if (!users.empty()) return object_in_use("ACL " + name, users);
    return {};
  });
}

}  // namespace zonecast::control
