// SPDX-License-Identifier: GPL-3.0-or-later
#include "dns/zone_scanner.h"

extern "C" {
#include <libzscanner/error.h>
}

#include <cstddef>
#include <cstring>
#include <functional>
#include <vector>

#include "base/assert.h"

namespace zonecast::dns {

namespace {

// The members before `buffer` and from `path` up to `r_data` hold what the scanner knows; the
// others are work space.
constexpr std::size_t head_size = offsetof(zs_scanner_t, buffer);
constexpr std::size_t middle_offset = offsetof(zs_scanner_t, path);
constexpr std::size_t middle_size = offsetof(zs_scanner_t, r_data) - middle_offset;

constexpr std::size_t spare_states_max = 4;

// Stands for "no owner yet". The scanner would refuse blank lines before the first record
// otherwise.
constexpr char no_owner[] = "\x19zonecast: no owner so far";
static_assert(sizeof no_owner == 0x19 + 2);

}  // namespace

struct ZoneScanner::State {
  zs_scanner_t scanner;
  // RDATA stands last in the scanner, and not every write of a few octets to it is bounded there.
  std::uint8_t slack[4096];
  // As they were after zs_init().
  std::uint8_t head[head_size];
  std::uint8_t middle[middle_size];

  State() {
    ZC_ASSERT(zs_init(&scanner, ".", static_cast<std::uint16_t>(RrClass::in), 0) == 0);
    std::memcpy(head, &scanner, head_size);
    std::memcpy(middle, bytes() + middle_offset, middle_size);
  }
  ~State() { zs_deinit(&scanner); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void set_back() {
    std::memcpy(bytes(), head, head_size);
    std::memcpy(bytes() + middle_offset, middle, middle_size);
  }
  std::uint8_t* bytes() { return reinterpret_cast<std::uint8_t*>(&scanner); }
};

struct ZoneScanner::Spare {
  std::vector<std::unique_ptr<State>> states;
};

ZoneScanner::Spare& ZoneScanner::spare() {
  thread_local Spare spare;
  return spare;
}

ZoneScanner::ZoneScanner(NameView origin, std::uint32_t default_ttl) {
  auto& states = spare().states;
  if (states.empty()) {
    state_ = std::unique_ptr<State>(new State);
  } else {
    state_ = std::move(states.back());
    states.pop_back();
    state_->set_back();
  }
  set_origin(origin);
  set_default_ttl(default_ttl);
  set_last_owner({no_owner, sizeof no_owner});
}

ZoneScanner::~ZoneScanner() {
  auto& states = spare().states;
  if (states.size() < spare_states_max) states.push_back(std::move(state_));
}

void ZoneScanner::set_input(std::string_view lines, std::uint64_t line) {
  zs_set_input_string(&state_->scanner, lines.data(), lines.size());
  uncounted_ = lines;
  line_ = line;
}

// The scanner's own count misses line breaks in quoted strings. It stands at the newline that ends
// an entry, or in a text of its own when all was read.
void ZoneScanner::count_lines() {
  const char* const begin = uncounted_.data();
  const char* const at = state_->scanner.input.current;
  const bool inside =
      std::less_equal<>()(begin, at) && std::less_equal<>()(at, begin + uncounted_.size());
  const std::size_t size = inside ? static_cast<std::size_t>(at - begin) : uncounted_.size();
  std::string_view passed = uncounted_.substr(0, size);
  for (std::size_t newline; (newline = passed.find('\n')) != passed.npos; ++line_) {
    passed.remove_prefix(newline + 1);
  }
  uncounted_.remove_prefix(size);
}

bool ZoneScanner::next() {
  zs_scanner_t& scanner = state_->scanner;
  if (failed_) return false;
  const int parsed = zs_parse_record(&scanner);
  count_lines();
  if (parsed == 0) {
    if (scanner.state == ZS_STATE_DATA &&
        last_owner() != std::string_view(no_owner, sizeof no_owner)) {
      return true;
    }
    if (scanner.state == ZS_STATE_EOF) return false;
  }
  failed_ = true;
  return false;
}

std::string ZoneScanner::reason() const {
  const zs_scanner_t& scanner = state_->scanner;
  if (scanner.state == ZS_STATE_DATA) return "the first entry has no owner";
  // Directives are kept from the scanner; should one slip through, it is not obeyed.
  if (scanner.state == ZS_STATE_INCLUDE) return "$INCLUDE is not expected here";
  return zs_strerror(scanner.error.code);
}

RecordView ZoneScanner::record() const {
  const zs_scanner_t& scanner = state_->scanner;
  return {.owner = NameView::trusted({scanner.r_owner, scanner.r_owner_length}),
          .type = static_cast<RrType>(scanner.r_type),
          .ttl = scanner.r_ttl,
          .rdata = {scanner.r_data, scanner.r_data_length}};
}

NameView ZoneScanner::origin() const {
  const zs_scanner_t& scanner = state_->scanner;
  return NameView::trusted({scanner.zone_origin, scanner.zone_origin_length});
}

void ZoneScanner::set_origin(NameView origin) {
  zs_scanner_t& scanner = state_->scanner;
  std::memcpy(scanner.zone_origin, origin.wire().data(), origin.size());
  scanner.zone_origin_length = static_cast<std::uint32_t>(origin.size());
}

std::uint32_t ZoneScanner::default_ttl() const { return state_->scanner.default_ttl; }

void ZoneScanner::set_default_ttl(std::uint32_t ttl) { state_->scanner.default_ttl = ttl; }

std::string_view ZoneScanner::last_owner() const {
  const zs_scanner_t& scanner = state_->scanner;
  return {reinterpret_cast<const char*>(scanner.r_owner), scanner.r_owner_length};
}

void ZoneScanner::set_last_owner(std::string_view wire) {
  zs_scanner_t& scanner = state_->scanner;
  std::memcpy(scanner.r_owner, wire.data(), wire.size());
  scanner.r_owner_length = static_cast<std::uint32_t>(wire.size());
}

}  // namespace zonecast::dns
