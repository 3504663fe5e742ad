// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/json/fields.h"

namespace zonecast::api::json {

void FieldProblems::add(std::string path, std::string code, std::string message) {
  if (problems_.size() == field_problems_max) return;
  problems_.push_back({std::move(path), std::move(code), std::move(message)});
}

control::Problem FieldProblems::take() {
  // In the manner of NS1, whose texts people know from other tools.
  std::string message = "Input validation failed (field '<obj>." + problems_.front().path +
                        "': " + problems_.front().message + ")";
  if (problems_.size() > 1) message += " and " + std::to_string(problems_.size() - 1) + " more";
  return {control::ProblemKind::invalid, std::move(message), std::move(problems_)};
}

std::string path_of(std::string_view parent, std::string_view member) {
  return parent.empty() ? std::string(member) : std::string(parent) + "." + std::string(member);
}

std::string path_of(std::string_view parent, std::size_t index) {
  return std::string(parent) + "[" + std::to_string(index) + "]";
}

void Fields::wrong_kind(std::string_view name, std::string_view wanted, const Value& value) const {
  wrong(name, "wrong_type",
        "Must be " + std::string(wanted) + ", not " + std::string(value.kind()));
}

std::optional<bool> Fields::boolean(std::string_view name) const {
  const Value* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (const bool* truth = value->boolean()) return *truth;
  wrong_kind(name, "true or false", *value);
  return std::nullopt;
}

std::optional<std::string> Fields::string(std::string_view name) const {
  const Value* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (const std::string* text = value->string()) return *text;
  wrong_kind(name, "a string", *value);
  return std::nullopt;
}

std::optional<std::int64_t> Fields::integer(std::string_view name, std::int64_t least,
                                            std::int64_t most) const {
  const Value* value = find(name);
  if (value == nullptr) return std::nullopt;
  const auto number = value->integer();
  if (!number) {
    wrong_kind(name, "a whole number", *value);
    return std::nullopt;
  }
  if (*number < least || *number > most) {
    wrong(name, "out_of_range", "Must be " + std::to_string(least) + " to " + std::to_string(most));
    return std::nullopt;
  }
  return number;
}

const Object* Fields::object(std::string_view name) const {
  const Value* value = find(name);
  if (value == nullptr) return nullptr;
  if (value->object() == nullptr) wrong_kind(name, "an object", *value);
  return value->object();
}

const Array* Fields::array(std::string_view name) const {
  const Value* value = find(name);
  if (value == nullptr) return nullptr;
  if (value->array() == nullptr) wrong_kind(name, "an array", *value);
  return value->array();
}

std::optional<std::vector<std::int64_t>> Fields::integers(std::string_view name) const {
  const Value* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (const auto alone = value->integer()) return std::vector{*alone};
  if (value->array() == nullptr) {
    wrong_kind(name, "an array of whole numbers", *value);
    return std::nullopt;
  }
  std::vector<std::int64_t> numbers;
  for (const auto& element : *value->array()) {
    const auto number = element.integer();
    if (!number) {
      problems_.add(path_of(path(name), numbers.size()), "wrong_type",
                    "Must be a whole number, not " + std::string(element.kind()));
      return std::nullopt;
    }
    numbers.push_back(*number);
  }
  return numbers;
}

base::Result<Object, control::Problem> parse_body(std::string_view body) {
  if (body.find_first_not_of(" \t\r\n") == std::string_view::npos) return Object{};
  auto value = parse(body);
  if (!value) {
    const std::string message = "The body is not JSON: " + value.error().reason + " at octet " +
                                std::to_string(value.error().position);
    return std::unexpected(
        control::Problem{control::ProblemKind::invalid, message, {{"", "not_json", message}}});
  }
  if (value->object() == nullptr) {
    const std::string message = "The body must be a JSON object, not " + std::string(value->kind());
    return std::unexpected(
        control::Problem{control::ProblemKind::invalid, message, {{"", "wrong_type", message}}});
  }
  return std::move(*value->object());
}

}  // namespace zonecast::api::json
