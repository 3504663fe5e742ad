// SPDX-License-Identifier: GPL-3.0-or-later
// Expected failures are values. Each component has its own small enum of failures; where a sentence
// is all that anybody needs, `Error` is enough. Nothing throws across a component's border.
#pragma once

#include <expected>
#include <string>
#include <utility>

namespace zonecast::base {

/// A failure told as one sentence that names what is wrong and where.
struct Error {
  std::string message;
};

template <typename T, typename E = Error>
using Result = std::expected<T, E>;

/// Returns a failure: `return failure("zone example.org: no SOA");`
inline std::unexpected<Error> failure(std::string message) {
  return std::unexpected(Error{std::move(message)});
}

}  // namespace zonecast::base
