// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/key_roll_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <memory>

#include "base/ip_address.h"
#include "cli/command.h"
#include "cli/json_fields.h"
#include "cli/key_command.h"
#include "cli/secondary_report.h"
#include "cli/table.h"

namespace zonecast::cli {

namespace json = boost::json;

namespace {

struct RollOptions : CommandOptions {
  std::string key, to, algorithm, secret_file, zone, secondary;
  bool all = false;
  bool force = false;
};

std::string path_of(const RollOptions& options, const char* step = "") {
  return "/v1/tsig/" + path_piece(options.key) + "/roll" + step;
}

/// "new at 22:10:03", in the time of the server's clock, UTC.
std::string sighting(const json::value& secondary, std::string_view member,
                     const std::string& new_key) {
  const auto* seen = find(secondary, member);
  if (seen == nullptr || !seen->is_object()) return "-";
  const auto key = text_of(*seen, "key");
  const auto at = text_of(*seen, "at");
  return fmt::format("{} {}", key == new_key ? "new" : "old",
                     at.size() > 19 ? at.substr(11, 8) : at);
}

std::string roll_text(const json::value& roll) {
  const auto* from = find(roll, "from");
  const auto* to = find(roll, "to");
  const auto old_key = from ? text_of(*from, "name") : std::string();
  const auto new_key = to ? text_of(*to, "name") : std::string();
  auto out = fmt::format("{} -> {}   {}\n", old_key, new_key, text_of(roll, "state"));
  const auto& secondaries = list_of(roll, "secondaries");
  if (!secondaries.empty()) {
    Table table(
        {"ZONE", "SECONDARY", "NEW KEY SEEN", "LAST REQUEST", "NOTIFY SIGNED WITH", "LAST NOTIFY"});
    for (const auto& secondary : secondaries) {
      const auto seen = text_of(secondary, "new_key_seen");
      table.add({text_of(secondary, "zone"), address_of(secondary),
                 seen.empty() ? "no" : seen.substr(0, 19),
                 sighting(secondary, "last_request", new_key),
                 truth_of(secondary, "switched") ? "new" : "old",
                 sighting(secondary, "last_notify", new_key)});
    }
    out += "\n" + table.to_text() + "\n";
  }
  for (const auto& acl : list_of(roll, "acls")) {
    if (acl.is_string()) out += fmt::format("\nACL {}", std::string_view(acl.get_string()));
  }
  const auto& hindrances = list_of(roll, "hindrances");
  constexpr std::size_t shown_max = 10;
  for (std::size_t i = 0; i < std::min(hindrances.size(), shown_max); ++i) {
    if (hindrances[i].is_string())
      out += fmt::format("\nnot yet: {}", std::string_view(hindrances[i].get_string()));
  }
  if (hindrances.size() > shown_max)
    out += fmt::format("\n… and {} more", hindrances.size() - shown_max);
  return out;
}

/// What to do next, on stderr.
void say_next(const json::value& roll, const std::string& key) {
  if (text_of(roll, "state") != "rolling") return;
  bool unseen = false;
  bool unswitched = false;
  for (const auto& secondary : list_of(roll, "secondaries")) {
    unseen = unseen || text_of(secondary, "new_key_seen").empty();
    unswitched = unswitched || !truth_of(secondary, "switched");
  }
  if (unswitched && unseen) {
    say("next: install the new key on each secondary, then  zonecast key roll switch " + key +
        " --all");
  } else if (unswitched) {
    say("next: zonecast key roll switch " + key + " --all");
  } else {
    say("next: zonecast key roll retire " + key);
  }
}

Result<int> told(const Result<json::value>& roll, const RollOptions& options) {
  if (!roll) return std::unexpected(roll.error());
  if (options.json) {
    emit(json::serialize(*roll));
    return ok;
  }
  emit(roll_text(*roll));
  say_next(*roll, options.key);
  return ok;
}

Result<int> start(Connection& connection, const RollOptions& options) {
  json::object body;
  if (!options.to.empty()) body["name"] = options.to;
  if (!options.algorithm.empty()) body["algorithm"] = options.algorithm;
  if (!options.secret_file.empty()) {
    const auto key = read_key_text(options.secret_file);
    if (!key) return std::unexpected(key.error());
    body["secret"] = key->secret;
    if (!key->algorithm.empty() && options.algorithm.empty()) body["algorithm"] = key->algorithm;
    if (!key->name.empty() && options.to.empty()) body["name"] = key->name;
  }
  const auto roll = connection.call("POST", path_of(options), json::serialize(body));
  if (!roll) return std::unexpected(roll.error());
  const auto* to = find(*roll, "to");
  // The new key is what one came for: it has to go to the secondaries.
  if (!options.json && to != nullptr) {
    emit(fmt::format("key \"{}\" {{\n\talgorithm {};\n\tsecret \"{}\";\n}};\n",
                     text_of(*to, "name"), text_of(*to, "algorithm"), text_of(*to, "secret")));
  }
  return told(roll, options);
}

Result<int> status(Connection& connection, const RollOptions& options) {
  const auto roll = connection.call("GET", path_of(options));
  const auto done = told(roll, options);
  if (!done) return done;
  return truth_of(*roll, "can_retire") ? ok : not_in_sync;
}

Result<int> switch_notify(Connection& connection, const RollOptions& options) {
  if (options.all == !(options.zone.empty() && options.secondary.empty()))
    return failure(wrong_usage, "give --zone and --secondary, or --all");
  json::object body;
  if (options.all) body["all"] = true;
  if (options.force) body["force"] = true;
  if (!options.zone.empty()) body["zone"] = options.zone;
  if (!options.secondary.empty()) {
    if (const auto address = base::SocketAddress::parse(options.secondary)) {
      body["ip"] = address->address.to_text();
      body["port"] = address->port;
    } else {
      body["ip"] = options.secondary;
    }
  }
  return told(connection.call("POST", path_of(options, "/switch"), json::serialize(body)), options);
}

Result<int> retire(Connection& connection, const RollOptions& options) {
  json::object body;
  if (options.force) body["force"] = true;
  return told(connection.call("POST", path_of(options, "/retire"), json::serialize(body)), options);
}

Result<int> abort(Connection& connection, const RollOptions& options) {
  return told(connection.call("POST", path_of(options, "/abort"), "{}"), options);
}

}  // namespace

void add_key_roll_commands(CLI::App& key, int& exit_code) {
  auto& roll = *key.add_subcommand("roll", "Replace a key by another without a refused transfer");
  roll.require_subcommand(1);
  const auto add = [&](const char* name, const char* description, auto run) {
    auto options = std::make_shared<RollOptions>();
    auto* command = roll.add_subcommand(name, description);
    command->add_option("key", options->key, "Name of the old key, or of the new one")
        ->required()
        ->type_name("NAME");
    add_command_options(*command, *options);
    command->callback([options, run, &exit_code] {
      exit_code =
          run_command(*options, [&](Connection& connection) { return run(connection, *options); });
    });
    return std::pair{command, options};
  };
  const auto [starting, started] =
      add("start", "Make the new key, accepted beside the old one from now on", start);
  starting->add_option("--to", started->to, "Its name (the old one with the year and a letter)")
      ->type_name("NAME");
  starting->add_option("--algorithm", started->algorithm, "Hash (that of the old key)");
  starting->add_option("--secret-file", started->secret_file, "Its secret (made by the server)")
      ->type_name("FILE");
  add("status", "Which secondary uses which key; exit code 10 while the old one cannot be retired",
      status);
  const auto [switching, switched] =
      add("switch", "Sign NOTIFY with the new key, where it has been seen", switch_notify);
  switching->add_option("--zone", switched->zone, "Only for this zone");
  switching->add_option("--secondary", switched->secondary, "Only to this secondary")
      ->type_name("ADDR[:PORT]");
  switching->add_flag("--all", switched->all, "To every secondary");
  switching->add_flag("--force", switched->force, "Also where the new key has not been seen");
  const auto [retiring, retired] =
      add("retire", "Take the old key out of everything and delete it", retire);
  retiring->add_flag("--force", retired->force, "Even though it was used lately");
  add("abort", "Back to the old key; the new one is deleted when it was made by start", abort);
}

}  // namespace zonecast::cli
