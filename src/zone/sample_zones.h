// SPDX-License-Identifier: GPL-3.0-or-later
// Zones for tests, from text and from tests/data/zones.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

#include "dns/presentation.h"
#include "zone/zone_builder.h"

// Where the build does not say otherwise: run from the top of the tree.
#ifndef ZC_TEST_DATA
#define ZC_TEST_DATA "tests/data"
#endif

namespace zonecast::zone {

/// Ends the program with the reason when the text is no zone.
inline ZoneVersion zone_from_text(std::string_view apex, std::string_view text) {
  const auto give_up = [](const std::string& why) {
    std::fprintf(stderr, "sample zone: %s\n", why.c_str());
    std::abort();
  };
  const dns::Name name = *dns::Name::from_text(apex);
  ZoneBuilder builder(name);
  dns::ZoneFileReader reader(name, 3600, dns::IncludePolicy::refuse, {},
                             [&](const dns::RecordView& record, std::uint64_t line) {
                               const auto added = builder.add(record, line);
                               if (!added) give_up(added.error().message);
                               return true;
                             });
  if (const auto fed = reader.feed(text); !fed) give_up(fed.error().reason);
  if (const auto finished = reader.finish(); !finished) give_up(finished.error().reason);
  auto version = builder.build();
  if (!version) give_up(version.error().message);
  return std::move(*version);
}

/// A file of tests/data/zones that holds example.org.
inline ZoneVersion sample_zone(const std::string& file) {
  std::ifstream in(ZC_TEST_DATA "/zones/" + file);
  std::stringstream text;
  text << in.rdbuf();
  return zone_from_text("example.org.", text.str());
}

}  // namespace zonecast::zone
