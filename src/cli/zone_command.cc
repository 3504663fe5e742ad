// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/zone_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <fstream>
#include <memory>
#include <utility>

#include "cli/command.h"
#include "cli/history_command.h"
#include "cli/import_command.h"
#include "cli/json_fields.h"
#include "cli/secondary_report.h"
#include "cli/table.h"

namespace zonecast::cli {

namespace json = boost::json;

namespace {

struct ZoneOptions : CommandOptions {
  std::string zone, name, output;
  std::vector<std::string> secondaries;
};

std::string path_of(const std::string& zone) { return "/v1/zones/" + path_piece(zone); }

std::string transfers_text(const json::value& zone) {
  const auto* primary = find(zone, "primary");
  if (!primary || !truth_of(*primary, "enabled")) return "off";
  const auto count = list_of(*primary, "secondaries").size();
  return count == 1 ? "1 secondary" : fmt::format("{} secondaries", count);
}

Result<int> list_zones(Connection& connection, const ZoneOptions& options) {
  const auto zones = connection.list("/v1/zones");
  if (!zones) return std::unexpected(zones.error());
  if (options.json) {
    emit(json::serialize(*zones));
    return ok;
  }
  Table table({"ZONE", "SERIAL", "TRANSFERS"});
  for (const auto& zone : *zones) {
    table.add({text_of(zone, "name"), text_of(zone, "serial"), transfers_text(zone)});
  }
  emit(table.to_text());
  return ok;
}

Result<int> show_zone(Connection& connection, const ZoneOptions& options) {
  const auto zone = connection.call("GET", path_of(options.zone) + "?records=false");
  if (!zone) return std::unexpected(zone.error());
  if (options.json) {
    emit(json::serialize(*zone));
    return ok;
  }
  emit(fmt::format(
      "zone        {}\nserial      {}\nMNAME       {}\nRNAME       {}\n"
      "SOA timers  ttl {}, refresh {}, retry {}, expire {}, nx_ttl {} (seconds)\ntransfers   {}",
      text_of(*zone, "zone"), text_of(*zone, "serial"), text_of(*zone, "primary_master"),
      text_of(*zone, "hostmaster"), text_of(*zone, "ttl"), text_of(*zone, "refresh"),
      text_of(*zone, "retry"), text_of(*zone, "expiry"), text_of(*zone, "nx_ttl"),
      transfers_text(*zone)));
  const auto* primary = find(*zone, "primary");
  if (!primary) return ok;
  for (const auto& secondary : list_of(*primary, "secondaries")) {
    const auto* tsig = find(secondary, "tsig");
    const bool keyed = tsig && truth_of(*tsig, "enabled");
    emit(fmt::format("            {}{}{}{}", address_of(secondary),
                     truth_of(secondary, "notify") ? ", notified" : "",
                     keyed ? ", key " + text_of(*tsig, "name") : "",
                     keyed && truth_of(*tsig, "transfers") ? " (transfers too)" : ""));
  }
  return ok;
}

Result<int> add_zone(Connection& connection, const ZoneOptions& options) {
  std::vector<SecondaryArgument> secondaries;
  for (const auto& text : options.secondaries) {
    const auto secondary = SecondaryArgument::parse(text);
    if (!secondary) return failure(wrong_usage, text + ": not a secondary");
    secondaries.push_back(*secondary);
  }
  const auto name = options.name.empty() ? options.zone : options.name;
  auto body = fmt::format("{{\"zone\":{}", json::serialize(json::value(options.zone)));
  if (!secondaries.empty()) body += ",\"primary\":" + primary_json(secondaries);
  const auto zone = connection.call("PUT", path_of(name), body + "}");
  if (!zone) return std::unexpected(zone.error());
  if (options.json) {
    emit(json::serialize(*zone));
  } else {
    say(fmt::format("added {} serial {}", text_of(*zone, "name"), text_of(*zone, "serial")));
  }
  return ok;
}

Result<int> delete_zone(Connection& connection, const ZoneOptions& options) {
  const auto gone = connection.call("DELETE", path_of(options.zone));
  if (!gone) return std::unexpected(gone.error());
  say("deleted " + options.zone);
  return ok;
}

Result<int> export_zone(Connection& connection, const ZoneOptions& options) {
  const auto text = connection.text("/v1/export/zonefile/" + path_piece(options.zone));
  if (!text) return std::unexpected(text.error());
  if (options.output.empty() || options.output == "-") {
    std::fwrite(text->data(), 1, text->size(), stdout);
    return ok;
  }
  std::ofstream file(options.output, std::ios::binary);
  file << *text;
  file.close();
  if (!file) return failure(failed, options.output + ": cannot be written");
  say("wrote " + options.output);
  return ok;
}

Result<int> zone_status(Connection& connection, const ZoneOptions& options) {
  const auto status = connection.call("GET", path_of(options.zone) + "/status");
  if (!status) return std::unexpected(status.error());
  emit(options.json ? json::serialize(*status) : status_text(*status));
  return truth_of(*status, "in_sync") ? ok : not_in_sync;
}

using Body = Result<int> (*)(Connection&, const ZoneOptions&);

/// A subcommand with the common options; the caller adds its own to what comes back.
std::pair<CLI::App*, std::shared_ptr<ZoneOptions>> add(CLI::App& zone, int& exit_code,
                                                       const char* name, const char* description,
                                                       Body body) {
  auto options = std::make_shared<ZoneOptions>();
  auto* command = zone.add_subcommand(name, description);
  add_command_options(*command, *options);
  command->callback([options, body, &exit_code] {
    exit_code =
        run_command(*options, [&](Connection& connection) { return body(connection, *options); });
  });
  return {command, options};
}

}  // namespace

void add_zone_commands(CLI::App& app, int& exit_code) {
  auto& zone =
      *app.add_subcommand("zone", "Zones: list, show, add, delete, import, export, status");
  zone.require_subcommand(1);
  add(zone, exit_code, "list", "All zones with serial and transfers", list_zones);
  add_import_command(zone, exit_code);

  const auto with_zone = [&](const char* name, const char* description, Body body) {
    const auto [command, options] = add(zone, exit_code, name, description, body);
    command->add_option("zone", options->zone, "Name of the zone")->required();
    return std::pair{command, options};
  };
  with_zone("show", "Settings of a zone", show_zone);
  const auto [adding, add_options] = with_zone("add", "Create an empty zone", add_zone);
  adding->add_option("--name", add_options->name,
                     "Its name, where it differs from the domain name");
  adding->add_option("--secondary", add_options->secondaries, "Who may transfer it; may repeat")
      ->type_name("ADDR:PORT[,notify]")
      ->take_all()
      ->allow_extra_args(false);
  with_zone("delete", "Delete a zone and its records", delete_zone);
  const auto [exporting, export_options] =
      with_zone("export", "The zone as a zone file", export_zone);
  exporting->add_option("-o,--output", export_options->output, "Write to this file")
      ->type_name("FILE");
  add_history_commands(zone, exit_code);
  with_zone("status", "What each secondary has; exit code 10 when one is behind", zone_status);
}

}  // namespace zonecast::cli
