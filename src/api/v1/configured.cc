// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/configured.h"

#include <algorithm>

namespace zonecast::api::v1 {

http::Response object_answer(const http::Request& request, std::string text,
                             std::uint64_t version) {
  auto response = json_answer(std::move(text));
  tag_object(request, response, std::to_string(version));
  return response;
}

http::Response refused_object(const control::Problem& problem,
                              const std::function<http::Response()>& show) {
  if (problem.kind != control::ProblemKind::precondition_failed) return problem_answer(problem);
  auto current = show();
  return current.status == 200 ? precondition_failed(std::move(current)) : problem_answer(problem);
}

bool is_object_name(std::string_view name) {
  const auto printable = [](char c) { return c > 0x20 && c < 0x7f; };
  return !name.empty() && name.size() <= 255 && std::ranges::all_of(name, printable);
}

void check_name(const json::Fields& body, std::string_view member, const std::string& name) {
  const auto given = body.string(member);
  if (given && !given->empty() && *given != name)
    body.wrong(member, "contradicts_path", "The path says " + name + ", and a name stays");
}

std::optional<std::vector<std::string>> strings_of(const json::Fields& fields,
                                                   std::string_view member) {
  return list_of(
      fields, member,
      [](const std::string& text) -> base::Result<std::string, WrongInput> { return text; });
}

void write_strings(json::Writer& writer, std::string_view member,
                   const std::vector<std::string>& texts) {
  writer.key(member).begin_array();
  for (const auto& text : texts) writer.value(text);
  writer.end_array();
}

}  // namespace zonecast::api::v1
