// SPDX-License-Identifier: GPL-3.0-or-later
// What the endpoints of configuration objects have in common: an answer with the object's tag, and
// 412 with the object as it is.
#pragma once

#include <functional>
#include <string>

#include "api/answer.h"
#include "api/conditional.h"
#include "api/json/fields.h"
#include "api/json/writer.h"
#include "api/v1/secondary_address.h"
#include "api/v1/services.h"

namespace zonecast::api::v1 {

/// The object as text, with the tag of its version.
http::Response object_answer(const http::Request& request, std::string text, std::uint64_t version);

/// The answer to a change that was refused; `show` answers with the object as it is.
http::Response refused_object(const control::Problem& problem,
                              const std::function<http::Response()>& show);

/// A name that ACLs and views are stored under: 1 to 255 printable ASCII characters, no blank.
bool is_object_name(std::string_view name);
inline constexpr const char* object_name_rule = "A name is 1 to 255 printable characters of ASCII";

/// A body that names the object differently than the path does is a mistake, not a renaming.
void check_name(const json::Fields& body, std::string_view member, const std::string& name);

/// An array of strings, each read by `read`, which tells what is wrong as {code, message}.
template <typename Read>
auto list_of(const json::Fields& fields, std::string_view member, const Read& read)
    -> std::optional<std::vector<typename decltype(read(std::string()))::value_type>> {
  const auto* array = fields.array(member);
  if (array == nullptr) return std::nullopt;
  std::vector<typename decltype(read(std::string()))::value_type> out;
  for (std::size_t i = 0; i < array->size(); ++i) {
    const auto path = json::path_of(fields.path(member), i);
    const auto* text = (*array)[i].string();
    if (text == nullptr) {
      fields.problems().add(path, "wrong_type",
                            "Must be a string, not " + std::string((*array)[i].kind()));
      continue;
    }
    auto value = read(*text);
    if (value) {
      out.push_back(std::move(*value));
    } else {
      fields.problems().add(path, value.error().code, value.error().message);
    }
  }
  return out;
}
/// An array of strings.
std::optional<std::vector<std::string>> strings_of(const json::Fields& fields,
                                                   std::string_view member);

/// A member with an array of texts.
void write_strings(json::Writer& writer, std::string_view member,
                   const std::vector<std::string>& texts);

}  // namespace zonecast::api::v1
