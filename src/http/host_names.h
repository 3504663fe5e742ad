// SPDX-License-Identifier: GPL-3.0-or-later
// The names a server answers to. A page of another site can make a browser ask us under that site's
// own name, by letting the name resolve to our address (DNS rebinding); it is then turned away.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/ip_address.h"

namespace zonecast::http {

class HostNames {
 public:
  /// The loopback names and the addresses listened on always belong to it. Listening on an
  /// unspecified address admits every literal address: no name resolves to those.
  HostNames(const std::vector<base::SocketAddress>& listen, const std::vector<std::string>& names);

  /// `host` is the Host header: name or address, perhaps with a port, which is not looked at, since
  /// ports are forwarded. A request without one comes from no browser.
  bool admits(std::string_view host) const;

 private:
  std::set<std::string, std::less<>> names_;
  std::set<base::IpAddress> addresses_;
  bool any_address_ = false;
};

}  // namespace zonecast::http
