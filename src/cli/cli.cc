// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/cli.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/access_command.h"
#include "cli/activity_command.h"
#include "cli/apikey_command.h"
#include "cli/command.h"
#include "cli/jobs_command.h"
#include "cli/key_command.h"
#include "cli/login_command.h"
#include "cli/member_commands.h"
#include "cli/notify_command.h"
#include "cli/record_command.h"
#include "cli/status_command.h"
#include "cli/zone_command.h"

namespace zonecast::cli {

void add_commands(CLI::App& app, int& exit_code) {
  add_zone_commands(app, exit_code);
  add_record_commands(app, exit_code);
  add_notify_command(app, exit_code);
  add_wait_command(app, exit_code);
  add_status_command(app, exit_code);
  add_apikey_commands(app, exit_code);
  add_activity_command(app, exit_code);
  add_member_commands(app, exit_code);
  add_jobs_command(app, exit_code);
  add_key_commands(app, exit_code);
  add_acl_commands(app, exit_code);
  add_view_commands(app, exit_code);
  add_network_commands(app, exit_code);
  add_login_command(app, exit_code);
}

}  // namespace zonecast::cli
