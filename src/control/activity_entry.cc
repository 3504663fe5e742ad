// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/activity_entry.h"

#include <algorithm>
#include <set>

#include "dns/presentation.h"
#include "store/sql/document_json.h"
#include "store/sql/masked_json.h"
#include "zone/lookup.h"

namespace zonecast::control {
namespace {

/// A JSON object that is written member by member.
class Side {
 public:
  void member(std::string_view name, std::string_view json) {
    text_ += text_.empty() ? '{' : ',';
    text_ += quoted(name) + ":";
    text_ += json;
  }
  std::string text() && { return text_.empty() ? std::string() : std::move(text_) + "}"; }

  static std::string quoted(std::string_view text) {
    constexpr const char* digits = "0123456789abcdef";
    std::string out = "\"";
    for (const char c : text) {
      const auto octet = static_cast<unsigned char>(c);
      if (octet < 0x20 || octet >= 0x7f) {
        out += std::string("\\u00") + digits[octet >> 4] + digits[octet & 15];
      } else {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
      }
    }
    return out + '"';
  }
  static std::string list(const std::vector<std::string>& texts) {
    std::string out = "[";
    for (const auto& text : texts) {
      if (out.size() > 1) out += ',';
      out += quoted(text);
    }
    return out + ']';
  }

 private:
  std::string text_;
};

const store::ChangeZone* change_of(const Prepared& prepared) {
  return std::get_if<store::ChangeZone>(&prepared.transaction.what);
}

std::string key_json(const model::TsigKeyDocument& key) {
  Side side;
  side.member("name", Side::quoted(dns::to_text(key.name.lower())));
  side.member("algorithm", Side::quoted(dns::to_text(key.algorithm)));
  side.member("secret", Side::quoted(store::masked_secret));
  return std::move(side).text();
}

bool says_the_same(const dns::RecordView& a, const dns::RecordView& b) {
  const auto x = dns::parse_soa(a.rdata);
  const auto y = dns::parse_soa(b.rdata);
  return a.ttl == b.ttl && x && y && x->mname == y->mname && x->rname == y->rname &&
         x->refresh == y->refresh && x->retry == y->retry && x->expire == y->expire &&
         x->minimum == y->minimum;
}

void tell_contents(Side& side, const dns::RecordView& soa, bool with_soa, std::uint32_t count,
                   const std::function<void(const std::function<void(const dns::RecordView&)>&)>&
                       for_each_record) {
  if (const auto parsed = dns::parse_soa(soa.rdata))
    side.member("serial", std::to_string(parsed->serial.value()));
  if (with_soa) side.member("soa", Side::quoted(dns::record_to_text(soa)));
  if (count == 0) return;
  if (count > records_told_max) {
    side.member("record_count", std::to_string(count));
    return;
  }
  std::vector<std::string> records;
  for_each_record(
      [&](const dns::RecordView& record) { records.push_back(dns::record_to_text(record)); });
  side.member("records", Side::list(records));
}

void tell_difference(const zone::Difference& difference, Side& before, Side& after) {
  const bool with_soa = !says_the_same(difference.old_soa(), difference.new_soa());
  tell_contents(before, difference.old_soa(), with_soa, difference.deletion_count(),
                [&](const auto& receive) { difference.for_each_deletion(receive); });
  tell_contents(after, difference.new_soa(), with_soa, difference.addition_count(),
                [&](const auto& receive) { difference.for_each_addition(receive); });
}

/// The one RRset that a difference is about, if it is about one.
std::optional<std::pair<dns::Name, dns::RrType>> only_rrset(const zone::Difference& difference) {
  if (difference.deletion_count() > records_told_max ||
      difference.addition_count() > records_told_max) {
    return std::nullopt;
  }
  std::optional<std::pair<dns::Name, dns::RrType>> found;
  bool several = false;
  const auto look = [&](const dns::RecordView& record) {
    if (!found) found.emplace(dns::Name(record.owner), record.type);
    several = several || found->second != record.type || !(found->first == record.owner);
  };
  difference.for_each_deletion(look);
  difference.for_each_addition(look);
  return several ? std::nullopt : found;
}

const char* verb(bool was_there, bool is_there) {
  return !was_there ? "create" : is_there ? "update" : "delete";
}

void tell_zone(const Prepared& prepared, store::Activity& entry, Side& before, Side& after) {
  const auto& head = prepared.next ? prepared.next : prepared.before;
  entry.zone = head->settings->name;
  entry.resource_type = "zone";
  entry.resource_id = entry.zone;
  entry.action = verb(prepared.before != nullptr, prepared.next != nullptr);
  const auto* change = change_of(prepared);
  if (change != nullptr && change->difference && !change->settings) {
    if (const auto rrset = only_rrset(*change->difference)) {
      entry.resource_type = "record";
      entry.resource_id = dns::to_text_undotted(rrset->first) + "/" + dns::to_text(rrset->second);
      const auto is_in = [&](const ZoneHeadRef& where) {
        return !zone::find_rrset(*where->contents, rrset->first, rrset->second).empty();
      };
      entry.action = verb(is_in(prepared.before), is_in(prepared.next));
    }
  }
  const auto tell_settings = [](Side& side, const ZoneHead& of) {
    side.member("settings", store::settings_to_json(*of.settings));
  };
  const bool has_new_settings = !prepared.next || !prepared.before ||
                                !(*prepared.next->settings == *prepared.before->settings);
  if (prepared.before && has_new_settings) tell_settings(before, *prepared.before);
  if (prepared.next && has_new_settings) tell_settings(after, *prepared.next);
  if (change != nullptr && change->difference) {
    tell_difference(*change->difference, before, after);
    return;
  }
  const auto tell_count = [](Side& side, const ZoneHead& of) {
    side.member("serial", std::to_string(of.contents->serial().value()));
    side.member("record_count", std::to_string(of.contents->record_count()));
  };
  const bool has_new_contents =
      !prepared.next || !prepared.before || prepared.next->contents != prepared.before->contents;
  if (prepared.before && has_new_contents) tell_count(before, *prepared.before);
  if (prepared.next && has_new_contents) tell_count(after, *prepared.next);
}

void tell_key(const Prepared& prepared, const Heads& heads, store::Activity& entry, Side& before,
              Side& after) {
  const bool is_there = !prepared.keys.empty();
  const dns::Name name = is_there ? prepared.keys[0].name : prepared.removed_keys[0];
  const auto earlier = heads.key(name);
  entry.resource_type = "tsig_key";
  entry.resource_id = dns::to_text(name.lower());
  entry.action = verb(earlier.has_value(), is_there);
  if (earlier) before.member("key", key_json(*earlier));
  if (!is_there) return;
  after.member("key", key_json(prepared.keys[0]));
  if (earlier && earlier->secret != prepared.keys[0].secret) {
    after.member("secret_changed", "true");
  }
}

void tell_config(const store::PutConfig& put, const Heads& heads, store::Activity& entry,
                 Side& before, Side& after) {
  const auto earlier = heads.config(put.kind, put.id);
  entry.resource_type = put.kind;
  entry.resource_id = put.id;
  entry.action = verb(earlier != nullptr, !put.body.empty());
  if (earlier) before.member(put.kind, store::masked_json(earlier->body));
  if (!put.body.empty()) after.member(put.kind, store::masked_json(put.body));
}

/// Everything the change touches beside what the entry is about.
std::vector<std::string> others(const Prepared& prepared, const store::Activity& entry) {
  std::vector<std::string> out;
  const auto add = [&](const std::string& type, const std::string& id) {
    if (type != entry.resource_type || id != entry.resource_id) out.push_back(type + " " + id);
  };
  for (const auto& key : prepared.keys) add("tsig_key", dns::to_text(key.name.lower()));
  for (const auto& name : prepared.removed_keys) add("tsig_key", dns::to_text(name.lower()));
  for (const auto& put : prepared.transaction.configs) add(put.kind, put.id);
  return out;
}

}  // namespace

store::Activity activity_of(const Prepared& prepared, const Heads& heads) {
  const auto& provenance = prepared.transaction.provenance;
  store::Activity entry;
  entry.at = provenance.at;
  entry.actor = provenance.actor;
  entry.actor_name = provenance.actor_name;
  entry.source = provenance.source;
  entry.request_id = provenance.request_id;
  entry.comment = provenance.comment;
  Side before, after;
  if (prepared.next || prepared.before) {
    tell_zone(prepared, entry, before, after);
  } else if (!prepared.transaction.configs.empty()) {
    tell_config(prepared.transaction.configs[0], heads, entry, before, after);
  } else if (!prepared.keys.empty() || !prepared.removed_keys.empty()) {
    tell_key(prepared, heads, entry, before, after);
  }
  if (const auto also = others(prepared, entry); !also.empty())
    after.member("also", Side::list(also));
  if (!provenance.action.empty()) entry.action = provenance.action;
  entry.before = std::move(before).text();
  entry.after = std::move(after).text();
  return entry;
}

}  // namespace zonecast::control
