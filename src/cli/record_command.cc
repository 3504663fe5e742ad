// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/record_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cctype>
#include <memory>
#include <optional>

#include "cli/answer_parts.h"
#include "cli/command.h"
#include "cli/json_fields.h"
#include "cli/table.h"

namespace zonecast::cli {

namespace json = boost::json;

namespace {

struct RecordOptions : CommandOptions {
  std::string zone, domain, type, comment;
  std::vector<std::string> answers;
  std::optional<std::uint32_t> ttl;
};

/// The zone of --zone, else the one with the longest name at or above the domain.
Result<std::string> zone_of(Connection& connection, const RecordOptions& options) {
  if (!options.zone.empty()) return options.zone;
  auto name = options.domain;
  if (name.ends_with('.') && name.size() > 1) name.pop_back();
  for (;;) {
    const auto zone = connection.call("GET", "/v1/zones/" + path_piece(name) + "?records=false");
    if (zone) return name;
    if (zone.error().code != not_found) return std::unexpected(zone.error());
    const auto dot = name.find('.');
    if (name == ".") break;
    name = dot == std::string::npos || dot + 1 == name.size() ? "." : name.substr(dot + 1);
  }
  return failure(not_found, "no zone holds " + options.domain + "; --zone names one");
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

/// One atomic change of one record.
Result<int> change(Connection& connection, const RecordOptions& options, json::object record) {
  const auto zone = zone_of(connection, options);
  if (!zone) return std::unexpected(zone.error());
  record["domain"] = options.domain;
  record["type"] = upper(options.type);
  json::object body{{"records", json::array{std::move(record)}}};
  if (!options.comment.empty()) body["comment"] = options.comment;
  const auto done =
      connection.call("POST", "/v1/zones/" + path_piece(*zone) + "/changes", json::serialize(body));
  if (!done) return std::unexpected(done.error());
  if (options.json) {
    emit(json::serialize(*done));
  } else {
    say(fmt::format("{} serial {}: {} added, {} deleted", *zone, text_of(*done, "serial"),
                    number_of(*done, "added"), number_of(*done, "deleted")));
  }
  return ok;
}

Result<int> set_record(Connection& connection, const RecordOptions& options) {
  json::array answers;
  for (const auto& text : options.answers) {
    json::array parts;
    for (const auto& part : answer_parts(upper(options.type), text)) parts.emplace_back(part);
    answers.push_back(json::object{{"answer", std::move(parts)}});
  }
  json::object record{{"op", "put"}, {"answers", std::move(answers)}};
  if (options.ttl) record["ttl"] = *options.ttl;
  return change(connection, options, std::move(record));
}

Result<int> delete_record(Connection& connection, const RecordOptions& options) {
  return change(connection, options, {{"op", "delete"}});
}

Result<int> list_records(Connection& connection, const RecordOptions& options) {
  const auto records = connection.list("/v1/zones/" + path_piece(options.zone), "records");
  if (!records) return std::unexpected(records.error());
  if (options.json) {
    emit(json::serialize(*records));
    return ok;
  }
  Table table({"DOMAIN", "TTL", "TYPE", "ANSWER"});
  for (const auto& record : *records) {
    for (const auto& answer : list_of(record, "short_answers")) {
      table.add(
          {text_of(record, "domain"), text_of(record, "ttl"), text_of(record, "type"),
           answer.is_string() ? std::string(answer.as_string().c_str()) : json::serialize(answer)});
    }
  }
  emit(table.to_text());
  return ok;
}

using Body = Result<int> (*)(Connection&, const RecordOptions&);

std::pair<CLI::App*, std::shared_ptr<RecordOptions>> add(CLI::App& record, int& exit_code,
                                                         const char* name, const char* description,
                                                         Body body) {
  auto options = std::make_shared<RecordOptions>();
  auto* command = record.add_subcommand(name, description);
  add_command_options(*command, *options);
  command->callback([options, body, &exit_code] {
    exit_code =
        run_command(*options, [&](Connection& connection) { return body(connection, *options); });
  });
  return {command, options};
}

void add_domain_and_type(CLI::App& command, RecordOptions& options) {
  command.add_option("domain", options.domain, "Full domain name: www.example.org")->required();
  command.add_option("type", options.type, "A, AAAA, MX, TXT, …")->required();
  command.add_option("--zone", options.zone, "Its zone, where the name does not tell");
  command.add_option("-m,--comment", options.comment, "Why, for the change log");
}

}  // namespace

void add_record_commands(CLI::App& app, int& exit_code) {
  auto& record = *app.add_subcommand("record", "Records: list, set, delete");
  record.require_subcommand(1);
  const auto [listing, list_options] =
      add(record, exit_code, "list", "The records of a zone", list_records);
  listing->add_option("zone", list_options->zone, "Name of the zone")->required();
  const auto [setting, set_options] =
      add(record, exit_code, "set", "Put a record set in place of what is there", set_record);
  add_domain_and_type(*setting, *set_options);
  setting
      ->add_option("answer", set_options->answers, "One each: 192.0.2.1, \"10 mail.example.org.\"")
      ->required();
  setting->add_option("--ttl", set_options->ttl, "Seconds");
  const auto [deleting, delete_options] =
      add(record, exit_code, "delete", "Delete a record set", delete_record);
  add_domain_and_type(*deleting, *delete_options);
}

}  // namespace zonecast::cli
