// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/notify_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json/serialize.hpp>
#include <chrono>
#include <memory>
#include <thread>
#include <utility>

#include "cli/command.h"
#include "cli/json_fields.h"
#include "cli/secondary_report.h"

namespace zonecast::cli {

namespace json = boost::json;

namespace {

struct NotifyOptions : CommandOptions {
  std::vector<std::string> zones;
  bool all = false;
  bool no_wait = false;
  double timeout_s = 60;
};

struct WaitOptions : CommandOptions {
  std::string zone;
  double timeout_s = 60;
};

using Clock = std::chrono::steady_clock;

/// Asks again and again, first quickly and then twice a second, until `done` or the deadline.
class Patience {
 public:
  explicit Patience(double timeout_s)
      : deadline_(Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                     std::chrono::duration<double>(timeout_s))) {}
  /// False once the deadline has passed.
  bool pause() {
    if (Clock::now() >= deadline_) return false;
    std::this_thread::sleep_for(std::min<Clock::duration>(pause_, deadline_ - Clock::now()));
    pause_ = std::min<Clock::duration>(pause_ * 3 / 2, std::chrono::milliseconds(500));
    return true;
  }

 private:
  Clock::time_point deadline_;
  Clock::duration pause_ = std::chrono::milliseconds(20);
};

Result<json::value> status_of(Connection& connection, const std::string& zone) {
  return connection.call("GET", "/v1/zones/" + path_piece(zone) + "/status");
}

/// "ns2 in sync", told once for each secondary that moved.
void tell(const std::string& zone, const json::value& secondary) {
  emit(fmt::format("{}  {}  {}", zone, address_of(secondary), state_of(secondary)));
}

/// Sends the NOTIFYs of one zone and waits for each secondary to answer or to fetch.
Result<int> notify_zone(Connection& connection, const std::string& zone,
                        const NotifyOptions& options, Patience& patience) {
  const auto before = status_of(connection, zone);
  if (!before) return std::unexpected(before.error());
  const auto sent = connection.call("POST", "/v1/zones/" + path_piece(zone) + "/notify");
  if (!sent) return std::unexpected(sent.error());
  if (options.json) emit(json::serialize(*sent));
  auto waiting = notified(*before);
  if (waiting.empty() && !options.json) say(zone + ": no secondary with notify on");
  if (options.no_wait) return ok;
  bool refused = false;
  while (!waiting.empty()) {
    const auto now = status_of(connection, zone);
    if (!now) return std::unexpected(now.error());
    std::erase_if(waiting, [&](const json::value& old) {
      for (const auto& secondary : notified(*now)) {
        if (address_of(secondary) != address_of(old)) continue;
        if (!has_moved(old, secondary)) return false;
        const auto* answer = find(secondary, "notify_answer");
        const auto rcode = answer ? text_of(*answer, "rcode") : std::string{};
        refused = refused || (!rcode.empty() && rcode != "NOERROR");
        if (!options.json) tell(zone, secondary);
        return true;
      }
      return true;  // deleted meanwhile
    });
    if (waiting.empty()) break;
    if (!patience.pause()) {
      for (const auto& secondary : waiting)
        say(fmt::format("{}: no answer from {}", zone, address_of(secondary)));
      return timed_out;
    }
  }
  return refused ? not_in_sync : ok;
}

Result<int> notify(Connection& connection, const NotifyOptions& options) {
  if (options.all == !options.zones.empty()) {
    return failure(wrong_usage, "name the zones, or give --all");
  }
  auto zones = options.zones;
  if (options.all) {
    if (options.no_wait) {
      const auto sent = connection.call("POST", "/v1/notify");
      if (!sent) return std::unexpected(sent.error());
      if (options.json) {
        emit(json::serialize(*sent));
      } else {
        say(fmt::format("{} NOTIFYs for {} zones", number_of(*sent, "secondaries"),
                        list_of(*sent, "zones").size()));
      }
      return ok;
    }
    const auto all = connection.list("/v1/zones");
    if (!all) return std::unexpected(all.error());
    for (const auto& zone : *all) {
      const auto* primary = find(zone, "primary");
      const auto& rows = primary ? list_of(*primary, "secondaries") : list_of({}, {});
      if (std::any_of(rows.begin(), rows.end(),
                      [](const auto& row) { return truth_of(row, "notify"); })) {
        zones.push_back(text_of(zone, "name"));
      }
    }
  }
  Patience patience(options.timeout_s);
  int worst = ok;
  for (const auto& zone : zones) {
    const auto done = notify_zone(connection, zone, options, patience);
    if (!done && zones.size() == 1) return std::unexpected(done.error());
    if (!done) say(zone + ": " + done.error().message);
    worst = std::max(worst, done ? *done : static_cast<int>(partly_done));
  }
  return worst;
}

Result<int> wait(Connection& connection, const WaitOptions& options) {
  Patience patience(options.timeout_s);
  for (;;) {
    const auto status = status_of(connection, options.zone);
    if (!status) return std::unexpected(status.error());
    if (truth_of(*status, "in_sync") || !patience.pause()) {
      emit(options.json ? json::serialize(*status) : status_text(*status));
      return truth_of(*status, "in_sync") ? ok : timed_out;
    }
  }
}

}  // namespace

void add_notify_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<NotifyOptions>();
  auto* command =
      app.add_subcommand("notify", "Send NOTIFY to the secondaries, and see their answers");
  command->add_option("zones", options->zones, "Names of zones");
  command->add_flag("--all", options->all, "Every zone");
  command->add_flag("--no-wait", options->no_wait, "Do not wait for the answers");
  command->add_option("--timeout", options->timeout_s, "Seconds to wait")->capture_default_str();
  add_command_options(*command, *options);
  command->callback([options, &exit_code] {
    exit_code =
        run_command(*options, [&](Connection& connection) { return notify(connection, *options); });
  });
}

void add_wait_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<WaitOptions>();
  auto* command =
      app.add_subcommand("wait", "Wait until every secondary has the zone as it is now");
  command->add_option("zone", options->zone, "Name of the zone")->required();
  command->add_option("--timeout", options->timeout_s, "Seconds to wait")->capture_default_str();
  add_command_options(*command, *options);
  command->callback([options, &exit_code] {
    exit_code =
        run_command(*options, [&](Connection& connection) { return wait(connection, *options); });
  });
}

}  // namespace zonecast::cli
