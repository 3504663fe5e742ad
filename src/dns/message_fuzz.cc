// SPDX-License-Identifier: GPL-3.0-or-later
// A message that parses is written again from what was understood, and must then be understood the
// same.
#include "dns/message.h"

#include "base/assert.h"
#include "dns/message_writer.h"

namespace {

using namespace zonecast;
using namespace zonecast::dns;

struct Section3 {
  std::vector<Record> records[3];
};

/// Only what a writer can write: class IN, RDATA well formed.
bool understand(const Message& message, Section3& out) {
  const std::vector<MessageRecord>* sections[] = {&message.answer, &message.authority,
                                                  &message.additional};
  bool all = true;
  for (int i = 0; i < 3; ++i) {
    for (const auto& record : *sections[i]) {
      const auto rdata = expand_rdata(message.wire, record);
      if (rdata && record.rr_class == 1) {
        out.records[i].emplace_back(record.owner, record.type, record.ttl, *rdata);
      } else {
        all = false;
      }
    }
  }
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto message = parse_message({data, size});
  if (!message) return 0;
  soa_serial(message->wire, message->authority);
  Section3 first;
  understand(*message, first);

  MessageWriter writer;
  writer.start(message->header);
  if (message->question) writer.question(*message->question);
  for (int i = 0; i < 3; ++i) {
    for (const auto& record : first.records[i]) {
      // Expanded and compressed again it may be longer than it came: then it is left out, and so is
      // it below.
      if (!writer.add(static_cast<Section>(i), record.view())) return 0;
    }
  }
  if (message->edns && writer.room() > 0 && message->edns->options.size() < 100) {
    writer.opt(*message->edns,
               static_cast<Rcode>(message->edns->extended_rcode << 4 | message->header.rcode));
  }
  const auto wire = writer.finish();
  if (wire.size() > message_size_max) return 0;
  const auto again = parse_message(wire);
  ZC_ASSERT(again.has_value());
  Section3 second;
  ZC_ASSERT(understand(*again, second));
  for (int i = 0; i < 3; ++i) {
    ZC_ASSERT(first.records[i].size() == second.records[i].size());
    for (std::size_t j = 0; j < first.records[i].size(); ++j) {
      ZC_ASSERT(identical(first.records[i][j].view(), second.records[i][j].view()));
    }
  }
  ZC_ASSERT(again->question.has_value() == message->question.has_value());
  return 0;
}
