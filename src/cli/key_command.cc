// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/key_command.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cctype>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>

#include "cli/command.h"
#include "cli/json_fields.h"
#include "cli/key_roll_command.h"
#include "cli/table.h"

namespace zonecast::cli {

namespace json = boost::json;

namespace {

struct KeyOptions : CommandOptions {
  std::string name, algorithm, file;
  bool show_secret = false;
};

std::string path_of(const std::string& name) { return "/v1/tsig/" + path_piece(name); }

/// "2026-11-25 22:10:03 UTC", or "-".
std::string time_text(const json::value& object, std::string_view member) {
  const auto at = number_of(object, member);
  if (at == 0) return "-";
  return fmt::format("{:%Y-%m-%d %H:%M:%S} UTC", fmt::gmtime(static_cast<std::time_t>(at)));
}

std::string joined(const json::array& texts) {
  std::string out;
  for (const auto& text : texts) {
    if (!text.is_string()) continue;
    if (!out.empty()) out += ", ";
    out += std::string_view(text.get_string());
  }
  return out.empty() ? "-" : out;
}

/// The later of the two uses.
std::string last_used(const json::value& key) {
  const auto* used = find(key, "last_used");
  if (used == nullptr) return "-";
  return time_text(*used, number_of(*used, "verified_at") >= number_of(*used, "signed_at")
                              ? "verified_at"
                              : "signed_at");
}

Result<int> list_keys(Connection& connection, const KeyOptions& options) {
  auto keys = connection.list("/v1/tsig");
  if (!keys) return std::unexpected(keys.error());
  if (options.json) {
    emit(json::serialize(*keys));
    return ok;
  }
  Table table({"KEY", "ALGORITHM", "ZONES", "SECONDARIES", "ACLS", "LAST USED"});
  for (const auto& key : *keys) {
    const auto* users = find(key, "used_by");
    table.add({text_of(key, "name"), text_of(key, "algorithm"),
               users ? text_of(*users, "zone_count") : "-",
               users ? text_of(*users, "secondaries") : "-",
               users ? joined(list_of(*users, "acls")) : "-", last_used(key)});
  }
  emit(table.to_text());
  return ok;
}

Result<int> show_key(Connection& connection, const KeyOptions& options) {
  const auto key = connection.call("GET", path_of(options.name));
  if (!key) return std::unexpected(key.error());
  if (options.json) {
    emit(json::serialize(*key));
    return ok;
  }
  emit(fmt::format("key        {}\nalgorithm  {}", text_of(*key, "name"),
                   text_of(*key, "algorithm")));
  if (options.show_secret) emit("secret     " + text_of(*key, "secret"));
  emit(fmt::format("created    {}\nlast used  {}", time_text(*key, "created_at"), last_used(*key)));
  const auto* users = find(*key, "used_by");
  if (users == nullptr) return ok;
  emit(fmt::format("zones      {}: {}\nrows       {}\nACLs       {}", text_of(*users, "zone_count"),
                   joined(list_of(*users, "zones")), text_of(*users, "secondaries"),
                   joined(list_of(*users, "acls"))));
  const auto roll = text_of(*users, "roll");
  if (!roll.empty()) emit("roll-over  of " + roll + ": zonecast key roll status " + roll);
  return ok;
}

Result<int> make_key(Connection& connection, const KeyOptions& options, const std::string& name,
                     const json::object& body) {
  const auto key = connection.call("PUT", path_of(name), json::serialize(body));
  if (!key) return std::unexpected(key.error());
  if (options.json) {
    emit(json::serialize(*key));
  } else {
    say("added key " + text_of(*key, "name"));
  }
  return ok;
}

Result<int> generate_key(Connection& connection, const KeyOptions& options) {
  const auto key = connection.call(
      "PUT", path_of(options.name),
      json::serialize(json::object{{"algorithm", options.algorithm}, {"generate", true}}));
  if (!key) return std::unexpected(key.error());
  if (options.json) {
    emit(json::serialize(*key));
    return ok;
  }
  // As a secondary's configuration wants it.
  emit(fmt::format("key \"{}\" {{\n\talgorithm {};\n\tsecret \"{}\";\n}};", text_of(*key, "name"),
                   text_of(*key, "algorithm"), text_of(*key, "secret")));
  return ok;
}

Result<int> import_key(Connection& connection, const KeyOptions& options) {
  const auto text = read_key_text(options.file);
  if (!text) return std::unexpected(text.error());
  const auto name = options.name.empty() ? text->name : options.name;
  if (name.empty()) return failure(wrong_usage, "the file does not say the key's name: give it");
  auto algorithm = options.algorithm.empty() ? text->algorithm : options.algorithm;
  if (algorithm.empty()) algorithm = "hmac-sha256";
  return make_key(connection, options, name, {{"algorithm", algorithm}, {"secret", text->secret}});
}

Result<int> delete_key(Connection& connection, const KeyOptions& options) {
  const auto gone = connection.call("DELETE", path_of(options.name));
  if (!gone) return std::unexpected(gone.error());
  say("deleted key " + options.name);
  return ok;
}

/// The word or quoted text behind `word`; empty when it is not there.
std::string behind(std::string_view text, std::string_view word) {
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const auto before = at == 0 ? ' ' : text[at - 1];
    auto rest = text.substr(at + word.size());
    const auto is_blank = [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; };
    // NSD writes "name: x", BIND "name x".
    if (rest.starts_with(':')) rest.remove_prefix(1);
    const bool begins_word = before == '{' || before == ';' || is_blank(before);
    if (!begins_word || rest.empty() || !(is_blank(rest.front()) || rest.front() == '"')) {
      continue;
    }
    const auto start = rest.find_first_not_of(" \t\r\n");
    if (start == std::string_view::npos) return {};
    rest.remove_prefix(start);
    if (rest.starts_with('"')) {
      rest.remove_prefix(1);
      return std::string(rest.substr(0, rest.find('"')));
    }
    return std::string(rest.substr(0, rest.find_first_of(" \t\r\n;{}")));
  }
  return {};
}

}  // namespace

Result<KeyText> parse_key_text(std::string_view text) {
  KeyText out;
  out.secret = behind(text, "secret");
  if (out.secret.empty()) {
    // The secret alone.
    for (const char c : text) {
      if (std::isspace(static_cast<unsigned char>(c)) == 0) out.secret += c;
    }
    if (out.secret.empty() ||
        out.secret.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                     "0123456789+/=") != std::string::npos) {
      return failure(invalid_input, "neither a base64 secret nor a key statement");
    }
    return out;
  }
  out.algorithm = behind(text, "algorithm");
  out.name = behind(text, "name");
  if (out.name.empty()) out.name = behind(text, "key");
  return out;
}

Result<KeyText> read_key_text(const std::string& file) {
  std::string text;
  if (file.empty() || file == "-") {
    text.assign(std::istreambuf_iterator<char>(std::cin), {});
  } else {
    std::ifstream in(file, std::ios::binary);
    if (!in) return failure(failed, file + ": cannot be read");
    text.assign(std::istreambuf_iterator<char>(in), {});
  }
  auto key = parse_key_text(text);
  if (!key && !file.empty()) return failure(key.error().code, file + ": " + key.error().message);
  return key;
}

void add_key_commands(CLI::App& app, int& exit_code) {
  auto& group = *app.add_subcommand("key", "TSIG keys: list, show, generate, import, roll, delete");
  group.require_subcommand(1);
  const auto add = [&](const char* name, const char* description, auto run) {
    auto options = std::make_shared<KeyOptions>();
    auto* command = group.add_subcommand(name, description);
    add_command_options(*command, *options);
    command->callback([options, run, &exit_code] {
      exit_code =
          run_command(*options, [&](Connection& connection) { return run(connection, *options); });
    });
    return std::pair{command, options};
  };
  add("list", "All keys, who uses them and when they were last used", list_keys);
  const auto [showing, show] = add("show", "One key", show_key);
  showing->add_option("name", show->name)->required()->type_name("NAME");
  showing->add_flag("--secret", show->show_secret, "Show the secret");

  const auto [generating, generate] =
      add("generate", "A new key with a secret made by the server; prints it", generate_key);
  generating->add_option("name", generate->name)->required()->type_name("NAME");
  generate->algorithm = "hmac-sha256";
  generating->add_option("--algorithm", generate->algorithm, "Hash")->capture_default_str();

  const auto [importing, imported] =
      add("import",
          "A key that is there already: its secret, or a key statement, from a file or "
          "standard input",
          import_key);
  importing->add_option("name", imported->name)->type_name("NAME");
  importing->add_option("--file", imported->file, "Read this instead of standard input")
      ->type_name("FILE");
  importing->add_option("--algorithm", imported->algorithm, "Hash (hmac-sha256)");

  const auto [deleting, remove] = add("delete", "Delete a key that nothing uses", delete_key);
  deleting->add_option("name", remove->name)->required()->type_name("NAME");

  add_key_roll_commands(group, exit_code);
}

}  // namespace zonecast::cli
