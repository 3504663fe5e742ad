// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/config_kind.h"

#include <fmt/format.h>

namespace zonecast::control {

std::unexpected<Problem> object_in_use(std::string_view what,
                                       const std::vector<std::string>& users) {
  // A sentence, not a list of a hundred thousand zones.
  constexpr std::size_t named_max = 20;
  const auto named = std::min(users.size(), named_max);
  auto text = fmt::format("{} is used by {}", what,
                          fmt::join(users.begin(), users.begin() + static_cast<long>(named), ", "));
  if (users.size() > named) text += fmt::format(" and {} more", users.size() - named);
  return problem(ProblemKind::conflict, std::move(text));
}

std::unexpected<Problem> invalid_fields(std::vector<FieldProblem> fields) {
  const auto& first = fields.front();
  auto message =
      fmt::format("Input validation failed (field '<obj>.{}': {})", first.path, first.message);
  return problem(ProblemKind::invalid, std::move(message), std::move(fields));
}

}  // namespace zonecast::control
