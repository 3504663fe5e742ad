// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/access_command.h"

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

enum class Kind { texts, numbers, text, number };

/// An option and the member of the body that it gives.
struct Member {
  const char* option;
  const char* name;
  Kind kind;
  const char* type_name;
  const char* description;
};

/// What one noun is about.
struct Noun {
  const char* name;
  const char* description;
  const char* path;
  const char* id_member;  // what goes into the path, in answers
  const char* id_type;    // NAME
  bool has_server_ids;    // add names no id: the server gives it
  std::vector<Member> members;
  std::vector<const char*> columns;  // members shown by list, in the order of `heads`
  std::vector<std::string> heads;
};

struct Options : CommandOptions {
  std::string id;
  std::map<std::string, std::vector<std::string>> given;  // by member
  bool views = false, no_views = false;
};

const Noun acl{"acl",
               "ACLs: lists of clients, by address, by key, or by one of each",
               "/v1/acls",
               "name",
               "NAME",
               false,
               {{"--prefix", "src_prefixes", Kind::texts, "PREFIX", "Address or block; may repeat"},
                {"--key", "tsig_keys", Kind::texts, "KEY", "Name of a TSIG key; may repeat"}},
               {"name", "src_prefixes", "tsig_keys"},
               {"ACL", "PREFIXES", "KEYS"}};

const Noun view{
    "view",
    "Views: which clients see which zones",
    "/v1/views",
    "name",
    "NAME",
    false,
    {{"--read-acl", "read_acls", Kind::texts, "ACL", "Who may query and transfer; may repeat"},
     {"--update-acl", "update_acls", Kind::texts, "ACL", "Who may update; may repeat"},
     {"--zone", "zones", Kind::texts, "ZONE", "A zone that it shows; may repeat"},
     {"--network", "networks", Kind::numbers, "ID", "Only on this network; may repeat"},
     {"--preference", "preference", Kind::number, "N", "Views are tried from 1 upwards"}},
    {"name", "preference", "read_acls", "update_acls", "zones", "networks"},
    {"VIEW", "PREFERENCE", "READ ACLS", "UPDATE ACLS", "ZONES", "NETWORKS"}};

const Noun network{
    "network",
    "Networks: where zones are served, and from where NOTIFY is sent",
    "/v1/networks",
    "network_id",
    "ID",
    true,
    {{"--name", "name", Kind::text, "NAME", "Its name"},
     {"--label", "label", Kind::text, "TEXT", "What people call it"},
     {"--listen", "listen", Kind::texts, "ADDR:PORT", "A DNS address that is its; may repeat"},
     {"--source-v4", "source_v4", Kind::text, "ADDR", "Source of NOTIFY and probes"},
     {"--source-v6", "source_v6", Kind::text, "ADDR", "Source of NOTIFY and probes"}},
    {"network_id", "name", "label", "listen", "source_v4", "source_v6", "offers_views"},
    {"ID", "NAME", "LABEL", "LISTEN", "SOURCE V4", "SOURCE V6", "VIEWS"}};

/// A member of an answer for people; lists are joined.
std::string cell(const json::value& object, const char* member) {
  const auto* value = find(object, member);
  if (value != nullptr && value->is_bool()) return value->get_bool() ? "yes" : "no";
  if (value == nullptr || !value->is_array()) {
    auto text = text_of(object, member);
    return text.empty() ? "-" : text;
  }
  constexpr std::size_t shown_max = 5;
  const auto& list = value->get_array();
  std::string out;
  for (std::size_t i = 0; i < std::min(list.size(), shown_max); ++i) {
    if (i != 0) out += ',';
    out += list[i].is_string() ? std::string(list[i].get_string()) : json::serialize(list[i]);
  }
  if (list.size() > shown_max) out += fmt::format(",… ({})", list.size());
  return out.empty() ? "-" : out;
}

/// `--prefix ""` empties a list.
json::array values_of(const std::vector<std::string>& texts, bool are_numbers) {
  json::array out;
  for (const auto& text : texts) {
    if (text.empty()) continue;
    if (are_numbers) {
      out.emplace_back(std::stoll(text));
    } else {
      out.emplace_back(text);
    }
  }
  return out;
}

bool is_number(const std::string& text) {
  return !text.empty() && text.size() < 18 &&
         text.find_first_not_of("0123456789") == std::string::npos;
}

Result<std::string> body_of(const Noun& noun, const Options& options) {
  json::object body;
  for (const auto& member : noun.members) {
    const auto given = options.given.find(member.name);
    if (given == options.given.end()) continue;
    const auto& texts = given->second;
    const bool are_numbers = member.kind == Kind::numbers || member.kind == Kind::number;
    for (const auto& text : texts) {
      if (are_numbers && !text.empty() && !is_number(text))
        return failure(wrong_usage, fmt::format("{} {}: not a number", member.option, text));
    }
    if (member.kind == Kind::texts || member.kind == Kind::numbers) {
      body[member.name] = values_of(texts, are_numbers);
    } else if (are_numbers) {
      if (!is_number(texts.back()))
        return failure(wrong_usage,
                       fmt::format("{} {}: not a number", member.option, texts.back()));
      body[member.name] = std::stoll(texts.back());
    } else {
      body[member.name] = texts.back();
    }
  }
  if (options.views) body["offers_views"] = true;
  if (options.no_views) body["offers_views"] = false;
  return json::serialize(body);
}

std::string path_of(const Noun& noun, const std::string& id) {
  return std::string(noun.path) + "/" + path_piece(id);
}

Result<int> list(const Noun& noun, Connection& connection, const Options& options) {
  const auto objects = connection.list(noun.path);
  if (!objects) return std::unexpected(objects.error());
  if (options.json) {
    emit(json::serialize(*objects));
    return ok;
  }
  Table table(noun.heads);
  for (const auto& object : *objects) {
    std::vector<std::string> cells;
    for (const auto* member : noun.columns) cells.push_back(cell(object, member));
    table.add(std::move(cells));
  }
  emit(table.to_text());
  return ok;
}

Result<int> save(const Noun& noun, Connection& connection, const Options& options,
                 const char* method) {
  const auto body = body_of(noun, options);
  if (!body) return std::unexpected(body.error());
  const auto path = options.id.empty() ? std::string(noun.path) : path_of(noun, options.id);
  const auto saved = connection.call(method, path, *body);
  if (!saved) return std::unexpected(saved.error());
  if (options.json) {
    emit(json::serialize(*saved));
  } else {
    say(fmt::format("{} {} {}", method == std::string_view("PUT") ? "added" : "changed", noun.name,
                    text_of(*saved, noun.id_member)));
  }
  return ok;
}

Result<int> remove(const Noun& noun, Connection& connection, const Options& options) {
  const auto gone = connection.call("DELETE", path_of(noun, options.id));
  if (!gone) return std::unexpected(gone.error());
  say(fmt::format("deleted {} {}", noun.name, options.id));
  return ok;
}

void add_members(CLI::App& command, const Noun& noun, const std::shared_ptr<Options>& options) {
  for (const auto& member : noun.members) {
    command
        .add_option_function<std::vector<std::string>>(
            member.option,
            [options, name = std::string(member.name)](const std::vector<std::string>& texts) {
              options->given[name] = texts;
            },
            member.description)
        ->type_name(member.type_name)
        ->take_all()
        ->allow_extra_args(false);
  }
  if (!noun.has_server_ids) return;
  auto* yes = command.add_flag("--views", options->views, "Views are offered there");
  command.add_flag("--no-views", options->no_views, "Zones in views are not served there")
      ->excludes(yes);
}

/// `noun` outlives the program's parsing: the three above.
void add_commands_of(CLI::App& app, int& exit_code, const Noun& noun) {
  auto& group = *app.add_subcommand(noun.name, noun.description);
  group.require_subcommand(1);
  const auto add = [&](const char* name, const char* description, bool wants_id, auto run) {
    auto options = std::make_shared<Options>();
    auto* command = group.add_subcommand(name, description);
    if (wants_id) command->add_option("id", options->id)->required()->type_name(noun.id_type);
    add_command_options(*command, *options);
    command->callback([options, run, &exit_code] {
      exit_code =
          run_command(*options, [&](Connection& connection) { return run(connection, *options); });
    });
    return std::pair{command, options};
  };
  add("list", "All of them", false, [&noun](Connection& connection, const Options& options) {
    return list(noun, connection, options);
  });
  const auto [adding, add_options] = add("add", "Make one", !noun.has_server_ids,
                                         [&noun](Connection& connection, const Options& options) {
                                           return save(noun, connection, options, "PUT");
                                         });
  add_members(*adding, noun, add_options);
  const auto [setting, set_options] =
      add("set", "Change one; what is given replaces, what is not stays, \"\" empties a list", true,
          [&noun](Connection& connection, const Options& options) {
            return save(noun, connection, options, "POST");
          });
  add_members(*setting, noun, set_options);
  add("delete", "Delete one that nothing uses", true,
      [&noun](Connection& connection, const Options& options) {
        return remove(noun, connection, options);
      });
}

}  // namespace

void add_acl_commands(CLI::App& app, int& exit_code) { add_commands_of(app, exit_code, acl); }
void add_view_commands(CLI::App& app, int& exit_code) { add_commands_of(app, exit_code, view); }
void add_network_commands(CLI::App& app, int& exit_code) {
  add_commands_of(app, exit_code, network);
}

}  // namespace zonecast::cli
