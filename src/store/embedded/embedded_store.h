// SPDX-License-Identifier: GPL-3.0-or-later
// The embedded store: one SQLite database in WAL mode. docs/store-format.md has tables and rules.
#pragma once

#include "store/embedded/database.h"
#include "store/embedded/upkeep.h"
#include "store/store.h"

namespace zonecast::store {

class EmbeddedStore final : public Store {
 public:
  /// `vfs` empty: the system's own. `secrets_key_file` empty: DIR/secrets.key.
  static base::Result<std::unique_ptr<Store>> open(const std::string& directory,
                                                   const Tuning& tuning, const std::string& vfs,
                                                   const base::Clock& clock, base::Log& log,
                                                   const std::string& secrets_key_file = {});

  base::Result<void> prepare(Transaction& transaction) override;
  std::vector<CommitResult> commit(std::vector<Transaction> batch) override;
  base::Result<void> load_zones(const std::function<std::size_t(std::uint64_t)>& history_octets_max,
                                const std::function<void(StoredZone)>& receive) override;
  base::Result<std::vector<model::TsigKeyDocument>> load_keys() override;
  std::string fingerprint(base::ByteView secret) const override {
    return database_.seal.fingerprint_of_secret(secret);
  }
  base::Result<std::vector<ConfigObject>> load_config() override;
  base::Result<std::optional<model::RecordDocument>> record_document(ZoneId zone,
                                                                     dns::NameView owner,
                                                                     dns::RrType type) override;
  base::Result<void> record_documents(
      ZoneId zone, const std::function<void(const model::RecordDocument&)>& receive) override;
  base::Result<void> record_documents(
      ZoneId zone, dns::NameView owner,
      const std::function<void(const model::RecordDocument&)>& receive) override;
  base::Result<bool> has_record_documents(ZoneId zone) override;
  base::Result<std::vector<ChangeEntry>> changes_after(Position position,
                                                       std::size_t count_max) override;
  base::Result<std::vector<ChangeEntry>> zone_changes(ZoneId zone, std::size_t count_max,
                                                      Position before) override;
  base::Result<Position> history_start(ZoneId zone) override;
  base::Result<void> zone_differences(
      ZoneId zone, std::uint64_t version, std::uint64_t version_above,
      const std::function<bool(zone::DifferenceRef)>& receive) override;
  base::Result<std::vector<StoredCopy>> zone_copies(ZoneId zone) override;
  base::Result<zone::ZoneVersionRef> copy_contents(ZoneId zone, std::uint32_t number) override;
  HistoryRetention history_retention() const override { return database_.tuning.history; }
  Position head() const override { return database_.head; }
  base::Result<std::optional<std::string>> request_result(const std::string& request_id) override;
  base::Result<void> put_notify_marks(const std::vector<NotifyMark>& marks) override;
  base::Result<std::vector<NotifyMark>> load_notify_marks() override;
  base::Result<void> record_activity(const std::vector<Activity>& entries) override;
  base::Result<std::vector<Activity>> activity(
      const ActivityQuery& query, const std::function<bool(const Activity&)>& is_wanted) override;
  base::Result<void> put_last_accesses(
      const std::map<std::string, std::int64_t>& accesses) override;
  base::Result<std::map<std::string, std::int64_t>> load_last_accesses() override;
  base::Result<bool> maintain() override;
  std::string refusal() const override { return database_.refusal(); }

 private:
  EmbeddedStore(const std::string& directory, base::FileDescriptor lock, const Tuning& tuning,
                const std::string& vfs, const base::Clock& clock, base::Log& log,
                const std::string& secrets_key_file)
      : database_(directory, std::move(lock), tuning, vfs, clock, log, secrets_key_file),
        upkeep_(database_) {}

  struct Image;
  std::vector<CommitResult> commit_batch(const std::vector<Transaction>& batch,
                                         const std::vector<Image>& images);
  void drop_images(const std::vector<Image>& images);
  /// In a turn and a transaction of its own.
  base::Result<void> write(const std::function<void(Connection&)>& with);
  template <typename Read>
  auto read(const Read& with) -> decltype(with(std::declval<Connection&>()));

  std::unexpected<base::Error> unreadable(const SqlFailure& failure) const;

  Database database_;
  Upkeep upkeep_;
};

}  // namespace zonecast::store
