// SPDX-License-Identifier: GPL-3.0-or-later
// A secondary that believes nothing, and a zone with a past, for the tests of transfers.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "transfer/transfer_stream.h"
#include "zone/revise.h"
#include "zone/zone_generator.h"

namespace zonecast::transfer::testing {

using Contents = std::multiset<zone::testing::Line>;

/// The message as it stands behind its two-octet length; the length is checked.
inline base::Bytes wire_of(const OutgoingMessage& message) {
  base::Bytes wire(message.prefix.begin(), message.prefix.end());
  for (const auto piece :
       {message.question, message.body, message.closing, base::ByteView(message.suffix)}) {
    base::append(wire, piece);
  }
  EXPECT_EQ(wire.size(), message.size());
  EXPECT_EQ(base::load_u16(wire.data()), wire.size() - 2);
  wire.erase(wire.begin(), wire.begin() + 2);
  return wire;
}

inline std::vector<base::Bytes> messages_of(TransferStream& stream, std::uint64_t now) {
  std::vector<base::Bytes> messages;
  OutgoingMessage message;
  while (stream.next(now, message)) messages.push_back(wire_of(message));
  EXPECT_TRUE(stream.finished());
  return messages;
}

/// Takes the response messages of a transfer as RFC 5936, RFC 1995 and RFC 8945 want them.
class ModelSecondary {
 public:
  struct Asked {
    dns::RrType type{};
    std::uint16_t id = 0;
    base::Bytes question;
    bool with_opt = false;
    std::optional<dns::TsigVerifier> verifier;
    std::uint64_t now = 0;
  };
  enum class Kind { none, up_to_date, incremental, full };

  ModelSecondary() = default;
  explicit ModelSecondary(const zone::ZoneVersion& version)
      : contents(zone::testing::contents_of(version)), serial(version.serial()) {}

  Contents contents;
  std::optional<dns::Serial> serial;
  Kind last = Kind::none;

  /// Empty, or what is wrong with the answer.
  std::string take(const std::vector<base::Bytes>& messages, Asked asked) {
    std::vector<dns::Record> records;
    for (std::size_t i = 0; i < messages.size(); ++i) {
      const auto wrong = take_message(messages[i], i == 0, asked, records);
      if (!wrong.empty()) return "message " + std::to_string(i) + ": " + wrong;
    }
    return apply(records, asked.type);
  }

 private:
  static std::string take_message(const base::Bytes& wire, bool first, Asked& asked,
                                  std::vector<dns::Record>& records) {
    const auto message = dns::parse_message(wire);
    if (!message) return dns::to_text(message.error());
    const auto& header = message->header;
    if (!header.qr || !header.aa || header.tc || header.rcode != 0) return "wrong header";
    if (header.id != asked.id) return "another ID";
    if (message->question.has_value() != first) return "question where none is due, or none";
    if (first && !base::equal(base::ByteView(wire).subspan(dns::header_size, asked.question.size()),
                              asked.question)) {
      return "another question";
    }
    if (!message->authority.empty() || !message->additional.empty()) return "other sections";
    if (message->answer.empty()) return "no record";
    if (message->edns.has_value() != asked.with_opt) return "OPT not as asked";
    if (message->tsig.has_value() != asked.verifier.has_value()) return "TSIG not as asked";
    if (asked.verifier && asked.verifier->check(*message, asked.now).outcome !=
                              dns::TsigVerifier::Outcome::verified) {
      return "signature does not verify";
    }
    for (const auto& record : message->answer) {
      auto rdata = dns::expand_rdata(wire, record);
      if (!rdata) return "RDATA malformed";
      records.emplace_back(record.owner, record.type, record.ttl, std::move(*rdata));
    }
    return {};
  }

  static dns::Serial serial_of(const dns::Record& soa) { return dns::parse_soa(soa.rdata)->serial; }

  std::string apply(const std::vector<dns::Record>& records, dns::RrType asked) {
    using dns::RrType;
    if (records.empty() || records[0].type != RrType::soa) return "does not open with a SOA";
    const auto newest = serial_of(records[0]);
    if (records.size() == 1) {
      if (asked != RrType::ixfr) return "a lone SOA is no zone";
      last = Kind::up_to_date;
      return {};
    }
    if (!dns::identical(records.front().view(), records.back().view())) {
      return "does not end with the SOA it opened with";
    }
    if (asked == RrType::ixfr && records[1].type == RrType::soa && records.size() > 2) {
      return apply_steps(records, newest);
    }
    Contents whole;
    for (std::size_t i = 0; i + 1 < records.size(); ++i) {
      if (i > 0 && records[i].type == RrType::soa) return "SOA in the middle";
      whole.insert(zone::testing::line(records[i].view()));
    }
    contents = std::move(whole);
    serial = newest;
    last = Kind::full;
    return {};
  }

  std::string apply_steps(const std::vector<dns::Record>& records, dns::Serial newest) {
    std::size_t i = 1;
    while (serial != newest) {
      if (i >= records.size() || records[i].type != dns::RrType::soa) return "step without SOA";
      if (serial_of(records[i]) != *serial) return "step does not start where the last one ended";
      do {
        const auto found = contents.find(zone::testing::line(records[i].view()));
        if (found == contents.end()) return "deletes what is not there";
        contents.erase(found);
        if (++i >= records.size()) return "ends in the deletions";
      } while (records[i].type != dns::RrType::soa);
      serial = serial_of(records[i]);
      do {
        const auto line = zone::testing::line(records[i].view());
        if (contents.contains(line)) return "adds what is there";
        contents.insert(line);
        if (++i >= records.size()) return "ends in the additions";
      } while (records[i].type != dns::RrType::soa);
    }
    if (i + 1 != records.size()) return "goes on after its end";
    last = Kind::incremental;
    return {};
  }
};

/// A zone and the versions it had, the last of them current.
struct ZoneWithPast {
  explicit ZoneWithPast(const std::vector<dns::Record>& records,
                        std::size_t history_octets_max = 1U << 30)
      : octets_max(history_octets_max) {
    versions.push_back(std::make_shared<const zone::ZoneVersion>(zone::testing::build(records)));
  }

  std::vector<zone::ZoneVersionRef> versions;
  zone::History history;
  std::size_t octets_max;

  const zone::ZoneVersionRef& current() const { return versions.back(); }
  std::span<const zone::DifferenceRef> steps() const {
    return *history.since(versions.front()->serial());
  }
  void change(const zone::ZoneChange& change, std::uint32_t serial_step = 1) {
    const dns::Record old_soa(current()->soa());
    dns::Record new_soa = old_soa;
    dns::set_soa_serial(new_soa.rdata, current()->serial().plus(serial_step));
    auto difference =
        std::make_shared<const zone::Difference>(old_soa.view(), new_soa.view(), change);
    versions.push_back(
        std::make_shared<const zone::ZoneVersion>(zone::revise(*current(), *difference)));
    history = history.followed_by(std::move(difference), octets_max);
  }
  void add(const dns::Record& record) { change({.deletions = {}, .additions = {record}}); }
};

inline std::vector<dns::Record> small_zone(std::uint32_t serial = 1) {
  return {zone::testing::soa(serial), zone::testing::ns("example.org", "ns1.example.org"),
          zone::testing::a("ns1.example.org", 53), zone::testing::a("Www.example.org", 80)};
}

/// `count` hosts, in letters of both cases.
inline std::vector<dns::Record> large_zone(int count, std::uint32_t serial = 1) {
  auto records = small_zone(serial);
  for (int i = 0; i < count; ++i) {
    records.push_back(zone::testing::a("Host" + std::to_string(i) + ".Dept.example.org",
                                       static_cast<std::uint8_t>(i % 250)));
  }
  return records;
}

inline base::Bytes question(const std::string& qname, dns::RrType type) {
  const auto name = zone::testing::name(qname);
  base::Bytes wire(name.wire().begin(), name.wire().end());
  base::append_u16(wire, static_cast<std::uint16_t>(type));
  base::append_u16(wire, 1);
  return wire;
}

/// An OPT RR without options, and what an option of `padding` octets makes of it.
inline base::Bytes opt(std::size_t padding = 0) {
  base::Bytes wire{0, 0, 41, 0x04, 0xd0, 0, 0, 0, 0};
  if (padding == 0) {
    base::append_u16(wire, 0);
    return wire;
  }
  base::append_u16(wire, static_cast<std::uint16_t>(padding + 4));
  base::append_u16(wire, 12);  // RFC 7830
  base::append_u16(wire, static_cast<std::uint16_t>(padding));
  wire.resize(wire.size() + padding);
  return wire;
}

}  // namespace zonecast::transfer::testing
