// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/activity_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>
#include <memory>
#include <thread>

#include "cli/command.h"
#include "cli/json_fields.h"
#include "cli/time_text.h"
#include "http/request.h"

namespace zonecast::cli {

namespace json = boost::json;

namespace {

constexpr std::chrono::seconds poll_interval{1};

struct ActivityOptions : CommandOptions {
  std::string zone, actor, action;
  unsigned limit = 50;
  bool follow = false;
};

void print(const json::value& entry, bool as_json) {
  if (as_json) {
    emit(json::serialize(entry));
    return;
  }
  const auto source = text_of(entry, "source");
  const auto name = text_of(entry, "user_name");
  emit(fmt::format("{}  {}{}  {} {} {}{}", time_text(number_of(entry, "timestamp")),
                   name.empty() ? text_of(entry, "actor") : name,
                   source.empty() ? "" : " from " + source, text_of(entry, "action"),
                   text_of(entry, "resource_type"), text_of(entry, "resource_id"),
                   text_of(entry, "comment").empty() ? "" : "  # " + text_of(entry, "comment")));
}

std::string path_of(const ActivityOptions& options, const std::string& since) {
  // Between two looks there may be more than are shown at first.
  std::string path =
      "/v1/account/activity?limit=" + std::to_string(since.empty() ? options.limit : 1000);
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) path += fmt::format("&{}={}", name, http::percent_encode(value));
  };
  add("zone", options.zone);
  add("actor", options.actor);
  add("action", options.action);
  add("since", since);
  return path;
}

/// Prints what is new, oldest first; the id of the newest.
Result<std::string> print_after(Connection& connection, const ActivityOptions& options,
                                const std::string& since) {
  const auto answer = connection.call("GET", path_of(options, since));
  if (!answer) return std::unexpected(answer.error());
  const auto* entries = answer->if_array();
  if (entries == nullptr || entries->empty()) return since;
  for (auto entry = entries->rbegin(); entry != entries->rend(); ++entry)
    print(*entry, options.json);
  return text_of(entries->front(), "id");
}

Result<int> show(Connection& connection, const ActivityOptions& options) {
  auto newest = print_after(connection, options, "");
  while (newest && options.follow) {
    std::this_thread::sleep_for(poll_interval);
    newest = print_after(connection, options, *newest);
  }
  if (!newest) return std::unexpected(newest.error());
  return ok;
}

}  // namespace

void add_activity_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<ActivityOptions>();
  auto* command = app.add_subcommand("activity", "Who did what, the newest last");
  add_command_options(*command, *options);
  command->add_option("--zone", options->zone, "Of this zone only");
  command->add_option("--actor", options->actor, "Of this actor only: admin, apikey:ID");
  command->add_option("--action", options->action, "Of this action only: create, update, delete");
  command->add_option("--limit", options->limit, "How many entries")->capture_default_str();
  command->add_flag("-f,--follow", options->follow, "Go on with what happens from now on");
  command->callback([options, &exit_code] {
    exit_code =
        run_command(*options, [&](Connection& connection) { return show(connection, *options); });
  });
}

}  // namespace zonecast::cli
