// SPDX-License-Identifier: GPL-3.0-or-later
// Who may ask what of which zone: the one rule, as one function. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "access/client.h"
#include "access/transfer_policy.h"
#include "access/views.h"
#include "dns/rr_type.h"

namespace zonecast::access {

enum class Operation : std::uint8_t { query, transfer, notify };

/// What settled a decision.
enum class Rule : std::uint8_t {
  bad_tsig,             // refused: the signature does not verify
  no_zone,              // refused: no zone of this FQDN
  other_network,        // refused: not served on the address that was asked
  no_view_admits,       // refused: the client sees no zone of this FQDN
  unservable,           // refused: the zone has no contents to give
  zone_in_no_view,      // a query: everybody sees the zone
  view_admits,          // a query: a read ACL of the view matches
  is_primary,           // NOTIFY refused: this server is the zone's primary
  transfers_disabled,   // refused: primary.enabled is false
  key_of_row,           // admitted: a valid key of a row with tsig.transfers, from any address
  key_of_transfer_acl,  // admitted: a valid key that a matching ACL of transfer_acls lists
  key_of_view,          // admitted: a valid key that the read ACL of the view lists
  address_of_row,       // admitted: the most specific row, signed or not
  row_demands_key,      // refused: the most specific row wants its key
  no_row,               // refused: nobody listed
  view_by_address,      // refused: nobody listed; the view matched by address, which is for queries
};

/// One of the zones of the FQDN that is asked for. Borrowed.
struct Candidate {
  ZoneFacts facts;
  const TransferPolicy* transfers = nullptr;  // null: transfers are disabled
  bool is_unservable = false;
};

struct Decision {
  bool is_admitted = false;
  Rule rule = Rule::no_zone;
  int zone = -1;                      // which candidate the client sees; -1: none
  int row = -1;                       // index in primary.secondaries, when a row decided
  const std::string* view = nullptr;  // that the client sees it through; as Sight has it
  dns::Rcode rcode = dns::Rcode::noerror;
  std::optional<dns::Ede> ede{};  // goes with the RCODE when the query had OPT
};

/// `tsig`: what came of verifying the request's signature; `none` for a good one and for none.
Decision decide(const Views& views, Operation operation, const Client& client, dns::TsigError tsig,
                std::span<const Candidate> zones);

/// "key_of_row"
std::string_view name_of(Rule rule);
/// One sentence.
std::string to_text(Rule rule);

}  // namespace zonecast::access
