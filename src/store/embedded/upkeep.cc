// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/embedded/upkeep.h"

#include <algorithm>

#include "base/failpoint.h"
#include "store/embedded/apply.h"
#include "store/embedded/zone_reader.h"

namespace zonecast::store {

namespace {

/// Who did what stays; what it was goes.
void empty_line(Connection& connection, Position position) {
  connection
      .query(
          "UPDATE change_log SET difference = NULL, octets = 0, settings_before = NULL, "
          "settings_after = NULL WHERE position = ?1")
      .bind(position)
      .execute();
}

}  // namespace

bool Upkeep::run() {
  return database_.checkpoint(database_.tuning.wal_octets_max) || probe() || tend_touched_zones() ||
         drop_chunks() || trim_aged() || trim_front() || forget_requests() || forget_activity();
}

/// Finds out whether there is room again, so that refusal() tells the present.
bool Upkeep::probe() {
  if (!database_.has_no_room()) return false;
  {
    const WriteTurns::Turn turn(database_.turns);
    // Writes one page and changes nothing.
    database_.commits().run("PRAGMA user_version = 0");
  }
  database_.note_success();
  return true;
}

bool Upkeep::tend_touched_zones() {
  while (const auto zone = database_.take_touched()) {
    try {
      if (tend(*zone)) return true;
    } catch (const SqlFailure&) {
      database_.touch(*zone);
      throw;
    }
  }
  return false;
}

bool Upkeep::tend(ZoneId zone) {
  const auto& retention = database_.tuning.history;
  std::uint64_t pending_octets = 0;
  std::uint64_t history_octets = 0;
  std::uint64_t image_octets = 0;
  std::uint64_t version = 0;
  std::uint64_t oldest_version = 0;  // that may have something to trim
  std::uint64_t image_version = 0;
  bool exists = false;
  {
    const auto connection = database_.readers.borrow();
    auto row = connection->query(
        "SELECT zone.pending_octets, zone.history_octets, zone_image.octets, zone.version, "
        "zone_image.version, zone.history_from "
        "FROM zone JOIN zone_image ON zone_image.zone = zone.id WHERE zone.id = ?1");
    exists = row.bind(zone).next();
    if (exists) {
      pending_octets = row.number(0);
      history_octets = row.number(1);
      image_octets = row.number(2);
      version = row.number(3);
      image_version = row.number(4);
      oldest_version = version;
      if (version > retention.versions) {
        auto oldest = connection->query(
            "SELECT version FROM change_log WHERE zone = ?1 AND position >= ?2 "
            "ORDER BY position LIMIT 1");
        if (oldest.bind(zone, row.number(5)).next()) oldest_version = oldest.number(0);
      }
    }
  }
  if (!exists) return trim_history(zone, 0, 0);
  // A little more than needed, so that not every commit needs it again.
  const bool has_many = version - oldest_version > retention.versions + retention.versions / 16;
  const auto version_min = has_many ? version - retention.versions + 1 : 0;
  bool worked = false;
  if (pending_octets >
          std::max<std::uint64_t>(database_.tuning.pending_octets_min, image_octets / 4) ||
      version_min > image_version + 1) {
    refresh_image(zone);
    worked = true;
  }
  if (has_many || history_octets > retention.octets_max) {
    const auto octets_max = history_octets > retention.octets_max
                                ? retention.octets_max - retention.octets_max / 16
                                : retention.octets_max;
    worked = trim_history(zone, octets_max, version_min) || worked;
  }
  return worked;
}

/// Writes the zone as it is now as its image, so that the differences up to now are history only.
void Upkeep::refresh_image(ZoneId zone) {
  std::optional<LoadedZone> loaded;
  {
    const auto connection = database_.readers.borrow();
    auto read = read_zone(*connection, zone);
    if (!read) throw SqlFailure{SqlCause::other, read.error().message};
    loaded = std::move(*read);
  }
  if (!loaded) return;
  const auto version = loaded->zone.version;
  const auto image = database_.stage(*loaded->zone.contents);
  std::uint64_t dropped = 0;
  {
    const WriteTurns::Turn turn(database_.turns);
    auto& upkeep = database_.upkeep();
    SqlTransaction transaction(upkeep);
    bool still_older = false;
    {
      auto row = upkeep.query("SELECT version FROM zone_image WHERE zone = ?1");
      still_older = row.bind(zone).next() && row.number(0) < version;
    }
    if (still_older) {
      dropped = image_generation(upkeep, zone);
      put_image_row(upkeep, zone, version, image);
      (void)base::failpoint("store.refresh.image");
      // What was committed while the image was made is still pending.
      std::uint64_t pending_octets = 0;
      {
        auto row = upkeep.query(
            "SELECT version, octets FROM change_log WHERE zone = ?1 ORDER BY zone DESC, position "
            "DESC");
        row.bind(zone);
        while (row.next() && row.number(0) > version) pending_octets += row.number(1);
      }
      upkeep.query("UPDATE zone SET pending_octets = ?2 WHERE id = ?1")
          .bind(zone, pending_octets)
          .execute();
      transaction.commit();
      (void)base::failpoint("store.refresh.committed");
    } else {
      dropped = image.staged.generation;
    }
  }
  if (dropped != 0) database_.drop_later(dropped);
}

/// Empties the lines of versions below `version_min`, then the oldest ones until at most
/// `octets_max` of differences are kept, those that the image does not hold yet excepted. The lines
/// stay. Of a zone that is gone, all.
bool Upkeep::trim_history(ZoneId zone, std::uint64_t octets_max, std::uint64_t version_min) {
  bool worked = false;
  Position from = 0;
  while (true) {
    const WriteTurns::Turn turn(database_.turns);
    auto& upkeep = database_.upkeep();
    SqlTransaction transaction(upkeep);
    bool exists = false;
    std::uint64_t history_octets = 0;
    std::uint64_t image_version = 0;
    {
      auto row = upkeep.query(
          "SELECT zone.history_octets, zone.history_from, zone_image.version "
          "FROM zone JOIN zone_image ON zone_image.zone = zone.id WHERE zone.id = ?1");
      exists = row.bind(zone).next();
      if (exists) {
        history_octets = row.number(0);
        from = std::max(from, row.number(1));
        image_version = row.number(2);
      }
    }
    std::vector<Position> emptied;
    int rows = 0;
    {
      auto row = upkeep.query(
          "SELECT position, version, octets, settings_after IS NULL FROM change_log "
          "WHERE zone = ?1 AND position >= ?2 ORDER BY position LIMIT ?3");
      row.bind(zone, from, database_.tuning.rows_per_step);
      while (row.next()) {
        const auto version = row.number(1);
        if (exists && version > image_version) break;
        if (exists && version >= version_min && history_octets <= octets_max) break;
        ++rows;
        from = row.number(0) + 1;
        if (row.number(2) == 0 && row.number(3) != 0) continue;
        emptied.push_back(row.number(0));
        history_octets -= std::min(history_octets, row.number(2));
      }
    }
    if (rows == 0) return worked;
    for (const auto position : emptied) empty_line(upkeep, position);
    upkeep.query("UPDATE zone SET history_octets = ?2, history_from = ?3 WHERE id = ?1")
        .bind(zone, history_octets, from)
        .execute();
    (void)base::failpoint("store.trim.zone");
    transaction.commit();
    worked = true;
  }
}

/// Empties lines that are older than the retention's days, front to back. A zone that still needs
/// one of them gets a new image first.
bool Upkeep::trim_aged() {
  const auto kept_since =
      database_.clock.unix_seconds() - std::int64_t{database_.tuning.history.days} * 86'400;
  struct Line {
    Position position = 0;
    ZoneId zone = 0;
    std::uint64_t octets = 0;
  };
  std::vector<Line> full;
  Position reached = aged_;
  ZoneId needs_image = 0;
  {
    const auto connection = database_.readers.borrow();
    auto row = connection->query(
        "SELECT position, zone, version, at, octets, settings_after IS NULL, "
        "(SELECT version FROM zone_image WHERE zone_image.zone = change_log.zone) "
        "FROM change_log WHERE position > ?1 ORDER BY position LIMIT ?2");
    row.bind(aged_, database_.tuning.rows_per_step);
    // Positions rise with time; a clock that was set back only makes some wait for their
    // neighbours.
    while (row.next() && row.integer(3) < kept_since) {
      const bool is_full = row.number(4) != 0 || row.number(5) == 0;
      if (is_full && !row.is_null(6) && row.number(6) < row.number(2)) {
        needs_image = row.number(1);
        break;
      }
      reached = row.number(0);
      if (is_full) full.push_back({row.number(0), row.number(1), row.number(4)});
    }
  }
  if (!full.empty()) {
    const WriteTurns::Turn turn(database_.turns);
    auto& upkeep = database_.upkeep();
    SqlTransaction transaction(upkeep);
    for (const auto& line : full) {
      empty_line(upkeep, line.position);
      upkeep
          .query(
              "UPDATE zone SET history_octets = max(0, history_octets - ?2), "
              "history_from = max(history_from, ?3) WHERE id = ?1")
          .bind(line.zone, line.octets, line.position + 1)
          .execute();
    }
    transaction.commit();
    (void)base::failpoint("store.trim.aged");
  }
  const bool worked = reached != aged_ || needs_image != 0;
  aged_ = reached;
  if (needs_image != 0) refresh_image(needs_image);
  return worked;
}

/// Removes the oldest lines of the change log when there are too many in all. A zone that still
/// needs one of them gets a new image first.
bool Upkeep::trim_front() {
  ZoneId needs_image = 0;
  {
    const WriteTurns::Turn turn(database_.turns);
    auto& upkeep = database_.upkeep();
    SqlTransaction transaction(upkeep);
    Position oldest = 0;
    {
      auto row = upkeep.query("SELECT min(position) FROM change_log");
      if (row.next()) oldest = row.number(0);
    }
    const auto kept_from = database_.head < database_.tuning.change_entries_max
                               ? 0
                               : database_.head - database_.tuning.change_entries_max + 1;
    if (oldest >= kept_from) return false;
    Position until = oldest;
    {
      auto row = upkeep.query(
          "SELECT position, zone, version, octets FROM change_log WHERE position < ?1 "
          "ORDER BY position LIMIT ?2");
      row.bind(kept_from, database_.tuning.rows_per_step);
      while (row.next() && needs_image == 0) {
        const auto octets = row.number(3);
        if (octets != 0) {
          auto image = upkeep.query("SELECT version FROM zone_image WHERE zone = ?1");
          if (image.bind(row.number(1)).next()) {
            if (image.number(0) < row.number(2)) {
              needs_image = row.number(1);
              break;
            }
            upkeep
                .query("UPDATE zone SET history_octets = max(0, history_octets - ?2) WHERE id = ?1")
                .bind(row.number(1), octets)
                .execute();
          }
        }
        until = row.number(0) + 1;
      }
    }
    upkeep.query("DELETE FROM change_log WHERE position < ?1").bind(until).execute();
    (void)base::failpoint("store.trim.front");
    transaction.commit();
  }
  if (needs_image != 0) refresh_image(needs_image);
  return true;
}

/// Removes some of the chunks that no image names any more.
bool Upkeep::drop_chunks() {
  const auto generation = database_.next_dropped();
  if (!generation) return false;
  const auto ids = chunk_ids(*generation);
  std::int64_t removed = 0;
  {
    const WriteTurns::Turn turn(database_.turns);
    auto& upkeep = database_.upkeep();
    SqlTransaction transaction(upkeep);
    removed = upkeep
                  .query(
                      "DELETE FROM image_chunk WHERE id IN (SELECT id FROM image_chunk "
                      "WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT ?3)")
                  .bind(ids.first, ids.last, database_.tuning.chunks_per_step)
                  .execute();
    transaction.commit();
    (void)base::failpoint("store.chunks.dropped");
  }
  if (removed == 0) database_.forget_dropped(*generation);
  return true;
}

bool Upkeep::forget_requests() {
  const auto forgotten_until = database_.clock.unix_seconds() - request_kept_s;
  Position last = 0;
  {
    // Positions rise with time; a clock that was set back only makes some wait for their
    // neighbours.
    const auto connection = database_.readers.borrow();
    auto row = connection->query("SELECT position, at FROM request ORDER BY position LIMIT ?1");
    row.bind(database_.tuning.rows_per_step);
    while (row.next() && row.integer(1) <= forgotten_until) last = row.number(0);
  }
  if (last == 0) return false;
  const WriteTurns::Turn turn(database_.turns);
  auto& upkeep = database_.upkeep();
  SqlTransaction transaction(upkeep);
  upkeep.query("DELETE FROM request WHERE position <= ?1").bind(last).execute();
  transaction.commit();
  (void)base::failpoint("store.requests.forgotten");
  return true;
}

/// Removes the oldest lines of the activity log when they are too old, or too many.
bool Upkeep::forget_activity() {
  const auto forgotten_until = database_.clock.unix_seconds() - database_.tuning.activity_kept_s;
  std::uint64_t last = 0;
  {
    const auto connection = database_.readers.borrow();
    std::uint64_t newest = 0;
    {
      auto row = connection->query("SELECT max(id) FROM activity");
      if (row.next()) newest = row.number(0);
    }
    const auto kept_from = newest < database_.tuning.activity_entries_max
                               ? 0
                               : newest - database_.tuning.activity_entries_max + 1;
    auto row = connection->query("SELECT id, at FROM activity ORDER BY id LIMIT ?1");
    row.bind(database_.tuning.rows_per_step);
    while (row.next() && (row.integer(1) <= forgotten_until || row.number(0) < kept_from))
      last = row.number(0);
  }
  if (last == 0) return false;
  const WriteTurns::Turn turn(database_.turns);
  auto& upkeep = database_.upkeep();
  SqlTransaction transaction(upkeep);
  upkeep.query("DELETE FROM activity WHERE id <= ?1").bind(last).execute();
  transaction.commit();
  (void)base::failpoint("store.activity.forgotten");
  return true;
}

}  // namespace zonecast::store
