// SPDX-License-Identifier: GPL-3.0-or-later
// Any body is either wrong in ways that can be told, or a draft within its bounds.
#include "api/v1/zone_json.h"

#include "base/assert.h"

using namespace zonecast;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto members = api::json::parse_body({reinterpret_cast<const char*>(data), size});
  if (!members) {
    ZC_ASSERT(!members.error().message.empty());
    return 0;
  }
  api::json::FieldProblems problems;
  const auto draft = api::v1::read_zone(api::json::Fields(*members, {}, problems), nullptr,
                                        [](dns::NameView) { return std::nullopt; });
  if (!problems.empty()) {
    const auto problem = problems.take();
    ZC_ASSERT(!problem.fields.empty() && problem.fields.size() <= api::json::field_problems_max);
    return 0;
  }
  if (draft.secondaries) {
    ZC_ASSERT(draft.secondaries->size() <= api::v1::secondaries_max);
    for (const auto& row : *draft.secondaries) {
      ZC_ASSERT(row.port != 0);
      using Intent = control::SecondaryDraft::TsigIntent;
      ZC_ASSERT(row.tsig_intent != Intent::set ||
                (row.tsig && row.tsig->secret && !row.tsig->secret->empty()));
    }
  }
  for (const auto& [name, text] : draft.echoed)
    ZC_ASSERT(!text || api::json::parse(*text).has_value());
  return 0;
}
