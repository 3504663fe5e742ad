// SPDX-License-Identifier: GPL-3.0-or-later
// What `zonecast serve` runs with: a TOML file, overridden by the command line.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "alias/resolver.h"
#include "base/ip_address.h"
#include "base/log.h"
#include "base/result.h"
#include "control/contents_edit.h"
#include "notify/notify_scheduler.h"
#include "session/session_registry.h"
#include "store/store.h"

namespace zonecast::app {

struct Config {
  std::string data_directory;
  std::vector<base::SocketAddress> dns;
  std::vector<base::SocketAddress> api;
  std::vector<base::SocketAddress> api_tls;
  std::string tls_certificate, tls_key;  // empty: self-signed, in the data directory
  bool insecure_http = false;
  std::string secrets_key_file;    // empty: secrets.key in the data directory
  unsigned dns_threads = 0;        // 0: one per core
  std::vector<std::string> names;  // hosts the API listeners answer to, beside their addresses
  base::LogLevel log_level = base::LogLevel::info;
  control::ZoneDefaults zones;
  unsigned activity_kept_days = 90;
  session::SessionLimits sessions;
  notify::NotifyPolicy notify;
  alias::ResolverSettings alias;
  store::HistoryRetention history;
};

/// Reads the file; an error names file, line and member. Unknown members are errors: a typo must
/// not pass for a setting.
base::Result<Config> read_config(const std::string& path);

/// What cannot work together, said before anything is opened.
base::Result<void> check_config(const Config& config);

}  // namespace zonecast::app
