// SPDX-License-Identifier: GPL-3.0-or-later
// Members of an answer, taken out without fuss: what is absent or of another type is empty.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace zonecast::cli {

const boost::json::value* find(const boost::json::value& object, std::string_view member);
std::string text_of(const boost::json::value& object, std::string_view member);
std::int64_t number_of(const boost::json::value& object, std::string_view member);
bool truth_of(const boost::json::value& object, std::string_view member);
/// Empty when there is none.
const boost::json::array& list_of(const boost::json::value& object, std::string_view member);

}  // namespace zonecast::cli
