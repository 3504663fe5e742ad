// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/request.h"

#include <cstddef>
#include <cstdint>

#include "base/assert.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace zonecast::http;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto target = parse_target(text);
  ZC_ASSERT(!target.path.empty());
  ZC_ASSERT(percent_decode(percent_encode(text)) == text);
  return 0;
}
