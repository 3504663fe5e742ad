// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/import_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <chrono>
#include <map>
#include <memory>
#include <random>
#include <utility>

#include "cli/command.h"
#include "cli/import_batch.h"
#include "cli/json_fields.h"
#include "cli/zone_file.h"

namespace zonecast::cli {

namespace json = boost::json;

namespace {

/// Files above this size get a request of their own, streamed.
constexpr std::size_t batched_octets_max = 256 * 1024;

struct ImportOptions : CommandOptions {
  std::vector<std::string> files;
  std::string name, origin;
  std::vector<std::string> secondaries;
};

/// One line on stderr that is written over on a terminal, and repeated every ten seconds elsewhere.
class Progress {
 public:
  explicit Progress(std::size_t total) : total_(total) {}
  void step(std::size_t done) {
    const auto now = std::chrono::steady_clock::now();
    const auto pause =
        terminal_ ? std::chrono::milliseconds(100) : std::chrono::milliseconds(10'000);
    if (total_ < 2 || now - told_ < pause) return;
    told_ = now;
    const auto text = fmt::format("{} of {} zone files", done, total_);
    if (!terminal_) return say(text);
    std::fputs(("\r" + text + "\x1b[K").c_str(), stderr);
    shown_ = true;
  }
  /// Before anything else is written.
  void clear() {
    if (std::exchange(shown_, false)) std::fputs("\r\x1b[K", stderr);
  }

 private:
  std::size_t total_;
  bool terminal_ = isatty(STDERR_FILENO) != 0;
  bool shown_ = false;
  std::chrono::steady_clock::time_point told_ = std::chrono::steady_clock::now();
};

/// Imports the files one after another and keeps count.
class Importer {
 public:
  Importer(Connection& connection, const ImportOptions& options, std::string primary)
      : connection_(connection),
        options_(options),
        primary_(std::move(primary)),
        progress_(options.files.size()),
        batch_(random_boundary(), primary_) {}

  int run() {
    for (const auto& path : options_.files) {
      if (gone_) break;
      import(path);
      progress_.step(done_ + failed_);
    }
    if (!gone_) send_batch();
    progress_.clear();
    return summary();
  }

 private:
  static std::string random_boundary() {
    std::random_device random;
    return fmt::format("zonecast-{:08x}{:08x}{:08x}{:08x}", random(), random(), random(), random());
  }

  void import(const std::string& path) {
    auto zone = options_.origin;
    if (zone.empty()) zone = options_.name;
    if (zone.empty()) {
      const auto guessed = zone_of_file(path);
      if (!guessed)
        return refuse(path + ": no zone name in the file's name; give --name", invalid_input);
      zone = *guessed;
    }
    auto opened = open_zone_file(path, zone);
    if (!opened) return refuse(opened.error().message, invalid_input);
    const bool small = opened->octets <= batched_octets_max;
    if (options_.files.size() == 1 || !small) return import_streamed(path, zone, *opened);
    std::string text;
    for (auto piece = opened->next(); !piece.empty(); piece = opened->next()) text += piece;
    batch_.add(path, zone, text);
    zones_of_batch_.push_back(zone);
    if (batch_.is_full()) send_batch();
  }

  void import_streamed(const std::string& path, const std::string& zone,
                       const OpenedZoneFile& file) {
    auto target = "/v1/import/zonefile/" + path_piece(zone) + "?records=false";
    const auto name = options_.name.empty() ? zone : options_.name;
    if (name != zone) target += "&name=" + path_piece(name);
    const auto answer = connection_.upload("PUT", target, "text/dns", file.next);
    if (!answer) return refuse(path, answer.error());
    if (options_.json) emit(json::serialize(*answer));
    accept(path, name, number_of(*answer, "serial"), true);
  }

  void send_batch() {
    if (batch_.is_empty()) return;
    auto body = batch_.body();
    const auto answer = connection_.upload("POST", "/v1/import/zonefiles", batch_.content_type(),
                                           [&body] { return std::exchange(body, {}); });
    const auto paths = batch_.paths();
    const auto zones = std::exchange(zones_of_batch_, {});
    batch_.clear();
    if (!answer) {
      for (const auto& path : paths) refuse(path, answer.error());
      return;
    }
    if (options_.json) emit(json::serialize(*answer));
    const auto& results = list_of(*answer, "zones");
    for (std::size_t i = 0; i < paths.size(); ++i) {
      if (i >= results.size()) {
        refuse(paths[i] + ": the server gave no result", failed);
      } else if (const auto status = text_of(results[i], "status"); status == "failed") {
        refuse(place_and_reason(paths[i], text_of(results[i], "message")), invalid_input);
      } else {
        // A new zone has the settings that came with it; one that was there keeps its own.
        accept(paths[i], zones[i], number_of(results[i], "serial"), status != "created");
      }
    }
  }

  void accept(const std::string& path, const std::string& name, std::int64_t serial,
              bool wants_settings) {
    if (wants_settings && !primary_.empty()) {
      const auto saved = connection_.call("POST", "/v1/zones/" + path_piece(name), primary_);
      if (!saved) return refuse(path, saved.error());
    }
    ++done_;
    last_ = fmt::format("{} serial {}", name, serial);
  }

  void refuse(const std::string& path, const Failure& why) {
    refuse(place_and_reason(path, why.message), why.code);
  }

  void refuse(const std::string& sentence, ExitCode code) {
    ++failed_;
    code_ = code;
    // Without the server, or without the right key, the other files would fail for the same reason.
    gone_ = code == unreachable || code == not_allowed;
    progress_.clear();
    say(sentence);
  }

  int summary() const {
    if (done_ == 1 && failed_ == 0) {
      say("imported " + last_);
    } else {
      say(fmt::format("{} of {} zones imported", done_, options_.files.size()));
    }
    if (done_ == options_.files.size()) return ok;
    return done_ > 0 ? partly_done : code_;
  }

  Connection& connection_;
  const ImportOptions& options_;
  std::string primary_;  // body of the request that sets the secondaries; empty: leaves them
  Progress progress_;
  ImportBatch batch_;
  std::vector<std::string> zones_of_batch_;
  std::size_t done_ = 0, failed_ = 0;
  ExitCode code_ = ok;
  bool gone_ = false;
  std::string last_;
};

Result<int> import_files(Connection& connection, const ImportOptions& options) {
  std::vector<SecondaryArgument> secondaries;
  for (const auto& text : options.secondaries) {
    const auto secondary = SecondaryArgument::parse(text);
    if (!secondary) {
      return failure(wrong_usage, text +
                                      ": not a secondary; give ADDR:PORT or ADDR:PORT,notify "
                                      "(IPv6 as [2001:db8::1]:53)");
    }
    secondaries.push_back(*secondary);
  }
  if (options.files.size() > 1 && !(options.name.empty() && options.origin.empty())) {
    return failure(wrong_usage, "--name and --origin are for one file");
  }
  const auto primary = secondaries.empty()
                           ? std::string{}
                           : fmt::format("{{\"primary\":{}}}", primary_json(secondaries));
  return Importer(connection, options, primary).run();
}

}  // namespace

std::optional<SecondaryArgument> SecondaryArgument::parse(std::string_view text) {
  SecondaryArgument out;
  if (const auto comma = text.find(','); comma != std::string_view::npos) {
    if (text.substr(comma) != ",notify") return std::nullopt;
    out.notify = true;
    text = text.substr(0, comma);
  }
  if (const auto address = base::SocketAddress::parse(text); address && address->port != 0) {
    out.address = base::IpPrefix(address->address);
    out.port = address->port;
    return out;
  }
  const auto prefix = base::IpPrefix::parse(text);
  if (!prefix || (out.notify && !prefix->is_single())) return std::nullopt;
  out.address = *prefix;
  return out;
}

std::string primary_json(const std::vector<SecondaryArgument>& secondaries) {
  json::array rows;
  for (const auto& secondary : secondaries) {
    rows.push_back({{"ip", secondary.address.to_text()},
                    {"port", secondary.port},
                    {"notify", secondary.notify}});
  }
  return json::serialize(json::object{{"enabled", true}, {"secondaries", std::move(rows)}});
}

void add_import_command(CLI::App& zone, int& exit_code) {
  auto options = std::make_shared<ImportOptions>();
  auto* command = zone.add_subcommand("import", "Create or replace zones from zone files");
  command
      ->add_option("files", options->files,
                   "Zone files; each is named as its zone: example.org.zone")
      ->type_name("FILE")
      ->required();
  command->add_option("--name", options->name,
                      "The zone's name, where the file is named otherwise");
  command->add_option("--origin", options->origin,
                      "The domain name, where the zone's name differs from it");
  command->add_option("--secondary", options->secondaries, "Who may transfer the zones; may repeat")
      ->type_name("ADDR:PORT[,notify]")
      ->take_all()
      ->allow_extra_args(false);
  add_command_options(*command, *options);
  command->callback([options, &exit_code] {
    exit_code = run_command(
        *options, [&](Connection& connection) { return import_files(connection, *options); });
  });
}

}  // namespace zonecast::cli
