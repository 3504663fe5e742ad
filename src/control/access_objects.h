// SPDX-License-Identifier: GPL-3.0-or-later
// The use cases on who may ask what, together: they refer to each other, and whoever needs one
// usually needs the next.
#pragma once

#include "control/acls.h"
#include "control/key_rolls.h"
#include "control/networks.h"
#include "control/tsig_keys.h"
#include "control/views.h"

namespace zonecast::control {

struct AccessObjects {
  TsigKeys& keys;
  Acls& acls;
  Views& views;
  Networks& networks;
  KeyRolls& rolls;
};

}  // namespace zonecast::control
