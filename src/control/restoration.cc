// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/restoration.h"

#include <set>

#include "control/zone_service.h"
#include "model/serial_rule.h"

namespace zonecast::control {

namespace {

/// The SOA as wanted, with the serial of the head.
dns::Record wanted_soa(const zone::ZoneVersion& wanted, dns::Serial serial) {
  dns::Record soa(wanted.soa());
  dns::set_soa_serial(soa.rdata, serial);
  return soa;
}

std::vector<store::RecordDocumentChange> dropped_documents(const zone::Difference& difference) {
  std::set<std::pair<std::string, dns::RrType>> seen;
  std::vector<store::RecordDocumentChange> out;
  const auto drop = [&](const dns::RecordView& record) {
    auto owner = dns::Name(record.owner).lower();
    if (!seen.emplace(base::as_text(owner.wire()), record.type).second) return;
    out.push_back({std::move(owner), record.type, std::nullopt});
  };
  difference.for_each_deletion(drop);
  difference.for_each_addition(drop);
  return out;
}

}  // namespace

void Restoration::compare(const ZoneHead& head) {
  difference_ = zone::difference_between(*head.contents, *wanted_);
  compared_ = head.contents;
}

Result<std::optional<Prepared>> Restoration::prepare(const ZoneHeadRef& head,
                                                     store::Position position,
                                                     const Request& request, std::int64_t now) {
  if (auto own = has_own_contents(*head->settings); !own)
    return std::unexpected(std::move(own.error()));
  if (compared_ != head->contents) compare(*head);
  const auto& settings = *head->settings;
  const auto serial_now = head->contents->serial();
  change_ = {"", settings.name, serial_now, 0, 0};
  std::optional<dns::Record> soa = wanted_soa(*wanted_, serial_now);
  if (dns::identical(soa->view(), head->contents->soa())) soa.reset();
  const auto serial = model::next_serial(settings.serial_policy, serial_now, now);
  auto contents = next_contents(*head, difference_, soa, serial);
  if (!contents) return std::unexpected(std::move(contents.error()));
  if (!*contents) return std::optional<Prepared>{};
  auto next = std::make_shared<ZoneHead>(*head);
  next->version = head->version + 1;
  next->contents = (*contents)->contents;
  next->history = (*contents)->history;
  next->unservable = unservable(settings, *next->contents);
  store::ChangeZone what;
  what.zone = settings.id;
  what.expected_version = head->version;
  what.difference = (*contents)->difference;
  what.documents = dropped_documents(*what.difference);
  change_ = {std::to_string(position), settings.name, serial, what.difference->addition_count(),
             what.difference->deletion_count()};
  const RequestOutcome outcome{change_, zone_state(next), std::nullopt};
  auto result =
      request.request_id.empty() || !request.render ? std::string() : request.render(outcome);
  return Prepared{
      {std::move(what), provenance(request, now), std::move(result)}, next, head, {}, {}};
}

}  // namespace zonecast::control
