// SPDX-License-Identifier: GPL-3.0-or-later
// The use cases on zones and records. Every change is one durable commit; the answer comes after
// commit and publication. Thread-safe; calls may block on the disk.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "control/precondition.h"
#include "control/preview.h"
#include "control/problem.h"
#include "dns/record.h"
#include "model/record_document.h"
#include "model/zone_settings.h"
#include "zone/zone_version.h"

namespace zonecast::control {

/// What one committed change did.
struct Change {
  std::string id;  // position in the change log
  std::string zone;
  dns::Serial serial{0};
  std::uint32_t added = 0, deleted = 0;  // RRs, SOAs aside
};

/// A zone as it is: settings and the current version, held together.
struct ZoneState {
  std::shared_ptr<const model::ZoneSettings> settings;
  zone::ZoneVersionRef contents;
  std::uint64_t version = 0;
  std::string unservable;
  std::vector<std::string> views{};  // that the zone is in, in order of preference
};

/// A row of primary.secondaries as a request gives it.
struct SecondaryDraft {
  base::IpPrefix address;
  std::uint16_t port = 53;
  bool notify = false;
  std::vector<std::int64_t> networks;
  struct Tsig {
    bool enabled = true;
    dns::TsigAlgorithm algorithm{};
    dns::Name key_name;
    std::optional<base::Bytes> secret;
    std::optional<bool> transfers;
  };
  enum class TsigIntent { keep, clear, set };
  TsigIntent tsig_intent = TsigIntent::keep;  // keep: what is stored for that address and port
  std::optional<Tsig> tsig;                   // for set, and for keep with a changed `transfers`
};

/// Members left out stay as they are (or take their default on create).
struct ZoneDraft {
  std::optional<std::uint32_t> ttl, refresh, retry, expiry, nx_ttl;  // seconds
  std::optional<dns::Name> mname, rname;
  std::optional<bool> transfers_enabled;
  std::optional<std::vector<SecondaryDraft>> secondaries;  // replaces the whole list
  std::optional<std::vector<std::string>> transfer_acls;   // names; replaces the whole list
  std::optional<std::vector<std::string>> views;           // names; replaces the whole list
  std::optional<std::vector<std::int64_t>> networks;
  std::optional<std::string> link;  // on create only: the zone whose contents it has
  std::optional<model::SerialPolicy> serial_policy;
  std::map<std::string, std::optional<std::string>> echoed;  // nothing removes the member
};

/// Stands for ALIAS among the types. From the range for private use, as PowerDNS has it; no
/// contents hold it.
inline constexpr dns::RrType alias_type{65401};

/// A record as a request gives it; on update, members left out stay.
struct RecordDraft {
  dns::Name owner;
  dns::RrType type{};
  std::optional<std::uint32_t> ttl;  // default: the zone's nx_ttl
  std::optional<std::vector<model::Answer>> answers;
  std::optional<std::string> link;  // the record whose answers it has
  std::map<std::string, std::optional<std::string>> echoed;
};

/// One record as it is answered.
struct RecordState {
  std::string id;  // 24 hex digits
  std::string zone;
  dns::Name owner;
  dns::RrType type{};
  std::uint32_t ttl = 0;
  std::vector<model::Answer> answers;  // from the document, else derived
  std::map<std::string, std::string> echoed;
  std::string link{};                       // as written; answers are empty then
  std::optional<std::string> derivation{};  // of ALIAS and link: why it is behind; empty: it is not
};

enum class ZoneOrder { name, serial, records, created_at, updated_at };

/// A part of the list of zones.
struct ZoneQuery {
  std::string words{};  // each must occur in the zone's name or FQDN, in any letter case
  ZoneOrder order = ZoneOrder::name;
  bool descending = false;
  std::string after{};  // a page's `next`; by name, any zone's name will do
  std::size_t count_max = 0;
  /// Which zones count at all, by name; not set: all.
  std::function<bool(const std::string& zone)> is_seen{};
};
struct ZoneList {
  std::vector<ZoneState> zones;
  std::size_t total = 0;  // with the words, on all pages
  std::string next;       // `after` of the next page; empty: this is the last
};

/// Where a record stands in its zone, whether or not it is still there.
struct RecordPosition {
  dns::Name owner;
  dns::RrType type{};
};

struct SearchQuery {
  std::string text;  // a part of what is looked for, in any letter case
  bool zones = false, owners = false, answers = false;  // where
  std::size_t skip = 0, count_max = 100;
  /// What counts at all; not set: everything. Without an owner: the zone itself.
  std::function<bool(const std::string& zone, const dns::Name* owner, dns::RrType type)> is_seen{};
};
struct SearchHit {
  ZoneState zone;
  std::optional<RecordPosition> record;  // nothing: the zone itself
};
struct SearchResult {
  std::vector<SearchHit> hits;
  std::size_t total = 0;  // on all pages
};

/// What a request did, for rendering the answer that is kept with its Idempotency-Key.
struct RequestOutcome {
  Change change;
  std::optional<ZoneState> zone;
  std::optional<RecordState> record;
};

/// Who asks, for the change log.
struct Request {
  std::string actor = "admin";  // "apikey:5e9f…"
  std::string actor_name;       // for people
  std::string source;           // the address it was asked from; empty: the server itself
  std::string action;  // for the activity log, when it is more than create, update or delete
  std::string comment;
  std::string request_id;  // Idempotency-Key; empty: none
  /// Renders the answer to keep under request_id; called before the commit, on the writer's thread.
  std::function<std::string(const RequestOutcome&)> render;
  /// Of the record for the calls on one record, else of the zone.
  Precondition precondition;
  /// Set: a dry run. Nothing is committed; what would have been is told here, and the call answers
  /// as if it had been.
  std::shared_ptr<Preview> preview;
};

struct BatchItem {
  enum class Op { put, remove } op = Op::put;
  RecordDraft record;
};

/// A zone name in a path: any case, final dot or not, percent-decoding done; "root" is the root
/// zone.
class Zones {
 public:
  virtual ~Zones() = default;

  /// By name, ascending, after `after`.
  virtual std::vector<ZoneState> list(const std::string& after, std::size_t count_max) const = 0;
  virtual ZoneList list(const ZoneQuery& query) const = 0;
  virtual SearchResult search(const SearchQuery& query) const = 0;
  virtual std::size_t count() const = 0;
  virtual Result<ZoneState> get(const std::string& name) const = 0;
  /// NS1's create: an apex NS RRset from the configuration, SOA with defaults.
  virtual Result<ZoneState> create(const std::string& name, const dns::Name& apex,
                                   const ZoneDraft& draft, const Request& request) = 0;
  virtual Result<ZoneState> update(const std::string& name, const ZoneDraft& draft,
                                   const Request& request) = 0;
  virtual Result<void> remove(const std::string& name, const Request& request) = 0;

  virtual Result<RecordState> get_record(const std::string& zone, const std::string& domain,
                                         dns::RrType type) const = 0;
  virtual Result<RecordState> create_record(const std::string& zone, const RecordDraft& draft,
                                            const Request& request) = 0;
  virtual Result<RecordState> update_record(const std::string& zone, const RecordDraft& draft,
                                            const Request& request) = 0;
  virtual Result<void> remove_record(const std::string& zone, const std::string& domain,
                                     dns::RrType type, const Request& request) = 0;
  /// One atomic change with one serial. An empty net change commits nothing.
  virtual Result<Change> change(const std::string& zone, const std::vector<BatchItem>& items,
                                const Request& request) = 0;
  /// Calls with each record (RRset) of the zone behind `after`, apex first, SOA left out, canonical
  /// order; false stops. Where it starts is found by search.
  virtual Result<void> for_each_record(const ZoneState& zone,
                                       const std::optional<RecordPosition>& after,
                                       const std::function<bool(RecordState)>& receive) const = 0;
  /// The last of the `count` records behind `after`, when more follow it; else nothing.
  virtual std::optional<RecordPosition> end_of_page(const ZoneState& zone,
                                                    const std::optional<RecordPosition>& after,
                                                    std::size_t count) const = 0;

  /// The full name a path or body gives: "@" or the zone name is the apex.
  virtual Result<dns::Name> owner_from_text(const ZoneState& zone,
                                            const std::string& domain) const = 0;
  virtual std::string record_id(const ZoneState& zone, dns::NameView owner,
                                dns::RrType type) const = 0;
  /// The stored result of an earlier request with this id, if any.
  virtual Result<std::optional<std::string>> earlier_result(
      const std::string& request_id) const = 0;
  /// The key of a secondary row, for answers that may show secrets.
  virtual std::optional<model::TsigKeyDocument> key(dns::NameView name) const = 0;
};

}  // namespace zonecast::control
