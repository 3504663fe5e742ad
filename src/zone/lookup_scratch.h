// SPDX-License-Identifier: GPL-3.0-or-later
// RRsets read in place, and the memory they live in while one query is answered.
#pragma once

#include <array>
#include <cstddef>
#include <memory_resource>
#include <span>
#include <vector>

#include "dns/record.h"

namespace zonecast::zone {

/// One RRset as it goes into a message, with the RRSIGs that cover it. Empty when there is none.
struct RrsetView {
  std::span<const dns::RecordView> records;
  std::span<const dns::RecordView> signatures;  // only when they were asked for

  bool empty() const { return records.empty(); }
  dns::NameView owner() const { return records.front().owner; }
  dns::RrType type() const { return records.front().type; }
  std::uint32_t ttl() const { return records.front().ttl; }
};

/// Holds what look-ups for one query find. Everything copied into it lives until clear(), which
/// keeps the memory: with one scratch per thread, answering seldom allocates. One thread.
class LookupScratch {
 public:
  LookupScratch() : arena_(first_chunk_.data(), first_chunk_.size()) {}
  LookupScratch(const LookupScratch&) = delete;
  LookupScratch& operator=(const LookupScratch&) = delete;

  void clear() { arena_.release(); }

  base::ByteView copy(base::ByteView octets);
  dns::NameView copy(dns::NameView name);
  std::span<dns::RecordView> copy(std::span<const dns::RecordView> records);

  /// For the gathering of one owner's records; whoever uses them leaves them empty.
  std::vector<dns::RecordView> gathered;
  std::vector<dns::RecordView> gathered_signatures;

 private:
  // Enough for the answer to nearly every query, signatures and proofs included.
  std::array<std::byte, std::size_t{16} * 1024> first_chunk_;
  std::pmr::monotonic_buffer_resource arena_;
};

}  // namespace zonecast::zone
