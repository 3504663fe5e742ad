// SPDX-License-Identifier: GPL-3.0-or-later
// An answer block: an immutable, ready-to-send piece of a zone: the answer section of one DNS
// message, its records in canonical order, compressed against names inside the same block.
// docs/block-format.md has the bytes.
//
// A block is rendered for one base offset: 12 (no question in the message) or, for the block that
// opens a transfer, 12 + question length, which is fixed per zone. Nothing of a request is in it.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <utility>

#include "base/bytes.h"
#include "dns/record.h"

namespace zonecast::zone {

/// Octets of body a block is filled to; it may grow to 1.25 times this before it splits. Never
/// above 16 KiB: compression pointers reach 16,383 only.
inline constexpr std::size_t block_size_limit = 8 * 1024;
/// An RRset larger than this is cut over several blocks; a single RR may be as large as fits a
/// signed message (record_size_max).
inline constexpr std::size_t block_size_max = 60 * 1024;

/// How full blocks are made. Production uses the defaults; tests use small ones to reach splits
/// soon.
struct BlockLimits {
  std::size_t fill = block_size_limit;
  std::size_t cut = block_size_max;
  /// Octets a block may grow to by changes before it splits.
  std::size_t grown() const { return fill + fill / 4; }
  /// A block smaller than this joins a neighbour.
  std::size_t joined_below() const { return fill / 4; }
};

using NameBuffer = std::array<std::uint8_t, dns::name_size_max>;

class AnswerBlock;

/// Counted reference to a block; one word. Thread-safe as shared_ptr is.
class BlockRef {
 public:
  BlockRef() = default;
  explicit BlockRef(AnswerBlock* adopted) : block_(adopted) {}
  BlockRef(const BlockRef& other);
  BlockRef(BlockRef&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  BlockRef& operator=(BlockRef other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  ~BlockRef();
  const AnswerBlock* get() const { return block_; }
  const AnswerBlock* operator->() const { return block_; }
  const AnswerBlock& operator*() const { return *block_; }
  explicit operator bool() const { return block_ != nullptr; }
  friend bool operator==(const BlockRef&, const BlockRef&) = default;

 private:
  AnswerBlock* block_ = nullptr;
};

/// One allocation: this header, the owner offsets, the body.
class AnswerBlock {
 public:
  static BlockRef make(base::ByteView body, std::size_t base_offset, std::uint16_t record_count,
                       std::span<const std::uint16_t> owner_offsets);
  AnswerBlock(const AnswerBlock&) = delete;
  AnswerBlock& operator=(const AnswerBlock&) = delete;

  base::ByteView body() const {
    return {after_header() + owner_count_ * sizeof(std::uint16_t), body_size_};
  }
  std::size_t base_offset() const { return base_offset_; }
  std::uint16_t record_count() const { return record_count_; }
  /// Offsets into the body of the first record of each distinct owner name, ascending.
  std::span<const std::uint16_t> owner_offsets() const {
    return {reinterpret_cast<const std::uint16_t*>(after_header()), owner_count_};
  }
  /// Whether an owner in it has an NSEC3 record: who looks for one passes over all other blocks.
  bool holds_nsec3() const { return holds_nsec3_; }
  /// The owner name at a body offset, expanded.
  dns::Name owner_at(std::uint16_t body_offset) const;
  /// The same without a copy on the heap: the view borrows `buffer`.
  dns::NameView owner_at(std::uint16_t body_offset, NameBuffer& buffer) const;

  /// Calls `receive` with each record from body offset `from` on, names expanded, until it returns
  /// false. Views live for the call.
  void for_each(const std::function<bool(const dns::RecordView&)>& receive,
                std::size_t from = 0) const;

 private:
  friend class BlockRef;
  AnswerBlock() = default;
  std::uint8_t* after_header() const {
    return reinterpret_cast<std::uint8_t*>(const_cast<AnswerBlock*>(this) + 1);
  }
  mutable std::atomic<std::uint32_t> references_{1};
  std::uint32_t body_size_ = 0;
  std::uint16_t base_offset_ = 0;
  std::uint16_t record_count_ = 0;
  std::uint16_t owner_count_ = 0;
  bool holds_nsec3_ = false;
};

}  // namespace zonecast::zone
