// SPDX-License-Identifier: GPL-3.0-or-later
// Published zones, requests and what comes back, for the tests of the server.
#pragma once

#include <gtest/gtest.h>

#include "dns/message_writer.h"
#include "server/data_plane.h"
#include "transfer/model_secondary.h"

namespace zonecast::server::testing {

using transfer::testing::ZoneWithPast;

inline constexpr std::uint64_t now = 1'600'000'000;  // where ManualClock starts

inline dns::Name name(const std::string& text) { return *dns::Name::from_text(text); }

inline model::TsigKeyDocument key_document(
    const std::string& key_name, dns::TsigAlgorithm algorithm = dns::TsigAlgorithm::hmac_sha256,
    std::uint8_t octet = 0x5a) {
  return {name(key_name), algorithm, base::Bytes(32, octet)};
}
inline dns::TsigKeyRef key(const model::TsigKeyDocument& document) {
  return std::make_shared<const dns::TsigKey>(document.name, document.algorithm, document.secret);
}

inline model::Secondary row(const std::string& prefix, std::uint16_t port = 53) {
  model::Secondary made;
  made.address = *base::IpPrefix::parse(prefix);
  made.port = port;
  return made;
}
inline model::Secondary row_demanding(const std::string& prefix, const std::string& key_name) {
  auto made = row(prefix);
  made.tsig = model::SecondaryTsig{.key_name = name(key_name), .transfers = true};
  return made;
}

/// The data plane of a server, with its zones.
struct World {
  base::ManualClock manual_clock{static_cast<std::int64_t>(now)};
  base::Log log{base::LogLevel::off};
  publication::ZoneTable zones;
  access::KeyRing keys;
  access::PublishedViews views;
  secondaries::StatusBoard board;
  ServerTotals totals;
  DataPlane plane{manual_clock, log, zones, keys, views, board, totals};

  void publish(const ZoneWithPast& zone, std::vector<model::Secondary> rows,
               std::uint64_t zone_id = 1, const std::string& unservable = {},
               const std::string& zone_name = {}) {
    auto published = std::make_shared<publication::PublishedZone>();
    published->zone_id = zone_id;
    published->version = zone.current();
    published->history = std::make_shared<const zone::History>(zone.history);
    published->transfers = std::make_shared<const access::TransferPolicy>(
        model::OutgoingTransfers{.enabled = true, .secondaries = std::move(rows)});
    published->set_unusual({.name = zone_name, .unservable = unservable});
    zones.put(std::move(published));
  }
};

/// What a client may put into a request.
struct Ask {
  std::string qname = "example.org";
  dns::RrType type = dns::RrType::soa;
  std::uint16_t id = 0x1234;
  dns::Opcode opcode = dns::Opcode::query;
  dns::RrClass rr_class = dns::RrClass::in;
  std::optional<std::uint32_t> have = {};  // the SOA of an IXFR query
  std::string have_owner = "example.org";
  std::optional<dns::Edns> edns = {};
  dns::TsigKeyRef key = {};
  std::uint64_t signed_at = now;
};

inline dns::Edns edns(std::uint16_t udp_size = 1232) {
  dns::Edns made;
  made.udp_size = udp_size;
  return made;
}

/// The request's octets, and the MAC its answers are signed after.
struct Asked {
  base::Bytes wire;
  base::Bytes mac;
};

inline Asked request(const Ask& ask) {
  dns::MessageWriter writer;
  writer.start({.id = ask.id, .opcode = ask.opcode});
  const auto qname = name(ask.qname);
  writer.question({qname, ask.type, ask.rr_class});
  if (ask.have) {
    auto soa = zone::testing::soa(*ask.have);
    soa.owner = name(ask.have_owner);
    EXPECT_TRUE(writer.add(dns::Section::authority, soa.view()));
  }
  if (ask.edns) writer.opt(*ask.edns, dns::Rcode::noerror);
  Asked made;
  const auto message = writer.finish();
  made.wire.assign(message.begin(), message.end());
  if (ask.key) {
    auto signer = dns::TsigSigner::for_request(ask.key);
    base::Bytes tsig;
    const base::ByteView piece = message;
    signer.sign({&piece, 1}, ask.signed_at, tsig);
    base::append(made.wire, tsig);
    base::store_u16(&made.wire[10], static_cast<std::uint16_t>(base::load_u16(&made.wire[10]) + 1));
    made.mac.assign(signer.mac().begin(), signer.mac().end());
  }
  return made;
}

inline std::optional<base::ByteView> option(const dns::Message& message, std::uint16_t code) {
  if (!message.edns) return std::nullopt;
  for (const auto& one : message.edns->options) {
    if (one.code == code) return one.data;
  }
  return std::nullopt;
}

inline transfer::testing::ModelSecondary::Asked expecting(const Ask& ask, const Asked& asked,
                                                          std::uint64_t at = now) {
  transfer::testing::ModelSecondary::Asked made;
  made.type = ask.type;
  made.id = ask.id;
  made.question = transfer::testing::question(ask.qname, ask.type);
  made.with_opt = ask.edns.has_value();
  made.now = at;
  if (ask.key) made.verifier.emplace(ask.key, asked.mac);
  return made;
}

}  // namespace zonecast::server::testing
