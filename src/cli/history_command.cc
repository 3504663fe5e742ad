// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/history_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <memory>
#include <utility>

#include "cli/command.h"
#include "cli/json_fields.h"
#include "cli/table.h"

namespace zonecast::cli {

namespace json = boost::json;

namespace {

struct HistoryOptions : CommandOptions {
  std::string zone, version, from, to, comment;
  unsigned count = 20;
  bool dry_run = false;
};

std::string path_of(const HistoryOptions& options) {
  return "/v1/zones/" + path_piece(options.zone) + "/history";
}

Result<int> list_versions(Connection& connection, const HistoryOptions& options) {
  const auto page =
      connection.call("GET", path_of(options) + "?limit=" + std::to_string(options.count));
  if (!page) return std::unexpected(page.error());
  if (options.json) {
    emit(json::serialize(*page));
    return ok;
  }
  Table table({"VERSION", "AT", "SERIAL", "-", "+", "AUTHOR", "KIND", "COMMENT"});
  for (const auto& version : list_of(*page, "versions")) {
    const bool renumbered = number_of(version, "serial") != 0;
    table.add({text_of(version, "id"), text_of(version, "at"),
               renumbered ? text_of(version, "serial") : "", text_of(version, "deleted_count"),
               text_of(version, "added_count"), text_of(version, "author"),
               text_of(version, "kind") + (truth_of(version, "restorable") ? "" : " (not kept)"),
               text_of(version, "comment")});
  }
  emit(table.to_text());
  return ok;
}

void emit_difference(const json::value& difference) {
  if (const auto* soa = find(difference, "soa")) {
    if (const auto before = text_of(*soa, "before"); !before.empty()) emit("-" + before);
    if (const auto after = text_of(*soa, "after"); !after.empty()) emit("+" + after);
  }
  for (const auto* side : {"deleted", "added"}) {
    for (const auto& record : list_of(difference, side)) {
      if (record.is_string()) {
        emit((side[0] == 'd' ? "-" : "+") + std::string(record.get_string()));
      }
    }
  }
  if (truth_of(difference, "cut")) {
    say(fmt::format("shown in part: {} deleted and {} added in all",
                    text_of(difference, "deleted_count"), text_of(difference, "added_count")));
  }
  if (const auto* settings = find(difference, "settings")) {
    if (const auto* before = find(*settings, "before"))
      emit("-settings " + json::serialize(*before));
    if (const auto* after = find(*settings, "after")) emit("+settings " + json::serialize(*after));
  }
}

/// Of one version, or between two.
Result<int> show_difference(Connection& connection, const HistoryOptions& options) {
  if (options.version.empty() == options.from.empty()) {
    return failure(wrong_usage, "give either a version or --from");
  }
  auto path = path_of(options);
  if (options.from.empty()) {
    path += "/" + path_piece(options.version);
  } else {
    path += "/compare?from=" + path_piece(options.from);
    if (!options.to.empty()) path += "&to=" + path_piece(options.to);
  }
  const auto difference = connection.call("GET", path);
  if (!difference) return std::unexpected(difference.error());
  if (options.json) {
    emit(json::serialize(*difference));
  } else {
    emit_difference(*difference);
  }
  return ok;
}

Result<int> restore(Connection& connection, const HistoryOptions& options) {
  const auto path = path_of(options) + "/" + path_piece(options.version) + "/restore" +
                    (options.dry_run ? "?dry_run=true" : "");
  const json::value body = {{"comment", options.comment}};
  const auto done = connection.call("POST", path, json::serialize(body));
  if (!done) return std::unexpected(done.error());
  if (options.json) {
    emit(json::serialize(*done));
  } else if (options.dry_run) {
    emit_difference(*done);
    say(fmt::format("would be serial {}; nothing has changed", text_of(*done, "serial")));
  } else if (text_of(*done, "id").empty()) {
    say(fmt::format("{} is as it was in version {}", options.zone, options.version));
  } else {
    say(fmt::format("restored version {} of {}, serial {}", options.version, options.zone,
                    text_of(*done, "serial")));
  }
  return ok;
}

using Body = Result<int> (*)(Connection&, const HistoryOptions&);

std::pair<CLI::App*, std::shared_ptr<HistoryOptions>> add(CLI::App& zone, int& exit_code,
                                                          const char* name, const char* description,
                                                          Body body) {
  auto options = std::make_shared<HistoryOptions>();
  auto* command = zone.add_subcommand(name, description);
  add_command_options(*command, *options);
  command->add_option("zone", options->zone, "Name of the zone")->required();
  command->callback([options, body, &exit_code] {
    exit_code =
        run_command(*options, [&](Connection& connection) { return body(connection, *options); });
  });
  return {command, options};
}

}  // namespace

void add_history_commands(CLI::App& zone, int& exit_code) {
  const auto [listing, list_options] =
      add(zone, exit_code, "history", "Versions of a zone, newest first", list_versions);
  listing->add_option("-n,--count", list_options->count, "At most so many")
      ->check(CLI::Range(1, 1000));

  const auto [comparing, compare_options] = add(
      zone, exit_code, "diff", "What a version changed, or what lies between two", show_difference);
  comparing->add_option("version", compare_options->version, "Number of a version");
  comparing->add_option("--from", compare_options->from, "The older of two versions");
  comparing->add_option("--to", compare_options->to, "The newer; the current one without it")
      ->needs("--from");

  const auto [restoring, restore_options] = add(
      zone, exit_code, "restore", "The records of a version once more, as a new change", restore);
  restoring->add_option("version", restore_options->version, "Number of a version")->required();
  restoring->add_option("--comment", restore_options->comment, "Kept with the change");
  restoring->add_flag("--dry-run", restore_options->dry_run, "Only show what would change");
}

}  // namespace zonecast::cli
