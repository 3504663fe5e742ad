// SPDX-License-Identifier: GPL-3.0-or-later
// The use cases, in memory and without their rules: enough to see what the API asks of them and how
// it shows what they answer.
#pragma once

#include <map>

#include "control/access_evaluation.h"
#include "control/histories.h"
#include "control/imports.h"
#include "control/replication.h"
#include "control/zone_copies.h"
#include "control/zones.h"

namespace zonecast::api {

class FakeZones final : public control::Zones {
 public:
  std::vector<control::ZoneState> list(const std::string& after,
                                       std::size_t count_max) const override;
  control::ZoneList list(const control::ZoneQuery& query) const override;
  control::SearchResult search(const control::SearchQuery& query) const override;
  std::size_t count() const override { return zones_.size(); }
  control::Result<control::ZoneState> get(const std::string& name) const override;
  control::Result<control::ZoneState> create(const std::string& name, const dns::Name& apex,
                                             const control::ZoneDraft& draft,
                                             const control::Request& request) override;
  control::Result<control::ZoneState> update(const std::string& name,
                                             const control::ZoneDraft& draft,
                                             const control::Request& request) override;
  control::Result<void> remove(const std::string& name, const control::Request& request) override;
  control::Result<control::RecordState> get_record(const std::string& zone,
                                                   const std::string& domain,
                                                   dns::RrType type) const override;
  control::Result<control::RecordState> create_record(const std::string& zone,
                                                      const control::RecordDraft& draft,
                                                      const control::Request& request) override;
  control::Result<control::RecordState> update_record(const std::string& zone,
                                                      const control::RecordDraft& draft,
                                                      const control::Request& request) override;
  control::Result<void> remove_record(const std::string& zone, const std::string& domain,
                                      dns::RrType type, const control::Request& request) override;
  control::Result<control::Change> change(const std::string& zone,
                                          const std::vector<control::BatchItem>& items,
                                          const control::Request& request) override;
  control::Result<void> for_each_record(
      const control::ZoneState& zone, const std::optional<control::RecordPosition>& after,
      const std::function<bool(control::RecordState)>& receive) const override;
  std::optional<control::RecordPosition> end_of_page(
      const control::ZoneState& zone, const std::optional<control::RecordPosition>& after,
      std::size_t count) const override;
  control::Result<dns::Name> owner_from_text(const control::ZoneState& zone,
                                             const std::string& domain) const override;
  std::string record_id(const control::ZoneState& zone, dns::NameView owner,
                        dns::RrType type) const override;
  control::Result<std::optional<std::string>> earlier_result(
      const std::string& request_id) const override;
  std::optional<model::TsigKeyDocument> key(dns::NameView name) const override;

  // What the API asked for last.
  control::ZoneDraft zone_draft;
  control::RecordDraft record_draft;
  std::vector<control::BatchItem> items;
  control::Request request;
  int calls = 0;
  mutable control::ZoneQuery zone_query;
  mutable control::SearchQuery search_query;
  // What is answered.
  std::map<std::string, std::string> earlier;
  std::optional<control::Problem> failure;

 private:
  struct Zone {
    model::ZoneSettings settings;
    dns::Name mname, rname;
    std::uint32_t ttl = 3600, refresh = 43'200, retry = 7'200, expiry = 1'209'600, nx_ttl = 3'600;
    std::uint64_t version = 1;
    std::map<std::pair<dns::Name, dns::RrType>, control::RecordState,
             bool (*)(const std::pair<dns::Name, dns::RrType>&,
                      const std::pair<dns::Name, dns::RrType>&)>
        records;
    std::vector<std::string> views{};
  };
  control::ZoneState state(const Zone& zone) const;
  void apply(Zone& zone, const control::ZoneDraft& draft);
  control::Result<void> note(const control::Request& by);

  std::map<std::string, Zone> zones_;
  std::map<std::string, model::TsigKeyDocument> keys_;
};

/// Counts lines; a line with the word "bad" is an error.
class FakeImports final : public control::Imports {
 public:
  explicit FakeImports(FakeZones& zones) : zones_(zones) {}
  std::unique_ptr<control::ImportSession> begin(control::ImportOptions options) override;
  std::vector<control::Result<control::ImportSession::Imported>> import_many(
      std::vector<Item> items, const control::Request& request) override;
  std::function<bool(std::string&)> export_text(const control::ZoneState& zone) const override;

  std::vector<control::ImportOptions> begun;
  std::vector<std::string> texts;
  int groups = 0;

 private:
  FakeZones& zones_;
};

/// Three versions of any zone there is: 1 made it, 2 changed contents, 3 settings.
class FakeHistories final : public control::Histories {
 public:
  explicit FakeHistories(FakeZones& zones) : zones_(zones) {}
  control::KeptHistory kept() const override { return {90, 1000, 1 << 30}; }
  control::Result<Page> list(const std::string& zone, const std::string& before,
                             std::size_t count_max) const override;
  control::Result<Shown> get(const std::string& zone, const std::string& id,
                             std::size_t records_max) const override;
  control::Result<Contents> contents(const std::string& zone, const std::string& id) const override;
  control::Result<control::DifferenceExcerpt> compare(const std::string& zone,
                                                      const std::string& from,
                                                      const std::string& to,
                                                      std::size_t records_max) const override;
  control::Result<control::Change> restore(const std::string& zone, const std::string& id,
                                           const control::Request& request) override;

  control::Request request;

 private:
  control::PastVersion version(std::uint64_t number) const;
  control::DifferenceExcerpt difference(const control::ZoneState& zone) const;
  FakeZones& zones_;
};

class FakeAccess final : public control::AccessEvaluation {
 public:
  control::Result<control::AccessAnswer> evaluate(
      const control::AccessQuestion& asked) const override {
    question = asked;
    return answer;
  }

  mutable control::AccessQuestion question;
  control::AccessAnswer answer;
};

/// Of every zone the same.
class FakeCopies final : public control::ZoneCopies {
 public:
  control::Result<std::vector<control::ZoneCopy>> list(const std::string&) const override {
    return std::vector<control::ZoneCopy>{{1, "1", true, 1'795'348'800, 1'795'348'900},
                                          {2, "before", false, 1'795'348'850, std::nullopt}};
  }
  control::Result<control::ZoneCopy> add(const std::string&, const std::string& name,
                                         WhenFull when_full, const control::Request&) override {
    when_full_last = when_full;
    return control::ZoneCopy{3, name, false, 1'795'348'850, std::nullopt};
  }
  control::Result<control::ZoneCopy> activate(const std::string&, std::uint32_t number,
                                              const control::Request&) override {
    if (number == 0) return control::problem(control::ProblemKind::not_found, "version not found");
    return control::ZoneCopy{number, "before", true, 1'795'348'850, 1'795'348'999};
  }
  control::Result<void> remove(const std::string&, std::uint32_t,
                               const control::Request&) override {
    return {};
  }

  WhenFull when_full_last = WhenFull::refuse;
};

class FakeReplication final : public control::Replication {
 public:
  control::Result<control::NotifyReport> notify_zone(const std::string& zone) override;
  control::Result<std::vector<control::NotifyReport>> notify_all() override;
  control::Result<std::vector<control::SecondaryReport>> status(
      const std::string& zone) const override;

  std::vector<control::SecondaryReport> reports;
};

}  // namespace zonecast::api
