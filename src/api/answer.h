// SPDX-License-Identifier: GPL-3.0-or-later
// Responses as every endpoint gives them. Problems become status and text here and nowhere else.
#pragma once

#include <string>
#include <string_view>

#include "control/problem.h"
#include "http/http_server.h"

namespace zonecast::api {

http::Response json_answer(std::string body, unsigned status = 200);
/// {"message":"…"}
http::Response message_answer(unsigned status, std::string_view message);
http::Response problem_answer(const control::Problem& problem);
/// The message of problem_answer().
std::string_view problem_text(const control::Problem& problem);
/// For a GET of text that never changes under the same tag: 304 when the client has it.
void tag_answer(const http::Request& request, http::Response& response, std::string tag);

/// "2026-11-22T11:02:10.114Z"
std::string timestamp(std::int64_t unix_milliseconds);
/// 24 hex digits, the same for the same text.
std::string derived_id(std::string_view text);

}  // namespace zonecast::api
