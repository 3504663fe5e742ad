// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/apikey_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <memory>

#include "cli/command.h"
#include "cli/json_fields.h"
#include "cli/permission_options.h"
#include "cli/table.h"
#include "cli/time_text.h"

namespace zonecast::cli {

namespace json = boost::json;

namespace {

struct KeyOptions : CommandOptions {
  std::string name, expires, others_expire_in = "24h";
  std::vector<std::string> addresses, teams;
  PermissionOptions permissions;
};

const std::string keys_path = "/v1/account/apikeys";

/// Of the key with this name, or this id.
Result<std::string> id_of(Connection& connection, const std::string& name) {
  const auto keys = connection.list(keys_path);
  if (!keys) return std::unexpected(keys.error());
  for (const auto& key : *keys) {
    if (text_of(key, "name") == name || text_of(key, "id") == name) return text_of(key, "id");
  }
  return failure(not_found, "no API key is called " + name);
}

std::string when(const json::value& object, std::string_view member) {
  const auto at = number_of(object, member);
  return at == 0 ? "–" : time_text(at);
}

/// How far the key reaches, in a few words.
std::string reach_of(const json::value& key) {
  const auto* permissions = find(key, "permissions");
  const auto* dns = permissions == nullptr ? nullptr : find(*permissions, "dns");
  if (dns == nullptr || !(truth_of(*dns, "view_zones") || truth_of(*dns, "manage_zones")))
    return "no zones";
  const std::string verb = truth_of(*dns, "manage_zones") ? "manage " : "view ";
  if (truth_of(*dns, "zones_allow_by_default")) return verb + "all zones";
  return verb + std::to_string(list_of(*dns, "zones_allow").size()) + " zones";
}

Result<int> list_keys(Connection& connection, const KeyOptions& options) {
  const auto keys = connection.list(keys_path);
  if (!keys) return std::unexpected(keys.error());
  if (options.json) {
    emit(json::serialize(*keys));
    return ok;
  }
  Table table({"NAME", "ID", "RIGHTS", "SECRETS", "LAST ACCESS"});
  for (const auto& key : *keys) {
    table.add({text_of(key, "name"), text_of(key, "id"), reach_of(key),
               std::to_string(list_of(key, "secrets").size()), when(key, "last_access")});
  }
  emit(table.to_text());
  return ok;
}

/// The secret alone on stdout, so that a script can take it from there.
int tell_secret(const KeyOptions& options, const json::value& key, const std::string& what) {
  if (options.json) {
    emit(json::serialize(key));
  } else {
    say(what + "; its secret is shown this once:");
    emit(text_of(key, "key"));
  }
  return ok;
}

Result<int> add_key(Connection& connection, const KeyOptions& options) {
  json::object body{
      {"name", options.name},
      {"permissions", permissions_of(options.permissions)},
      {"ip_whitelist", json::array(options.addresses.begin(), options.addresses.end())},
      {"teams", json::array(options.teams.begin(), options.teams.end())}};
  if (!options.expires.empty()) body["expiry_duration"] = options.expires;
  const auto key = connection.call("PUT", keys_path, json::serialize(body));
  if (!key) return std::unexpected(key.error());
  return tell_secret(options, *key, "API key " + options.name + " made");
}

Result<int> rotate_key(Connection& connection, const KeyOptions& options) {
  const auto id = id_of(connection, options.name);
  if (!id) return std::unexpected(id.error());
  const json::object body{{"others_expire_in", options.others_expire_in}};
  const auto key =
      connection.call("POST", keys_path + "/" + *id + "/secrets", json::serialize(body));
  if (!key) return std::unexpected(key.error());
  return tell_secret(options, *key,
                     fmt::format("API key {} has a further secret, the one before ends in {}",
                                 options.name, options.others_expire_in));
}

Result<int> revoke_key(Connection& connection, const KeyOptions& options) {
  const auto id = id_of(connection, options.name);
  if (!id) return std::unexpected(id.error());
  const auto done = connection.call("DELETE", keys_path + "/" + *id);
  if (!done) return std::unexpected(done.error());
  say("API key " + options.name + " revoked");
  return ok;
}

using Body = Result<int> (*)(Connection&, const KeyOptions&);

std::pair<CLI::App*, std::shared_ptr<KeyOptions>> add(CLI::App& apikey, int& exit_code,
                                                      const char* name, const char* description,
                                                      Body body) {
  auto options = std::make_shared<KeyOptions>();
  auto* command = apikey.add_subcommand(name, description);
  add_command_options(*command, *options);
  command->callback([options, body, &exit_code] {
    exit_code =
        run_command(*options, [&](Connection& connection) { return body(connection, *options); });
  });
  return {command, options};
}

}  // namespace

void add_apikey_commands(CLI::App& app, int& exit_code) {
  auto& apikey = *app.add_subcommand("apikey", "API keys: list, add, rotate, revoke");
  apikey.require_subcommand(1);
  add(apikey, exit_code, "list", "The API keys and when they were used", list_keys);
  const auto [adding, add_options] =
      add(apikey, exit_code, "add", "Make an API key; prints its secret", add_key);
  adding->add_option("name", add_options->name, "What it is for")->required();
  add_permission_options(*adding, add_options->permissions);
  adding->add_option("--from", add_options->addresses, "Addresses or prefixes it may be used from")
      ->type_name("PREFIX");
  adding->add_option("--team", add_options->teams, "Id of a team it belongs to")->type_name("ID");
  adding->add_option("--expires", add_options->expires, "How long a secret of it lives: 30d, 12h")
      ->type_name("DURATION");
  const auto [rotating, rotate_options] =
      add(apikey, exit_code, "rotate", "Give a key a further secret; prints it", rotate_key);
  rotating->add_option("name", rotate_options->name, "Name or id of the key")->required();
  rotating
      ->add_option("--keep", rotate_options->others_expire_in,
                   "How long the secret before stays good; 0: not at all")
      ->type_name("DURATION")
      ->capture_default_str();
  const auto [revoking, revoke_options] =
      add(apikey, exit_code, "revoke", "Delete a key with all its secrets", revoke_key);
  revoking->add_option("name", revoke_options->name, "Name or id of the key")->required();
}

}  // namespace zonecast::cli
