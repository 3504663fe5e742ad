// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/record_json.h"

#include <algorithm>

#include "api/answer.h"
#include "api/v1/zone_json.h"
#include "model/character_string.h"

namespace zonecast::api::v1 {
namespace {

using control::RecordDraft;
using json::Fields;

constexpr std::int64_t ttl_max = 0x7fff'ffff;  // RFC 2181 section 8

/// Members that are kept and echoed, not acted on.
constexpr const char* echoed_objects[] = {"regions", "meta", "tags"};
constexpr const char* echoed_arrays[] = {"filters", "blocked_tags", "local_tags"};
constexpr const char* echoed_booleans[] = {"use_client_subnet", "override_ttl",
                                           "override_address_records"};
constexpr const char* echoed_in_answers[] = {"meta", "region", "feeds"};

bool is_text_type(dns::RrType type) { return type == dns::RrType::txt || type == dns::RrType::spf; }

void echo(const Fields& body, RecordDraft& draft) {
  const auto keep = [&](const char* name, std::string_view default_text) {
    std::string text = json::to_text(*body.find(name));
    auto& kept = draft.echoed[name];
    if (text != default_text) kept = std::move(text);
  };
  for (const auto* name : echoed_objects) {
    if (body.object(name) != nullptr) keep(name, "{}");
  }
  for (const auto* name : echoed_arrays) {
    if (body.array(name) != nullptr) keep(name, "[]");
  }
  for (const auto* name : echoed_booleans) {
    if (body.boolean(name))
      keep(name, std::string_view(name) == "use_client_subnet" ? "true" : "false");
  }
  if (auto link = body.string("link"); link && !link->empty()) {
    draft.link = *std::move(link);
    if (draft.answers)
      body.wrong("answers", "linked", "A linked record has the answers of its target");
  }
}

/// The parts of one `answer` array.
bool read_parts(const json::Array& parts, const std::string& path, json::FieldProblems& problems,
                model::Answer& answer) {
  bool numbers = false;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (const auto* text = parts[i].string()) {
      answer.parts.push_back(*text);
    } else if (const auto* number = parts[i].number()) {
      answer.parts.push_back(number->text);
      numbers = true;
    } else {
      problems.add(json::path_of(path, i), "wrong_type",
                   "Must be a string or a number, not " + std::string(parts[i].kind()));
      return false;
    }
  }
  if (numbers) {
    json::append_text(answer.verbatim, json::Value(parts));
  }
  return true;
}

/// An element of `answers`: an object with `answer`, or, from old clients, its parts alone.
std::optional<model::Answer> read_answer(const json::Value& value, const std::string& path,
                                         json::FieldProblems& problems) {
  model::Answer answer;
  if (const auto* text = value.string()) {
    answer.parts.push_back(*text);
    return answer;
  }
  if (const auto* parts = value.array()) {
    return read_parts(*parts, path, problems, answer) ? std::optional(std::move(answer))
                                                      : std::nullopt;
  }
  if (value.object() == nullptr) {
    problems.add(path, "wrong_type", "Must be an object, not " + std::string(value.kind()));
    return std::nullopt;
  }
  const Fields fields(*value.object(), path, problems);
  if (fields.find("answer") == nullptr) {
    fields.wrong("answer", "required", "Must be given");
    return std::nullopt;
  }
  const auto* parts = fields.array("answer");
  if (parts == nullptr || !read_parts(*parts, fields.path("answer"), problems, answer))
    return std::nullopt;
  for (const auto* name : echoed_in_answers) {
    const auto* kept = fields.find(name);
    if (kept == nullptr) continue;
    const bool empty = (kept->object() != nullptr && kept->object()->empty()) ||
                       (kept->array() != nullptr && kept->array()->empty());
    if (!empty) answer.echoed[name] = json::to_text(*kept);
  }
  return answer;
}

void read_answers(const Fields& body, RecordDraft& draft) {
  const auto* array = body.array("answers");
  if (array == nullptr) return;
  // Clients send a linked record with no answers.
  const auto link = body.find("link");
  if (array->empty() && link != nullptr) return;
  if (array->empty()) {
    body.wrong("answers", "empty", "A record has at least one answer; delete it instead");
    return;
  }
  auto& answers = draft.answers.emplace();
  for (std::size_t i = 0; i < array->size(); ++i) {
    const std::string path = json::path_of(body.path("answers"), i);
    auto answer = read_answer((*array)[i], path, body.problems());
    if (!answer) continue;
    if (draft.type == control::alias_type) {
      answers.push_back(*std::move(answer));
      continue;
    }
    if (const auto rdata = model::rdata_of_answer(draft.type, answer->parts); !rdata) {
      body.problems().add(json::path_of(path, "answer"), "invalid_rdata", rdata.error().message);
    }
    answers.push_back(*std::move(answer));
  }
}

std::string_view echoed_or(const std::map<std::string, std::string>& echoed, const char* name,
                           std::string_view otherwise) {
  const auto found = echoed.find(name);
  return found != echoed.end() ? std::string_view(found->second) : otherwise;
}

/// NS1 counts a record with filters to a higher tier, and some clients fetch those one by one.
int tier_of(const control::RecordState& record) {
  return echoed_or(record.echoed, "filters", "[]") == "[]" ? 1 : 2;
}

void write_parts(json::Writer& writer, const model::Answer& answer) {
  if (!answer.verbatim.empty()) {
    writer.raw(answer.verbatim);
    return;
  }
  writer.begin_array();
  for (const auto& part : answer.parts) writer.value(part);
  writer.end_array();
}

std::string short_answer(dns::RrType type, const model::Answer& answer) {
  std::string text;
  for (const auto& part : answer.parts) {
    if (&part != &answer.parts.front()) text += ' ';
    text += is_text_type(type) ? model::without_quotes(part) : std::string_view(part);
  }
  return text;
}

void write_link(json::Writer& writer, const control::RecordState& record) {
  if (record.link.empty()) {
    writer.null();
  } else {
    writer.value(record.link);
  }
}

void write_answer(json::Writer& writer, const control::RecordState& record,
                  const model::Answer& answer) {
  std::string content = record.id;
  for (const auto& part : answer.parts) content += '\0' + part;
  writer.begin_object().key("answer");
  write_parts(writer, answer);
  writer.member("id", derived_id(content));
  for (const auto& [name, text] : answer.echoed) writer.key(name).raw(text);
  writer.end_object();
}

}  // namespace

std::optional<dns::RrType> record_type_of_text(std::string_view text) {
  const bool is_alias = text.size() == 5 && (text[0] == 'A' || text[0] == 'a') &&
                        (text[1] == 'L' || text[1] == 'l') && (text[2] == 'I' || text[2] == 'i') &&
                        (text[3] == 'A' || text[3] == 'a') && (text[4] == 'S' || text[4] == 's');
  return is_alias ? control::alias_type : dns::rr_type_from_text(text);
}

std::string type_text(dns::RrType type) {
  return type == control::alias_type ? "ALIAS" : dns::to_text(type);
}

base::Result<dns::RrType> writable_type(std::string_view text) {
  const auto type = dns::rr_type_from_text(text);
  if (!type) {
    std::string upper(text);
    std::ranges::transform(upper, upper.begin(), [](char c) {
      return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    });
    if (upper == "ALIAS") return control::alias_type;
    if (upper == "URLFWD") {
      return base::failure(upper +
                           " is not a type of DNS: it cannot be transferred, and is not supported");
    }
    return base::failure("Unknown record type");
  }
  if (*type == dns::RrType::soa) return base::failure("The SOA is written through the zone itself");
  if (dns::is_meta(*type))
    return base::failure(dns::to_text(*type) + " is not a type of zone data");
  return *type;
}

void read_record(const Fields& body, RecordDraft& draft) {
  if (const auto ttl = body.integer("ttl", 0, ttl_max))
    draft.ttl = static_cast<std::uint32_t>(*ttl);
  read_answers(body, draft);
  echo(body, draft);
}

void require_answers(const Fields& body, const RecordDraft& draft) {
  if (!draft.answers && !draft.link && body.find("answers") == nullptr)
    body.wrong("answers", "required", "Must be given");
}

std::string record_text(const control::RecordState& record, const RecordContext& context) {
  const bool apex_ns = record.type == dns::RrType::ns && record.owner == context.apex;
  std::string out;
  json::Writer writer(out);
  writer.begin_object().member("domain", name_text(record.owner)).member("zone", record.zone);
  writer.key("use_client_subnet");
  writer.raw(echoed_or(record.echoed, "use_client_subnet", apex_ns ? "false" : "true"));
  writer.key("answers").begin_array();
  for (const auto& answer : record.answers) write_answer(writer, record, answer);
  writer.end_array()
      .member("id", record.id)
      .key("regions")
      .raw(echoed_or(record.echoed, "regions", "{}"));
  writer.key("meta").raw(echoed_or(record.echoed, "meta", "{}")).key("link");
  write_link(writer, record);
  writer.key("filters").raw(echoed_or(record.echoed, "filters", "[]")).member("ttl", record.ttl);
  writer.member("tier", tier_of(record)).member("type", type_text(record.type));
  writer.key("networks").begin_array();
  for (const auto network : *context.networks) writer.value(network);
  writer.end_array().key("tags").raw(echoed_or(record.echoed, "tags", "{}"));
  for (const auto* name :
       {"blocked_tags", "local_tags", "override_ttl", "override_address_records"}) {
    const auto found = record.echoed.find(name);
    if (found != record.echoed.end()) writer.key(name).raw(found->second);
  }
  if (record.derivation) {
    writer.key("derivation").begin_object().member("in_step", record.derivation->empty());
    writer.member("failure", *record.derivation).end_object();
  }
  writer.end_object();
  return out;
}

// Scripts look for text here: `domain` and `short_answers` stand first and together, `type`
// follows, and no brace comes between.
void write_record_in_zone(json::Writer& writer, const control::RecordState& record) {
  writer.begin_object()
      .member("domain", name_text(record.owner))
      .key("short_answers")
      .begin_array();
  for (const auto& answer : record.answers) writer.value(short_answer(record.type, answer));
  writer.end_array().key("link");
  write_link(writer, record);
  writer.member("ttl", record.ttl).member("tier", tier_of(record));
  writer.member("type", type_text(record.type)).member("id", record.id);
  const auto tags = record.echoed.find("tags");
  if (tags != record.echoed.end()) writer.key("tags").raw(tags->second);
  writer.end_object();
}

}  // namespace zonecast::api::v1
