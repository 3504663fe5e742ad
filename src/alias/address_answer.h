// SPDX-License-Identifier: GPL-3.0-or-later
// What one response of a name server says about the addresses of a name; no I/O.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dns/message.h"

namespace zonecast::alias {

/// Addresses of one type, as they can be published.
struct Addresses {
  std::vector<base::Bytes> rdata;  // none: the name has no such addresses
  std::uint32_t ttl = 0;           // how long that holds, the least of everything it came from
};

struct AddressAnswer {
  std::optional<Addresses> addresses;
  std::optional<dns::Name> elsewhere;  // a CNAME that the response does not follow to its end
  std::uint32_t ttl = 0;               // of the way to `elsewhere`
  std::string failure;                 // neither: the server could not say, and why
};

/// CNAMEs followed within one response, and responses asked for one after the other.
inline constexpr int cname_steps_max = 16;
/// Addresses of one name; more are left out.
inline constexpr std::size_t addresses_max = 100;

/// The response is to this query, and to no other: id, and question letter for letter (a server
/// repeats it as it came).
bool is_response_to(const dns::Message& response, std::uint16_t id, dns::NameView name,
                    dns::RrType type);
AddressAnswer read_address_answer(const dns::Message& response, dns::NameView name,
                                  dns::RrType type);

}  // namespace zonecast::alias
