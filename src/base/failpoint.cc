// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/failpoint.h"

#ifdef ZC_FAILPOINTS

#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <string>
#include <string_view>

namespace zonecast::base {

namespace {

struct Armed {
  std::string name;
  unsigned long at = 0;
  std::string action;
  std::atomic<unsigned long> reached{0};

  Armed() {
    const char* text = std::getenv("ZONECAST_FAILPOINT");
    if (text == nullptr) return;
    const std::string_view all(text);
    const auto first = all.find(':');
    const auto second = first == std::string_view::npos ? first : all.find(':', first + 1);
    if (second == std::string_view::npos) return;
    name = all.substr(0, first);
    at = std::strtoul(std::string(all.substr(first + 1, second - first - 1)).c_str(), nullptr, 10);
    action = all.substr(second + 1);
  }
};

}  // namespace

FailpointAction failpoint(const char* name) {
  static Armed armed;
  if (armed.at == 0 || (armed.name != "*" && armed.name != name)) return FailpointAction::none;
  const auto reached = ++armed.reached;
  if (armed.action == "kill") {
    if (reached == armed.at) ::kill(::getpid(), SIGKILL);
    return FailpointAction::none;
  }
  // Disk errors last: a full disk is full for the next write, too.
  if (reached < armed.at) return FailpointAction::none;
  return armed.action == "enospc" ? FailpointAction::enospc : FailpointAction::eio;
}

}  // namespace zonecast::base

#endif
