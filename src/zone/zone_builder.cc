// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/zone_builder.h"

#include <algorithm>

#include "dns/rdata.h"
#include "zone/contents_rules.h"
#include "zone/record_arena.h"
#include "zone/sort_prefix.h"
#include "zone/validate.h"
#include "zone/version_renderer.h"

namespace zonecast::zone {
namespace {

// Runs are sorted, not records: fewer, and most names are told apart by the sixteen octets beside
// them.
struct SortedRun {
  std::uint64_t prefix[2];
  RecordArena::Position position;

  // No label begins with a zero in the key, so two zeros at its end say that it ends there.
  bool is_whole_key() const { return (prefix[1] & 0xFFFF) == 0; }
};

// One record of the owner at hand.
struct CollectedRecord {
  dns::RecordView record;
  std::uint32_t line = 0;
  std::size_t arrival = 0;
};

// Runs ahead of the one at hand whose memory is asked for; records lie in input order.
constexpr std::size_t prefetch_distance = 12;

}  // namespace

struct ZoneBuilder::State {
  State(dns::NameView name, const BlockLimits& block_limits) : apex(name), limits(block_limits) {}

  base::Result<ZoneVersion, ContentsError> build();
  std::vector<SortedRun> sorted_runs() const;
  std::span<const SortedRun> take_owner(std::span<const SortedRun>& rest) const;
  void collect(std::span<const SortedRun> runs);
  base::Result<void, ContentsError> check_owner();

  const dns::Name apex;
  const BlockLimits limits;
  RecordArena arena;
  std::uint64_t record_count = 0;  // SOA aside
  std::optional<dns::Record> soa;
  std::uint64_t soa_line = 0;

  std::optional<dns::Name> dname;  // the last owner of a DNAME

  // The owner being assembled.
  std::vector<CollectedRecord> items;
  std::vector<dns::RecordView> records;
};

ZoneBuilder::ZoneBuilder(dns::NameView apex, const BlockLimits& limits)
    : state_(std::make_unique<State>(apex, limits)) {}
ZoneBuilder::~ZoneBuilder() = default;
ZoneBuilder::ZoneBuilder(ZoneBuilder&&) noexcept = default;
ZoneBuilder& ZoneBuilder::operator=(ZoneBuilder&&) noexcept = default;

std::uint64_t ZoneBuilder::record_count() const {
  return state_->record_count + (state_->soa ? 1 : 0);
}

std::optional<dns::Record> ZoneBuilder::soa() const { return state_->soa; }

void ZoneBuilder::set_soa(const dns::RecordView& soa) { state_->soa = dns::Record(soa); }

base::Result<void, ContentsError> ZoneBuilder::add(const dns::RecordView& record,
                                                   std::uint64_t line) {
  if (auto valid = validate_record(record, state_->apex); !valid) {
    valid.error().line = line;
    return valid;
  }
  if (record.type != dns::RrType::soa) {
    state_->arena.add(record, line);
    ++state_->record_count;
  } else if (!state_->soa) {
    state_->soa = dns::Record(record);
    state_->soa_line = line;
  } else if (dns::compare_rdata(record.type, record.rdata, state_->soa->rdata) != 0) {
    return std::unexpected(ContentsError{name_of(record) + ": there is another SOA already", line});
  }
  return {};
}

std::vector<SortedRun> ZoneBuilder::State::sorted_runs() const {
  std::vector<SortedRun> runs;
  runs.reserve(arena.run_count());
  arena.for_each_run([&](dns::NameView owner, RecordArena::Position position) {
    std::uint8_t prefix[16];
    write_sort_prefix(owner, apex, prefix, sizeof prefix);
    runs.push_back({{base::load_u64(prefix), base::load_u64(prefix + 8)}, position});
  });
  const auto precedes = [&](const SortedRun& a, const SortedRun& b) {
    if (a.prefix[0] != b.prefix[0]) return a.prefix[0] < b.prefix[0];
    if (a.prefix[1] != b.prefix[1]) return a.prefix[1] < b.prefix[1];
    if (!a.is_whole_key()) {
      const auto order = dns::compare(arena.owner(a.position), arena.owner(b.position));
      if (order != 0) return order < 0;
    }
    return a.position < b.position;
  };
  if (!std::is_sorted(runs.begin(), runs.end(), precedes))
    std::sort(runs.begin(), runs.end(), precedes);
  return runs;
}

// Gathers the records of one owner from its runs, in order, without duplicates and with one TTL for
// each RRset. Of two spellings of RDATA the first wins, as of two spellings of the owner.
void ZoneBuilder::State::collect(std::span<const SortedRun> runs) {
  items.clear();
  for (const auto& run : runs) {
    arena.for_each_in_run(run.position, [&](const RecordArena::Item& item) {
      items.push_back({item.record, item.line, items.size()});
    });
  }
  const auto precedes = [](const auto& a, const auto& b) {
    return precedes_in_owner(a.record, b.record);
  };
  if (!std::is_sorted(items.begin(), items.end(), precedes)) {
    std::sort(items.begin(), items.end(), [&](const auto& a, const auto& b) {
      if (precedes(a, b)) return true;
      return !precedes(b, a) && a.arrival < b.arrival;
    });
  }
  // A duplicate may carry the lowest TTL, so TTLs come first.
  for (auto begin = items.begin(); begin != items.end();) {
    const auto end = std::find_if(begin, items.end(), [&](const auto& item) {
      return rrset_key(item.record) != rrset_key(begin->record);
    });
    auto ttl = begin->record.ttl;
    for (auto i = begin; i != end; ++i) ttl = std::min(ttl, i->record.ttl);
    for (auto i = begin; i != end; ++i) i->record.ttl = ttl;
    begin = end;
  }
  const auto same = [&](const auto& a, const auto& b) { return !precedes(a, b); };
  items.erase(std::unique(items.begin(), items.end(), same), items.end());
  const auto spelling = arena.owner(runs.front().position);
  for (auto& item : items) item.record.owner = spelling;
}

base::Result<void, ContentsError> ZoneBuilder::State::check_owner() {
  records.clear();
  for (const auto& item : items) records.push_back(item.record);
  const auto refused = [&](std::size_t i, const std::string& reason) {
    return std::unexpected(ContentsError{name_of(records[i]) + ": " + reason, items[i].line});
  };
  if (const auto fault = find_fault(records)) return refused(fault->record, fault->reason);
  // Canonical order keeps what is below a name right behind it.
  if (dname && records[0].owner.is_within(*dname)) {
    const auto data = std::ranges::find_if(records, is_data_below_dname);
    if (data != records.end()) {
      return refused(static_cast<std::size_t>(data - records.begin()),
                     "it is below a DNAME (" + dns::to_text(*dname) + ")");
    }
  } else if (std::ranges::any_of(records,
                                 [](const auto& r) { return r.type == dns::RrType::dname; })) {
    dname = dns::Name(records[0].owner);
  }
  return {};
}

// Takes the runs of the first owner off the front of `rest`.
std::span<const SortedRun> ZoneBuilder::State::take_owner(std::span<const SortedRun>& rest) const {
  const auto& first = rest.front();
  std::size_t count = 1;
  while (
      count < rest.size() && std::ranges::equal(rest[count].prefix, first.prefix) &&
      (first.is_whole_key() || arena.owner(rest[count].position) == arena.owner(first.position))) {
    ++count;
  }
  const auto taken = rest.first(count);
  rest = rest.subspan(count);
  for (std::size_t i = prefetch_distance; i < prefetch_distance + count && i < rest.size(); ++i) {
    arena.prefetch(rest[i].position);
  }
  return taken;
}

base::Result<ZoneVersion, ContentsError> ZoneBuilder::State::build() {
  if (!soa) return std::unexpected(ContentsError{dns::to_text(apex) + ": no SOA"});
  const auto runs = sorted_runs();
  std::span<const SortedRun> rest(runs);
  VersionRenderer renderer(apex, limits, limits.fill);

  items.clear();
  if (!rest.empty() && arena.owner(rest.front().position) == apex.view()) collect(take_owner(rest));
  items.insert(items.begin(), {soa->view(), static_cast<std::uint32_t>(soa_line), 0});
  for (auto& item : items) item.record.owner = soa->owner;
  if (std::ranges::none_of(items, [](const auto& i) { return i.record.type == dns::RrType::ns; })) {
    return std::unexpected(ContentsError{dns::to_text(apex) + ": no NS RRset at the apex"});
  }
  if (auto checked = check_owner(); !checked) return std::unexpected(checked.error());
  renderer.add_owner(records);

  while (!rest.empty()) {
    collect(take_owner(rest));
    if (auto checked = check_owner(); !checked) return std::unexpected(checked.error());
    renderer.add_owner(records);
  }
  return ZoneVersion(renderer.finish());
}

base::Result<ZoneVersion, ContentsError> ZoneBuilder::build() {
  const auto state = std::exchange(state_, nullptr);
  state_ = std::make_unique<State>(state->apex, state->limits);
  return state->build();
}

}  // namespace zonecast::zone
