// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/access_json.h"

#include <boost/json.hpp>
#include <charconv>
#include <functional>
#include <map>

namespace zonecast::control {

namespace {

namespace json = boost::json;

/// Thrown and caught in this file only: a document that is not what we wrote.
struct Malformed {
  std::string message;
};

[[noreturn]] void malformed(std::string_view member, const char* what) {
  throw Malformed{std::string(member) + " " + what};
}

json::string_view view_of(std::string_view text) { return {text.data(), text.size()}; }

std::string text_of(std::string_view member, const json::value& value) {
  if (!value.is_string()) malformed(member, "is not a string");
  const auto& text = value.get_string();
  return {text.data(), text.size()};
}
std::int64_t integer_of(std::string_view member, const json::value& value) {
  if (!value.is_int64()) malformed(member, "is not an integer");
  return value.get_int64();
}
base::IpAddress address_of(std::string_view member, const json::value& value) {
  const auto address = base::IpAddress::parse(text_of(member, value));
  if (!address) malformed(member, "is not an address");
  return *address;
}

template <typename T, typename Read>
void read_list(std::string_view member, const json::value& value, std::vector<T>& out, Read one) {
  if (!value.is_array()) malformed(member, "is not an array");
  for (const auto& each : value.get_array()) out.push_back(one(member, each));
}

/// What each member of a document sets.
using Setters =
    std::map<std::string_view, std::function<void(std::string_view, const json::value&)>>;

base::Result<void> read(std::string_view kind, std::string_view text, const Setters& setters) {
  try {
    json::parse_options options;
    options.max_depth = 8;
    boost::system::error_code error;
    const auto value = json::parse(view_of(text), error, {}, options);
    if (error) return base::failure(std::string(kind) + ": " + error.message());
    if (!value.is_object()) return base::failure(std::string(kind) + " is not an object");
    for (const auto& member : value.get_object()) {
      const std::string_view name(member.key().data(), member.key().size());
      const auto setter = setters.find(name);
      if (setter == setters.end()) malformed(name, "is an unknown member");
      setter->second(name, member.value());
    }
    return {};
  } catch (const Malformed& problem) {
    return base::failure(std::string(kind) + ": " + problem.message);
  }
}

void put_texts(json::object& out, const char* member, const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  json::array list;
  for (const auto& text : texts) list.push_back(json::value(view_of(text)));
  out[member] = std::move(list);
}
void put_numbers(json::object& out, const char* member, const std::vector<std::int64_t>& numbers) {
  if (!numbers.empty()) out[member] = json::array(numbers.begin(), numbers.end());
}
void put_times(json::object& out, std::int64_t created_at, std::int64_t updated_at) {
  if (created_at != 0) out["created_at"] = created_at;
  if (updated_at != 0) out["updated_at"] = updated_at;
}

auto into(std::int64_t& number) {
  return [&number](std::string_view member, const json::value& value) {
    number = integer_of(member, value);
  };
}
auto into(std::string& text) {
  return
      [&text](std::string_view member, const json::value& value) { text = text_of(member, value); };
}
auto into(std::vector<std::string>& texts) {
  return [&texts](std::string_view member, const json::value& value) {
    read_list(member, value, texts, text_of);
  };
}
auto into(std::vector<std::int64_t>& numbers) {
  return [&numbers](std::string_view member, const json::value& value) {
    read_list(member, value, numbers, integer_of);
  };
}
auto into(std::optional<base::IpAddress>& address) {
  return [&address](std::string_view member, const json::value& value) {
    address = address_of(member, value);
  };
}

}  // namespace

std::string acl_to_json(const model::Acl& acl) {
  json::object out;
  std::vector<std::string> prefixes, keys;
  for (const auto& prefix : acl.src_prefixes) prefixes.push_back(prefix.to_text());
  for (const auto& key : acl.tsig_keys) keys.push_back(dns::to_text(key));
  put_texts(out, "src_prefixes", prefixes);
  put_texts(out, "tsig_keys", keys);
  put_texts(out, "gss_tsig_identities", acl.gss_tsig_identities);
  put_times(out, acl.created_at, acl.updated_at);
  return json::serialize(out);
}

base::Result<model::Acl> acl_from_json(std::string_view name, std::string_view text) {
  model::Acl acl;
  acl.name = name;
  const auto prefix_of = [](std::string_view member, const json::value& value) {
    const auto prefix = base::IpPrefix::parse(text_of(member, value));
    if (!prefix) malformed(member, "has what is no prefix");
    return *prefix;
  };
  const auto key_of = [](std::string_view member, const json::value& value) {
    auto key = dns::Name::from_text(text_of(member, value));
    if (!key) malformed(member, "has what is no key name");
    return std::move(*key);
  };
  const auto done = read("acl", text,
                         {{"src_prefixes",
                           [&](std::string_view member, const json::value& value) {
                             read_list(member, value, acl.src_prefixes, prefix_of);
                           }},
                          {"tsig_keys",
                           [&](std::string_view member, const json::value& value) {
                             read_list(member, value, acl.tsig_keys, key_of);
                           }},
                          {"gss_tsig_identities", into(acl.gss_tsig_identities)},
                          {"created_at", into(acl.created_at)},
                          {"updated_at", into(acl.updated_at)}});
  if (!done) return std::unexpected(done.error());
  return acl;
}

std::string view_to_json(const model::View& view) {
  json::object out;
  put_texts(out, "read_acls", view.read_acls);
  put_texts(out, "update_acls", view.update_acls);
  put_texts(out, "zones", view.zones);
  put_numbers(out, "networks", view.networks);
  out["preference"] = static_cast<std::int64_t>(view.preference);
  put_times(out, view.created_at, view.updated_at);
  return json::serialize(out);
}

base::Result<model::View> view_from_json(std::string_view name, std::string_view text) {
  model::View view;
  view.name = name;
  const auto read_preference = [&](std::string_view member, const json::value& value) {
    const auto number = integer_of(member, value);
    if (number < 0 || number > UINT32_MAX) malformed(member, "is out of range");
    view.preference = static_cast<std::uint32_t>(number);
  };
  const auto done = read("view", text,
                         {{"read_acls", into(view.read_acls)},
                          {"update_acls", into(view.update_acls)},
                          {"zones", into(view.zones)},
                          {"networks", into(view.networks)},
                          {"preference", read_preference},
                          {"created_at", into(view.created_at)},
                          {"updated_at", into(view.updated_at)}});
  if (!done) return std::unexpected(done.error());
  return view;
}

std::string network_to_json(const model::Network& network) {
  json::object out;
  out["name"] = view_of(network.name);
  if (!network.label.empty()) out["label"] = view_of(network.label);
  std::vector<std::string> listen;
  for (const auto& address : network.listen) listen.push_back(address.to_text());
  put_texts(out, "listen", listen);
  if (network.source_v4) out["source_v4"] = view_of(network.source_v4->to_text());
  if (network.source_v6) out["source_v6"] = view_of(network.source_v6->to_text());
  if (!network.offers_views) out["offers_views"] = false;
  put_times(out, network.created_at, network.updated_at);
  return json::serialize(out);
}

base::Result<model::Network> network_from_json(std::string_view id, std::string_view text) {
  model::Network network;
  const auto number = std::from_chars(id.data(), id.data() + id.size(), network.id);
  if (number.ec != std::errc() || number.ptr != id.data() + id.size()) {
    return base::failure("network: its id " + std::string(id) + " is no number");
  }
  const auto listen_of = [](std::string_view member, const json::value& value) {
    const auto address = base::SocketAddress::parse(text_of(member, value));
    if (!address) malformed(member, "has what is not ADDRESS:PORT");
    return *address;
  };
  const auto done = read("network", text,
                         {{"name", into(network.name)},
                          {"label", into(network.label)},
                          {"listen",
                           [&](std::string_view member, const json::value& value) {
                             read_list(member, value, network.listen, listen_of);
                           }},
                          {"source_v4", into(network.source_v4)},
                          {"source_v6", into(network.source_v6)},
                          {"offers_views",
                           [&](std::string_view member, const json::value& value) {
                             if (!value.is_bool()) malformed(member, "is not true or false");
                             network.offers_views = value.get_bool();
                           }},
                          {"created_at", into(network.created_at)},
                          {"updated_at", into(network.updated_at)}});
  if (!done) return std::unexpected(done.error());
  return network;
}

}  // namespace zonecast::control
