// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/validate.h"

#include <algorithm>
#include <optional>
#include <span>

#include "dns/message.h"
#include "dns/rdata.h"
#include "zone/contents_rules.h"
#include "zone/owner_change.h"

namespace zonecast::zone {
namespace {

using dns::RrType;

std::unexpected<ContentsError> refusal(const dns::RecordView& record, const std::string& reason) {
  return std::unexpected(ContentsError{name_of(record) + ": " + reason});
}

}  // namespace

std::size_t record_size_max(dns::NameView apex) {
  const std::size_t closing_soa = apex.size() + rr_fields_size + 2 * dns::name_size_max + 20;
  return dns::message_size_max - message_frame_size_max - closing_soa;
}

base::Result<void, ContentsError> validate_record(const dns::RecordView& record,
                                                  dns::NameView apex) {
  if (!record.owner.is_within(apex)) {
    return refusal(record, "it is not within the zone " + dns::to_text(apex));
  }
  if (dns::is_meta(record.type)) return refusal(record, "this type never is data of a zone");
  if (record.type == RrType::soa && record.owner.size() != apex.size()) {
    return refusal(record, "an SOA stands at the apex only (" + dns::to_text(apex) + ")");
  }
  if (record.ttl > ttl_max) {
    return refusal(
        record, "its TTL " + std::to_string(record.ttl) + " is above " + std::to_string(ttl_max));
  }
  const std::size_t size = record.owner.size() + 10 + record.rdata.size();
  if (size > record_size_max(apex)) {
    return refusal(record, "its " + std::to_string(size) +
                               " octets do not fit a signed message (at most " +
                               std::to_string(record_size_max(apex)) + ")");
  }
  if (const auto checked = dns::check_rdata(record.type, record.rdata); !checked) {
    return refusal(record, checked.error().message);
  }
  return {};
}

namespace {

// What an owner will be after a change, as far as other owners are concerned.
struct ChangedOwner {
  dns::NameView owner;
  bool was_there = false;
  bool had_dname = false;
  std::optional<dns::Record> dname;
  std::optional<dns::Record> data;  // one record that must not be below a DNAME
};

// The zone after a change whose owners, in canonical order, are `changed`.
class ChangedZone {
 public:
  ChangedZone(const ZoneVersion& base, std::span<const ChangedOwner> changed)
      : base_(base), changed_(changed) {}

  base::Result<void, ContentsError> validate_dnames() {
    for (const auto& owner : changed_) {
      // What was there already was not below a DNAME, and what newly is, is found from the DNAME.
      if (owner.data && !owner.was_there) {
        for (auto name = owner.owner; name.size() > base_.apex().size();) {
          name = name.parent();
          if (has_dname(name)) {
            return refusal(owner.data->view(), "it is below a DNAME (" + dns::to_text(name) + ")");
          }
        }
      }
      if (owner.dname && !owner.had_dname) {
        if (const auto below = data_below(owner.owner)) {
          return refusal(owner.dname->view(),
                         "data stands below it (" + name_of(below->view()) + ")");
        }
      }
    }
    return {};
  }

 private:
  const ChangedOwner* find(dns::NameView name) const {
    const auto found = std::ranges::lower_bound(
        changed_, name, [](dns::NameView a, dns::NameView b) { return dns::compare(a, b) < 0; },
        &ChangedOwner::owner);
    return found != changed_.end() && found->owner == name ? &*found : nullptr;
  }

  bool has_dname(dns::NameView name) {
    if (const auto* changed = find(name)) return changed->dname.has_value();
    // Owners of one change mostly have the same parent.
    if (!last_unchanged_ || *last_unchanged_ != dns::Name(name)) {
      last_unchanged_ = dns::Name(name);
      last_has_dname_ = !find_rrset(base_, name, RrType::dname).empty();
    }
    return last_has_dname_;
  }

  // Of what was there before and stays.
  std::optional<dns::Record> data_below(dns::NameView name) const {
    std::optional<dns::Record> data;
    auto cursor = base_.seek(name);
    if (!cursor.at_end() && cursor.owner() == name) cursor.advance();
    for (; !data && !cursor.at_end() && cursor.owner().is_within(name); cursor.advance()) {
      if (const auto* changed = find(cursor.owner())) {
        data = changed->data;
        continue;
      }
      cursor.for_each_record([&](const dns::RecordView& record) {
        if (is_data_below_dname(record)) data = dns::Record(record);
        return !data;
      });
    }
    return data;
  }

  const ZoneVersion& base_;
  const std::span<const ChangedOwner> changed_;
  std::optional<dns::Name> last_unchanged_;
  bool last_has_dname_ = false;
};

base::Result<void, ContentsError> validate_records(const ZoneVersion& base,
                                                   const ZoneChange& change) {
  for (const auto* records : {&change.deletions, &change.additions}) {
    for (const auto& record : *records) {
      if (record.type == RrType::soa) {
        return refusal(record.view(), "the SOA does not change with the contents");
      }
    }
  }
  for (const auto& record : change.deletions) {
    if (!record.owner.view().is_within(base.apex())) {
      return refusal(record.view(), "it is not within the zone " + dns::to_text(base.apex()));
    }
  }
  for (const auto& record : change.additions) {
    if (auto valid = validate_record(record.view(), base.apex()); !valid) return valid;
  }
  return {};
}

std::vector<dns::RecordView> in_order(const std::vector<dns::Record>& records) {
  std::vector<dns::RecordView> views;
  views.reserve(records.size());
  for (const auto& record : records) views.push_back(record.view());
  std::sort(views.begin(), views.end(), precedes_in_difference);
  return views;
}

}  // namespace

base::Result<void, ContentsError> validate_change(const ZoneVersion& base,
                                                  const ZoneChange& change) {
  if (auto valid = validate_records(base, change); !valid) return valid;
  const auto deletions = in_order(change.deletions);
  const auto additions = in_order(change.additions);
  std::vector<ChangedOwner> changed;
  std::vector<dns::RecordView> existing;
  std::vector<dns::RecordView> merged;
  for (const auto& owner_change : by_owner(deletions, additions)) {
    const auto records = find_owner(base, owner_change.owner);
    existing.clear();
    for (const auto& record : records) existing.push_back(record.view());
    merged.clear();
    if (const auto contradiction = merge_owner(existing, owner_change, merged)) {
      return refusal(contradiction->record, contradiction->kind == Contradiction::Kind::absent
                                                ? "it is not there to be deleted"
                                                : "it is there already");
    }
    if (const auto fault = find_fault(merged)) {
      return refusal(merged[fault->record], fault->reason);
    }
    const auto is_dname = [](const dns::RecordView& record) {
      return record.type == RrType::dname;
    };
    auto& owner = changed.emplace_back(ChangedOwner{owner_change.owner, false, false, {}, {}});
    owner.was_there = std::ranges::any_of(existing, is_data_below_dname);
    owner.had_dname = std::ranges::any_of(existing, is_dname);
    if (const auto i = std::ranges::find_if(merged, is_dname); i != merged.end())
      owner.dname.emplace(*i);
    if (const auto i = std::ranges::find_if(merged, is_data_below_dname); i != merged.end()) {
      owner.data.emplace(*i);
    }
  }
  return ChangedZone(base, changed).validate_dnames();
}

std::string unservable_reason(const ZoneVersion& version) {
  bool has_ns = false;
  version.seek(version.apex()).for_each_record([&](const dns::RecordView& record) {
    has_ns = record.type == RrType::ns;
    return !has_ns;
  });
  return has_ns ? std::string() : "no NS RRset at the apex";
}

}  // namespace zonecast::zone
