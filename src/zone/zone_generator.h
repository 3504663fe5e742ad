// SPDX-License-Identifier: GPL-3.0-or-later
// Records, zones and edits for the tests of this component, and what must hold of every version.
#pragma once

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "dns/message.h"
#include "dns/name_generator.h"
#include "dns/rdata.h"
#include "zone/block_reader.h"
#include "zone/contents_rules.h"
#include "zone/zone_builder.h"
#include "zone/zone_parts.h"

namespace zonecast::zone::testing {

inline dns::Name name(const std::string& text) { return *dns::Name::from_text(text); }

inline base::Bytes bytes(const dns::Name& n) { return {n.wire().begin(), n.wire().end()}; }

inline dns::Record soa(std::uint32_t serial, const std::string& apex = "example.org") {
  const auto mname = name("ns1." + apex);
  const auto rname = name("hostmaster." + apex);
  return {name(apex), dns::RrType::soa, 3600,
          dns::make_soa({mname, rname, dns::Serial(serial), 7200, 900, 1209600, 300})};
}
inline dns::Record a(const std::string& owner, std::uint8_t last, std::uint32_t ttl = 300) {
  return {name(owner), dns::RrType::a, ttl, {192, 0, 2, last}};
}
/// NS, CNAME, PTR, DNAME: one name.
inline dns::Record to_name(const std::string& owner, dns::RrType type, const std::string& target,
                           std::uint32_t ttl = 300) {
  return {name(owner), type, ttl, bytes(name(target))};
}
inline dns::Record ns(const std::string& owner, const std::string& target) {
  return to_name(owner, dns::RrType::ns, target);
}
/// Character strings of `octets` octets in all, their length octets included; `seed` tells them
/// apart.
inline dns::Record txt(const std::string& owner, std::size_t octets, std::uint8_t seed = 'x',
                       std::uint32_t ttl = 300) {
  base::Bytes rdata;
  while (rdata.size() < octets) {
    const std::size_t size = std::min<std::size_t>(octets - rdata.size() - 1, 255);
    rdata.push_back(static_cast<std::uint8_t>(size));
    rdata.insert(rdata.end(), size, seed);
  }
  return {name(owner), dns::RrType::txt, ttl, rdata};
}

inline base::Result<ZoneVersion, ContentsError> try_build(const std::vector<dns::Record>& records,
                                                          const BlockLimits& limits = {}) {
  ZoneBuilder builder(records.at(0).owner, limits);
  for (const auto& record : records) {
    if (auto added = builder.add(record.view()); !added) return std::unexpected(added.error());
  }
  return builder.build();
}
inline ZoneVersion build(const std::vector<dns::Record>& records, const BlockLimits& limits = {}) {
  auto version = try_build(records, limits);
  if (!version) throw std::runtime_error(version.error().message);
  return std::move(*version);
}

inline std::vector<dns::Record> records_of(const ZoneVersion& version) {
  std::vector<dns::Record> records;
  version.for_each([&](const dns::RecordView& record) {
    records.emplace_back(record);
    return true;
  });
  return records;
}

/// A record as a value that can be ordered and printed; letter case counts.
using Line = std::tuple<std::string, dns::RrType, std::uint32_t, base::Bytes>;
inline Line line(const dns::RecordView& record) {
  return {dns::to_text(record.owner),
          record.type,
          record.ttl,
          {record.rdata.begin(), record.rdata.end()}};
}
inline std::vector<Line> lines_of(const ZoneVersion& version) {
  std::vector<Line> lines;
  for (const auto& record : records_of(version)) lines.push_back(line(record.view()));
  return lines;
}
inline std::multiset<Line> contents_of(const ZoneVersion& version) {
  const auto lines = lines_of(version);
  return {lines.begin(), lines.end()};
}

/// Few owners and values, so that records meet.
inline dns::Record any_record() {
  const auto owner =
      *rc::gen::map(rc::gen::pair(rc::gen::inRange(0, 40), rc::gen::inRange(0, 3)), [](auto pick) {
        static const std::vector<std::string> shapes{"",      "w%.",     "W%.",    "*.",
                                                     "a.w%.", "b.A.w%.", "host%.", "HOST%."};
        auto shape = shapes[static_cast<std::size_t>(pick.first) % shapes.size()];
        if (const auto at = shape.find('%'); at != std::string::npos)
          shape.replace(at, 1, std::to_string(pick.first / 8 * 3 + pick.second));
        return shape + "example.org";
      });
  switch (*rc::gen::inRange(0, 5)) {
    case 0:
      return a(owner, *rc::gen::inRange<std::uint8_t>(0, 4),
               *rc::gen::element<std::uint32_t>(300, 600));
    case 1:
      return ns(owner, *rc::gen::element<std::string>("ns1.example.org", "NS1.example.org",
                                                      "w1.example.org", "example.net"));
    case 2:
      return txt(owner, *rc::gen::element<std::size_t>(1, 20, 300),
                 *rc::gen::inRange<std::uint8_t>('a', 'c'));
    case 3:
      return {
          name(owner), dns::RrType::mx, 300, [] {
            base::Bytes rdata{0, *rc::gen::inRange<std::uint8_t>(0, 3)};
            base::append(
                rdata,
                name(*rc::gen::element<std::string>("mail.example.org", "w1.example.org")).wire());
            return rdata;
          }()};
    default:
      return {name(owner), dns::RrType(65280), 300,
              *rc::gen::element(base::Bytes{}, base::Bytes{1, 2})};
  }
}

/// What docs/block-format.md promises of every version. Returns the first promise that is broken.
inline std::string broken_promise(const ZoneVersion& version, const BlockLimits& limits = {}) {
  std::uint64_t records = 0;
  std::uint64_t octets = 0;
  std::vector<dns::Record> all;
  for (std::size_t i = 0; i < version.block_count(); ++i) {
    const auto where = "block " + std::to_string(i) + ": ";
    const auto& block = *version.block(i);
    const auto base = i == 0 ? first_base_offset(version.apex()) : dns::header_size;
    if (block.base_offset() != base) return where + "rendered for another offset";
    if (block.record_count() == 0) return where + "empty";
    records += block.record_count();
    octets += block.body().size();

    // It is the answer section of a message that anybody can read.
    base::Bytes message(dns::header_size);
    dns::Header header;
    header.question_count = i == 0 ? 1 : 0;
    header.answer_count = block.record_count();
    dns::write_header(header, message.data());
    if (i == 0) {
      base::append(message, version.apex().wire());
      base::append_u32(message, 0x00FC'0001);
    }
    base::append(message, block.body());
    const auto parsed = dns::parse_message(message);
    if (!parsed) return where + "not a message";

    std::size_t k = 0;
    std::vector<std::uint16_t> owner_offsets;
    BlockReader reader(block);
    std::vector<dns::Record> own;
    while (reader.next()) {
      if (own.empty() || own.back().owner != dns::Name(reader.record().owner)) {
        owner_offsets.push_back(static_cast<std::uint16_t>(reader.offset()));
      }
      own.emplace_back(reader.record());
      const auto& theirs = parsed->answer.at(k++);
      if (!theirs.owner.view().same_spelling(own.back().owner))
        return where + "owner read differently";
    }
    if (reader.malformed()) return where + "malformed";
    if (own.size() != block.record_count()) return where + "wrong record count";
    if (!std::ranges::equal(owner_offsets, block.owner_offsets()))
      return where + "wrong owner offsets";
    if (owner_offsets.size() > 1 && block.body().size() > limits.grown())
      return where + "too large";
    if (own.size() > 1 && i > 0 && block.body().size() > std::max(limits.cut, limits.grown())) {
      return where + "RRs not cut";
    }
    if (i == 0 && version.block_count() > 1 && owner_offsets.size() > 1)
      return where + "not the apex alone";
    if (i > 0 && own.front().owner == all.back().owner && owner_offsets.size() > 1) {
      return where + "shares the block of a cut owner";
    }
    all.insert(all.end(), own.begin(), own.end());
  }
  if (records != version.record_count()) return "wrong record count";
  if (octets != version.body_octets()) return "wrong octet count";
  if (all.at(0).type != dns::RrType::soa) return "SOA not first";
  if (!dns::identical(all[0].view(), version.soa()))
    return "closing SOA differs from the opening one";
  if (!version.apex().same_spelling(all[0].owner)) return "apex spelled differently";
  for (std::size_t i = 1; i < all.size(); ++i) {
    const auto order = dns::compare(all[i - 1].owner, all[i].owner);
    if (order > 0) return "owners out of order";
    if (order == 0 && !precedes_in_owner(all[i - 1].view(), all[i].view()))
      return "records out of order";
    if (order == 0 && !all[i - 1].owner.view().same_spelling(all[i].owner))
      return "two spellings of an owner";
  }
  return {};
}

}  // namespace zonecast::zone::testing
