// SPDX-License-Identifier: GPL-3.0-or-later
// The use cases on TSIG keys apart from any zone. A key that is in use can be given another secret,
// but not taken away.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "access/key_ring.h"
#include "base/random.h"
#include "control/config_service.h"
#include "notify/notifier.h"
#include "store/store.h"

namespace zonecast::control {

/// Members left out stay; a new key without a secret is refused unless one is to be made.
struct KeyDraft {
  std::optional<dns::TsigAlgorithm> algorithm;
  std::optional<base::Bytes> secret;
  bool generate = false;  // the server draws the secret
};

/// Who uses a key.
struct KeyUsers {
  std::vector<std::string> zones;  // names, ascending, each once
  std::size_t secondaries = 0;     // rows of those zones
  std::vector<std::string> acls;
  std::string roll;  // the name of the key that is rolled over, when this one takes part
  bool empty() const { return zones.empty() && acls.empty() && roll.empty(); }
  /// "zone example.org", "ACL office", "the roll-over of old.example.org."
  std::vector<std::string> as_texts() const;
};

struct ListedKey {
  model::TsigKeyDocument key;
  KeyUsers users;
};

/// Octets of a secret that is made here: those of the digest (RFC 8945 section 8).
base::Bytes made_secret(dns::TsigAlgorithm algorithm, base::Random& random);

/// As the commands before leave them.
KeyUsers users_of_key(const dns::Name& name, Heads& heads);

/// Thread-safe; calls that change block on the disk. Names are lower case.
class TsigKeys {
 public:
  TsigKeys(const base::Clock& clock, base::Random& random, const ZoneDirectory& directory,
           ConfigService& configs, const access::KeyRing& ring, notify::Notifier& notifier,
           const store::Store& store)
      : clock_(clock),
        random_(random),
        directory_(directory),
        configs_(configs),
        ring_(ring),
        notifier_(notifier),
        store_(store) {}

  /// By name, after `after`.
  std::vector<ListedKey> list(const std::optional<dns::Name>& after, std::size_t count_max) const;
  Result<model::TsigKeyDocument> get(const dns::Name& name) const;
  KeyUsers users(const dns::Name& name) const;
  /// Of a request that the key verified, and of a message that it signed, since the start.
  dns::TsigKeyUse last_use(const dns::Name& name) const;
  /// Of its secret, for those who may not see that; empty for a key without one.
  std::string fingerprint(const model::TsigKeyDocument& key) const {
    return key.secret.empty() ? std::string() : store_.fingerprint(key.secret);
  }

  using Render = std::function<std::string(const model::TsigKeyDocument&)>;
  Result<model::TsigKeyDocument> create(const dns::Name& name, const KeyDraft& draft,
                                        const Request& request, const Render& render = {});
  /// Secondaries whose rows have the key are notified when its secret changes.
  Result<model::TsigKeyDocument> update(const dns::Name& name, const KeyDraft& draft,
                                        const Request& request, const Render& render = {});
  Result<void> remove(const dns::Name& name, const Request& request);

 private:
  const base::Clock& clock_;
  base::Random& random_;
  const ZoneDirectory& directory_;
  ConfigService& configs_;
  const access::KeyRing& ring_;
  notify::Notifier& notifier_;
  const store::Store& store_;
};

}  // namespace zonecast::control
