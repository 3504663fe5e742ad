// SPDX-License-Identifier: GPL-3.0-or-later
#include "access/decision.h"

#include <algorithm>

namespace zonecast::access {

namespace {

using dns::Ede;
using dns::Rcode;

/// An ACL admits by the key that it lists; one of prefixes alone names nobody who could be trusted
/// with a whole zone.
bool admits_key(const Views& views, const TransferPolicy& policy, const Client& client) {
  return std::ranges::any_of(policy.transfer_acls(), [&](const std::string& name) {
    const auto* acl = views.acl(name);
    return acl != nullptr && acl->asks_key() && acl->matches(client);
  });
}

/// Steps 1 and 4 to 6 of the rule, for a client that sees the zone.
void decide_transfer(const Views& views, const Candidate& zone, const Client& client,
                     const Sight& sight, Decision& decision) {
  const auto admit = [&](Rule rule, int row = -1) {
    decision.is_admitted = true;
    decision.rule = rule;
    decision.row = row;
    decision.rcode = Rcode::noerror;
    decision.ede.reset();
  };
  const auto refuse = [&](Rule rule, int row = -1) {
    decision.rule = rule;
    decision.row = row;
    decision.rcode = Rcode::refused;
    decision.ede = Ede::prohibited;
  };
  if (zone.transfers == nullptr || !zone.transfers->enabled()) {
    return refuse(Rule::transfers_disabled);
  }
  const TransferPolicy& policy = *zone.transfers;
  if (const int row = policy.row_of_demanded_key(client); row >= 0) {
    return admit(Rule::key_of_row, row);
  }
  if (admits_key(views, policy, client)) return admit(Rule::key_of_transfer_acl);
  if (sight.by_key) return admit(Rule::key_of_view);
  const auto listed = policy.by_address(client.address);
  if (listed.admits) return admit(Rule::address_of_row, listed.row);
  if (listed.row >= 0) return refuse(Rule::row_demands_key, listed.row);
  refuse(sight.view != nullptr ? Rule::view_by_address : Rule::no_row);
}

}  // namespace

Decision decide(const Views& views, Operation operation, const Client& client, dns::TsigError tsig,
                std::span<const Candidate> zones) {
  // RFC 8945 section 5.2: nothing of a request counts before its signature does, which is why step
  // 2 stands first. Step 1 refuses too, so nobody gains by the order.
  if (tsig != dns::TsigError::none) return {.rule = Rule::bad_tsig, .rcode = Rcode::notauth};
  if (zones.empty()) {
    return {.rule = Rule::no_zone,
            .rcode = operation == Operation::query ? Rcode::refused : Rcode::notauth,
            .ede = Ede::not_authoritative};
  }
  Sight sight;
  const int chosen = choose(
      views, client, zones.size(),
      [&](std::size_t i) -> const ZoneFacts& { return zones[i].facts; }, sight);
  if (chosen < 0) {
    return {.rule = sight.kind == Sight::Kind::other_network ? Rule::other_network
                                                             : Rule::no_view_admits,
            .rcode = Rcode::refused,
            .ede = Ede::prohibited};
  }
  const Candidate& zone = zones[static_cast<std::size_t>(chosen)];
  Decision decision{.zone = chosen, .view = sight.view};
  switch (operation) {
    case Operation::query:
      decision.is_admitted = true;
      decision.rule = sight.view != nullptr ? Rule::view_admits : Rule::zone_in_no_view;
      break;
    case Operation::notify:
      decision.rule = Rule::is_primary;
      decision.rcode = Rcode::refused;
      decision.ede = Ede::prohibited;
      return decision;
    case Operation::transfer:
      decide_transfer(views, zone, client, sight, decision);
      break;
  }
  // Whoever may have the zone is told that there is nothing to have.
  if (decision.is_admitted && zone.is_unservable) {
    decision.is_admitted = false;
    decision.rule = Rule::unservable;
    decision.rcode = Rcode::servfail;
    decision.ede = operation == Operation::query ? Ede::other : Ede::not_ready;
  }
  return decision;
}

std::string_view name_of(Rule rule) {
  switch (rule) {
    case Rule::bad_tsig:
      return "bad_tsig";
    case Rule::no_zone:
      return "no_zone";
    case Rule::other_network:
      return "other_network";
    case Rule::no_view_admits:
      return "no_view_admits";
    case Rule::unservable:
      return "unservable";
    case Rule::zone_in_no_view:
      return "zone_in_no_view";
    case Rule::view_admits:
      return "view_admits";
    case Rule::is_primary:
      return "is_primary";
    case Rule::transfers_disabled:
      return "transfers_disabled";
    case Rule::key_of_row:
      return "key_of_row";
    case Rule::key_of_transfer_acl:
      return "key_of_transfer_acl";
    case Rule::key_of_view:
      return "key_of_view";
    case Rule::address_of_row:
      return "address_of_row";
    case Rule::row_demands_key:
      return "row_demands_key";
    case Rule::no_row:
      return "no_row";
    case Rule::view_by_address:
      return "view_by_address";
  }
  return "unknown";
}

std::string to_text(Rule rule) {
  switch (rule) {
    case Rule::bad_tsig:
      return "the signature does not verify";
    case Rule::no_zone:
      return "no such zone here";
    case Rule::other_network:
      return "the zone is not served on this address";
    case Rule::no_view_admits:
      return "no view of the zone admits this client";
    case Rule::unservable:
      return "the zone cannot be served";
    case Rule::zone_in_no_view:
      return "the zone is in no view";
    case Rule::view_admits:
      return "a read ACL of the view admits";
    case Rule::is_primary:
      return "this server is the primary of the zone";
    case Rule::transfers_disabled:
      return "outgoing transfers are disabled";
    case Rule::key_of_row:
      return "signed with the key of a secondary";
    case Rule::key_of_transfer_acl:
      return "signed with a key of the zone's transfer ACLs";
    case Rule::key_of_view:
      return "signed with a key of the view's read ACLs";
    case Rule::address_of_row:
      return "address of a secondary";
    case Rule::row_demands_key:
      return "the secondary at this address must sign with its key";
    case Rule::no_row:
      return "no secondary has this address or key";
    case Rule::view_by_address:
      return "the view matched by address, which admits queries and no transfers";
  }
  return "unknown rule";
}

}  // namespace zonecast::access
