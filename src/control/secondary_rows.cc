// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/secondary_rows.h"

#include <algorithm>

#include "control/tsig_keys.h"

namespace zonecast::control {

namespace {

std::string row_path(std::size_t row, std::string_view member) {
  return "primary.secondaries[" + std::to_string(row) + "]." + std::string(member);
}

const model::Secondary* stored_row(const std::vector<model::Secondary>& stored,
                                   const SecondaryDraft& draft) {
  const auto found = std::ranges::find_if(stored, [&](const model::Secondary& row) {
    return row.address == draft.address && row.port == draft.port;
  });
  return found == stored.end() ? nullptr : &*found;
}

bool same_key(const model::TsigKeyDocument& a, const model::TsigKeyDocument& b) {
  return a.algorithm == b.algorithm && a.secret == b.secret;
}

class RowMerger {
 public:
  RowMerger(const std::string& zone_name, std::int64_t now, Heads& heads)
      : zone_name_(zone_name), now_(now), heads_(heads) {}

  void add(const SecondaryDraft& draft, const model::Secondary* before, std::size_t row) {
    model::Secondary out{draft.address, draft.port, draft.notify, draft.networks, std::nullopt};
    switch (draft.tsig_intent) {
      case SecondaryDraft::TsigIntent::clear:
        break;
      case SecondaryDraft::TsigIntent::keep:
        if (before != nullptr) out.tsig = before->tsig;
        if (out.tsig && draft.tsig && draft.tsig->transfers)
          out.tsig->transfers = *draft.tsig->transfers;
        if (out.tsig) kept_.push_back({out.tsig->key_name, row});
        break;
      case SecondaryDraft::TsigIntent::set:
        set_key(draft, before, row, out);
        break;
    }
    merged_.secondaries.push_back(std::move(out));
  }

  Result<MergedRows> finish() {
    for (const auto& replaced : replaced_) check_users(replaced.key.name, replaced.row);
    if (!fields_.empty()) {
      auto first = fields_.front().message;
      return problem(is_conflict_ ? ProblemKind::key_conflict : ProblemKind::invalid,
                     std::move(first), std::move(fields_));
    }
    return std::move(merged_);
  }

 private:
  struct KeyOfRow {
    model::TsigKeyDocument key;
    std::size_t row;
  };
  struct KeptKey {
    dns::Name name;
    std::size_t row;
  };

  void set_key(const SecondaryDraft& draft, const model::Secondary* before, std::size_t row,
               model::Secondary& out) {
    const auto& wanted = *draft.tsig;
    const bool transfers =
        wanted.transfers.value_or(before != nullptr && before->tsig && before->tsig->transfers);
    out.tsig = model::SecondaryTsig{wanted.key_name, transfers};
    const auto stored = heads_.key(wanted.key_name);
    if (!wanted.secret) {
      if (!stored) {
        refuse(
            row, "tsig.key", "required",
            "a key value is needed: no key named " + dns::to_text(wanted.key_name) + " is stored");
      } else if (stored->algorithm != wanted.algorithm) {
        refuse(row, "tsig.key", "required",
               "a key value is needed: key " + dns::to_text(wanted.key_name) +
                   " is stored with another hash");
      }
      return;
    }
    const model::TsigKeyDocument key{wanted.key_name, wanted.algorithm, *wanted.secret,
                                     stored ? stored->created_at : now_, now_};
    const auto earlier = std::ranges::find_if(
        set_, [&](const KeyOfRow& other) { return dns::equal(other.key.name, key.name); });
    if (earlier != set_.end()) {
      if (!same_key(earlier->key, key)) {
        is_conflict_ = true;
        refuse(row, "tsig.key", "key_conflict",
               "key " + dns::to_text(key.name) + " is given another value in row " +
                   std::to_string(earlier->row));
      }
      return;
    }
    set_.push_back({key, row});
    if (stored && same_key(*stored, key)) return;
    merged_.keys.push_back(key);
    if (stored) {
      replaced_.push_back({key, row});
      if (out.is_notified()) merged_.rekeyed.push_back(out.socket_address());
    }
  }

  /// Another secret under a name is fine only while nobody else uses that name.
  void check_users(const dns::Name& name, std::size_t row) {
    std::string users;
    auto others = users_of_key(name, heads_);
    std::erase(others.zones, zone_name_);
    for (const auto& user : others.as_texts()) users += (users.empty() ? "" : ", ") + user;
    for (const auto& kept : kept_) {
      if (!dns::equal(kept.name, name)) continue;
      users += (users.empty() ? "row " : ", row ") + std::to_string(kept.row) + " of this zone";
    }
    if (users.empty()) return;
    is_conflict_ = true;
    refuse(row, "tsig.key", "key_conflict",
           "key " + dns::to_text(name) + " is used with another value by " + users);
  }

  void refuse(std::size_t row, std::string_view member, std::string code, std::string message) {
    fields_.push_back({row_path(row, member), std::move(code), std::move(message)});
  }

  const std::string& zone_name_;
  const std::int64_t now_;
  Heads& heads_;
  MergedRows merged_;
  std::vector<KeyOfRow> set_, replaced_;
  std::vector<KeptKey> kept_;
  std::vector<FieldProblem> fields_;
  bool is_conflict_ = false;
};

}  // namespace

Result<MergedRows> merge_rows(const std::vector<SecondaryDraft>& drafts,
                              const std::vector<model::Secondary>& stored,
                              const std::string& zone_name, std::int64_t now, Heads& heads) {
  RowMerger merger(zone_name, now, heads);
  for (std::size_t row = 0; row < drafts.size(); ++row) {
    merger.add(drafts[row], stored_row(stored, drafts[row]), row);
  }
  return merger.finish();
}

}  // namespace zonecast::control
