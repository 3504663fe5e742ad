// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/block_reader.h"

#include "dns/rdata.h"

namespace zonecast::zone {

base::ByteView expand_name(base::ByteView body, std::size_t base_offset, std::size_t& body_offset,
                           NameBuffer& buffer) {
  std::size_t at = body_offset;
  std::size_t lowest = at;  // each pointer must lead below everything read so far, so this ends
  std::size_t size = 0;
  bool jumped = false;
  for (;;) {
    if (at >= body.size()) return {};
    const std::size_t length = body[at];
    if (length == 0) {
      if (size + 1 > buffer.size()) return {};
      buffer[size++] = 0;
      if (!jumped) body_offset = at + 1;
      return {buffer.data(), size};
    }
    if (length >= 0xC0) {
      if (at + 2 > body.size()) return {};
      const std::size_t target = base::load_u16(&body[at]) & 0x3FFFU;
      if (!jumped) body_offset = at + 2;
      jumped = true;
      if (target < base_offset || target - base_offset >= lowest) return {};
      at = lowest = target - base_offset;
      continue;
    }
    if (length > dns::label_size_max || at + 1 + length > body.size() ||
        size + 1 + length > buffer.size()) {
      return {};
    }
    if (length < 16 && at + 16 <= body.size() && size + 16 <= buffer.size()) {
      std::memcpy(&buffer[size], &body[at], 16);  // what is too much is written over
    } else {
      std::memcpy(&buffer[size], &body[at], 1 + length);
    }
    size += 1 + length;
    at += 1 + length;
  }
}

bool BlockReader::read_owner() {
  if (at_ + 2 <= body_.size() && body_[at_] >= 0xC0) {
    const std::size_t target = base::load_u16(&body_[at_]) & 0x3FFFU;
    if (target != 0 && (target == owner_position_ || target == owner_pointer_)) {
      owner_repeated_ = true;
      at_ += 2;
      return true;
    }
    owner_pointer_ = target;
  } else {
    owner_pointer_ = 0;
  }
  owner_repeated_ = false;
  owner_position_ = base_offset_ + at_;
  const auto name = expand_name(body_, base_offset_, at_, owner_);
  if (name.empty()) return false;
  record_.owner = dns::NameView::trusted(name);
  return true;
}

bool BlockReader::read_rdata(std::size_t size) {
  const auto sent = body_.subspan(at_, size);
  const auto layout = dns::compressible_rdata(record_.type);
  rdata_expanded_ = layout.names != 0;
  if (!rdata_expanded_) {
    record_.rdata = sent;
    at_ += size;
    return true;
  }
  const std::size_t end = at_ + size;
  if (layout.fixed > size) return false;
  rdata_.assign(sent.begin(), sent.begin() + layout.fixed);
  at_ += layout.fixed;
  for (int i = 0; i < layout.names; ++i) {
    const auto name = expand_name(body_.first(end), base_offset_, at_, name_);
    if (name.empty()) return false;
    base::append(rdata_, name);
  }
  base::append(rdata_, body_.subspan(at_, end - at_));
  at_ = end;
  record_.rdata = rdata_;
  return rdata_.size() <= 0xFFFF;
}

bool BlockReader::next() {
  if (malformed_ || at_ >= body_.size()) return false;
  record_offset_ = at_;
  malformed_ = true;  // until the record has proved sound
  if (!read_owner() || at_ + 10 > body_.size()) return false;
  const auto* fields = &body_[at_];
  record_.type = static_cast<dns::RrType>(base::load_u16(fields));
  if (base::load_u16(fields + 2) != static_cast<std::uint16_t>(dns::RrClass::in)) return false;
  record_.ttl = base::load_u32(fields + 4);
  const std::size_t size = base::load_u16(fields + 8);
  at_ += 10;
  if (at_ + size > body_.size() || !read_rdata(size)) return false;
  malformed_ = false;
  return true;
}

}  // namespace zonecast::zone
