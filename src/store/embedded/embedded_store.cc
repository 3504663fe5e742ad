// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/embedded/embedded_store.h"

#include <fmt/core.h>

#include <algorithm>
#include <span>

#include "base/failpoint.h"
#include "store/embedded/activity_rows.h"
#include "store/embedded/apply.h"
#include "store/embedded/change_kind.h"
#include "store/embedded/directory_lock.h"
#include "store/embedded/fault_disk.h"
#include "store/embedded/sealing.h"
#include "store/embedded/zone_loader.h"
#include "store/sql/document_json.h"
#include "zone/image.h"

namespace zonecast::store {

namespace {

/// The contents that a transaction brings as a whole, and where their image is noted.
struct WholeContents {
  const zone::ZoneVersion* contents = nullptr;
  StagedImage* staged = nullptr;
};

WholeContents whole_contents(Transaction& transaction) {
  if (auto* create = std::get_if<CreateZone>(&transaction.what)) {
    return {create->contents.get(), &create->staged};
  }
  if (auto* replace = std::get_if<ReplaceZone>(&transaction.what)) {
    return {replace->contents.get(), &replace->staged};
  }
  return {};
}

std::vector<CommitResult> all_refused(std::size_t count, Outcome outcome,
                                      const std::string& reason) {
  CommitResult result;
  result.outcome = outcome;
  result.reason = reason;
  return std::vector<CommitResult>(count, result);
}

/// What this program wrote itself and can no longer read is shown as not kept.
std::shared_ptr<const model::ZoneSettings> settings_of(std::string_view text) {
  auto settings = std::make_shared<model::ZoneSettings>();
  return settings_from_json(text, *settings) ? settings : nullptr;
}

std::vector<ChangeEntry> entries_of(Query& row) {
  std::vector<ChangeEntry> entries;
  while (row.next()) {
    ChangeEntry entry;
    entry.position = row.number(0);
    entry.zone = row.number(1);
    entry.version = row.number(2);
    entry.kind = to_text(static_cast<ChangeKind>(row.integer(3)));
    if (!row.is_null(4)) entry.serial_from = dns::Serial(static_cast<std::uint32_t>(row.number(4)));
    if (!row.is_null(5)) entry.serial_to = dns::Serial(static_cast<std::uint32_t>(row.number(5)));
    entry.deleted = static_cast<std::uint32_t>(row.number(6));
    entry.added = static_cast<std::uint32_t>(row.number(7));
    entry.provenance.at = row.integer(8);
    entry.provenance.request_id = row.text(9);
    entry.provenance.actor = row.text(10);
    entry.provenance.comment = row.text(11);
    if (!row.is_null(12)) entry.settings_before = settings_of(row.text(12));
    if (!row.is_null(13)) entry.settings_after = settings_of(row.text(13));
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace

/// The image of a transaction's contents, if it brings any.
struct EmbeddedStore::Image {
  EncodedImage encoded;
  bool staged_here = false;  // by commit(), which then also has to clear up
};

base::Result<std::unique_ptr<Store>> EmbeddedStore::open(const std::string& directory,
                                                         const Tuning& tuning,
                                                         const std::string& vfs,
                                                         const base::Clock& clock, base::Log& log,
                                                         const std::string& secrets_key_file) {
  auto lock = lock_directory(directory);
  if (!lock) return std::unexpected(lock.error());
  try {
    return std::unique_ptr<Store>(new EmbeddedStore(
        directory, std::move(*lock), tuning, vfs, clock, log,
        secrets_key_file.empty() ? directory + "/secrets.key" : secrets_key_file));
  } catch (const SqlFailure& failure) {
    return base::failure(
        fmt::format("the store in {} cannot be opened: {}", directory, failure.message));
  }
}

base::Result<std::unique_ptr<Store>> open_embedded_store(const EmbeddedStoreSettings& settings,
                                                         const base::Clock& clock, base::Log& log) {
  Tuning tuning;
  tuning.history = settings.history;
  tuning.activity_kept_s = settings.activity_kept_s;
  return EmbeddedStore::open(settings.directory, tuning, failpoints_are_armed() ? fault_disk() : "",
                             clock, log, settings.secrets_key_file);
}

base::Result<void> EmbeddedStore::prepare(Transaction& transaction) {
  const auto whole = whole_contents(transaction);
  // What fits one row is quicker written with the commit.
  if (whole.contents == nullptr ||
      whole.contents->body_octets() <= database_.tuning.inline_image_octets_max ||
      whole.staged->generation != 0) {
    return {};
  }
  if (database_.is_stopped()) return base::failure(refusal());
  try {
    *whole.staged = database_.stage(*whole.contents).staged;
    return {};
  } catch (const SqlFailure& failure) {
    return base::failure(database_.note_failure(failure));
  }
}

std::vector<CommitResult> EmbeddedStore::commit(std::vector<Transaction> batch) {
  if (database_.is_stopped())
    return all_refused(batch.size(), Outcome::unavailable, database_.refusal());
  std::vector<Image> images(batch.size());
  try {
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const auto whole = whole_contents(batch[i]);
      if (whole.contents == nullptr) continue;
      if (whole.staged->generation != 0) {
        images[i].encoded.staged = *whole.staged;
      } else {
        images[i].encoded = database_.stage(*whole.contents);
        images[i].staged_here = images[i].encoded.staged.generation != 0;
      }
    }
  } catch (const SqlFailure& failure) {
    // Nothing that the batch says has been written.
    drop_images(images);
    return all_refused(batch.size(), Outcome::unavailable, database_.note_failure(failure));
  }
  auto results = commit_batch(batch, images);
  // Only when nobody has run upkeep for long.
  database_.checkpoint(16 * database_.tuning.wal_octets_max);
  return results;
}

std::vector<CommitResult> EmbeddedStore::commit_batch(const std::vector<Transaction>& batch,
                                                      const std::vector<Image>& images) {
  const auto now = database_.clock.unix_seconds();
  std::vector<CommitResult> results(batch.size());
  std::vector<std::uint64_t> dropped;
  bool committing = false;
  try {
    Position position = database_.head;
    {
      const WriteTurns::Turn turn(database_.turns);
      auto& connection = database_.commits();
      reach("store.commit.begin");
      SqlTransaction transaction(connection);
      for (std::size_t i = 0; i < batch.size(); ++i) {
        // A conflict or a duplicate drops this one and leaves the others of the batch as they are.
        reach("store.commit.savepoint");
        connection.query("SAVEPOINT one").execute();
        try {
          const auto applied =
              apply(connection, database_.seal, batch[i], images[i].encoded, position + 1, now);
          results[i] = applied.result;
          if (applied.dropped_generation != 0) dropped.push_back(applied.dropped_generation);
        } catch (const SqlFailure& failure) {
          const bool only_this =
              failure.cause == SqlCause::too_big || failure.cause == SqlCause::other;
          if (!only_this || !connection.in_transaction()) throw;
          database_.log.error("transaction refused by the database", {{"reason", failure.message}});
          results[i].outcome = Outcome::conflict;
          results[i].reason = failure.message;
        }
        if (results[i].outcome == Outcome::committed) {
          ++position;
        } else {
          connection.query("ROLLBACK TO one").execute();
          if (images[i].staged_here) dropped.push_back(images[i].encoded.staged.generation);
        }
        connection.query("RELEASE one").execute();
      }
      reach("store.commit.end");
      if (position != database_.head) {
        committing = true;
        transaction.commit();
        (void)base::failpoint("store.commit.durable");
        database_.head = position;
        database_.note_success();
      }
    }
  } catch (const SqlFailure& failure) {
    // No room for the log means that its commit mark is not there: nothing happened. After any
    // other failure while committing, the next start finds out.
    const bool unknown =
        committing && failure.cause != SqlCause::no_space && failure.cause != SqlCause::busy;
    if (!unknown) drop_images(images);
    return all_refused(batch.size(), unknown ? Outcome::unknown : Outcome::unavailable,
                       database_.note_failure(failure));
  }
  for (const auto& result : results) {
    if (result.outcome == Outcome::committed && result.zone != 0) database_.touch(result.zone);
  }
  for (const auto generation : dropped) database_.drop_later(generation);
  return results;
}

void EmbeddedStore::drop_images(const std::vector<Image>& images) {
  for (const auto& image : images) {
    if (image.staged_here) database_.drop_later(image.encoded.staged.generation);
  }
}

base::Result<bool> EmbeddedStore::maintain() {
  if (database_.is_stopped()) return false;
  try {
    return upkeep_.run();
  } catch (const SqlFailure& failure) {
    return base::failure(database_.note_failure(failure));
  }
}

std::unexpected<base::Error> EmbeddedStore::unreadable(const SqlFailure& failure) const {
  return base::failure(
      fmt::format("the store in {} cannot be read: {}", database_.directory, failure.message));
}

template <typename Read>
auto EmbeddedStore::read(const Read& with) -> decltype(with(std::declval<Connection&>())) {
  try {
    const auto connection = database_.readers.borrow();
    return with(*connection);
  } catch (const SqlFailure& failure) {
    return unreadable(failure);
  }
}

base::Result<void> EmbeddedStore::load_zones(
    const std::function<std::size_t(std::uint64_t)>& history_octets_max,
    const std::function<void(StoredZone)>& receive) {
  try {
    return load_all_zones(database_.readers, history_octets_max, [&](LoadedZone loaded) {
      if (loaded.pending_octets > database_.tuning.pending_octets_min ||
          loaded.history_octets > database_.tuning.history.octets_max) {
        database_.touch(loaded.zone.settings.id);
      }
      receive(std::move(loaded.zone));
    });
  } catch (const SqlFailure& failure) {
    return unreadable(failure);
  }
}

base::Result<std::vector<model::TsigKeyDocument>> EmbeddedStore::load_keys() {
  return read([this](Connection& connection) -> base::Result<std::vector<model::TsigKeyDocument>> {
    std::vector<model::TsigKeyDocument> keys;
    auto row =
        connection.query("SELECT id, body, version FROM config WHERE kind = 'tsig' ORDER BY id");
    while (row.next()) {
      auto key = key_from_json(row.text(1), database_.seal);
      if (!key) return base::failure(fmt::format("key {}: {}", row.text(0), key.error().message));
      key->version = row.number(2);
      keys.push_back(std::move(*key));
    }
    return keys;
  });
}

base::Result<std::vector<ConfigObject>> EmbeddedStore::load_config() {
  return read([](Connection& connection) -> base::Result<std::vector<ConfigObject>> {
    std::vector<ConfigObject> objects;
    auto row = connection.query(
        "SELECT kind, id, body, version FROM config WHERE kind <> 'tsig' ORDER BY kind, id");
    while (row.next()) {
      objects.push_back({.kind = std::string(row.text(0)),
                         .id = std::string(row.text(1)),
                         .body = std::string(row.text(2)),
                         .version = row.number(3)});
    }
    return objects;
  });
}

base::Result<std::optional<model::RecordDocument>> EmbeddedStore::record_document(
    ZoneId zone, dns::NameView owner, dns::RrType type) {
  return read([&](Connection& connection) -> base::Result<std::optional<model::RecordDocument>> {
    const auto key = dns::Name(owner).lower();
    auto row = connection.query(
        "SELECT document FROM record_document WHERE zone = ?1 AND owner = ?2 AND type = ?3");
    if (!row.bind(zone, key.wire(), static_cast<std::int64_t>(type)).next()) return std::nullopt;
    auto document = document_from_json(row.text(0));
    if (!document) return std::unexpected(document.error());
    return std::move(*document);
  });
}

base::Result<void> EmbeddedStore::record_documents(
    ZoneId zone, const std::function<void(const model::RecordDocument&)>& receive) {
  return read([&](Connection& connection) -> base::Result<void> {
    auto row = connection.query(
        "SELECT document FROM record_document WHERE zone = ?1 ORDER BY zone, owner, type");
    row.bind(zone);
    while (row.next()) {
      const auto document = document_from_json(row.text(0));
      if (!document) return std::unexpected(document.error());
      receive(*document);
    }
    return {};
  });
}

base::Result<void> EmbeddedStore::record_documents(
    ZoneId zone, dns::NameView owner,
    const std::function<void(const model::RecordDocument&)>& receive) {
  return read([&](Connection& connection) -> base::Result<void> {
    const auto key = dns::Name(owner).lower();
    auto row = connection.query(
        "SELECT document FROM record_document WHERE zone = ?1 AND owner = ?2 ORDER BY type");
    row.bind(zone, key.wire());
    while (row.next()) {
      const auto document = document_from_json(row.text(0));
      if (!document) return std::unexpected(document.error());
      receive(*document);
    }
    return {};
  });
}

base::Result<bool> EmbeddedStore::has_record_documents(ZoneId zone) {
  return read([&](Connection& connection) -> base::Result<bool> {
    auto row = connection.query("SELECT 1 FROM record_document WHERE zone = ?1 LIMIT 1");
    return row.bind(zone).next();
  });
}

base::Result<std::vector<ChangeEntry>> EmbeddedStore::changes_after(Position position,
                                                                    std::size_t count_max) {
  return read([&](Connection& connection) -> base::Result<std::vector<ChangeEntry>> {
    auto row = connection.query(
        "SELECT position, zone, version, kind, serial_from, serial_to, deleted, added, at, "
        "request_id, "
        "actor, comment, settings_before, settings_after FROM change_log "
        "WHERE position > ?1 ORDER BY position LIMIT ?2");
    return entries_of(row.bind(position, count_max));
  });
}

base::Result<std::vector<ChangeEntry>> EmbeddedStore::zone_changes(ZoneId zone,
                                                                   std::size_t count_max,
                                                                   Position before) {
  return read([&](Connection& connection) -> base::Result<std::vector<ChangeEntry>> {
    auto row = connection.query(
        "SELECT position, zone, version, kind, serial_from, serial_to, deleted, added, at, "
        "request_id, "
        "actor, comment, settings_before, settings_after FROM change_log "
        "WHERE zone = ?1 AND position < ?3 ORDER BY zone DESC, position DESC LIMIT ?2");
    return entries_of(row.bind(zone, count_max, before));
  });
}

base::Result<Position> EmbeddedStore::history_start(ZoneId zone) {
  return read([&](Connection& connection) -> base::Result<Position> {
    auto row = connection.query(
        "SELECT position FROM change_log WHERE zone = ?1 AND serial_to IS NOT NULL "
        "AND octets = 0 ORDER BY zone DESC, position DESC LIMIT 1");
    return row.bind(zone).next() ? row.number(0) : 0;
  });
}

base::Result<void> EmbeddedStore::zone_differences(
    ZoneId zone, std::uint64_t version, std::uint64_t version_above,
    const std::function<bool(zone::DifferenceRef)>& receive) {
  return read([&](Connection& connection) -> base::Result<void> {
    auto row = connection.query(
        "SELECT version, serial_to IS NULL, difference FROM change_log "
        "WHERE zone = ?1 ORDER BY zone DESC, position DESC");
    row.bind(zone);
    while (row.next() && row.number(0) > version_above) {
      if (row.number(0) > version || row.number(1) != 0) continue;
      if (row.is_null(2)) {
        receive(nullptr);
        return {};
      }
      const auto encoded = row.octets(2);
      auto difference = zone::Difference::decode({encoded.begin(), encoded.end()});
      if (!difference) {
        return base::failure(fmt::format("the difference of version {}: {}", row.number(0),
                                         difference.error().message));
      }
      if (!receive(std::make_shared<const zone::Difference>(std::move(*difference)))) return {};
    }
    return {};
  });
}

base::Result<std::vector<StoredCopy>> EmbeddedStore::zone_copies(ZoneId zone) {
  return read([&](Connection& connection) -> base::Result<std::vector<StoredCopy>> {
    std::vector<StoredCopy> copies;
    auto row = connection.query(
        "SELECT number, name, is_live, created_at, activated_at FROM zone_copy WHERE zone = ?1 "
        "ORDER BY number");
    row.bind(zone);
    while (row.next()) {
      StoredCopy copy{.number = static_cast<std::uint32_t>(row.number(0)),
                      .name = std::string(row.text(1)),
                      .is_live = row.integer(2) != 0,
                      .created_at = row.integer(3)};
      if (!row.is_null(4)) copy.activated_at = row.integer(4);
      copies.push_back(std::move(copy));
    }
    return copies;
  });
}

base::Result<zone::ZoneVersionRef> EmbeddedStore::copy_contents(ZoneId zone, std::uint32_t number) {
  return read([&](Connection& connection) -> base::Result<zone::ZoneVersionRef> {
    auto row = connection.query("SELECT image FROM zone_copy WHERE zone = ?1 AND number = ?2");
    if (!row.bind(zone, number).next() || row.is_null(0)) return nullptr;
    zone::ImageDecoder decoder;
    if (const auto fed = decoder.feed(row.octets(0)); !fed) return std::unexpected(fed.error());
    auto contents = decoder.finish();
    if (!contents) return std::unexpected(contents.error());
    return std::make_shared<const zone::ZoneVersion>(std::move(*contents));
  });
}

base::Result<std::optional<std::string>> EmbeddedStore::request_result(
    const std::string& request_id) {
  return read([&](Connection& connection) -> base::Result<std::optional<std::string>> {
    auto row = connection.query("SELECT result FROM request WHERE id = ?1 AND at > ?2");
    if (!row.bind(request_id, database_.clock.unix_seconds() - request_kept_s).next())
      return std::nullopt;
    return open_result(database_.seal, request_id, row.text(0));
  });
}

base::Result<void> EmbeddedStore::put_notify_marks(const std::vector<NotifyMark>& marks) {
  if (marks.empty()) return {};
  if (database_.is_stopped()) return base::failure(refusal());
  // A thousand at a time: a hundred thousand zones have many, and commits wait for each step.
  constexpr std::size_t marks_per_step = 1000;
  try {
    for (std::size_t from = 0; from < marks.size(); from += marks_per_step) {
      const std::span step(marks.begin() + static_cast<std::ptrdiff_t>(from),
                           std::min(marks_per_step, marks.size() - from));
      const WriteTurns::Turn turn(database_.turns);
      SqlTransaction transaction(database_.upkeep());
      for (const auto& mark : step) {
        // A zone may have gone while its NOTIFY was under way.
        database_.upkeep()
            .query(
                "INSERT INTO notify_mark (zone, destination, serial) SELECT ?1, ?2, ?3 "
                "WHERE EXISTS (SELECT 1 FROM zone WHERE id = ?1) "
                "ON CONFLICT (zone, destination) DO UPDATE SET serial = excluded.serial")
            .bind(mark.zone, mark.destination.to_text(), mark.serial.value())
            .execute();
      }
      transaction.commit();
    }
    return {};
  } catch (const SqlFailure& failure) {
    return base::failure(database_.note_failure(failure));
  }
}

base::Result<std::vector<NotifyMark>> EmbeddedStore::load_notify_marks() {
  return read([](Connection& connection) -> base::Result<std::vector<NotifyMark>> {
    std::vector<NotifyMark> marks;
    auto row = connection.query(
        "SELECT zone, destination, serial FROM notify_mark ORDER BY zone, destination");
    while (row.next()) {
      const auto destination = base::SocketAddress::parse(row.text(1));
      if (!destination)
        return base::failure(fmt::format("NOTIFY mark of zone {}: {}", row.number(0), row.text(1)));
      marks.push_back({.zone = row.number(0),
                       .destination = *destination,
                       .serial = dns::Serial(static_cast<std::uint32_t>(row.number(2)))});
    }
    return marks;
  });
}

base::Result<void> EmbeddedStore::write(const std::function<void(Connection&)>& with) {
  if (database_.is_stopped()) return base::failure(refusal());
  try {
    const WriteTurns::Turn turn(database_.turns);
    SqlTransaction transaction(database_.upkeep());
    with(database_.upkeep());
    transaction.commit();
    return {};
  } catch (const SqlFailure& failure) {
    return base::failure(database_.note_failure(failure));
  }
}

base::Result<void> EmbeddedStore::record_activity(const std::vector<Activity>& entries) {
  return write([&](Connection& connection) {
    for (const auto& entry : entries) put_activity(connection, entry, 0);
  });
}

base::Result<std::vector<Activity>> EmbeddedStore::activity(
    const ActivityQuery& query, const std::function<bool(const Activity&)>& is_wanted) {
  return read([&](Connection& connection) -> base::Result<std::vector<Activity>> {
    return find_activity(connection, query, is_wanted);
  });
}

base::Result<void> EmbeddedStore::put_last_accesses(
    const std::map<std::string, std::int64_t>& accesses) {
  if (accesses.empty()) return {};
  return write([&](Connection& connection) {
    for (const auto& [secret, at] : accesses) {
      connection
          .query(
              "INSERT INTO last_access (secret, at) VALUES (?1, ?2) "
              "ON CONFLICT (secret) DO UPDATE SET at = max(at, excluded.at)")
          .bind(secret, at)
          .execute();
    }
  });
}

base::Result<std::map<std::string, std::int64_t>> EmbeddedStore::load_last_accesses() {
  return read([](Connection& connection) -> base::Result<std::map<std::string, std::int64_t>> {
    std::map<std::string, std::int64_t> accesses;
    auto row = connection.query("SELECT secret, at FROM last_access");
    while (row.next()) accesses.emplace(row.text(0), row.integer(1));
    return accesses;
  });
}

}  // namespace zonecast::store
