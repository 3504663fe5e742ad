// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/assert.h"

#include <cstdio>
#include <cstdlib>

namespace zonecast::base {

void assertion_failed(const char* claim, const char* file, int line) {
  std::fprintf(stderr, "zonecast: internal error: %s does not hold (%s:%d)\n", claim, file, line);
  std::abort();
}

}  // namespace zonecast::base
