// SPDX-License-Identifier: GPL-3.0-or-later
// Why a use case failed; api/ translates it into status and text, once.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace zonecast::control {

enum class ProblemKind {
  zone_not_found,
  record_not_found,
  not_found,
  forbidden,            // 403: `message` names the missing right
  zone_exists,          // NS1: 400 "zone already exists"
  fqdn_exists,          // NS1: 400 "invalid: FQDN already exists"
  record_exists,        // NS1: 400 "record already exists"
  key_conflict,         // 409: the key name is used with another secret
  invalid,              // 400, with `fields` when they are known
  conflict,             // 409
  precondition_failed,  // 412: If-Match or If-None-Match, with the object as it is now
  unavailable,          // 503: disk full, shutting down
  unknown_outcome,      // 503: may or may not have been done
  repeated,             // the Idempotency-Key was answered before: `message` is that answer
};

struct FieldProblem {
  std::string path;     // "primary.secondaries[1].ip"
  std::string code;     // "invalid_address"
  std::string message;  // one sentence
};

struct Problem {
  ProblemKind kind = ProblemKind::invalid;
  std::string message;
  std::vector<FieldProblem> fields;
};

template <typename T>
using Result = base::Result<T, Problem>;

inline std::unexpected<Problem> problem(ProblemKind kind, std::string message,
                                        std::vector<FieldProblem> fields = {}) {
  return std::unexpected(Problem{kind, std::move(message), std::move(fields)});
}

}  // namespace zonecast::control
