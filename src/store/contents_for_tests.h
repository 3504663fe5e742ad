// SPDX-License-Identifier: GPL-3.0-or-later
// Zones and changes for the tests of the store, here and in tests/recovery.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/assert.h"
#include "base/bytes.h"
#include "store/store.h"
#include "zone/revise.h"
#include "zone/zone_builder.h"

namespace zonecast::store::testing {

inline dns::Name name(const std::string& text) {
  auto parsed = dns::Name::from_text(text);
  ZC_ASSERT(parsed);
  return *parsed;
}

inline dns::Record soa(const dns::Name& apex, std::uint32_t serial) {
  const auto mname = name("ns1.example.net.");
  const auto rname = name("hostmaster.example.net.");
  return {apex, dns::RrType::soa, 3600,
          dns::make_soa({.mname = mname,
                         .rname = rname,
                         .serial = dns::Serial(serial),
                         .refresh = 3600,
                         .retry = 600,
                         .expire = 604800,
                         .minimum = 300})};
}

/// "host 7" is host7.APEX A 192.0.2.7 (and 198.51.100.x from 256 on).
inline dns::Record host(const dns::Name& apex, std::uint32_t number) {
  auto owner = dns::Name::concatenate(name("host" + std::to_string(number) + "."), apex);
  ZC_ASSERT(owner);
  return {*owner, dns::RrType::a, 300,
          base::Bytes{192, static_cast<std::uint8_t>(number >> 16),
                      static_cast<std::uint8_t>(number >> 8), static_cast<std::uint8_t>(number)}};
}

using Hosts = std::set<std::uint32_t>;

/// SOA, one NS, and the hosts.
inline zone::ZoneVersionRef contents(const dns::Name& apex, std::uint32_t serial,
                                     const Hosts& hosts) {
  zone::ZoneBuilder builder(apex);
  const auto add = [&](const dns::Record& record) { ZC_ASSERT(builder.add(record.view())); };
  add(soa(apex, serial));
  const auto target = name("ns1.example.net.");
  add({apex, dns::RrType::ns, 3600, {target.wire().begin(), target.wire().end()}});
  for (const auto number : hosts) add(host(apex, number));
  auto built = builder.build();
  ZC_ASSERT(built);
  return std::make_shared<const zone::ZoneVersion>(std::move(*built));
}

inline zone::DifferenceRef difference(const dns::Name& apex, std::uint32_t from, std::uint32_t to,
                                      const Hosts& deleted, const Hosts& added) {
  zone::ZoneChange change;
  for (const auto number : deleted) change.deletions.push_back(host(apex, number));
  for (const auto number : added) change.additions.push_back(host(apex, number));
  const auto old_soa = soa(apex, from);
  const auto new_soa = soa(apex, to);
  return std::make_shared<const zone::Difference>(old_soa.view(), new_soa.view(), change);
}

/// Every record as text that is equal when the record is.
inline std::vector<std::string> records(const zone::ZoneVersion& version) {
  std::vector<std::string> out;
  version.for_each([&](const dns::RecordView& record) {
    out.push_back(dns::to_text(record.owner) + ' ' + dns::to_text(record.type) + ' ' +
                  std::to_string(record.ttl) + ' ' + base::to_hex(record.rdata));
    return true;
  });
  return out;
}

inline model::ZoneSettings settings(const std::string& zone_name) {
  model::ZoneSettings out;
  out.name = zone_name;
  out.apex = name(zone_name + ".");
  out.public_id = "0123456789abcdef01234567";
  out.created_at = 1'600'000'000;
  out.updated_at = 1'600'000'000;
  return out;
}

inline Transaction create(const std::string& zone_name, std::uint32_t serial, const Hosts& hosts) {
  CreateZone what{.settings = settings(zone_name), .contents = {}, .documents = {}, .keys = {}};
  what.contents = contents(what.settings.apex, serial, hosts);
  return {.what = std::move(what), .provenance = {}, .result = {}};
}

inline Transaction change(ZoneId zone, std::uint64_t expected_version,
                          zone::DifferenceRef difference) {
  ChangeZone what;
  what.zone = zone;
  what.expected_version = expected_version;
  what.difference = std::move(difference);
  return {.what = std::move(what), .provenance = {}, .result = {}};
}

/// A directory that goes with its guard.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    auto pattern = (std::filesystem::temp_directory_path() / "zonecast-store-XXXXXX").string();
    ZC_ASSERT(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace zonecast::store::testing
