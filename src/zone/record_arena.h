// SPDX-License-Identifier: GPL-3.0-or-later
// Records packed one after the other, in the order they came, for a zone that is being loaded.
//
//   owner size (1; 0: the owner of the record before) | type (2) | TTL (4) | RDATA size (2) | line
//   (4) | owner | RDATA
//
// A run is a record that spells its owner and those behind it that do not. A million records must
// not leave their memory in the heap's holes, so large chunks are mapped and unmapped.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "dns/record.h"

namespace zonecast::zone {

class RecordArena {
 public:
  /// Where a record stands; later ones are larger.
  using Position = std::uint64_t;
  struct Item {
    dns::RecordView record;
    std::uint32_t line = 0;  // 0: unknown
  };

  void add(const dns::RecordView& record, std::uint64_t line);
  std::uint64_t run_count() const { return run_count_; }

  /// Calls receive(owner, position) with each run in order.
  template <typename Receive>
  void for_each_run(Receive receive) const {
    for (std::size_t chunk = 0; chunk < chunks_.size(); ++chunk) {
      const auto* data = chunks_[chunk].data();
      for (std::size_t at = 0; at < chunks_[chunk].used; at += record_size(data + at)) {
        if (data[at] != 0) receive(owner_of(data + at), chunk * chunk_size_max + at);
      }
    }
  }
  dns::NameView owner(Position run) const { return owner_of(at(run)); }
  /// Calls receive(item) with each record of a run.
  template <typename Receive>
  void for_each_in_run(Position run, Receive receive) const {
    const auto* const begin = at(run);
    const auto& chunk = chunks_[run / chunk_size_max];
    const auto* const end = chunk.data() + chunk.used;
    const auto owner = owner_of(begin);
    const auto* record = begin;
    do {
      receive(item_at(record, owner));
      record += record_size(record);
    } while (record != end && *record == 0);
  }
  /// Tells the processor that a run will be read soon.
  void prefetch(Position run) const { __builtin_prefetch(at(run)); }

 private:
  static constexpr std::size_t chunk_size_min = 2048;
  static constexpr std::size_t chunk_size_max = std::size_t{1} << 20;
  static constexpr std::size_t mapped_from = std::size_t{256} << 10;
  static constexpr std::size_t header_size = 13;

  static std::uint8_t* allocate(std::size_t size);
  struct Release {
    std::size_t size;
    void operator()(std::uint8_t* memory) const;
  };
  struct Chunk {
    explicit Chunk(std::size_t octets);
    const std::uint8_t* data() const { return memory.get(); }
    std::unique_ptr<std::uint8_t[], Release> memory;
    std::size_t size;
    std::size_t used = 0;
  };

  const std::uint8_t* at(Position position) const {
    return chunks_[position / chunk_size_max].data() + position % chunk_size_max;
  }
  static std::size_t record_size(const std::uint8_t* record);
  static dns::NameView owner_of(const std::uint8_t* record) {
    return dns::NameView::trusted({record + header_size, *record});
  }
  static Item item_at(const std::uint8_t* record, dns::NameView owner);

  std::vector<Chunk> chunks_;
  const std::uint8_t* last_run_ = nullptr;  // in the last chunk
  std::uint64_t run_count_ = 0;
};

}  // namespace zonecast::zone
