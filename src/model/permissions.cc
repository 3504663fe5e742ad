// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/permissions.h"

namespace zonecast::model {

Permissions Permissions::all() {
  Permissions out;
  out.dns.view_zones = out.dns.manage_zones = out.dns.zones_allow_by_default = true;
  out.account = {true, true, true, true, true, true};
  out.security = {true};
  return out;
}

}  // namespace zonecast::model
