// SPDX-License-Identifier: GPL-3.0-or-later
#include "alias/address_answer.h"

#include <algorithm>

#include "dns/rdata.h"

namespace zonecast::alias {
namespace {

// When nothing says how long "there is no such name" holds (RFC 2308 section 5).
constexpr std::uint32_t negative_ttl_default = 60;

/// The SOA in the authority section tells it: the lower of its TTL and its last field.
std::uint32_t negative_ttl(const dns::Message& response) {
  for (const auto& record : response.authority) {
    if (record.type != dns::RrType::soa) continue;
    const auto rdata = dns::expand_rdata(response.wire, record);
    if (!rdata) continue;
    if (const auto soa = dns::parse_soa(*rdata)) return std::min(record.ttl, soa->minimum);
  }
  return negative_ttl_default;
}

}  // namespace

bool is_response_to(const dns::Message& response, std::uint16_t id, dns::NameView name,
                    dns::RrType type) {
  const auto& question = response.question;
  return response.header.qr && response.header.id == id &&
         response.header.opcode == dns::Opcode::query && question && question->type == type &&
         question->rr_class == dns::RrClass::in && question->name.same_spelling(name);
}

AddressAnswer read_address_answer(const dns::Message& response, dns::NameView name,
                                  dns::RrType type) {
  AddressAnswer out;
  const auto rcode = static_cast<dns::Rcode>(response.header.rcode);
  if (rcode != dns::Rcode::noerror && rcode != dns::Rcode::nxdomain) {
    out.failure = dns::to_text(rcode);
    return out;
  }
  dns::Name at(name);
  std::uint32_t ttl = UINT32_MAX;
  for (int step = 0; step < cname_steps_max; ++step) {
    Addresses found;
    std::optional<dns::Name> target;
    for (const auto& record : response.answer) {
      if (record.rr_class != static_cast<std::uint16_t>(dns::RrClass::in) || !(record.owner == at))
        continue;
      if (record.type != type && record.type != dns::RrType::cname) continue;
      auto rdata = dns::expand_rdata(response.wire, record);
      if (!rdata) {
        out.failure = "a record that cannot be read";
        return out;
      }
      // A TTL with its first bit set is none (RFC 2181 section 8).
      ttl = std::min(ttl, (record.ttl & 0x8000'0000) != 0 ? 0 : record.ttl);
      if (record.type == dns::RrType::cname) {
        target = dns::Name(dns::NameView::trusted(*rdata));
      } else if (rdata->size() == (type == dns::RrType::a ? 4U : 16U) &&
                 found.rdata.size() < addresses_max) {
        found.rdata.push_back(*std::move(rdata));
      }
    }
    if (!found.rdata.empty()) {
      std::ranges::sort(found.rdata);
      const auto repeated = std::ranges::unique(found.rdata);
      found.rdata.erase(repeated.begin(), repeated.end());
      found.ttl = ttl;
      out.addresses = std::move(found);
      return out;
    }
    if (!target) {
      // The end of the way: nothing is there, or the server of the last zone must be asked.
      const bool denies = rcode == dns::Rcode::nxdomain ||
                          std::ranges::any_of(response.authority, [](const auto& record) {
                            return record.type == dns::RrType::soa;
                          });
      if (step == 0 || denies) {
        if (step == 0 && !denies && !response.authority.empty() && !response.header.aa &&
            !response.header.ra) {
          out.failure = "a referral: the server does not resolve the name";
          return out;
        }
        out.addresses = Addresses{{}, std::min(ttl, negative_ttl(response))};
      } else {
        out.elsewhere = std::move(at);
        out.ttl = ttl;
      }
      return out;
    }
    at = *std::move(target);
  }
  out.failure = "CNAMEs without end";
  return out;
}

}  // namespace zonecast::alias
