// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/hostmaster.h"

namespace zonecast::api::v1 {

base::Result<dns::Name> rname_of_hostmaster(std::string_view hostmaster) {
  const std::size_t at = hostmaster.rfind('@');
  if (at == std::string_view::npos) {
    if (hostmaster.empty()) return base::failure("it is empty");
    return dns::Name::from_text(hostmaster);
  }
  if (at == 0) return base::failure("nothing stands before the @");
  std::string name;
  for (std::size_t i = 0; i < at; ++i) {
    if (hostmaster[i] == '.') name += '\\';
    name += hostmaster[i];
    // An escape that is there already stays one.
    if (hostmaster[i] == '\\' && i + 1 < at) name += hostmaster[++i];
  }
  const std::string_view domain = hostmaster.substr(at + 1);
  if (domain.empty()) return base::failure("nothing stands behind the @");
  if (domain != ".") name += '.';
  name += domain;
  return dns::Name::from_text(name);
}

std::string hostmaster_of_rname(dns::NameView rname) {
  const std::string name = dns::to_text_undotted(rname);
  if (rname.is_root()) return name;
  std::string mailbox;
  std::size_t i = 0;
  for (; i < name.size() && name[i] != '.'; ++i) {
    if (name[i] == '\\' && i + 1 < name.size()) {
      if (name[i + 1] != '.') mailbox += '\\';
      ++i;
    }
    mailbox += name[i];
  }
  return mailbox + "@" + (i < name.size() ? name.substr(i + 1) : ".");
}

}  // namespace zonecast::api::v1
