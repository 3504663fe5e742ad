// SPDX-License-Identifier: GPL-3.0-or-later
// A record that is accepted is shown as JSON. The first line of the input is the type.
#include "api/v1/record_json.h"

#include "base/assert.h"
#include "model/record_document.h"

using namespace zonecast;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto line = text.find('\n');
  if (line == std::string_view::npos) return 0;
  const auto type = api::v1::writable_type(text.substr(0, line));
  const auto members = api::json::parse_body(text.substr(line + 1));
  if (!type || !members) return 0;

  api::json::FieldProblems problems;
  control::RecordDraft draft;
  draft.type = *type;
  api::v1::read_record(api::json::Fields(*members, {}, problems), draft);
  if (!problems.empty() || !draft.answers) return 0;

  control::RecordState record{
      "0123456789abcdef01234567", "example.org", draft.owner, draft.type, 60, *draft.answers, {}};
  for (const auto& [name, kept] : draft.echoed) {
    if (kept) record.echoed[name] = *kept;
  }
  const std::vector<std::int64_t> networks{0};
  ZC_ASSERT(
      api::json::parse(api::v1::record_text(record, {dns::NameView(), &networks})).has_value());
  for (const auto& answer : *draft.answers) {
    const auto rdata = model::rdata_of_answer(draft.type, answer.parts);
    ZC_ASSERT(rdata.has_value());
    const auto shown = model::answer_of_rdata(draft.type, *rdata);
    const auto again = model::rdata_of_answer(draft.type, shown);
    ZC_ASSERT(again && *again == *rdata);
  }
  return 0;
}
