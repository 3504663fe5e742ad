// SPDX-License-Identifier: GPL-3.0-or-later
// The use cases on zones and records, over directory, committer and store.
#pragma once

#include "access/published_views.h"
#include "base/clock.h"
#include "base/random.h"
#include "control/committer.h"
#include "control/contents_edit.h"
#include "control/derived_edit.h"
#include "control/record_edit.h"
#include "control/zones.h"

namespace zonecast::control {

/// Thread-safe.
class ZoneService final : public Zones {
 public:
  ZoneService(const base::Clock& clock, base::Random& random, ZoneDirectory& directory,
              const ConfigDirectory& configs, Committer& committer, store::Store& store,
              const access::PublishedViews& views, ZoneDefaults defaults)
      : clock_(clock),
        random_(random),
        directory_(directory),
        configs_(configs),
        committer_(committer),
        store_(store),
        views_(views),
        defaults_(std::move(defaults)) {}

  std::vector<ZoneState> list(const std::string& after, std::size_t count_max) const override;
  ZoneList list(const ZoneQuery& query) const override;
  SearchResult search(const SearchQuery& query) const override;
  std::size_t count() const override { return directory_.count(); }
  Result<ZoneState> get(const std::string& name) const override;
  Result<ZoneState> create(const std::string& name, const dns::Name& apex, const ZoneDraft& draft,
                           const Request& request) override;
  Result<ZoneState> update(const std::string& name, const ZoneDraft& draft,
                           const Request& request) override;
  Result<void> remove(const std::string& name, const Request& request) override;

  Result<RecordState> get_record(const std::string& zone, const std::string& domain,
                                 dns::RrType type) const override;
  Result<RecordState> create_record(const std::string& zone, const RecordDraft& draft,
                                    const Request& request) override;
  Result<RecordState> update_record(const std::string& zone, const RecordDraft& draft,
                                    const Request& request) override;
  Result<void> remove_record(const std::string& zone, const std::string& domain, dns::RrType type,
                             const Request& request) override;
  Result<Change> change(const std::string& zone, const std::vector<BatchItem>& items,
                        const Request& request) override;
  Result<void> for_each_record(const ZoneState& zone, const std::optional<RecordPosition>& after,
                               const std::function<bool(RecordState)>& receive) const override;
  std::optional<RecordPosition> end_of_page(const ZoneState& zone,
                                            const std::optional<RecordPosition>& after,
                                            std::size_t count) const override;

  Result<dns::Name> owner_from_text(const ZoneState& zone,
                                    const std::string& domain) const override;
  std::string record_id(const ZoneState& zone, dns::NameView owner,
                        dns::RrType type) const override;
  Result<std::optional<std::string>> earlier_result(const std::string& request_id) const override;
  /// Tells of a derived record, by its id, why it is behind; before anything is asked.
  void tell_failures(std::function<std::string(const std::string& id)> failure) {
    derivation_failure_ = std::move(failure);
  }
  std::optional<model::TsigKeyDocument> key(dns::NameView name) const override;

 private:
  friend class ImportService;

  /// Edits records through `edit`; fills `change` and, when `owner` is given, `record`.
  struct Edited {
    Change change;
    std::optional<RecordState> record;
  };
  Result<Edited> edit_records(const std::string& zone, const Request& request,
                              const std::function<Result<void>(DerivedEdit&)>& edit,
                              const std::optional<std::pair<dns::Name, dns::RrType>>& shown);
  Result<zone::ZoneVersionRef> linked_contents(const std::string& link,
                                               const dns::Name& apex) const;
  std::string new_public_id() const;
  /// A derived record as it is answered, with the TTL its RRset has.
  RecordState derived_state(const ZoneHead& head, const DerivedRecord& record) const;
  /// Commits, or fills the request's preview.
  Result<std::optional<Committed>> carry_out(const std::string& zone, const Request& request,
                                             Command command);
  /// The zone as it is published.
  ZoneState state_of(const ZoneHeadRef& head) const;

  const base::Clock& clock_;
  base::Random& random_;
  ZoneDirectory& directory_;
  const ConfigDirectory& configs_;
  Committer& committer_;
  store::Store& store_;
  const access::PublishedViews& views_;
  ZoneDefaults defaults_;
  std::function<std::string(const std::string& id)> derivation_failure_;
};

/// The head as the API sees it, in these views.
ZoneState zone_state(const ZoneHeadRef& head, std::vector<std::string> views = {});
/// Fills the settings members of a draft in; rows are merged apart.
void apply_settings(model::ZoneSettings& settings, const ZoneDraft& draft);
/// Whether the precondition holds for the zone as a command finds it; null when there is none.
Result<void> meets(const Precondition& precondition, const ZoneHeadRef& head);
store::Provenance provenance(const Request& request, std::int64_t now);

}  // namespace zonecast::control
