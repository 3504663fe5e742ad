// SPDX-License-Identifier: GPL-3.0-or-later
// What parses as JSON, written compact, parses again to the same text.
#include "api/json/value.h"

#include "base/assert.h"

using namespace zonecast;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto value = api::json::parse({reinterpret_cast<const char*>(data), size});
  if (!value) return 0;
  const auto text = api::json::to_text(*value);
  const auto again = api::json::parse(text);
  ZC_ASSERT(again.has_value());
  ZC_ASSERT(api::json::to_text(*again) == text);
  return 0;
}
