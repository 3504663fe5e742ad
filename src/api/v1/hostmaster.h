// SPDX-License-Identifier: GPL-3.0-or-later
// The SOA's RNAME as the e-mail address it stands for (RFC 1035 section 8).
#pragma once

#include <string>
#include <string_view>

#include "dns/name.h"

namespace zonecast::api::v1 {

/// "john.doe@example.org" is john\.doe.example.org.; text without "@" is taken for the name itself.
base::Result<dns::Name> rname_of_hostmaster(std::string_view hostmaster);
std::string hostmaster_of_rname(dns::NameView rname);

}  // namespace zonecast::api::v1
