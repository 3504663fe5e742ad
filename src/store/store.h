// SPDX-License-Identifier: GPL-3.0-or-later
// The storage interface: durable commits, images, the commit feed. One contract for the embedded
// store (SQLite) and, later, the cluster's (PostgreSQL); one contract test for both.
//
// A commit is a batch of transactions; each is atomic by itself, the batch shares one flush. The
// change log is the IXFR journal, the restart journal and the replication feed.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/ip_address.h"
#include "base/log.h"
#include "base/result.h"
#include "model/activity.h"
#include "model/record_document.h"
#include "model/zone_settings.h"
#include "zone/difference.h"
#include "zone/zone_version.h"

namespace zonecast::store {

using model::Activity;
using model::ActivityQuery;
using model::ZoneId;
/// Position in the change log; dense, from 1. 0 is before everything.
using Position = std::uint64_t;

/// Who did it and why; kept with the change.
struct Provenance {
  std::string request_id;  // Idempotency-Key; empty: none. At most 200 octets
  std::string actor;       // "admin", "apikey:…"
  std::string comment;
  std::int64_t at = 0;  // Unix seconds
  // For the activity log alone.
  std::string actor_name{};  // as people know them
  std::string source{};      // the address it was asked from; empty: the server itself
  std::string action{};      // when it is more than create, update or delete: "import", "restore"
};

/// Documents of records of one zone: set, or removed when `document` is empty.
struct RecordDocumentChange {
  dns::Name owner;
  dns::RrType type{};
  std::optional<model::RecordDocument> document;
};

/// An image that prepare() has written ahead of the commit.
struct StagedImage {
  std::uint64_t generation = 0;  // 0: none
  std::uint64_t chunk_count = 0;
  std::uint64_t octets = 0;
};

struct CreateZone {
  model::ZoneSettings settings;  // id is drawn by the store
  zone::ZoneVersionRef contents;
  std::vector<RecordDocumentChange> documents;
  std::vector<model::TsigKeyDocument> keys;  // created or replaced with it
  StagedImage staged{};                      // prepare() fills it
};
/// Contents of a zone that are set aside, or, of one number, the live ones.
struct StoredCopy {
  std::uint32_t number = 0;
  std::string name;
  bool is_live = false;
  std::int64_t created_at = 0;  // Unix seconds
  std::optional<std::int64_t> activated_at{};
};
struct CopyChange {
  StoredCopy copy;
  bool is_removed = false;
  zone::ZoneVersionRef contents;  // null: those it has stay; the live one has none of its own
};

/// Contents by difference, and/or settings.
struct ChangeZone {
  ZoneId zone = 0;
  std::uint64_t expected_version = 0;  // the zone's version the change was made against
  zone::DifferenceRef difference;      // null: settings only; version moves, serial does not
  std::optional<model::ZoneSettings> settings;
  std::vector<RecordDocumentChange> documents;
  bool drop_all_documents = false;  // before `documents`: an import
  std::vector<model::TsigKeyDocument> keys;
  std::vector<dns::Name> removed_keys;
  std::vector<CopyChange> copies{};
};
/// Contents as a whole, with no difference to the last version: history starts anew, and the zone
/// has no documents but those given.
struct ReplaceZone {
  ZoneId zone = 0;
  std::uint64_t expected_version = 0;
  zone::ZoneVersionRef contents;
  std::optional<model::ZoneSettings> settings;
  std::vector<RecordDocumentChange> documents;
  StagedImage staged{};  // prepare() fills it
  /// From the last version, where it has been worked out: kept so that the versions before can be
  /// read again; IXFR does not use it.
  zone::DifferenceRef difference{};
};
struct DeleteZone {
  ZoneId zone = 0;
  std::uint64_t expected_version = 0;
};
/// A configuration object set, or deleted when `body` is empty. The store reads nothing in it; TSIG
/// keys are no such objects but documents of their own, since their secrets are sealed.
struct PutConfig {
  std::string kind;  // "acl", "view", "network", …
  std::string id;    // unique within its kind
  std::string body;  // JSON
};
/// A configuration object as it was last committed.
struct ConfigObject {
  std::string kind;
  std::string id;
  std::string body;
  Position version = 0;  // position of the commit that wrote it: never comes again
};

/// A change of no zone: of TSIG keys and, in Transaction::configs, of configuration objects.
struct ChangeConfig {
  std::vector<model::TsigKeyDocument> keys;
  std::vector<dns::Name> removed_keys;
};

struct Transaction {
  std::variant<CreateZone, ChangeZone, ReplaceZone, DeleteZone, ChangeConfig> what;
  Provenance provenance;
  /// Kept with request_id for 24 h and given back when the same id comes again.
  std::string result;
  std::vector<PutConfig> configs{};  // written with it, whatever it is
  std::vector<Activity> activity{};  // likewise; the store fills in id and position
};

enum class Outcome {
  committed,
  conflict,     // expected_version is not the zone's version, or the name is taken
  duplicate,    // request_id was committed before: `stored_result` is its result
  unavailable,  // the disk refuses (ENOSPC); nothing changed, later commits may succeed
  unknown,      // EIO while committing: may or may not be there after a restart
};
struct CommitResult {
  Outcome outcome = Outcome::committed;
  Position position = 0;
  ZoneId zone = 0;
  std::uint64_t version = 0;  // the zone's, after
  std::string stored_result;
  std::string reason;  // for people, when not committed
};

/// A zone as it was last committed.
struct StoredZone {
  model::ZoneSettings settings;
  std::uint64_t version = 0;
  zone::ZoneVersionRef contents;
  std::vector<zone::DifferenceRef>
      history;  // contiguous, ends at contents' serial; bounded by octets
};

/// How long what a zone was is kept on disk. Whatever is outside of one of them goes, oldest first.
struct HistoryRetention {
  std::uint32_t days = 90;
  std::uint32_t versions = 1000;          // of one zone
  std::uint64_t octets_max = 1ULL << 30;  // of one zone's differences
};

/// One line of a zone's change log.
struct ChangeEntry {
  Position position = 0;
  ZoneId zone = 0;
  std::uint64_t version = 0;
  std::string kind;  // "create", "change", "replace", "delete", "settings", "config"
  std::optional<dns::Serial> serial_from, serial_to;
  std::uint32_t deleted = 0, added = 0;
  Provenance provenance;
  /// Where the change set them and history still has them; neither has id, names or times.
  std::shared_ptr<const model::ZoneSettings> settings_before, settings_after;
};

/// A NOTIFY acknowledgement that survives a restart.
struct NotifyMark {
  ZoneId zone = 0;
  base::SocketAddress destination;
  dns::Serial serial{0};
};

/// commit() from one thread at a time; reads from any thread.
class Store {
 public:
  virtual ~Store() = default;

  /// Writes the image of a large zone that is created or replaced ahead of its commit, in short
  /// steps, so that other commits need not wait for it. From any thread, and only worth it for
  /// large contents: commit() does by itself what was not prepared. What is prepared and never
  /// committed is removed at the next start.
  virtual base::Result<void> prepare(Transaction& transaction) {
    static_cast<void>(transaction);
    return {};
  }

  /// Every acknowledged (committed) transaction is on disk when this returns. Results in order.
  virtual std::vector<CommitResult> commit(std::vector<Transaction> batch) = 0;

  /// At start: each zone with contents and history (at most `history_octets(body_octets)` each), by
  /// id ascending. `receive` is called on this thread, `history_octets_max` from any.
  virtual base::Result<void> load_zones(
      const std::function<std::size_t(std::uint64_t)>& history_octets_max,
      const std::function<void(StoredZone)>& receive) = 0;
  virtual base::Result<std::vector<model::TsigKeyDocument>> load_keys() = 0;
  /// Tells TSIG secrets apart without giving them away; stays the same as long as the store is
  /// opened with the same secrets key.
  virtual std::string fingerprint(base::ByteView secret) const = 0;
  /// Of every kind, by kind and id.
  virtual base::Result<std::vector<ConfigObject>> load_config() = 0;

  virtual base::Result<std::optional<model::RecordDocument>> record_document(ZoneId zone,
                                                                             dns::NameView owner,
                                                                             dns::RrType type) = 0;
  virtual base::Result<void> record_documents(
      ZoneId zone, const std::function<void(const model::RecordDocument&)>& receive) = 0;
  /// Those of one owner.
  virtual base::Result<void> record_documents(
      ZoneId zone, dns::NameView owner,
      const std::function<void(const model::RecordDocument&)>& receive) = 0;
  virtual base::Result<bool> has_record_documents(ZoneId zone) = 0;

  /// The feed: entries after `position`, oldest first, at most `count_max`.
  virtual base::Result<std::vector<ChangeEntry>> changes_after(Position position,
                                                               std::size_t count_max) = 0;
  /// Of one zone, newest first, those before `before`.
  virtual base::Result<std::vector<ChangeEntry>> zone_changes(
      ZoneId zone, std::size_t count_max,
      Position before = std::numeric_limits<std::int64_t>::max()) = 0;
  /// The line from which on the contents of every version of the zone can be read again: those of a
  /// later line are what the next line's difference started from. 0: from its creation on.
  virtual base::Result<Position> history_start(ZoneId zone) = 0;
  /// What changed contents, from the line of `version` back to and without that of
  /// `version_above`, newest first, in one snapshot. A null difference is one that is not kept.
  /// False stops.
  virtual base::Result<void> zone_differences(
      ZoneId zone, std::uint64_t version, std::uint64_t version_above,
      const std::function<bool(zone::DifferenceRef)>& receive) = 0;
  virtual HistoryRetention history_retention() const = 0;
  /// Of one zone, by number; none of which nothing was ever set aside.
  virtual base::Result<std::vector<StoredCopy>> zone_copies(ZoneId zone) = 0;
  /// Null when there is no such copy, or it is the live one.
  virtual base::Result<zone::ZoneVersionRef> copy_contents(ZoneId zone, std::uint32_t number) = 0;
  virtual Position head() const = 0;
  /// The stored result of a request id, when it was committed in the last 24 h.
  virtual base::Result<std::optional<std::string>> request_result(
      const std::string& request_id) = 0;

  virtual base::Result<void> put_notify_marks(const std::vector<NotifyMark>& marks) = 0;
  virtual base::Result<std::vector<NotifyMark>> load_notify_marks() = 0;

  /// What happened that is no change.
  virtual base::Result<void> record_activity(const std::vector<Activity>& entries) = 0;
  /// Newest first; entries that `is_wanted` denies do not count.
  virtual base::Result<std::vector<Activity>> activity(
      const ActivityQuery& query, const std::function<bool(const Activity&)>& is_wanted) = 0;

  /// When each secret of an API key was used last, by the secret's id. Merged with what is stored.
  virtual base::Result<void> put_last_accesses(
      const std::map<std::string, std::int64_t>& accesses) = 0;
  virtual base::Result<std::map<std::string, std::int64_t>> load_last_accesses() = 0;

  /// Upkeep, off the commit path: image refresh of zones whose log outgrew them, trimming. Returns
  /// whether there was work. Any one thread.
  virtual base::Result<bool> maintain() = 0;
  /// Empty while changes are accepted; else why not ("disk full: …").
  virtual std::string refusal() const = 0;
};

struct EmbeddedStoreSettings {
  std::string directory;
  HistoryRetention history{};
  std::string secrets_key_file{};  // what secrets are sealed with; empty: DIR/secrets.key
  std::int64_t activity_kept_s = std::int64_t{90} * 24 * 60 * 60;
};
/// Opens (or creates) DIR/zonecast.db and the secrets key, locks the directory against a second
/// server, migrates. An error says what to do.
base::Result<std::unique_ptr<Store>> open_embedded_store(const EmbeddedStoreSettings& settings,
                                                         const base::Clock& clock, base::Log& log);

}  // namespace zonecast::store
