// SPDX-License-Identifier: GPL-3.0-or-later
// Zone file text gives the same records and the same error however it is cut, and each record is
// read back from its text.
#include "base/assert.h"
#include "dns/presentation.h"
#include "dns/rdata.h"

namespace {

using namespace zonecast;
using namespace zonecast::dns;

constexpr std::size_t records_max =
    300;  // $GENERATE is bounded, but not for the patience of a fuzzer

struct Outcome {
  std::vector<Record> records;
  std::vector<std::uint64_t> lines;
  std::uint64_t error_line = 0;
  std::string error;
};

Outcome read(std::string_view text, std::size_t piece) {
  Outcome outcome;
  ZoneFileReader reader(NameView(), 3600, IncludePolicy::refuse, "",
                        [&outcome](const RecordView& record, std::uint64_t line) {
                          outcome.records.emplace_back(record);
                          outcome.lines.push_back(line);
                          return outcome.records.size() < records_max;
                        });
  base::Result<void, ZoneFileError> done;
  for (; done && !text.empty(); text.remove_prefix(std::min(piece, text.size()))) {
    done = reader.feed(text.substr(0, piece));
  }
  if (done) done = reader.finish();
  if (!done) {
    outcome.error_line = done.error().line;
    outcome.error = done.error().reason;
  }
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto whole = read(text, text.size() + 1);
  const auto pieces = read(text, 1 + data[0] % 32U);
  ZC_ASSERT(whole.error == pieces.error && whole.error_line == pieces.error_line);
  ZC_ASSERT(whole.lines == pieces.lines);
  for (std::size_t i = 0; i < whole.records.size(); ++i) {
    const RecordView record = whole.records[i].view();
    ZC_ASSERT(identical(record, pieces.records[i].view()));
    ZC_ASSERT(check_rdata(record.type, record.rdata).has_value());
    ZC_ASSERT(NameView::parse_prefix(record.owner.wire())->size() == record.owner.size());
    const auto line = read(record_to_text(record) + '\n', 100'000);
    ZC_ASSERT(line.error.empty() && line.records.size() == 1);
    ZC_ASSERT(identical(record, line.records[0].view()));
  }
  return 0;
}
