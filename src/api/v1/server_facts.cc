// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/server_facts.h"

#include "api/answer.h"
#include "api/json/writer.h"

namespace zonecast::api::v1 {
namespace {

template <typename Addresses>
void write_addresses(json::Writer& writer, std::string_view name, const Addresses& addresses) {
  writer.key(name).begin_array();
  for (const auto& address : addresses) writer.value(address.to_text());
  writer.end_array();
}

}  // namespace

http::Response server_facts(const ServerFacts& facts) {
  std::string body;
  json::Writer writer(body);
  writer.begin_object()
      .member("version", facts.version)
      .member("started_at", timestamp(facts.started.time_since_epoch().count()));
  write_addresses(writer, "dns", facts.dns);
  write_addresses(writer, "api", facts.api);
  write_addresses(writer, "api_tls", facts.api_tls);
  write_addresses(writer, "notify_sources", facts.notify_sources);
  writer.end_object();
  return json_answer(std::move(body));
}

}  // namespace zonecast::api::v1
