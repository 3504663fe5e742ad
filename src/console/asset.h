// SPDX-License-Identifier: GPL-3.0-or-later
// The files of the web console, as console/build/finish.js packed them.
#pragma once

#include <map>
#include <optional>
#include <string_view>

#include "base/result.h"

namespace zonecast::console {

enum class Caching {
  no_cache,   // asked for again each time, answered 304 when it is the same
  immutable,  // its name changes with its contents
};

/// One file in up to three forms. Views into the pack.
struct Asset {
  std::string_view type, tag;
  Caching caching = Caching::no_cache;
  std::string_view identity;
  std::optional<std::string_view> gzip, brotli;
};

/// By path: "/index.html". Lives as long as the pack's octets.
using Assets = std::map<std::string_view, Asset, std::less<>>;

/// An error tells the line of the pack's index that cannot be read.
base::Result<Assets> read_pack(std::string_view pack);

/// What the program was built with; empty when that was without the console.
std::string_view embedded_pack();

}  // namespace zonecast::console
