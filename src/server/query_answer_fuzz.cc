// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever parses as a query gets a response that parses, answers it, and keeps to its size. The
// input is either a message as it is, or picks a question from names near those of the sample
// zones.
#include <algorithm>

#include "base/assert.h"
#include "server/query_answer.h"
#include "zone/sample_zones.h"

namespace {

using namespace zonecast;

const publication::ZoneTable& zones(unsigned which) {
  static const auto* const tables = [] {
    auto* filled = new std::array<publication::ZoneTable, 3>;
    std::size_t i = 0;
    for (const char* file :
         {"example.org.zone", "example.org.nsec.zone", "example.org.nsec3.zone"}) {
      auto zone = std::make_shared<publication::PublishedZone>();
      zone->version = std::make_shared<zone::ZoneVersion>(zone::sample_zone(file));
      (*filled)[i++].put(zone);
    }
    return filled;
  }();
  return (*tables)[which % tables->size()];
}

constexpr std::array<std::string_view, 32> labels{
    "*",     "www",      "wild",    "sub",     "ns",     "many",   "dn",         "long",
    "cwild", "target",   "alias",   "secure",  "below",  "loop1",  "self",       "ent",
    "ns1",   "host",     "entwild", "sibling", "dnloop", "chain1", "a",          "b",
    "c",     "into-cut", "big",     "_udp",    "_sip",   "cloop",  "ent-optout", "unknown"};

base::Bytes picked_query(base::ByteReader& input) {
  base::Bytes wire(dns::header_size);
  base::store_u16(&wire[4], 1);
  const unsigned label_count = input.u8() % 6U;
  for (unsigned i = 0; i < label_count; ++i) {
    const unsigned pick = input.u8();
    const std::string_view label =
        pick < 224
            ? labels[pick % labels.size()]
            : base::as_text(input.bytes(std::min<std::size_t>(pick - 223, input.remaining())));
    if (label.empty()) continue;
    wire.push_back(static_cast<std::uint8_t>(label.size()));
    base::append(wire, base::as_bytes(label));
  }
  base::append(wire, base::as_bytes(std::string_view("\7example\3org\0", 13)));
  base::append_u16(wire, input.u16());
  base::append_u16(wire, 1);
  if ((input.u8() & 1) != 0) {  // OPT with DO
    wire[11] = 1;
    base::append(wire, base::as_bytes(std::string_view("\0\0\x29\x04\xd0\0\0\x80\0\0\0", 11)));
  }
  return wire;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  base::ByteReader input({data, size});
  const unsigned how = input.u8();
  const std::size_t size_max = (how & 4U) != 0 ? 512 + input.u16() % 1024U : dns::message_size_max;
  const base::Bytes octets =
      (how & 8U) != 0 ? base::Bytes(input.rest().begin(), input.rest().end()) : picked_query(input);
  const auto query = dns::parse_message(octets);
  if (!query) return 0;
  const std::size_t tsig_size = (how & 16U) != 0 ? 100 : 0;
  dns::MessageWriter writer;
  static const access::PublishedViews views;
  publication::ZoneFinder finder(zones(how & 3U), views);
  server::answer_query(finder, {}, *query, {size_max, tsig_size, 300}, writer);
  const auto response = dns::parse_message(writer.wire());
  ZC_ASSERT(response.has_value());
  ZC_ASSERT(writer.wire().size() + tsig_size <= size_max);
  ZC_ASSERT(response->header.qr && response->header.id == query->header.id);
  ZC_ASSERT(response->edns.has_value() == query->edns.has_value());
  ZC_ASSERT(response->question.has_value() == query->question.has_value());
  if (query->question) {
    ZC_ASSERT(response->question->name.same_spelling(query->question->name));
  }
  return 0;
}
