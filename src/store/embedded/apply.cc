// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/embedded/apply.h"

#include <fmt/core.h>

#include <limits>

#include "base/failpoint.h"
#include "store/embedded/activity_rows.h"
#include "store/embedded/change_kind.h"
#include "store/embedded/sealing.h"
#include "store/sql/document_json.h"
#include "zone/image.h"

namespace zonecast::store {

namespace {

constexpr int difference_encoding = 1;

/// Why a transaction is not done; unwinds to apply().
struct Refused {
  CommitResult result;
};

[[noreturn]] void conflict(std::string reason) {
  CommitResult result;
  result.outcome = Outcome::conflict;
  result.reason = std::move(reason);
  throw Refused{std::move(result)};
}

/// A zone's row as the change finds it.
struct Head {
  std::string name;
  std::uint64_t version = 0;
  dns::Serial serial{0};
  std::string settings;
};

/// One line of the change log to be.
struct Entry {
  ZoneId zone = 0;
  std::uint64_t version = 0;
  ChangeKind kind{};
  std::optional<std::uint32_t> serial_from{}, serial_to{};
  std::uint32_t deleted = 0, added = 0;
  base::ByteView difference{};  // empty: none
  std::optional<std::string> settings_before{}, settings_after{};
};

class Applier {
 public:
  Applier(Connection& connection, const SecretSeal& seal, const Transaction& transaction,
          const EncodedImage& image, Position position, std::int64_t now)
      : connection_(connection),
        seal_(seal),
        transaction_(transaction),
        image_(image),
        position_(position),
        now_(now) {}

  Applied run() {
    refuse_duplicate();
    std::visit([&](const auto& what) { perform(what); }, transaction_.what);
    for (const auto& config : transaction_.configs) put_config(config.kind, config.id, config.body);
    (void)base::failpoint("store.commit.configs");
    write_entry();
    for (const auto& entry : transaction_.activity) put_activity(connection_, entry, position_);
    (void)base::failpoint("store.commit.activity");
    remember_request();
    Applied applied;
    applied.result.position = position_;
    applied.result.zone = entry_.zone;
    applied.result.version = entry_.version;
    applied.dropped_generation = dropped_generation_;
    return applied;
  }

 private:
  void refuse_duplicate() {
    const auto& id = transaction_.provenance.request_id;
    if (id.empty()) return;
    CommitResult result;
    {
      auto earlier = connection_.query("SELECT position, at, result FROM request WHERE id = ?1");
      if (!earlier.bind(id).next()) return;
      // Forgotten, only not yet removed.
      if (earlier.integer(1) + request_kept_s <= now_) return;
      result.position = earlier.number(0);
      result.stored_result = open_result(seal_, id, earlier.text(2));
    }
    result.outcome = Outcome::duplicate;
    result.reason = "the request was carried out before";
    auto entry = connection_.query("SELECT zone, version FROM change_log WHERE position = ?1");
    if (entry.bind(result.position).next()) {
      result.zone = entry.number(0);
      result.version = entry.number(1);
    }
    throw Refused{std::move(result)};
  }

  Head expect(ZoneId zone, std::uint64_t expected_version) {
    auto row = connection_.query("SELECT name, version, serial, settings FROM zone WHERE id = ?1");
    if (!row.bind(zone).next()) conflict(fmt::format("zone with id {} does not exist", zone));
    Head head{.name = std::string(row.text(0)),
              .version = row.number(1),
              .serial = dns::Serial(static_cast<std::uint32_t>(row.number(2))),
              .settings = std::string(row.text(3))};
    if (head.version != expected_version) {
      conflict(fmt::format("zone {} is at version {}, the change was made against {}", head.name,
                           head.version, expected_version));
    }
    return head;
  }

  void refuse_taken_name(const std::string& name) {
    auto row = connection_.query("SELECT id FROM zone WHERE name = ?1");
    if (row.bind(name).next()) conflict(fmt::format("a zone named {} exists", name));
  }

  void perform(const CreateZone& create) {
    const auto& settings = create.settings;
    refuse_taken_name(settings.name);
    const auto serial = create.contents->serial().value();
    // The position of its creation is a number that no other zone ever has.
    entry_ = {.zone = position_,
              .version = 1,
              .kind = ChangeKind::create,
              .serial_to = serial,
              .added = added_of(*create.contents)};
    connection_
        .query(
            "INSERT INTO zone (id, name, public_id, apex, version, serial, pending_octets, "
            "history_octets, history_from, created_at, updated_at, settings) "
            "VALUES (?1, ?2, ?3, ?4, 1, ?5, 0, 0, 0, ?6, ?7, ?8)")
        .bind(entry_.zone, settings.name, settings.public_id, settings.apex.wire(), serial,
              settings.created_at, settings.updated_at, settings_to_json(settings))
        .execute();
    (void)base::failpoint("store.commit.zone");
    put_image_row(connection_, entry_.zone, entry_.version, image_);
    (void)base::failpoint("store.commit.image");
    write_documents(entry_.zone, create.documents);
    write_keys(create.keys, {});
  }

  void perform(const ChangeZone& change) {
    const auto head = expect(change.zone, change.expected_version);
    entry_ = {.zone = change.zone, .version = head.version + 1, .kind = ChangeKind::settings};
    auto serial = head.serial;
    if (const auto* difference = change.difference.get()) {
      if (difference->from() != head.serial) {
        conflict(fmt::format("zone {} is at serial {}, the difference starts at {}", head.name,
                             head.serial.value(), difference->from().value()));
      }
      if (!difference->to().follows(head.serial)) {
        conflict(fmt::format("zone {}: serial {} does not follow {}", head.name,
                             difference->to().value(), head.serial.value()));
      }
      serial = difference->to();
      entry_.kind = ChangeKind::change;
      entry_.serial_from = head.serial.value();
      entry_.serial_to = serial.value();
      entry_.deleted = difference->deletion_count();
      entry_.added = difference->addition_count();
      entry_.difference = difference->encoded();
    }
    connection_
        .query(
            "UPDATE zone SET version = ?2, serial = ?3, pending_octets = pending_octets + ?4, "
            "history_octets = history_octets + ?4 WHERE id = ?1")
        .bind(change.zone, entry_.version, serial.value(), entry_.difference.size())
        .execute();
    (void)base::failpoint("store.commit.zone");
    if (change.settings) write_settings(change.zone, head, *change.settings);
    if (change.drop_all_documents) drop_documents(change.zone);
    write_documents(change.zone, change.documents);
    write_keys(change.keys, change.removed_keys);
    write_copies(change.zone, change.copies);
  }

  void perform(const ReplaceZone& replace) {
    const auto head = expect(replace.zone, replace.expected_version);
    const auto serial = replace.contents->serial().value();
    entry_ = {.zone = replace.zone,
              .version = head.version + 1,
              .kind = ChangeKind::replace,
              .serial_from = head.serial.value(),
              .serial_to = serial,
              .added = added_of(*replace.contents)};
    if (const auto* difference = replace.difference.get()) {
      if (difference->from() != head.serial || difference->to().value() != serial) {
        conflict(fmt::format("zone {}: the difference does not lead to the contents", head.name));
      }
      entry_.deleted = difference->deletion_count();
      entry_.added = difference->addition_count();
      entry_.difference = difference->encoded();
    }
    connection_
        .query(
            "UPDATE zone SET version = ?2, serial = ?3, pending_octets = 0, "
            "history_octets = history_octets + ?4 WHERE id = ?1")
        .bind(replace.zone, entry_.version, serial, entry_.difference.size())
        .execute();
    (void)base::failpoint("store.commit.zone");
    dropped_generation_ = image_generation(connection_, replace.zone);
    put_image_row(connection_, replace.zone, entry_.version, image_);
    (void)base::failpoint("store.commit.image");
    if (replace.settings) write_settings(replace.zone, head, *replace.settings);
    drop_documents(replace.zone);
    write_documents(replace.zone, replace.documents);
  }

  void perform(const DeleteZone& remove) {
    const auto head = expect(remove.zone, remove.expected_version);
    entry_ = {.zone = remove.zone,
              .version = head.version + 1,
              .kind = ChangeKind::remove,
              .serial_from = head.serial.value()};
    dropped_generation_ = image_generation(connection_, remove.zone);
    connection_.query("DELETE FROM zone WHERE id = ?1").bind(remove.zone).execute();
    (void)base::failpoint("store.commit.zone");
    connection_.query("DELETE FROM zone_image WHERE zone = ?1").bind(remove.zone).execute();
    drop_documents(remove.zone);
    connection_.query("DELETE FROM zone_copy WHERE zone = ?1").bind(remove.zone).execute();
    connection_.query("DELETE FROM notify_mark WHERE zone = ?1").bind(remove.zone).execute();
  }

  void perform(const ChangeConfig& change) {
    entry_ = {.zone = 0, .version = 0, .kind = ChangeKind::config};
    write_keys(change.keys, change.removed_keys);
  }

  void write_settings(ZoneId zone, const Head& head, const model::ZoneSettings& settings) {
    if (settings.name != head.name) refuse_taken_name(settings.name);
    entry_.settings_before = head.settings;
    entry_.settings_after = settings_to_json(settings);
    connection_
        .query(
            "UPDATE zone SET name = ?2, public_id = ?3, apex = ?4, created_at = ?5, updated_at = "
            "?6, "
            "settings = ?7 WHERE id = ?1")
        .bind(zone, settings.name, settings.public_id, settings.apex.wire(), settings.created_at,
              settings.updated_at, *entry_.settings_after)
        .execute();
    (void)base::failpoint("store.commit.settings");
  }

  void drop_documents(ZoneId zone) {
    connection_.query("DELETE FROM record_document WHERE zone = ?1").bind(zone).execute();
    (void)base::failpoint("store.commit.documents_dropped");
  }

  void write_documents(ZoneId zone, const std::vector<RecordDocumentChange>& changes) {
    for (const auto& change : changes) {
      const auto owner = change.owner.lower();
      const auto type = static_cast<std::int64_t>(change.type);
      if (change.document) {
        connection_
            .query(
                "INSERT INTO record_document (zone, owner, type, document) VALUES (?1, ?2, ?3, ?4) "
                "ON CONFLICT (zone, owner, type) DO UPDATE SET document = excluded.document")
            .bind(zone, owner.wire(), type, document_to_json(*change.document))
            .execute();
      } else {
        connection_
            .query("DELETE FROM record_document WHERE zone = ?1 AND owner = ?2 AND type = ?3")
            .bind(zone, owner.wire(), type)
            .execute();
      }
    }
    (void)base::failpoint("store.commit.documents");
  }

  void write_copies(ZoneId zone, const std::vector<CopyChange>& changes) {
    for (const auto& [copy, is_removed, contents] : changes) {
      if (is_removed) {
        connection_.query("DELETE FROM zone_copy WHERE zone = ?1 AND number = ?2")
            .bind(zone, copy.number)
            .execute();
        continue;
      }
      std::optional<base::Bytes> image;
      if (contents) {
        zone::encode_image(*contents, std::numeric_limits<std::size_t>::max(),
                           [&](base::Bytes chunk) { image = std::move(chunk); });
      }
      const auto octets = image ? std::optional<base::ByteView>(*image) : std::nullopt;
      connection_
          .query(
              "INSERT INTO zone_copy (zone, number, name, is_live, created_at, activated_at, "
              "image) "
              "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (zone, number) DO UPDATE SET "
              "name = excluded.name, is_live = excluded.is_live, "
              "created_at = excluded.created_at, activated_at = excluded.activated_at, "
              "image = CASE WHEN excluded.is_live THEN NULL "
              "ELSE coalesce(excluded.image, image) END")
          .bind(zone, copy.number, copy.name, copy.is_live ? 1 : 0, copy.created_at,
                copy.activated_at, octets)
          .execute();
    }
    if (!changes.empty()) (void)base::failpoint("store.commit.copies");
  }

  void write_keys(const std::vector<model::TsigKeyDocument>& keys,
                  const std::vector<dns::Name>& removed_keys) {
    for (const auto& name : removed_keys) put_config(key_kind, key_row_id(name), {});
    for (const auto& key : keys)
      put_config(key_kind, key_row_id(key.name), key_to_json(key, seal_));
    (void)base::failpoint("store.commit.keys");
  }

  void put_config(std::string_view kind, const std::string& id, const std::string& body) {
    if (body.empty()) {
      connection_.query("DELETE FROM config WHERE kind = ?1 AND id = ?2").bind(kind, id).execute();
      return;
    }
    connection_
        .query(
            "INSERT INTO config (kind, id, version, body) VALUES (?1, ?2, ?3, ?4) "
            "ON CONFLICT (kind, id) DO UPDATE SET version = excluded.version, body = excluded.body")
        .bind(kind, id, position_, body)
        .execute();
  }

  void write_entry() {
    const auto& provenance = transaction_.provenance;
    std::optional<base::ByteView> difference;
    std::optional<int> encoding;
    if (!entry_.difference.empty()) {
      difference = entry_.difference;
      encoding = difference_encoding;
    }
    connection_
        .query(
            "INSERT INTO change_log (position, zone, version, kind, serial_from, serial_to, "
            "deleted, "
            "added, encoding, octets, at, request_id, actor, comment, difference, "
            "settings_before, settings_after) "
            "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)")
        .bind(position_, entry_.zone, entry_.version, static_cast<std::int64_t>(entry_.kind),
              entry_.serial_from, entry_.serial_to, entry_.deleted, entry_.added, encoding,
              entry_.difference.size(), provenance.at, provenance.request_id, provenance.actor,
              provenance.comment, difference, entry_.settings_before, entry_.settings_after)
        .execute();
    (void)base::failpoint("store.commit.log");
  }

  void remember_request() {
    const auto& id = transaction_.provenance.request_id;
    if (id.empty()) return;
    // In place of one that has grown too old.
    connection_
        .query("INSERT OR REPLACE INTO request (position, id, at, result) VALUES (?1, ?2, ?3, ?4)")
        .bind(position_, id, now_, seal_result(seal_, id, transaction_.result))
        .execute();
    (void)base::failpoint("store.commit.request");
  }

  static std::uint32_t added_of(const zone::ZoneVersion& contents) {
    return static_cast<std::uint32_t>(contents.record_count() -
                                      1);  // SOAs are not counted in changes
  }

  static constexpr std::string_view key_kind = "tsig";

  Connection& connection_;
  const SecretSeal& seal_;
  const Transaction& transaction_;
  const EncodedImage& image_;
  const Position position_;
  const std::int64_t now_;
  Entry entry_;
  std::uint64_t dropped_generation_ = 0;
};

}  // namespace

Applied apply(Connection& connection, const SecretSeal& seal, const Transaction& transaction,
              const EncodedImage& image, Position position, std::int64_t now) {
  try {
    return Applier(connection, seal, transaction, image, position, now).run();
  } catch (const Refused& refused) {
    Applied applied;
    applied.result = refused.result;
    return applied;
  }
}

std::string key_row_id(dns::NameView name) { return dns::to_text(dns::Name(name).lower()); }

}  // namespace zonecast::store
