// SPDX-License-Identifier: GPL-3.0-or-later
// Roll-over of a TSIG key without a refused transfer in between:
//
//   start    both keys are accepted wherever one of them is; NOTIFY still goes out under the old
//   one (install the new key on each secondary, and watch it being used) switch   NOTIFY to a
//   secondary is signed with the new key, once it was seen to have it retire   the old key is taken
//   out of everything, and deleted abort    back to the old key, at any step before
//
// What is kept is which key follows which; how far it has come stands in the rows, so it goes on
// after a restart, and each step may be repeated.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "control/config_kind.h"
#include "control/roll_json.h"
#include "control/tsig_keys.h"
#include "model/key_roll.h"
#include "secondaries/status_board.h"

namespace zonecast::control {

/// The new key; what is left out is made up.
struct RollDraft {
  std::optional<dns::Name> to;  // lower case; may be there already
  std::optional<dns::TsigAlgorithm> algorithm;
  std::optional<base::Bytes> secret;
};

/// One use of a key by, or towards, a secondary.
struct KeySighting {
  dns::Name key;
  base::WallTime at;
};

/// A row that has one of the two keys.
struct RollRow {
  std::string zone;
  model::Secondary row;
  bool has_new_key = false;                // its NOTIFY is signed with the new one
  std::optional<KeySighting> request;      // its last signed SOA query or transfer
  std::optional<KeySighting> notify;       // the last signed NOTIFY to it
  std::string notify_answer;               // of it: "NOERROR", "NOTAUTH"; empty: none yet
  std::optional<base::WallTime> new_seen;  // its last request under the new key
};

struct RollState {
  model::KeyRoll roll;
  store::Position version = 0;
  model::TsigKeyDocument from, to;
  std::vector<RollRow> rows;
  std::vector<std::string> acls;  // that list one of the two
  dns::TsigKeyUse from_use, to_use;
  std::int64_t quiet_s = 0;     // the old key must not have been used for so long
  std::int64_t quiet_from = 0;  // since when it was not, or since when we watch; Unix seconds
  std::vector<std::string> hindrances;  // sentences: why it cannot be retired yet
};

/// Which secondaries a switch is for; nothing given: all.
struct RollSelection {
  std::optional<std::string> zone;
  std::optional<base::IpPrefix> address;
  std::optional<std::uint16_t> port;
};

enum class Insistence { careful, forced };

/// Thread-safe; calls that change block on the disk. A roll-over goes by the name of either key.
class KeyRolls {
 public:
  KeyRolls(const base::Clock& clock, base::Random& random, const ZoneDirectory& directory,
           ConfigService& configs, Committer& committer, const access::KeyRing& ring,
           const secondaries::StatusBoard& board)
      : clock_(clock),
        random_(random),
        directory_(directory),
        configs_(configs),
        committer_(committer),
        ring_(ring),
        board_(board),
        watched_since_(clock.unix_seconds()) {}

  std::vector<model::KeyRoll> list() const;
  Result<RollState> status(const dns::Name& key) const;
  Result<RollState> start(const dns::Name& from, const RollDraft& draft, const Request& request);
  /// Refused for a secondary that was not seen with the new key, unless forced.
  Result<RollState> switch_notify(const dns::Name& key, const RollSelection& selection,
                                  Insistence insistence, const Request& request);
  /// Refused while the old key is in use or was lately, unless forced.
  Result<RollState> retire(const dns::Name& key, Insistence insistence, const Request& request);
  Result<RollState> abort(const dns::Name& key, const Request& request);

 private:
  std::optional<Versioned<model::KeyRoll>> find(const dns::Name& key) const;
  RollState state_of(const Versioned<model::KeyRoll>& roll) const;
  RollRow row_of(const model::KeyRoll& roll, const ZoneHead& zone,
                 const model::Secondary& row) const;
  void judge(RollState& state) const;
  /// Gives the rows that `wants` names the key `to`, zone by zone.
  Result<void> set_keys(const std::vector<RollRow>& rows, const dns::Name& to,
                        const Request& request);
  Result<void> finish(const RollState& state, const dns::Name& stays, const dns::Name& goes,
                      bool goes_for_good, const Request& request);

  const base::Clock& clock_;
  base::Random& random_;
  const ZoneDirectory& directory_;
  ConfigService& configs_;
  Committer& committer_;
  const access::KeyRing& ring_;
  const secondaries::StatusBoard& board_;
  const std::int64_t watched_since_;  // uses are remembered from here on
};

/// Which keys stand for each other, for the KeyRing.
std::vector<std::pair<dns::Name, dns::Name>> key_partners(const ConfigDirectory& configs);

/// "xfr-2026a.example.org." for "xfr.example.org.", the next letter for one that has such an
/// ending.
dns::Name successor_name(const dns::Name& key, int year, char letter);

}  // namespace zonecast::control
