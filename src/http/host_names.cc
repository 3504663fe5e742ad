// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/host_names.h"

namespace zonecast::http {
namespace {

/// In lower case, without a final dot.
std::string plain_name(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  std::string out(name);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

/// Without port and brackets.
std::string_view host_alone(std::string_view host) {
  if (host.starts_with('[')) {
    const auto end = host.find(']');
    return end == std::string_view::npos ? host : host.substr(1, end - 1);
  }
  return host.substr(0, host.find(':'));
}

}  // namespace

HostNames::HostNames(const std::vector<base::SocketAddress>& listen,
                     const std::vector<std::string>& names)
    : names_{"localhost"} {
  for (const auto& name : names) names_.insert(plain_name(name));
  for (const auto& address : listen) {
    if (address.address.is_unspecified()) any_address_ = true;
    addresses_.insert(address.address);
  }
}

bool HostNames::admits(std::string_view host) const {
  if (host.empty()) return true;
  const auto alone = host_alone(host);
  if (const auto address = base::IpAddress::parse(alone)) {
    return any_address_ || address->is_loopback() || addresses_.contains(*address);
  }
  return names_.contains(plain_name(alone));
}

}  // namespace zonecast::http
