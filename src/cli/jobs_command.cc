// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/jobs_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <memory>

#include "cli/command.h"
#include "cli/json_fields.h"
#include "cli/table.h"

namespace zonecast::cli {

namespace json = boost::json;

namespace {

struct JobsOptions : CommandOptions {
  std::string id;
  bool cancel = false;
};

Result<int> list_jobs(Connection& connection, const JobsOptions& options) {
  const auto jobs = connection.list("/v1/jobs");
  if (!jobs) return std::unexpected(jobs.error());
  if (options.json) {
    emit(json::serialize(*jobs));
    return ok;
  }
  Table table({"JOB", "TYPE", "STATE", "DONE", "ERRORS", "AUTHOR", "CREATED"});
  for (const auto& job : *jobs) {
    table.add({text_of(job, "id"), text_of(job, "type"), text_of(job, "state"),
               text_of(job, "done") + "/" + text_of(job, "total"), text_of(job, "error_count"),
               text_of(job, "author"), text_of(job, "created_at")});
  }
  emit(table.to_text());
  return ok;
}

Result<int> show_job(Connection& connection, const JobsOptions& options) {
  const auto path = "/v1/jobs/" + path_piece(options.id);
  if (options.cancel) {
    const auto gone = connection.call("DELETE", path);
    if (!gone) return std::unexpected(gone.error());
    say("cancelled " + options.id);
    return ok;
  }
  const auto job = connection.call("GET", path);
  if (!job) return std::unexpected(job.error());
  const auto state = text_of(*job, "state");
  if (options.json) {
    emit(json::serialize(*job));
  } else {
    emit(fmt::format("{}  {}  {} of {}  {}", options.id, state, text_of(*job, "done"),
                     text_of(*job, "total"), text_of(*job, "message")));
    for (const auto& error : list_of(*job, "errors")) {
      emit(fmt::format("{}: {}", text_of(error, "zone"), text_of(error, "message")));
    }
  }
  if (state == "failed") return failed;
  return number_of(*job, "error_count") > 0 ? partly_done : ok;
}

}  // namespace

void add_jobs_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<JobsOptions>();
  auto* command = app.add_subcommand("jobs", "Jobs of the server: all, or one");
  add_command_options(*command, *options);
  auto* id = command->add_option("job", options->id, "Id of one job");
  command->add_flag("--cancel", options->cancel, "Cancel it; forget it when it has ended")
      ->needs(id);
  command->callback([options, &exit_code] {
    exit_code = run_command(*options, [&](Connection& connection) {
      return options->id.empty() ? list_jobs(connection, *options) : show_job(connection, *options);
    });
  });
}

}  // namespace zonecast::cli
