// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/response_opt.h"

#include <algorithm>

#include "server/query_answer.h"

namespace zonecast::server {

namespace {

bool has_empty_option(const dns::Edns& request, std::uint16_t code) {
  return std::any_of(request.options.begin(), request.options.end(), [code](const auto& option) {
    return option.code == code && option.data.empty();
  });
}

}  // namespace

bool asks_expire(const dns::Edns& request) { return has_empty_option(request, option_expire); }

bool asks_keepalive(const dns::Edns& request) {
  return has_empty_option(request, option_keepalive);
}

base::Bytes expire_data(std::uint32_t expire_s) {
  base::Bytes data;
  base::append_u32(data, expire_s);
  return data;
}

base::Bytes ede_data(dns::Ede code, std::string_view text) {
  base::Bytes data;
  base::append_u16(data, static_cast<std::uint16_t>(code));
  base::append(data, base::as_bytes(text.substr(0, ede_text_max)));
  return data;
}

dns::Edns response_edns(const dns::Edns& request) {
  dns::Edns response;
  response.udp_size = udp_answer_size_max;
  response.dnssec_ok = request.dnssec_ok;
  return response;
}

}  // namespace zonecast::server
