// SPDX-License-Identifier: GPL-3.0-or-later
// ZC_ASSERT states what this program itself promises; on in release too. What strangers send is
// checked with code, never with an assertion.
#pragma once

namespace zonecast::base {
[[noreturn]] void assertion_failed(const char* claim, const char* file, int line);
}  // namespace zonecast::base

#define ZC_ASSERT(claim)              \
  (static_cast<bool>(claim) ? void(0) \
                            : ::zonecast::base::assertion_failed(#claim, __FILE__, __LINE__))
