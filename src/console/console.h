// SPDX-License-Identifier: GPL-3.0-or-later
// Serves the web console: its files under their names, its page for every other address, so that
// the addresses of its pages can be opened and kept.
#pragma once

#include "console/asset.h"
#include "http/http_server.h"

namespace zonecast::console {

/// Whether a path is the console's to answer and not the API's. Percent-encoded, without query.
bool is_console_path(std::string_view path);

/// Thread-safe.
class Console {
 public:
  /// `pack` must outlive it. Without the console built in, every address says so.
  static base::Result<Console> open(std::string_view pack = embedded_pack());
  http::Response handle(const http::Request& request) const;

 private:
  explicit Console(Assets assets) : assets_(std::move(assets)) {}
  Assets assets_;
};

}  // namespace zonecast::console
