// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/settings_references.h"

#include "control/access_json.h"

namespace zonecast::control {

Result<void> check_references(const Heads& heads, const ZoneDraft& draft) {
  std::vector<FieldProblem> fields;
  if (draft.transfer_acls) {
    for (std::size_t i = 0; i < draft.transfer_acls->size(); ++i) {
      const auto& name = (*draft.transfer_acls)[i];
      if (heads.config(acl_kind, name)) continue;
      fields.push_back({"primary.transfer_acls[" + std::to_string(i) + "]", "unknown_acl",
                        "There is no ACL named " + name});
    }
  }
  if (draft.networks) {
    for (std::size_t i = 0; i < draft.networks->size(); ++i) {
      const auto number = std::to_string((*draft.networks)[i]);
      if (number == "0" || heads.config(network_kind, number)) continue;
      fields.push_back({"networks[" + std::to_string(i) + "]", "unknown_network",
                        "There is no network " + number});
    }
  }
  if (fields.empty()) return {};
  auto first = fields.front().message;
  return problem(ProblemKind::invalid, std::move(first), std::move(fields));
}

}  // namespace zonecast::control
