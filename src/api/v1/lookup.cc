// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/lookup.h"

#include <netdb.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "api/answer.h"
#include "api/json/fields.h"
#include "api/json/writer.h"
#include "dns/name.h"

namespace zonecast::api::v1 {

http::Response look_up_addresses(const http::Request& request) {
  const auto body = json::parse_body(request.body);
  if (!body) return problem_answer(body.error());
  json::FieldProblems problems;
  const json::Fields fields(*body, "", problems);
  const auto name = fields.string("name");
  if (!name && problems.empty()) fields.wrong("name", "required", "A host name is needed");
  if (name && (name->empty() || !dns::Name::from_text(*name)))
    fields.wrong("name", "invalid_name", "Not a host name");
  if (!problems.empty()) return problem_answer(problems.take());

  addrinfo hints{};
  hints.ai_socktype = SOCK_DGRAM;
  addrinfo* found = nullptr;
  if (const int failed = ::getaddrinfo(name->c_str(), nullptr, &hints, &found); failed != 0) {
    return message_answer(404, *name + ": " + ::gai_strerror(failed));
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owned(found, ::freeaddrinfo);
  std::vector<std::string> addresses;
  for (const auto* one = found; one != nullptr; one = one->ai_next) {
    sockaddr_storage native{};
    std::copy_n(reinterpret_cast<const char*>(one->ai_addr),
                std::min<std::size_t>(one->ai_addrlen, sizeof native),
                reinterpret_cast<char*>(&native));
    auto text = base::SocketAddress::from_native(native).address.to_text();
    if (std::ranges::find(addresses, text) == addresses.end()) addresses.push_back(std::move(text));
  }
  std::string out;
  json::Writer writer(out);
  writer.begin_object().member("name", *name).key("addresses").begin_array();
  for (const auto& address : addresses) writer.value(address);
  writer.end_array().end_object();
  return json_answer(std::move(out));
}

}  // namespace zonecast::api::v1
