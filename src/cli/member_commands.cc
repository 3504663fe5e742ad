// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/member_commands.h"

#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <memory>

#include "cli/command.h"
#include "cli/json_fields.h"
#include "cli/permission_options.h"
#include "cli/table.h"

namespace zonecast::cli {

namespace json = boost::json;

namespace {

struct MemberOptions : CommandOptions {
  std::string name, full_name, email;
  std::vector<std::string> teams;
  PermissionOptions permissions;
};

using Body = Result<int> (*)(Connection&, const MemberOptions&);

Result<int> list_objects(Connection& connection, const MemberOptions& options, const char* path,
                         const std::vector<std::pair<const char*, const char*>>& columns) {
  const auto objects = connection.list(path);
  if (!objects) return std::unexpected(objects.error());
  if (options.json) {
    emit(json::serialize(*objects));
    return ok;
  }
  std::vector<std::string> heads;
  for (const auto& [head, member] : columns) heads.emplace_back(head);
  Table table(std::move(heads));
  for (const auto& object : *objects) {
    std::vector<std::string> cells;
    for (const auto& [head, member] : columns) cells.push_back(text_of(object, member));
    table.add(std::move(cells));
  }
  emit(table.to_text());
  return ok;
}

/// Makes the object and tells its id.
Result<int> make(Connection& connection, const MemberOptions& options, const char* path,
                 const json::object& body, const char* id) {
  const auto made = connection.call("PUT", path, json::serialize(body));
  if (!made) return std::unexpected(made.error());
  emit(options.json ? json::serialize(*made) : text_of(*made, id));
  return ok;
}

Result<int> remove(Connection& connection, const std::string& path, const std::string& what) {
  const auto done = connection.call("DELETE", path);
  if (!done) return std::unexpected(done.error());
  say(what + " deleted");
  return ok;
}

Result<int> list_users(Connection& connection, const MemberOptions& options) {
  return list_objects(connection, options, "/v1/account/users",
                      {{"USER", "username"}, {"NAME", "name"}, {"E-MAIL", "email"}});
}

Result<int> add_user(Connection& connection, const MemberOptions& options) {
  const json::object body{{"username", options.name},
                          {"name", options.full_name},
                          {"email", options.email},
                          {"teams", json::array(options.teams.begin(), options.teams.end())},
                          {"permissions", permissions_of(options.permissions)}};
  return make(connection, options, "/v1/account/users", body, "username");
}

Result<int> delete_user(Connection& connection, const MemberOptions& options) {
  return remove(connection, "/v1/account/users/" + path_piece(options.name),
                "user " + options.name);
}

Result<int> list_teams(Connection& connection, const MemberOptions& options) {
  return list_objects(connection, options, "/v1/account/teams", {{"TEAM", "name"}, {"ID", "id"}});
}

Result<int> add_team(Connection& connection, const MemberOptions& options) {
  const json::object body{{"name", options.name},
                          {"permissions", permissions_of(options.permissions)}};
  return make(connection, options, "/v1/account/teams", body, "id");
}

Result<int> delete_team(Connection& connection, const MemberOptions& options) {
  const auto teams = connection.list("/v1/account/teams");
  if (!teams) return std::unexpected(teams.error());
  for (const auto& team : *teams) {
    const auto id = text_of(team, "id");
    if (text_of(team, "name") == options.name || id == options.name)
      return remove(connection, "/v1/account/teams/" + id, "team " + options.name);
  }
  return failure(not_found, "no team is called " + options.name);
}

std::pair<CLI::App*, std::shared_ptr<MemberOptions>> add(CLI::App& parent, int& exit_code,
                                                         const char* name, const char* description,
                                                         Body body) {
  auto options = std::make_shared<MemberOptions>();
  auto* command = parent.add_subcommand(name, description);
  add_command_options(*command, *options);
  command->callback([options, body, &exit_code] {
    exit_code =
        run_command(*options, [&](Connection& connection) { return body(connection, *options); });
  });
  return {command, options};
}

void add_user_commands(CLI::App& app, int& exit_code) {
  auto& user = *app.add_subcommand("user", "Users: list, add, delete");
  user.require_subcommand(1);
  add(user, exit_code, "list", "The users", list_users);
  const auto [adding, add_options] = add(user, exit_code, "add", "Add a user", add_user);
  adding->add_option("username", add_options->name, "Unique")->required();
  adding->add_option("--name", add_options->full_name, "The person's name");
  adding->add_option("--email", add_options->email, "Where to reach them");
  adding->add_option("--team", add_options->teams, "Id of a team they belong to")->type_name("ID");
  add_permission_options(*adding, add_options->permissions);
  const auto [deleting, delete_options] =
      add(user, exit_code, "delete", "Delete a user", delete_user);
  deleting->add_option("username", delete_options->name, "Who")->required();
}

void add_team_commands(CLI::App& app, int& exit_code) {
  auto& team = *app.add_subcommand("team", "Teams: list, add, delete");
  team.require_subcommand(1);
  add(team, exit_code, "list", "The teams", list_teams);
  const auto [adding, add_options] =
      add(team, exit_code, "add", "Add a team; prints its id", add_team);
  adding->add_option("name", add_options->name, "Unique")->required();
  add_permission_options(*adding, add_options->permissions);
  const auto [deleting, delete_options] =
      add(team, exit_code, "delete", "Delete a team without members", delete_team);
  deleting->add_option("name", delete_options->name, "Name or id")->required();
}

}  // namespace

void add_member_commands(CLI::App& app, int& exit_code) {
  add_user_commands(app, exit_code);
  add_team_commands(app, exit_code);
}

}  // namespace zonecast::cli
