// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/networks.h"

#include <charconv>

#include "api/v1/configured.h"
#include "api/v1/secondary_address.h"

namespace zonecast::api::v1 {
namespace {

using control::StoredNetwork;

constexpr std::size_t text_octets_max = 255;

/// The number in the path.
std::optional<std::int64_t> id_of(const Route& route) {
  std::int64_t id = 0;
  const auto* end = route.name.data() + route.name.size();
  const auto [at, error] = std::from_chars(route.name.data(), end, id);
  if (error != std::errc() || at != end || id < 0 || id > INT32_MAX) return std::nullopt;
  return id;
}

http::Response no_such_network() { return message_answer(404, "Resource not found"); }

base::Result<base::SocketAddress, WrongInput> listen_address(const std::string& text) {
  auto address = base::SocketAddress::parse(text);
  if (!address) {
    // The port may be left out.
    if (const auto alone = base::IpAddress::parse(text)) return base::SocketAddress{*alone, 53};
    return std::unexpected(WrongInput{
        "invalid_address", "Not ADDRESS:PORT (IPv6 as [2001:db8::1]:53), nor an address alone"});
  }
  return *address;
}

/// A source address: null or "" clears it.
std::optional<std::optional<base::IpAddress>> source_of(const json::Fields& body,
                                                        std::string_view member,
                                                        base::IpFamily family) {
  const auto* value = body.find_with_null(member);
  if (value == nullptr) return std::nullopt;
  if (value->is_null()) return std::optional<base::IpAddress>();
  const auto text = body.string(member);
  if (!text) return std::nullopt;
  if (text->empty()) return std::optional<base::IpAddress>();
  const auto address = base::IpAddress::parse(*text);
  if (!address || address->family() != family || address->is_unspecified()) {
    body.wrong(member, "invalid_address",
               family == base::IpFamily::v4 ? "Not an IPv4 address of this machine"
                                            : "Not an IPv6 address of this machine");
    return std::nullopt;
  }
  return std::optional(*address);
}

std::optional<std::string> short_text(const json::Fields& body, std::string_view member) {
  auto text = body.string(member);
  if (text && text->size() > text_octets_max)
    body.wrong(member, "too_long", "At most " + std::to_string(text_octets_max) + " octets");
  return text;
}

control::NetworkDraft read_network(const json::Fields& body) {
  control::NetworkDraft draft;
  draft.name = short_text(body, "name");
  draft.label = short_text(body, "label");
  draft.listen = list_of(body, "listen", listen_address);
  draft.source_v4 = source_of(body, "source_v4", base::IpFamily::v4);
  draft.source_v6 = source_of(body, "source_v6", base::IpFamily::v6);
  draft.offers_views = body.boolean("offers_views");
  return draft;
}

void write_source(json::Writer& writer, const char* member,
                  const std::optional<base::IpAddress>& address) {
  writer.key(member);
  address ? writer.value(address->to_text()) : writer.null();
}

std::string text_of(const StoredNetwork& stored) {
  const auto& network = stored.object;
  std::string text;
  json::Writer writer(text);
  writer.begin_object().member("network_id", network.id).member("name", network.name);
  writer.member("label", network.label).key("listen").begin_array();
  for (const auto& address : network.listen) writer.value(address.to_text());
  writer.end_array();
  write_source(writer, "source_v4", network.source_v4);
  write_source(writer, "source_v6", network.source_v6);
  writer.member("offers_views", network.offers_views).member("created_at", network.created_at);
  writer.member("updated_at", network.updated_at).end_object();
  return text;
}

}  // namespace

http::Response list_networks(const Services& services, const http::Request&) {
  std::string text;
  json::Writer writer(text);
  writer.begin_array();
  for (const auto& network : services.objects.networks.list()) writer.raw(text_of(network));
  writer.end_array();
  return json_answer(std::move(text));
}

http::Response get_network(const Services& services, const http::Request& request,
                           const Route& route) {
  const auto id = id_of(route);
  if (!id) return no_such_network();
  const auto network = services.objects.networks.get(*id);
  if (!network) return problem_answer(network.error());
  return object_answer(request, text_of(*network), network->version);
}

http::Response create_network(const Services& services, const http::Request& request,
                              const Route& route) {
  const auto members = json::parse_body(request.body);
  if (!members) return problem_answer(members.error());
  json::FieldProblems problems;
  const json::Fields body(*members, {}, problems);
  const auto draft = read_network(body);
  auto id = body.integer("network_id", 0, INT32_MAX);
  if (!route.name.empty()) {
    id = id_of(route);
    if (!id) body.wrong("network_id", "out_of_range", "A network's number is 0 to 2147483647");
  }
  if (!problems.empty()) return problem_answer(problems.take());
  const auto network =
      services.objects.networks.create(id, draft, requester(services, request), text_of);
  if (!network)
    return refused_object(network.error(), [&] { return get_network(services, request, route); });
  return object_answer(request, text_of(*network), network->version);
}

http::Response update_network(const Services& services, const http::Request& request,
                              const Route& route) {
  const auto id = id_of(route);
  if (!id) return no_such_network();
  const auto members = json::parse_body(request.body);
  if (!members) return problem_answer(members.error());
  json::FieldProblems problems;
  const auto draft = read_network(json::Fields(*members, {}, problems));
  if (!problems.empty()) return problem_answer(problems.take());
  const auto network =
      services.objects.networks.update(*id, draft, requester(services, request), text_of);
  if (!network)
    return refused_object(network.error(), [&] { return get_network(services, request, route); });
  return object_answer(request, text_of(*network), network->version);
}

http::Response delete_network(const Services& services, const http::Request& request,
                              const Route& route) {
  const auto id = id_of(route);
  if (!id) return no_such_network();
  const auto removed = services.objects.networks.remove(*id, requester(services, request));
  if (removed) return json_answer("{}");
  return refused_object(removed.error(), [&] { return get_network(services, request, route); });
}

}  // namespace zonecast::api::v1
