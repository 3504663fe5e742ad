// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/record_arena.h"

#include <sys/mman.h>

#include <algorithm>
#include <limits>
#include <new>

#include "base/assert.h"

namespace zonecast::zone {

void RecordArena::Release::operator()(std::uint8_t* memory) const {
  if (size >= mapped_from) {
    ::munmap(memory, size);
  } else {
    ::operator delete(static_cast<void*>(memory));
  }
}

std::uint8_t* RecordArena::allocate(std::size_t size) {
  if (size < mapped_from) return static_cast<std::uint8_t*>(::operator new(size));
  void* const memory =
      ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  return static_cast<std::uint8_t*>(memory);
}

RecordArena::Chunk::Chunk(std::size_t octets)
    : memory(allocate(octets), Release{octets}), size(octets) {}

std::size_t RecordArena::record_size(const std::uint8_t* record) {
  return header_size + record[0] + base::load_u16(record + 7);
}

RecordArena::Item RecordArena::item_at(const std::uint8_t* record, dns::NameView owner) {
  const dns::RecordView view{owner,
                             static_cast<dns::RrType>(base::load_u16(record + 1)),
                             base::load_u32(record + 3),
                             {record + header_size + record[0], base::load_u16(record + 7)}};
  return {view, base::load_u32(record + 9)};
}

void RecordArena::add(const dns::RecordView& record, std::uint64_t line) {
  const std::size_t size_max = header_size + record.owner.size() + record.rdata.size();
  ZC_ASSERT(record.rdata.size() <= 0xFFFF);
  if (chunks_.empty() || chunks_.back().size - chunks_.back().used < size_max) {
    std::size_t size =
        chunks_.empty() ? chunk_size_min : std::min(chunks_.back().size * 2, chunk_size_max);
    while (size < size_max) size *= 2;
    chunks_.emplace_back(size);
    last_run_ = nullptr;
  }
  auto& chunk = chunks_.back();
  auto* out = chunk.memory.get() + chunk.used;
  const bool continues = last_run_ != nullptr && owner_of(last_run_).same_spelling(record.owner);
  out[0] = continues ? std::uint8_t{0} : static_cast<std::uint8_t>(record.owner.size());
  base::store_u16(out + 1, static_cast<std::uint16_t>(record.type));
  base::store_u32(out + 3, record.ttl);
  base::store_u16(out + 7, static_cast<std::uint16_t>(record.rdata.size()));
  base::store_u32(out + 9, static_cast<std::uint32_t>(std::min<std::uint64_t>(
                               line, std::numeric_limits<std::uint32_t>::max())));
  if (!continues) {
    std::memcpy(out + header_size, record.owner.wire().data(), record.owner.size());
    last_run_ = out;
    ++run_count_;
  }
  if (!record.rdata.empty()) {
    std::memcpy(out + header_size + out[0], record.rdata.data(), record.rdata.size());
  }
  chunk.used += record_size(out);
}

}  // namespace zonecast::zone
