// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/config.h"

#include <fmt/format.h>

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <functional>
#include <map>

namespace zonecast::app {

namespace {

using Setter = std::function<std::string(const toml::node&)>;  // what is wrong, or ""

std::string as_string(const toml::node& node, std::string& out) {
  const auto value = node.value_exact<std::string>();
  if (!value) return "must be a string";
  out = *value;
  return "";
}

std::string as_name(const toml::node& node, std::optional<dns::Name>& out) {
  std::string text;
  if (auto wrong = as_string(node, text); !wrong.empty()) return wrong;
  auto name = dns::Name::from_text(text);
  if (!name) return "is no domain name: " + name.error().message;
  out = std::move(*name);
  return "";
}

std::string as_seconds(const toml::node& node, std::uint32_t& out) {
  const auto value = node.value_exact<std::int64_t>();
  if (!value || *value < 0 || *value > 0x7fff'ffff)
    return "must be a number of seconds from 0 to 2147483647";
  out = static_cast<std::uint32_t>(*value);
  return "";
}

std::string as_count(const toml::node& node, std::int64_t most, std::int64_t& out) {
  const auto value = node.value_exact<std::int64_t>();
  if (!value || *value < 0 || *value > most)
    return fmt::format("must be a whole number from 0 to {}", most);
  out = *value;
  return "";
}

/// How long a session may last: not so short that nobody could sign in, nor without end.
std::string as_session_time(const toml::node& node, std::chrono::seconds& out) {
  constexpr std::int64_t least = 5;
  constexpr std::int64_t most = 30LL * 24 * 60 * 60;
  const auto value = node.value_exact<std::int64_t>();
  if (!value || *value < least || *value > most)
    return fmt::format("must be a number of seconds from {} to {}", least, most);
  out = std::chrono::seconds(*value);
  return "";
}

std::string as_bool(const toml::node& node, bool& out) {
  const auto value = node.value_exact<bool>();
  if (!value) return "must be true or false";
  out = *value;
  return "";
}

/// A string, or an array of strings, each given to `take`.
std::string each_string(const toml::node& node,
                        const std::function<std::string(const std::string&)>& take) {
  if (const auto one = node.value_exact<std::string>()) return take(*one);
  const auto* array = node.as_array();
  if (array == nullptr) return "must be a string or an array of strings";
  for (const auto& element : *array) {
    const auto text = element.value_exact<std::string>();
    if (!text) return "must hold strings only";
    if (auto wrong = take(*text); !wrong.empty()) return wrong;
  }
  return "";
}

std::string as_addresses(const toml::node& node, std::vector<base::SocketAddress>& out) {
  return each_string(node, [&](const std::string& text) -> std::string {
    const auto address = base::SocketAddress::parse(text);
    if (!address) return "\"" + text + "\" is not ADDRESS:PORT";
    out.push_back(*address);
    return "";
  });
}

std::string as_hosts(const toml::node& node, std::vector<std::string>& out) {
  return each_string(node, [&](const std::string& text) -> std::string {
    if (text.empty() || text.find_first_of(" /:") != std::string::npos) {
      return "\"" + text + "\" is no host name (without scheme and port)";
    }
    out.push_back(text);
    return "";
  });
}

std::string as_names(const toml::node& node, std::vector<dns::Name>& out) {
  return each_string(node, [&](const std::string& text) -> std::string {
    auto name = dns::Name::from_text(text);
    if (!name) return "\"" + text + "\" is no domain name: " + name.error().message;
    out.push_back(std::move(*name));
    return "";
  });
}

std::string as_policy(const toml::node& node, model::SerialPolicy& out) {
  std::string text;
  if (auto wrong = as_string(node, text); !wrong.empty()) return wrong;
  if (text == "unixtime")
    out = model::SerialPolicy::unixtime;
  else if (text == "increment")
    out = model::SerialPolicy::increment;
  else if (text == "date")
    out = model::SerialPolicy::date;
  else
    return "must be \"unixtime\", \"increment\" or \"date\"";
  return "";
}

std::string as_level(const toml::node& node, base::LogLevel& out) {
  std::string text;
  if (auto wrong = as_string(node, text); !wrong.empty()) return wrong;
  if (text == "debug")
    out = base::LogLevel::debug;
  else if (text == "info")
    out = base::LogLevel::info;
  else if (text == "warning")
    out = base::LogLevel::warning;
  else if (text == "error")
    out = base::LogLevel::error;
  else
    return "must be \"debug\", \"info\", \"warning\" or \"error\"";
  return "";
}

std::map<std::string, std::map<std::string, Setter>> setters(Config& config) {
  const auto count = [](auto& out, std::int64_t most) {
    return [&out, most](const toml::node& node) {
      std::int64_t value = 0;
      auto wrong = as_count(node, most, value);
      if (wrong.empty()) out = static_cast<std::remove_reference_t<decltype(out)>>(value);
      return wrong;
    };
  };
  auto& zones = config.zones;
  const auto seconds = [](std::uint32_t& out) {
    return [&out](const toml::node& node) { return as_seconds(node, out); };
  };
  return {
      {"server",
       {{"data", [&](const auto& node) { return as_string(node, config.data_directory); }},
        {"dns", [&](const auto& node) { return as_addresses(node, config.dns); }},
        {"dns_threads", count(config.dns_threads, 256)},
        {"api", [&](const auto& node) { return as_addresses(node, config.api); }},
        {"api_tls", [&](const auto& node) { return as_addresses(node, config.api_tls); }},
        {"tls_cert", [&](const auto& node) { return as_string(node, config.tls_certificate); }},
        {"tls_key", [&](const auto& node) { return as_string(node, config.tls_key); }},
        {"secrets_key", [&](const auto& node) { return as_string(node, config.secrets_key_file); }},
        {"insecure_http", [&](const auto& node) { return as_bool(node, config.insecure_http); }},
        {"names", [&](const auto& node) { return as_hosts(node, config.names); }},
        {"log_level", [&](const auto& node) { return as_level(node, config.log_level); }}}},
      {"zones",
       {{"name_servers", [&](const auto& node) { return as_names(node, zones.name_servers); }},
        {"primary_master", [&](const auto& node) { return as_name(node, zones.primary_master); }},
        {"hostmaster", [&](const auto& node) { return as_name(node, zones.hostmaster); }},
        {"serial_policy", [&](const auto& node) { return as_policy(node, zones.serial_policy); }},
        {"ttl", seconds(zones.ttl)},
        {"refresh", seconds(zones.refresh)},
        {"retry", seconds(zones.retry)},
        {"expiry", seconds(zones.expiry)},
        {"nx_ttl", seconds(zones.nx_ttl)}}},
      {"alias",
       {{"resolvers", [&](const auto& node) { return as_addresses(node, config.alias.servers); }}}},
      {"activity", {{"keep_days", count(config.activity_kept_days, 36'500)}}},
      {"sessions",
       {{"idle_seconds",
         [&](const auto& node) { return as_session_time(node, config.sessions.idle); }},
        {"absolute_seconds",
         [&](const auto& node) { return as_session_time(node, config.sessions.absolute); }}}},
      {"notify",
       {{"window_per_destination", count(config.notify.window_per_destination, 60'000)},
        {"rate_per_second", count(config.notify.rate_per_second, 1'000'000)}}},
      {"history",
       {{"days", count(config.history.days, 36'500)},
        {"versions", count(config.history.versions, 1'000'000)},
        {"octets_max", count(config.history.octets_max, std::int64_t{1} << 50)}}},
  };
}

std::string where(const std::string& path, const toml::source_region& source) {
  return fmt::format("{}:{}", path, source.begin.line);
}

}  // namespace

base::Result<Config> read_config(const std::string& path) {
  const auto parsed = toml::parse_file(path);
  if (!parsed) {
    const auto& error = parsed.error();
    return base::failure(where(path, error.source()) + ": " + std::string(error.description()));
  }
  Config config;
  const auto known = setters(config);
  for (const auto& [section_key, section_node] : parsed.table()) {
    const std::string section(section_key.str());
    const auto members = known.find(section);
    const auto* table = section_node.as_table();
    if (members == known.end() || table == nullptr) {
      return base::failure(where(path, section_node.source()) + ": unknown section [" + section +
                           "]");
    }
    for (const auto& [member_key, node] : *table) {
      const std::string member(member_key.str());
      const auto setter = members->second.find(member);
      if (setter == members->second.end()) {
        return base::failure(where(path, node.source()) + ": unknown member " + section + "." +
                             member);
      }
      if (const auto wrong = setter->second(node); !wrong.empty()) {
        return base::failure(where(path, node.source()) + ": " + section + "." + member + " " +
                             wrong);
      }
    }
  }
  return config;
}

base::Result<void> check_config(const Config& config) {
  if (config.data_directory.empty()) return base::failure("no data directory: give --data DIR");
  if (config.dns.empty()) return base::failure("no DNS address: give --dns ADDR:PORT");
  if (config.api.empty() && config.api_tls.empty()) {
    return base::failure("no API address: give --api ADDR:PORT or --api-tls ADDR:PORT");
  }
  if (config.tls_certificate.empty() != config.tls_key.empty()) {
    return base::failure("--tls-cert and --tls-key go together");
  }
  for (const auto& address : config.api) {
    if (address.address.is_loopback() || config.insecure_http) continue;
    return base::failure(
        "--api " + address.to_text() +
        " would carry keys in the clear beyond this machine: use --api-tls, or --insecure-http");
  }
  return {};
}

}  // namespace zonecast::app
