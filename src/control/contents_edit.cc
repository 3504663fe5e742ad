// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/contents_edit.h"

#include <algorithm>

#include "model/serial_rule.h"
#include "publication/publisher.h"
#include "zone/revise.h"
#include "zone/validate.h"
#include "zone/zone_builder.h"

namespace zonecast::control {

Problem invalid_contents(const zone::ContentsError& error) {
  auto message = error.message;
  if (error.line != 0) message = "line " + std::to_string(error.line) + ": " + message;
  return {ProblemKind::invalid, std::move(message), {}};
}

namespace {

/// The label in front of the apex, or the apex alone when that would be too long for a name.
dns::Name below(std::string_view label, dns::NameView apex) {
  const auto prefix = dns::Name::from_text(label);
  if (const auto name = dns::Name::concatenate(*prefix, apex)) return *name;
  return dns::Name(apex);
}

}  // namespace

Result<zone::ZoneVersionRef> first_contents(const dns::Name& apex, const ZoneDraft& draft,
                                            const ZoneDefaults& defaults,
                                            model::SerialPolicy policy, std::int64_t now) {
  auto name_servers = defaults.name_servers;
  if (name_servers.empty()) name_servers.push_back(below("ns1", apex));
  const auto mname = draft.mname               ? *draft.mname
                     : defaults.primary_master ? *defaults.primary_master
                                               : name_servers.front();
  const auto rname = draft.rname           ? *draft.rname
                     : defaults.hostmaster ? *defaults.hostmaster
                                           : below("hostmaster", apex);
  dns::SoaView soa;
  soa.mname = mname;
  soa.rname = rname;
  soa.serial = model::first_serial(policy, now);
  soa.refresh = draft.refresh.value_or(defaults.refresh);
  soa.retry = draft.retry.value_or(defaults.retry);
  soa.expire = draft.expiry.value_or(defaults.expiry);
  soa.minimum = draft.nx_ttl.value_or(defaults.nx_ttl);
  zone::ZoneBuilder builder(apex);
  const auto soa_rdata = dns::make_soa(soa);
  auto added = builder.add({apex, dns::RrType::soa, draft.ttl.value_or(defaults.ttl), soa_rdata});
  for (const auto& server : name_servers) {
    if (!added) break;
    added = builder.add({apex, dns::RrType::ns, soa.minimum, server.wire()});
  }
  if (!added) return std::unexpected(invalid_contents(added.error()));
  auto built = builder.build();
  if (!built) return std::unexpected(invalid_contents(built.error()));
  return std::make_shared<const zone::ZoneVersion>(std::move(*built));
}

std::optional<dns::Record> changed_soa(const zone::ZoneVersion& contents, const ZoneDraft& draft) {
  const dns::Record before(contents.soa());
  auto soa = *dns::parse_soa(before.rdata);
  if (draft.mname) soa.mname = *draft.mname;
  if (draft.rname) soa.rname = *draft.rname;
  soa.refresh = draft.refresh.value_or(soa.refresh);
  soa.retry = draft.retry.value_or(soa.retry);
  soa.expire = draft.expiry.value_or(soa.expire);
  soa.minimum = draft.nx_ttl.value_or(soa.minimum);
  dns::Record after(before.owner, dns::RrType::soa, draft.ttl.value_or(before.ttl),
                    dns::make_soa(soa));
  if (dns::identical(before.view(), after.view())) return std::nullopt;
  return after;
}

namespace {

/// The apex keeps its spelling while one of its records stays, and otherwise takes that of the new
/// SOA: the difference has to say the same, or joined with another it would not cancel out.
void settle_apex_spelling(const zone::ZoneVersion& before, zone::ZoneChange& change,
                          dns::Record& new_soa) {
  if (base::equal(new_soa.owner.wire(), before.apex().wire())) return;
  const auto is_at_apex = [&](const dns::Record& record) {
    return dns::equal(record.owner, before.apex());
  };
  const auto standing = zone::find_owner(before, before.apex()).size() - 1;  // the SOA aside
  const auto deleted = std::ranges::count_if(change.deletions, is_at_apex);
  if (static_cast<std::size_t>(deleted) < standing) {
    new_soa.owner = dns::Name(before.apex());
    return;
  }
  for (auto& record : change.additions) {
    if (is_at_apex(record)) record.owner = new_soa.owner;
  }
}

}  // namespace

Result<std::optional<NextContents>> next_contents(const ZoneHead& head, zone::ZoneChange change,
                                                  const std::optional<dns::Record>& soa,
                                                  dns::Serial serial) {
  const auto& base = *head.contents;
  change = zone::exact_change(base, change);
  if (change.empty() && !soa) return std::optional<NextContents>{};
  if (const auto valid = zone::validate_change(base, change); !valid) {
    return std::unexpected(invalid_contents(valid.error()));
  }
  const dns::Record old_soa(base.soa());
  dns::Record new_soa = soa ? *soa : old_soa;
  dns::set_soa_serial(new_soa.rdata, serial);
  settle_apex_spelling(base, change, new_soa);
  auto difference =
      std::make_shared<const zone::Difference>(old_soa.view(), new_soa.view(), change);
  auto contents = std::make_shared<const zone::ZoneVersion>(zone::revise(base, *difference));
  auto history = std::make_shared<const zone::History>(head.history->followed_by(
      difference, publication::history_octets_max(contents->body_octets())));
  return NextContents{std::move(contents), std::move(history), std::move(difference)};
}

Result<void> has_own_contents(const model::ZoneSettings& settings) {
  if (settings.link.empty()) return {};
  return problem(ProblemKind::invalid,
                 "zone " + settings.name + " is linked: change " + settings.link + " instead");
}

std::string unservable(const model::ZoneSettings& settings, const zone::ZoneVersion& contents) {
  if (settings.networks.empty()) return "unpublished: its list of networks is empty";
  return zone::unservable_reason(contents);
}

}  // namespace zonecast::control
