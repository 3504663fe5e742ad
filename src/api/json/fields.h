// SPDX-License-Identifier: GPL-3.0-or-later
// Reads members of a request body and gathers everything that is wrong with it, so that one answer
// can tell it all.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/json/value.h"
#include "control/problem.h"

namespace zonecast::api::json {

inline constexpr std::size_t field_problems_max = 100;

/// What is wrong so far. Beyond field_problems_max nothing more is kept.
class FieldProblems {
 public:
  void add(std::string path, std::string code, std::string message);
  bool empty() const { return problems_.empty(); }
  std::size_t size() const { return problems_.size(); }
  /// As a problem of kind `invalid`; must not be empty.
  control::Problem take();

 private:
  std::vector<control::FieldProblem> problems_;
};

/// "a.b", or "b" below the body itself.
std::string path_of(std::string_view parent, std::string_view member);
std::string path_of(std::string_view parent, std::size_t index);

/// One object of the body. Each reader gives nothing when the member is absent, null or wrong, and
/// tells what is wrong.
class Fields {
 public:
  Fields(const Object& object, std::string path, FieldProblems& problems)
      : object_(object), path_(std::move(path)), problems_(problems) {}

  const Value* find(std::string_view name) const { return json::find(object_, name); }
  const Value* find_with_null(std::string_view name) const {
    return json::find_with_null(object_, name);
  }
  std::string path(std::string_view name) const { return path_of(path_, name); }
  void wrong(std::string_view name, std::string code, std::string message) const {
    problems_.add(path(name), std::move(code), std::move(message));
  }

  std::optional<bool> boolean(std::string_view name) const;
  std::optional<std::string> string(std::string_view name) const;
  std::optional<std::int64_t> integer(std::string_view name, std::int64_t least,
                                      std::int64_t most) const;
  const Object* object(std::string_view name) const;
  const Array* array(std::string_view name) const;
  /// An array of whole numbers, or one whole number alone.
  std::optional<std::vector<std::int64_t>> integers(std::string_view name) const;

  FieldProblems& problems() const { return problems_; }

 private:
  void wrong_kind(std::string_view name, std::string_view wanted, const Value& value) const;

  const Object& object_;
  std::string path_;
  FieldProblems& problems_;
};

/// The body of a request as an object, whatever its Content-Type says. An empty body is an empty
/// object.
base::Result<Object, control::Problem> parse_body(std::string_view body);

}  // namespace zonecast::api::json
