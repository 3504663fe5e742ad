// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/published_access.h"

#include "publication/zone_finder.h"

namespace zonecast::control {

namespace {

access::Operation operation_of(AccessOperation operation) {
  switch (operation) {
    case AccessOperation::query:
      return access::Operation::query;
    case AccessOperation::transfer:
      return access::Operation::transfer;
    case AccessOperation::notify:
      break;
  }
  return access::Operation::notify;
}

}  // namespace

Result<AccessAnswer> PublishedAccess::evaluate(const AccessQuestion& question) const {
  dns::Name fqdn;
  if (const auto head = directory_.find(question.zone)) {
    fqdn = head->settings->apex;
  } else if (auto name = dns::Name::from_text(question.zone)) {
    fqdn = std::move(*name);
  } else {
    const auto message = "Not a domain name: " + name.error().message;
    return problem(ProblemKind::invalid, message, {{"zone", "invalid_name", message}});
  }
  access::Client client{question.address, nullptr, question.local};
  auto tsig = dns::TsigError::none;
  if (question.key) {
    client.key = keys_.find(*question.key);
    if (!client.key) tsig = dns::TsigError::badkey;
  }
  publication::ZoneFinder finder(table_, views_);
  const auto [decision, zone] = finder.decide(operation_of(question.operation), fqdn, client, tsig);
  AccessAnswer answer;
  answer.is_admitted = decision.is_admitted;
  answer.rcode = decision.rcode;
  answer.tsig = tsig;
  answer.ede = decision.ede;
  if (decision.view != nullptr) answer.view = *decision.view;
  if (zone) answer.zone = zone->name();
  if (zone && decision.row >= 0) answer.secondary = zone->transfers->secondary(decision.row);
  answer.rule = access::name_of(decision.rule);
  answer.reason = decision.rule == access::Rule::unservable && !zone->unservable().empty()
                      ? std::string(zone->unservable())
                      : to_text(decision.rule);
  return answer;
}

}  // namespace zonecast::control
