// SPDX-License-Identifier: GPL-3.0-or-later
// The description of this API as an OpenAPI 3.1 document, written by hand in openapi.json and held
// to the server by tests/api/test_openapi.py.
#pragma once

#include <string_view>

namespace zonecast::api {

std::string_view openapi_text();

}  // namespace zonecast::api
