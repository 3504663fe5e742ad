// SPDX-License-Identifier: GPL-3.0-or-later
// The use cases on ACLs. Their keys must be there; one that is in use stays.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "control/access_json.h"
#include "control/config_kind.h"
#include "model/acl.h"

namespace zonecast::control {

using StoredAcl = Versioned<model::Acl>;

/// Members left out stay.
struct AclDraft {
  std::optional<std::vector<base::IpPrefix>> src_prefixes;
  std::optional<std::vector<dns::Name>> tsig_keys;  // lower case
  std::optional<std::vector<std::string>> gss_tsig_identities;
};

/// Thread-safe; calls that change block on the disk.
class Acls {
 public:
  Acls(const base::Clock& clock, ConfigService& configs)
      : acls_(clock, configs, {acl_kind, acl_to_json, acl_from_json}) {}

  std::vector<StoredAcl> list() const { return acls_.list(); }
  Result<StoredAcl> get(const std::string& name) const { return acls_.get(name); }
  Result<StoredAcl> create(const std::string& name, const AclDraft& draft, const Request& request,
                           const RenderObject<model::Acl>& render = {});
  Result<StoredAcl> update(const std::string& name, const AclDraft& draft, const Request& request,
                           const RenderObject<model::Acl>& render = {});
  Result<void> remove(const std::string& name, const Request& request);

 private:
  ConfigKind<model::Acl> acls_;
};

/// A problem for each name of `acls` that is no ACL: "read_acls[1]".
void check_acls(const std::string& member, const std::vector<std::string>& acls, const Heads& heads,
                std::vector<FieldProblem>& wrong);

}  // namespace zonecast::control
