// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/key_rolls.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <future>
#include <map>

#include "control/access_json.h"
#include "control/config_kind.h"
#include "control/roll_json.h"
#include "control/zone_service.h"

namespace zonecast::control {

namespace {

constexpr std::int64_t quiet_max_s = 24 * 60 * 60;

std::string text(const dns::Name& name) { return dns::to_text(name); }

std::int64_t seconds(base::WallTime at) {
  return std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count();
}

/// Names on the board come as text, with or without a final dot.
std::optional<dns::Name> key_name(const std::string& text) {
  if (text.empty()) return std::nullopt;
  auto name = dns::Name::from_text(text);
  return name ? std::optional(name->lower()) : std::nullopt;
}

void keep_later(std::optional<KeySighting>& last, const std::string& key, base::WallTime at) {
  const auto name = key_name(key);
  if (name && (!last || last->at < at)) last = KeySighting{*name, at};
}

model::KeyRoll read(const ConfigRef& ref) {
  auto roll = roll_from_json(ref->id, ref->body);
  ZC_ASSERT(roll);  // read when the server started
  return std::move(*roll);
}

bool takes_part(const model::KeyRoll& roll, const dns::Name& key) {
  return roll.from == key || roll.to == key;
}

bool is_selected(const RollRow& row, const RollSelection& selection) {
  return (!selection.zone || row.zone == *selection.zone) &&
         (!selection.address || row.row.address == *selection.address) &&
         (!selection.port || row.row.port == *selection.port);
}

std::string secondary_text(const RollRow& row) {
  return fmt::format("{} port {} of zone {}", row.row.address.to_text(), row.row.port, row.zone);
}

/// Twice the refresh of a zone: whoever follows it has asked by then.
std::int64_t twice_refresh(const ZoneHead& zone) {
  const auto soa = dns::parse_soa(zone.contents->soa().rdata);
  return soa ? 2 * static_cast<std::int64_t>(soa->refresh) : quiet_max_s;
}

}  // namespace

std::vector<std::pair<dns::Name, dns::Name>> key_partners(const ConfigDirectory& configs) {
  std::vector<std::pair<dns::Name, dns::Name>> out;
  for (const auto& ref : configs.list(roll_kind)) {
    const auto roll = read(ref);
    out.emplace_back(roll.from, roll.to);
  }
  return out;
}

dns::Name successor_name(const dns::Name& key, int year, char letter) {
  const auto whole = dns::to_text(key);
  auto first = whole.substr(0, whole.find('.'));
  const auto rest = whole.substr(first.size());
  // "-2026a"
  constexpr std::size_t ending = 6;
  const auto dash = first.size() < ending ? std::string::npos : first.size() - ending;
  if (dash != std::string::npos && dash > 0 && first[dash] == '-' && first.back() >= 'a' &&
      first.back() <= 'z' &&
      std::all_of(first.begin() + static_cast<long>(dash) + 1, first.end() - 1,
                  [](char c) { return c >= '0' && c <= '9'; })) {
    first.resize(dash);
  }
  auto name = dns::Name::from_text(fmt::format("{}-{}{}{}", first, year, letter, rest));
  // A label or name that has no room for more gives way to a plain one.
  if (!name) name = dns::Name::from_text(fmt::format("key-{}{}.", year, letter));
  return name->lower();
}

std::vector<model::KeyRoll> KeyRolls::list() const {
  std::vector<model::KeyRoll> out;
  for (const auto& ref : configs_.directory().list(roll_kind)) out.push_back(read(ref));
  return out;
}

std::optional<Versioned<model::KeyRoll>> KeyRolls::find(const dns::Name& key) const {
  for (const auto& ref : configs_.directory().list(roll_kind)) {
    auto roll = read(ref);
    if (takes_part(roll, key)) return Versioned<model::KeyRoll>{std::move(roll), ref->version};
  }
  return std::nullopt;
}

RollRow KeyRolls::row_of(const model::KeyRoll& roll, const ZoneHead& zone,
                         const model::Secondary& row) const {
  RollRow out;
  out.zone = zone.settings->name;
  out.row = row;
  out.has_new_key = row.tsig->key_name == roll.to;
  const auto status = board_.status({zone.settings->id, row.socket_address()});
  if (const auto& seen = status.soa_query) keep_later(out.request, seen->key_name, seen->at);
  if (const auto& seen = status.transfer) keep_later(out.request, seen->key_name, seen->at);
  if (const auto& seen = status.notify_sent) keep_later(out.notify, seen->key_name, seen->at);
  if (const auto& seen = status.notify_answer; seen && seen->tries > 0) {
    if (status.notify_sent && seen->serial == status.notify_sent->serial &&
        key_name(seen->key_name) == key_name(status.notify_sent->key_name)) {
      out.notify_answer = dns::to_text(seen->rcode);
    }
  }
  // A SOA query under one key and a transfer under the other may be in the middle of a change.
  const auto see = [&](const std::string& key, base::WallTime at) {
    if (key_name(key) == roll.to && seconds(at) >= roll.started_at &&
        (!out.new_seen || *out.new_seen < at)) {
      out.new_seen = at;
    }
  };
  if (const auto& seen = status.soa_query) see(seen->key_name, seen->at);
  if (const auto& seen = status.transfer) see(seen->key_name, seen->at);
  return out;
}

RollState KeyRolls::state_of(const Versioned<model::KeyRoll>& roll) const {
  RollState state;
  state.roll = roll.object;
  state.version = roll.version;
  state.from = directory_.key(roll.object.from).value_or(model::TsigKeyDocument{});
  state.to = directory_.key(roll.object.to).value_or(model::TsigKeyDocument{});
  std::vector<std::string> zones;
  for (const auto* key : {&roll.object.from, &roll.object.to}) {
    for (auto& zone : directory_.key_users(*key)) zones.push_back(std::move(zone));
  }
  std::ranges::sort(zones);
  zones.erase(std::unique(zones.begin(), zones.end()), zones.end());
  for (const auto& name : zones) {
    const auto zone = directory_.find(name);
    if (!zone) continue;
    state.quiet_s = std::max(state.quiet_s, twice_refresh(*zone));
    for (const auto& row : zone->settings->primary.secondaries) {
      if (row.tsig && takes_part(roll.object, row.tsig->key_name))
        state.rows.push_back(row_of(roll.object, *zone, row));
    }
  }
  for (const auto& ref : configs_.directory().list(acl_kind)) {
    const auto acl = acl_from_json(ref->id, ref->body);
    if (acl && std::ranges::any_of(acl->tsig_keys, [&](const dns::Name& key) {
          return takes_part(roll.object, key);
        })) {
      state.acls.push_back(acl->name);
    }
  }
  if (const auto key = ring_.find(roll.object.from)) state.from_use = key->last_use();
  if (const auto key = ring_.find(roll.object.to)) state.to_use = key->last_use();
  judge(state);
  return state;
}

void KeyRolls::judge(RollState& state) const {
  // How often those ask whom an ACL lists is not known.
  state.quiet_s = state.acls.empty() ? std::min(state.quiet_s, quiet_max_s) : quiet_max_s;
  state.quiet_from =
      std::max({state.roll.started_at, watched_since_, state.from_use.verified_at.value_or(0),
                state.from_use.signed_at.value_or(0)});
  for (const auto& row : state.rows) {
    if (!row.has_new_key) {
      state.hindrances.push_back("NOTIFY to " + secondary_text(row) +
                                 " is still signed with the old key");
    }
  }
  if (state.rows.empty() && state.acls.empty()) return;  // nobody has it
  const auto quiet = clock_.unix_seconds() - state.quiet_from;
  if (quiet >= state.quiet_s) return;
  const bool was_used = state.quiet_from > std::max(state.roll.started_at, watched_since_);
  state.hindrances.push_back(
      was_used ? fmt::format("the old key was used {} s ago; {} s without a use are wanted", quiet,
                             state.quiet_s)
               : fmt::format("uses of the old key are watched for {} s so far; {} s without a use "
                             "are wanted",
                             quiet, state.quiet_s));
}

Result<RollState> KeyRolls::status(const dns::Name& key) const {
  const auto roll = find(key);
  if (!roll) return no_such_object();
  return state_of(*roll);
}

Result<RollState> KeyRolls::start(const dns::Name& from, const RollDraft& draft,
                                  const Request& request) {
  const auto now = clock_.unix_seconds();
  const std::chrono::year_month_day today{
      std::chrono::floor<std::chrono::days>(std::chrono::sys_seconds(std::chrono::seconds(now)))};
  const int year = static_cast<int>(today.year());
  auto done = configs_.change(request, [&](Heads& heads) -> Result<std::optional<ConfigChange>> {
    const auto old = heads.key(from);
    if (!old) return no_such_object();
    model::KeyRoll roll{.from = from, .to = {}, .made_key = false, .started_at = now};
    if (draft.to) {
      roll.to = *draft.to;
    } else {
      char letter = 'a';
      do {
        roll.to = successor_name(from, year, letter);
      } while (heads.key(roll.to) && letter++ < 'z');
    }
    if (roll.to == from) {
      return invalid_fields(
          {{"name", "same_key", "The new key needs another name than the old one"}});
    }
    for (const auto& ref : heads.configs(roll_kind)) {
      const auto other = read(ref);
      for (const auto* key : {&roll.from, &roll.to}) {
        if (takes_part(other, *key)) {
          return problem(ProblemKind::conflict,
                         fmt::format("Key {} takes part in the roll-over of {} already", text(*key),
                                     text(other.from)));
        }
      }
    }
    ConfigChange change;
    if (const auto there = heads.key(roll.to)) {
      const bool differs = (draft.secret && *draft.secret != there->secret) ||
                           (draft.algorithm && *draft.algorithm != there->algorithm);
      if (differs) {
        return problem(ProblemKind::conflict,
                       fmt::format("Key {} is there already, with another value", text(roll.to)));
      }
      // An abort must be able to tell whose rows go back.
      const auto users = users_of_key(roll.to, heads);
      if (!users.empty()) return object_in_use("Key " + text(roll.to), users.as_texts());
    } else {
      model::TsigKeyDocument made;
      made.name = roll.to;
      made.algorithm = draft.algorithm.value_or(old->algorithm);
      made.secret = draft.secret ? *draft.secret : made_secret(made.algorithm, random_);
      made.created_at = made.updated_at = now;
      made.version = heads.position();
      change.keys.push_back(std::move(made));
      roll.made_key = true;
    }
    change.puts.push_back({roll_kind, text(roll.from), roll_to_json(roll)});
    return change;
  });
  if (!done) return std::unexpected(std::move(done.error()));
  return status(from);
}

Result<void> KeyRolls::set_keys(const std::vector<RollRow>& rows, const dns::Name& to,
                                const Request& request) {
  std::map<std::string, std::vector<const RollRow*>> by_zone;
  for (const auto& row : rows) by_zone[row.zone].push_back(&row);
  auto each = request;
  each.request_id.clear();  // it is for the whole of it
  each.precondition = {};
  const auto now = clock_.unix_seconds();
  // All are queued before the first is waited for, so that they share flushes.
  std::vector<std::future<Result<std::optional<Committed>>>> waiting;
  for (const auto& [name, of_zone] : by_zone) {
    waiting.push_back(committer_.submit(
        [&, &zone = name, &asked = of_zone](Heads& heads) -> Result<std::optional<Prepared>> {
          const auto head = heads.find(zone);
          if (!head) return std::optional<Prepared>{};  // deleted meanwhile
          auto settings = std::make_shared<model::ZoneSettings>(*head->settings);
          for (auto& row : settings->primary.secondaries) {
            const bool meant = std::ranges::any_of(asked, [&](const RollRow* other) {
              return other->row.address == row.address && other->row.port == row.port && row.tsig &&
                     other->row.tsig->key_name == row.tsig->key_name;
            });
            if (meant) row.tsig->key_name = to;
          }
          if (*settings == *head->settings) return std::optional<Prepared>{};
          settings->updated_at = now;
          auto next = std::make_shared<ZoneHead>(*head);
          next->version = head->version + 1;
          next->settings = settings;
          store::ChangeZone what;
          what.zone = settings->id;
          what.expected_version = head->version;
          what.settings = *settings;
          Prepared prepared;
          prepared.transaction.what = std::move(what);
          prepared.transaction.provenance = provenance(each, now);
          prepared.next = std::move(next);
          prepared.before = head;
          return prepared;
        }));
  }
  std::optional<Problem> failed;
  for (auto& answer : waiting) {
    auto done = answer.get();
    if (!done && !failed) failed = std::move(done.error());
  }
  if (failed) return std::unexpected(std::move(*failed));
  return {};
}

Result<RollState> KeyRolls::switch_notify(const dns::Name& key, const RollSelection& selection,
                                          Insistence insistence, const Request& request) {
  const auto roll = find(key);
  if (!roll) return no_such_object();
  const auto state = state_of(*roll);
  std::vector<RollRow> chosen;
  bool any = false;
  std::vector<std::string> unseen;
  for (const auto& row : state.rows) {
    if (!is_selected(row, selection)) continue;
    any = true;
    if (row.has_new_key) continue;
    if (!row.new_seen && insistence == Insistence::careful) unseen.push_back(secondary_text(row));
    chosen.push_back(row);
  }
  if (!any) {
    return problem(ProblemKind::not_found, "No secondary with this key has that zone, ip and port");
  }
  if (!unseen.empty()) {
    return problem(
        ProblemKind::conflict,
        fmt::format(
            "The new key was not seen from {}{}; install it there first, or force", unseen.front(),
            unseen.size() > 1 ? fmt::format(" and {} more", unseen.size() - 1) : std::string()));
  }
  if (auto done = set_keys(chosen, roll->object.to, request); !done)
    return std::unexpected(std::move(done.error()));
  return status(key);
}

/// In one commit: ACLs name the key that stays, the roll-over is over, the other key is deleted
/// when it goes for good.
Result<void> KeyRolls::finish(const RollState& state, const dns::Name& stays, const dns::Name& goes,
                              bool goes_for_good, const Request& request) {
  const auto now = clock_.unix_seconds();
  auto done = configs_.change(request, [&](Heads& heads) -> Result<std::optional<ConfigChange>> {
    if (!heads.config(roll_kind, text(state.roll.from))) return no_such_object();
    if (!heads.rows_with_key(goes).empty()) {
      return problem(ProblemKind::conflict,
                     fmt::format("Zone {} was given key {} meanwhile: try again",
                                 heads.rows_with_key(goes).front(), text(goes)));
    }
    ConfigChange change;
    for (const auto& ref : heads.configs(acl_kind)) {
      auto acl = acl_from_json(ref->id, ref->body);
      if (!acl) continue;
      const auto listed = std::ranges::find(acl->tsig_keys, goes);
      if (listed == acl->tsig_keys.end()) continue;
      if (std::ranges::find(acl->tsig_keys, stays) == acl->tsig_keys.end()) {
        *listed = stays;
      } else {
        acl->tsig_keys.erase(listed);
      }
      acl->updated_at = now;
      change.puts.push_back({acl_kind, acl->name, acl_to_json(*acl)});
    }
    change.puts.push_back({roll_kind, text(state.roll.from), {}});
    if (goes_for_good) change.removed_keys.push_back(goes);
    return change;
  });
  if (!done) return std::unexpected(std::move(done.error()));
  return {};
}

Result<RollState> KeyRolls::retire(const dns::Name& key, Insistence insistence,
                                   const Request& request) {
  const auto roll = find(key);
  if (!roll) return no_such_object();
  auto state = state_of(*roll);
  if (insistence == Insistence::careful && !state.hindrances.empty()) {
    return problem(ProblemKind::conflict,
                   fmt::format("Key {} cannot be retired yet: {}{}; force retires it all the same",
                               text(state.roll.from), state.hindrances.front(),
                               state.hindrances.size() > 1
                                   ? fmt::format(" (and {} more)", state.hindrances.size() - 1)
                                   : std::string()));
  }
  std::vector<RollRow> late;
  for (const auto& row : state.rows) {
    if (!row.has_new_key) late.push_back(row);
  }
  if (auto done = set_keys(late, state.roll.to, request); !done)
    return std::unexpected(std::move(done.error()));
  state = state_of(*roll);  // as it ends
  if (auto done = finish(state, state.roll.to, state.roll.from, true, request); !done)
    return std::unexpected(std::move(done.error()));
  state.hindrances.clear();
  return state;
}

Result<RollState> KeyRolls::abort(const dns::Name& key, const Request& request) {
  const auto roll = find(key);
  if (!roll) return no_such_object();
  auto state = state_of(*roll);
  std::vector<RollRow> switched;
  for (const auto& row : state.rows) {
    if (row.has_new_key) switched.push_back(row);
  }
  if (auto done = set_keys(switched, state.roll.from, request); !done)
    return std::unexpected(std::move(done.error()));
  state = state_of(*roll);  // as it ends
  if (auto done = finish(state, state.roll.from, state.roll.to, state.roll.made_key, request);
      !done)
    return std::unexpected(std::move(done.error()));
  state.hindrances.clear();
  return state;
}

}  // namespace zonecast::control
