// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/zone_builder.h"

#include <algorithm>
#include <future>

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
// A zone of fewer runs is rendered by one thread.
constexpr std::size_t runs_of_two_threads_min = 100'000;

// Takes the owners off a stretch of sorted runs: each with its records in order, without
// duplicates, checked by what is allowed beside each other.
class OwnerAssembler {
 public:
  // `dname`: the last owner of a DNAME in front of the stretch.
  OwnerAssembler(const RecordArena& arena, std::span<const SortedRun> runs,
                 std::optional<dns::Name> dname = {})
      : arena_(arena), rest_(runs), dname_(std::move(dname)) {}

  bool at_end() const { return rest_.empty(); }
  dns::NameView owner() const { return arena_.owner(rest_.front().position); }
  const std::optional<dns::Name>& dname() const { return dname_; }
  std::span<const SortedRun> rest() const { return rest_; }

  // The views live until the next call.
  base::Result<std::span<const dns::RecordView>, ContentsError> next();
  // The owner at hand, if it is the apex, and the SOA.
  base::Result<std::span<const dns::RecordView>, ContentsError> apex(const dns::Record& soa,
                                                                     std::uint64_t soa_line);

 private:
  std::span<const SortedRun> take();
  void collect(std::span<const SortedRun> runs);
  base::Result<std::span<const dns::RecordView>, ContentsError> checked();

  const RecordArena& arena_;
  std::span<const SortedRun> rest_;
  std::optional<dns::Name> dname_;
  std::vector<CollectedRecord> items_;
  std::vector<dns::RecordView> records_;
};

// Takes the runs of the first owner off the front of what is left.
std::span<const SortedRun> OwnerAssembler::take() {
  const auto& first = rest_.front();
  std::size_t count = 1;
  while (count < rest_.size() && std::ranges::equal(rest_[count].prefix, first.prefix) &&
         (first.is_whole_key() ||
          arena_.owner(rest_[count].position) == arena_.owner(first.position))) {
    ++count;
  }
  const auto taken = rest_.first(count);
  rest_ = rest_.subspan(count);
  for (std::size_t i = prefetch_distance; i < prefetch_distance + count && i < rest_.size(); ++i) {
    arena_.prefetch(rest_[i].position);
  }
  return taken;
}

// Gathers the records of one owner from its runs, in order, without duplicates and with one TTL for
// each RRset. Of two spellings of RDATA the first wins, as of two spellings of the owner.
void OwnerAssembler::collect(std::span<const SortedRun> runs) {
  for (const auto& run : runs) {
    arena_.for_each_in_run(run.position, [&](const RecordArena::Item& item) {
      items_.push_back({item.record, item.line, items_.size()});
    });
  }
  const auto precedes = [](const auto& a, const auto& b) {
    return precedes_in_owner(a.record, b.record);
  };
  if (!std::is_sorted(items_.begin(), items_.end(), precedes)) {
    std::sort(items_.begin(), items_.end(), [&](const auto& a, const auto& b) {
      if (precedes(a, b)) return true;
      return !precedes(b, a) && a.arrival < b.arrival;
    });
  }
  // A duplicate may carry the lowest TTL, so TTLs come first.
  for (auto begin = items_.begin(); begin != items_.end();) {
    const auto end = std::find_if(begin, items_.end(), [&](const auto& item) {
      return rrset_key(item.record) != rrset_key(begin->record);
    });
    auto ttl = begin->record.ttl;
    for (auto i = begin; i != end; ++i) ttl = std::min(ttl, i->record.ttl);
    for (auto i = begin; i != end; ++i) i->record.ttl = ttl;
    begin = end;
  }
  const auto same = [&](const auto& a, const auto& b) { return !precedes(a, b); };
  items_.erase(std::unique(items_.begin(), items_.end(), same), items_.end());
  const auto spelling = arena_.owner(runs.front().position);
  for (auto& item : items_) item.record.owner = spelling;
}

base::Result<std::span<const dns::RecordView>, ContentsError> OwnerAssembler::checked() {
  records_.clear();
  for (const auto& item : items_) records_.push_back(item.record);
  const auto refused = [&](std::size_t i, const std::string& reason) {
    return std::unexpected(ContentsError{name_of(records_[i]) + ": " + reason, items_[i].line});
  };
  if (const auto fault = find_fault(records_)) return refused(fault->record, fault->reason);
  // Canonical order keeps what is below a name right behind it.
  if (dname_ && records_[0].owner.is_within(*dname_)) {
    const auto data = std::ranges::find_if(records_, is_data_below_dname);
    if (data != records_.end()) {
      return refused(static_cast<std::size_t>(data - records_.begin()),
                     "it is below a DNAME (" + dns::to_text(*dname_) + ")");
    }
  } else if (std::ranges::any_of(records_,
                                 [](const auto& r) { return r.type == dns::RrType::dname; })) {
    dname_ = dns::Name(records_[0].owner);
  }
  return std::span<const dns::RecordView>(records_);
}

base::Result<std::span<const dns::RecordView>, ContentsError> OwnerAssembler::next() {
  items_.clear();
  collect(take());
  return checked();
}

base::Result<std::span<const dns::RecordView>, ContentsError> OwnerAssembler::apex(
    const dns::Record& soa, std::uint64_t soa_line) {
  items_.clear();
  if (!at_end() && owner() == soa.owner.view()) collect(take());
  items_.insert(items_.begin(), {soa.view(), static_cast<std::uint32_t>(soa_line), 0});
  for (auto& item : items_) item.record.owner = soa.owner;
  if (std::ranges::none_of(items_,
                           [](const auto& i) { return i.record.type == dns::RrType::ns; })) {
    return std::unexpected(ContentsError{dns::to_text(soa.owner) + ": no NS RRset at the apex"});
  }
  return checked();
}

// What one thread makes of its share of a large zone.
struct Share {
  std::vector<FilledBlock> blocks;
  std::uint64_t record_count = 0;
  std::optional<ContentsError> error;
};

Share rendered(OwnerAssembler owners, const BlockLimits& limits) {
  Share share;
  BlockFiller filler(limits);
  while (!owners.at_end()) {
    const auto records = owners.next();
    if (!records) {
      share.error = records.error();
      return share;
    }
    share.record_count += records->size();
    filler.add_owner(*records);
  }
  filler.close();
  share.blocks = std::move(filler.blocks());
  return share;
}

}  // namespace

struct ZoneBuilder::State {
  State(dns::NameView name, const BlockLimits& block_limits) : apex(name), limits(block_limits) {}

  base::Result<ZoneVersion, ContentsError> build();
  std::vector<SortedRun> sorted_runs() const;
  std::size_t second_half(std::span<const SortedRun> runs) const;

  const dns::Name apex;
  const BlockLimits limits;
  RecordArena arena;
  std::uint64_t record_count = 0;  // SOA aside
  std::optional<dns::Record> soa;
  std::uint64_t soa_line = 0;
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

// Where a second thread may begin: about the middle, at an owner right below the apex, so that no
// DNAME but the apex's stands above what follows. The end when there is none.
std::size_t ZoneBuilder::State::second_half(std::span<const SortedRun> runs) const {
  const int labels = apex.view().label_count() + 1;
  for (std::size_t i = runs.size() / 2; i < runs.size(); ++i) {
    const auto owner = arena.owner(runs[i].position);
    if (owner.label_count() == labels && !(owner == arena.owner(runs[i - 1].position))) return i;
  }
  return runs.size();
}

base::Result<ZoneVersion, ContentsError> ZoneBuilder::State::build() {
  if (!soa) return std::unexpected(ContentsError{dns::to_text(apex) + ": no SOA"});
  const auto runs = sorted_runs();
  OwnerAssembler opening(arena, runs);
  VersionRenderer renderer(apex, limits, limits.fill);
  const auto at_apex = opening.apex(*soa, soa_line);
  if (!at_apex) return std::unexpected(at_apex.error());
  renderer.add_owner(*at_apex);

  auto mine = opening.rest();
  std::future<Share> other;
  if (mine.size() >= runs_of_two_threads_min) {
    const auto split = second_half(mine);
    other = std::async(std::launch::async, rendered,
                       OwnerAssembler(arena, mine.subspan(split), opening.dname()), limits);
    mine = mine.first(split);
  }
  OwnerAssembler owners(arena, mine, opening.dname());
  std::optional<ContentsError> error;
  while (!error && !owners.at_end()) {
    const auto records = owners.next();
    if (records) {
      renderer.add_owner(*records);
    } else {
      error = records.error();
    }
  }
  if (other.valid()) {
    auto share = other.get();
    if (!error) error = std::move(share.error);
    renderer.append(std::move(share.blocks), share.record_count);
  }
  if (error) return std::unexpected(std::move(*error));
  return ZoneVersion(renderer.finish());
}

base::Result<ZoneVersion, ContentsError> ZoneBuilder::build() {
  const auto state = std::exchange(state_, nullptr);
  state_ = std::make_unique<State>(state->apex, state->limits);
  return state->build();
}

}  // namespace zonecast::zone
