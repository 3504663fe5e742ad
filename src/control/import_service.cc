// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/import_service.h"

#include "control/derived_in_zone.h"
#include "control/dry_run.h"
#include "control/secondary_rows.h"
#include "control/settings_references.h"
#include "control/view_membership.h"
#include "dns/presentation.h"
#include "model/serial_rule.h"
#include "publication/publisher.h"
#include "zone/revise.h"
#include "zone/zone_builder.h"

namespace zonecast::control {

namespace {

/// TTL of records in front of any $TTL and any explicit TTL.
constexpr std::uint32_t file_default_ttl = 3600;

Problem zone_file_problem(std::uint64_t line, const std::string& reason) {
  auto message = line == 0 ? reason : "line " + std::to_string(line) + ": " + reason;
  return {ProblemKind::invalid,
          message,
          {{line == 0 ? "zonefile" : "zonefile:" + std::to_string(line), "zone_file", reason}}};
}

/// The SOA of a file, its serial set to `serial`.
dns::Record soa_with_serial(const zone::ZoneVersion& contents, dns::Serial serial) {
  dns::Record soa(contents.soa());
  dns::set_soa_serial(soa.rdata, serial);
  return soa;
}

/// What replaces a zone's contents by a file's.
struct Replacement {
  std::uint64_t version = 0;  // of the head it was worked out against
  bool is_equal = false;
  dns::Serial serial{0};
  zone::ZoneChange change;
  bool has_new_soa = false;
  zone::DifferenceRef kept;  // where the contents are stored as a whole
};

/// So that history can be read across a whole replacement: beyond this it starts anew.
constexpr std::uint64_t kept_difference_octets_max = 64u << 20;

/// Octets a difference may have beside the zone; beyond, the contents are stored as a whole and
/// history starts anew: nobody would be sent such an IXFR.
bool outweighs(const Replacement& replaced, const zone::ZoneVersion& contents) {
  const std::uint64_t records = replaced.change.deletions.size() + replaced.change.additions.size();
  return records > 100'000 && records > contents.record_count();
}

/// What leads back to the contents before, where it is not too much to keep.
zone::DifferenceRef kept_difference(const ZoneHead& head, const Replacement& replaced,
                                    const dns::Record& new_soa) {
  const auto octets = [](const std::vector<dns::Record>& records) {
    std::uint64_t sum = 0;
    for (const auto& record : records) sum += record.owner.wire().size() + 10 + record.rdata.size();
    return sum;
  };
  if (octets(replaced.change.deletions) + octets(replaced.change.additions) >
      kept_difference_octets_max) {
    return nullptr;
  }
  return std::make_shared<const zone::Difference>(head.contents->soa(), new_soa.view(),
                                                  replaced.change);
}

Replacement replacement(const ZoneHead& head, const zone::ZoneVersion& file, std::int64_t now) {
  Replacement out;
  out.version = head.version;
  out.change = zone::difference_between(*head.contents, file);
  const auto ours = head.contents->serial();
  out.has_new_soa = !dns::identical(soa_with_serial(*head.contents, ours).view(),
                                    soa_with_serial(file, ours).view());
  const bool is_ahead = file.serial().follows(ours);
  out.is_equal = out.change.empty() && !out.has_new_soa && !is_ahead;
  out.serial =
      is_ahead ? file.serial() : model::next_serial(head.settings->serial_policy, ours, now);
  if (outweighs(out, file))
    out.kept = kept_difference(head, out, soa_with_serial(file, out.serial));
  return out;
}

class ParsedFile {
 public:
  explicit ParsedFile(const dns::Name& apex)
      : builder_(apex),
        reader_(apex, file_default_ttl, dns::IncludePolicy::refuse, "",
                [this](const dns::RecordView& record, std::uint64_t line) {
                  return take(record, line);
                }) {}

  bool feed(std::string_view text) {
    if (problem_) return false;
    if (const auto fed = reader_.feed(text); !fed) fail(fed.error());
    return !problem_;
  }
  Result<zone::ZoneVersionRef> finish() {
    if (!problem_) {
      if (const auto end = reader_.finish(); !end) fail(end.error());
    }
    if (problem_) return std::unexpected(*problem_);
    auto built = builder_.build();
    if (!built)
      return std::unexpected(zone_file_problem(built.error().line, built.error().message));
    return std::make_shared<const zone::ZoneVersion>(std::move(*built));
  }

 private:
  bool take(const dns::RecordView& record, std::uint64_t line) {
    const auto added = builder_.add(record, line);
    if (!added) problem_ = zone_file_problem(line, added.error().message);
    return added.has_value();
  }
  void fail(const dns::ZoneFileError& error) {
    if (!problem_) problem_ = zone_file_problem(error.line, error.reason);
  }

  zone::ZoneBuilder builder_;
  std::optional<Problem> problem_;
  dns::ZoneFileReader reader_;
};

}  // namespace

/// Shared with the command, which the writer runs.
struct ImportService::Underway {
  ImportOptions options;
  zone::ZoneVersionRef parsed;
  Request request;
  std::optional<Replacement> replaced;  // worked out before the writer's turn
  store::StagedImage staged;            // of `parsed`, written before the writer's turn
  Change change;
  bool created = false;
  ZoneHeadRef unchanged;
  PreparedAside aside = std::make_shared<std::optional<Prepared>>();  // of a dry run
  Future future;

  /// Writes the file's image ahead of the commit, when the contents will be stored as a whole. A
  /// failure is left for the commit to tell.
  void stage(store::Store& store) {
    const bool is_whole =
        !replaced || (outweighs(*replaced, *parsed) && parsed->serial() == replaced->serial);
    if (!is_whole) return;
    store::Transaction ahead{store::CreateZone{{}, parsed, {}, {}}, {}, {}};
    if (store.prepare(ahead)) staged = std::get<store::CreateZone>(ahead.what).staged;
  }
};

class ZoneFileSession final : public ImportSession {
 public:
  ZoneFileSession(ImportService& service, ImportOptions options)
      : service_(service), options_(std::move(options)), file_(options_.apex) {}

  bool feed(std::string_view text) override { return file_.feed(text); }
  Result<Imported> finish(const Request& request) override {
    auto parsed = file_.finish();
    if (!parsed) return std::unexpected(std::move(parsed.error()));
    return service_.collect(*service_.submit(options_, std::move(*parsed), request));
  }

 private:
  ImportService& service_;
  ImportOptions options_;
  ParsedFile file_;
};

std::unique_ptr<ImportSession> ImportService::begin(ImportOptions options) {
  return std::make_unique<ZoneFileSession>(*this, std::move(options));
}

std::shared_ptr<ImportService::Underway> ImportService::submit(const ImportOptions& options,
                                                               zone::ZoneVersionRef parsed,
                                                               const Request& request) {
  auto underway = std::make_shared<Underway>();
  underway->options = options;
  underway->parsed = std::move(parsed);
  underway->request = request;
  const auto now = clock_.unix_seconds();
  // Comparing two large versions takes its time; the writer does it again only if the zone has
  // moved.
  if (const auto head = directory_.find(options.name)) {
    underway->replaced = replacement(*head, *underway->parsed, now);
  }
  if (!request.preview) underway->stage(zones_.store_);
  const auto public_id = zones_.new_public_id();
  const auto policy = zones_.defaults_.serial_policy;

  Command command = [zones = &zones_, work = underway.get(), keep = underway, now, public_id,
                     policy](Heads& heads) -> Result<std::optional<Prepared>> {
    const auto& file = *work->parsed;
    const auto& name = work->options.name;
    const auto head = heads.find(name);
    if (auto met = meets(work->request.precondition, head); !met)
      return std::unexpected(std::move(met.error()));
    auto next = std::make_shared<ZoneHead>();
    auto settings = std::make_shared<model::ZoneSettings>();
    MergedRows rows;
    work->created = !head;
    if (!head && work->options.mirrors)
      return problem(ProblemKind::zone_not_found, "zone not found");
    if (head && !work->options.mirrors) {
      if (auto own = has_own_contents(*head->settings); !own)
        return std::unexpected(std::move(own.error()));
    }
    if (head) {
      if (!dns::equal(head->settings->apex, work->options.apex)) {
        return problem(ProblemKind::conflict,
                       "zone " + name + " is for " + dns::to_text(head->settings->apex));
      }
      *settings = *head->settings;
    } else {
      settings->public_id = public_id;
      settings->name = name;
      settings->apex = work->options.apex;
      settings->serial_policy = policy;
      settings->created_at = now;
    }
    const auto& draft = work->options.settings;
    std::vector<store::PutConfig> views;
    if (!head || (draft && draft->views)) {
      auto placed =
          place_in_views(heads, name, work->options.apex, draft ? draft->views : std::nullopt, now);
      if (!placed) return std::unexpected(std::move(placed.error()));
      views = std::move(*placed);
    }
    if (draft) {
      if (auto known = check_references(heads, *draft); !known) {
        return std::unexpected(std::move(known.error()));
      }
      apply_settings(*settings, *draft);
      if (draft->secondaries) {
        auto merged =
            merge_rows(*draft->secondaries, settings->primary.secondaries, name, now, heads);
        if (!merged) return std::unexpected(std::move(merged.error()));
        rows = std::move(*merged);
        settings->primary.secondaries = std::move(rows.secondaries);
      }
    }
    next->settings = settings;
    std::vector<store::PutConfig> derived;
    const auto prepared = [&](auto what) -> Result<std::optional<Prepared>> {
      next->unservable = unservable(*settings, *next->contents);
      work->change.id = std::to_string(heads.position());
      work->change.zone = name;
      work->change.serial = next->contents->serial();
      const RequestOutcome outcome{work->change, zones->state_of(next), std::nullopt};
      const auto& asked = work->request;
      auto result =
          asked.request_id.empty() || !asked.render ? std::string() : asked.render(outcome);
      auto by = provenance(asked, now);
      if (by.action.empty()) by.action = "import";
      auto configs = std::move(views);
      configs.insert(configs.end(), derived.begin(), derived.end());
      return Prepared{{std::move(what), std::move(by), std::move(result), std::move(configs)},
                      next,
                      head,
                      rows.keys,
                      rows.rekeyed};
    };
    if (!head) {
      settings->updated_at = now;
      next->contents = work->parsed;
      next->history = std::make_shared<const zone::History>();
      work->change.added = static_cast<std::uint32_t>(file.record_count() - 1);
      return prepared(store::CreateZone{*settings, next->contents, {}, rows.keys, work->staged});
    }
    if (!work->replaced || work->replaced->version != head->version) {
      work->replaced = replacement(*head, file, now);
    }
    auto& replaced = *work->replaced;
    const bool has_new_settings = *settings != *head->settings;
    if (replaced.is_equal && !has_new_settings && rows.keys.empty() && views.empty()) {
      work->unchanged = head;
      return std::optional<Prepared>{};
    }
    if (has_new_settings) settings->updated_at = now;
    next->version = head->version + 1;
    next->contents = head->contents;
    next->history = head->history;
    store::ChangeZone what;
    what.zone = settings->id;
    what.expected_version = head->version;
    if (has_new_settings) what.settings = *settings;
    what.keys = rows.keys;
    if (replaced.is_equal) return prepared(std::move(what));
    derived = derived_records_of(heads, *settings);
    work->change.added = static_cast<std::uint32_t>(replaced.change.additions.size());
    work->change.deleted = static_cast<std::uint32_t>(replaced.change.deletions.size());
    const auto new_soa = soa_with_serial(file, replaced.serial);
    if (outweighs(replaced, file)) {
      // The file's own blocks are the contents; only the SOA may need its serial moved.
      next->contents = work->parsed;
      if (file.serial() != replaced.serial) {
        const zone::Difference renumbered(file.soa(), new_soa.view(), {});
        next->contents = std::make_shared<const zone::ZoneVersion>(zone::revise(file, renumbered));
      }
      next->history = std::make_shared<const zone::History>();
      store::ReplaceZone whole{settings->id, head->version, next->contents, what.settings, {}};
      whole.difference = replaced.kept;
      if (next->contents == work->parsed) whole.staged = work->staged;
      return prepared(std::move(whole));
    }
    auto contents = next_contents(*head, replaced.change, new_soa, replaced.serial);
    if (!contents) return std::unexpected(std::move(contents.error()));
    next->contents = (*contents)->contents;
    next->history = (*contents)->history;
    what.difference = (*contents)->difference;
    what.drop_all_documents = true;
    heads.write_documents(name);
    return prepared(std::move(what));
  };
  if (request.preview) command = set_aside(std::move(command), underway->aside);
  underway->future = committer_.submit(std::move(command));
  return underway;
}

Result<ImportSession::Imported> ImportService::collect(Underway& underway) const {
  auto done = underway.future.get();
  if (!done) return std::unexpected(std::move(done.error()));
  ImportSession::Imported out;
  out.created = underway.created;
  if (underway.request.preview) {
    fill_preview(*underway.request.preview, *underway.aside, underway.unchanged);
    if (*underway.aside) {
      out.zone = zones_.state_of((*underway.aside)->next);
      out.change = underway.change;
      return out;
    }
  }
  if (!*done) {
    out.zone = zones_.state_of(underway.unchanged);
    return out;
  }
  out.zone = zones_.state_of((*done)->head);
  out.change = underway.change;
  return out;
}

std::vector<Result<ImportSession::Imported>> ImportService::import_many(std::vector<Item> items,
                                                                        const Request& request) {
  std::vector<Result<std::shared_ptr<Underway>>> underway;
  underway.reserve(items.size());
  for (auto& item : items) {
    ParsedFile file(item.options.apex);
    file.feed(item.text);
    auto parsed = file.finish();
    if (parsed) {
      underway.emplace_back(submit(item.options, std::move(*parsed), request));
    } else {
      underway.emplace_back(std::unexpected(std::move(parsed.error())));
    }
    item.text = {};
  }
  std::vector<Result<ImportSession::Imported>> out;
  out.reserve(underway.size());
  for (auto& one : underway) {
    if (one) {
      out.push_back(collect(**one));
    } else {
      out.emplace_back(std::unexpected(std::move(one.error())));
    }
  }
  return out;
}

std::function<bool(std::string&)> ImportService::export_text(const ZoneState& zone) const {
  return [contents = zone.contents, block = std::size_t{0}](std::string& out) mutable {
    if (block == contents->block_count()) return false;
    contents->block(block++)->for_each([&](const dns::RecordView& record) {
      out += dns::record_to_text(record);
      out += '\n';
      return true;
    });
    return true;
  };
}

}  // namespace zonecast::control
