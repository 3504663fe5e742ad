// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/absent.h"

#include "api/answer.h"

namespace zonecast::api {
namespace {

struct AbsentFeature {
  std::string_view path;  // it and everything below
  std::string_view what;
};

// The longer path first where one is below another.
constexpr AbsentFeature features[] = {
    {"/v1/monitoring", "Monitoring"},
    {"/v1/stats", "Figures of single records"},
    {"/v1/lists", "Notification lists of monitoring"},
    {"/v1/data", "Data sources and feeds"},
    {"/v1/feed", "Data feeds"},
    {"/v1/metatypes", "Metadata of traffic steering"},
    {"/v1/filtertypes", "Filter chains"},
    {"/v1/pulsar", "Pulsar"},
    {"/v1/applications", "Pulsar applications"},
    {"/v1/datasets", "Data sets"},
    {"/v1/redirect", "HTTP redirects"},
    {"/v1/alerting", "Alerts"},
    {"/v1/alerts", "Alerts"},
    {"/v1/billing-usage", "Billing"},
    {"/v1/account/plan", "Billing"},
    {"/v1/account/bills", "Billing"},
    {"/v1/account/invoices", "Billing"},
    {"/v1/account/paymentmethod", "Billing"},
    {"/v1/account/usagewarnings", "Billing"},
    {"/v1/account/settings", "Account settings"},
    {"/v1/account/whitelist", "Account-wide address lists"},
    {"/v1/dhcp", "DHCP"},
    {"/v1/ipam", "IP address management"},
};

/// Lists that octoDNS and the SDKs read before they know whether anything is in them.
constexpr std::string_view empty_lists[] = {
    "/v1/monitoring/jobs", "/v1/lists",    "/v1/data/sources",
    "/v1/applications",    "/v1/datasets", "/v1/account/whitelist",
};

std::string_view without_final_slash(std::string_view path) {
  return path.size() > 1 && path.ends_with('/') ? path.substr(0, path.size() - 1) : path;
}

bool is_at_or_below(std::string_view path, std::string_view above) {
  return path.starts_with(above) && (path.size() == above.size() || path[above.size()] == '/');
}

}  // namespace

http::Response absent_answer(const http::Request& request) {
  const auto path = without_final_slash(request.path);
  const bool is_read = request.method == "GET" || request.method == "HEAD";
  for (const auto list : empty_lists) {
    if (is_read && path == list) return json_answer("[]");
  }
  if (is_read && path.starts_with("/v1/data/feeds/")) return json_answer("[]");
  for (const auto& feature : features) {
    if (!is_at_or_below(path, feature.path)) continue;
    // Reading what cannot exist is a plain "not found" to clients; writing deserves the reason.
    const std::string what(feature.what);
    return is_read ? message_answer(404, what + ": not found, this server has no such thing")
                   : message_answer(501, what + ": not supported by this server");
  }
  return message_answer(404, "not found");
}

}  // namespace zonecast::api
