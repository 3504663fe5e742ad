// SPDX-License-Identifier: GPL-3.0-or-later
#include "dns/message_writer.h"

#include <algorithm>

#include "base/assert.h"
#include "dns/rdata.h"

namespace zonecast::dns {

namespace {
constexpr std::size_t opt_size_min = 11;  // root owner, type, class, TTL, RDLENGTH
}

MessageWriter::MessageWriter(std::size_t size_max) : size_max_(size_max) {}

void MessageWriter::reset(std::size_t size_max) {
  wire_.clear();
  names_.reset();
  header_ = {};
  size_max_ = size_max;
  reserved_ = 0;
  std::fill(std::begin(counts_), std::end(counts_), std::uint16_t{0});
}

void MessageWriter::reserve(std::size_t octets) { reserved_ += octets; }

void MessageWriter::start(const Header& header) {
  ZC_ASSERT(wire_.empty());
  header_ = header;
  header_.question_count = 0;
  wire_.resize(header_size);
}

void MessageWriter::question(const Question& question) {
  const std::size_t at = wire_.size();
  base::append(wire_, question.name.wire());
  base::append_u16(wire_, static_cast<std::uint16_t>(question.type));
  base::append_u16(wire_, static_cast<std::uint16_t>(question.rr_class));
  names_.learn(wire_, question.name, at);
  ++header_.question_count;
}

bool MessageWriter::add(Section section, const RecordView& record) {
  std::uint16_t& count = counts_[static_cast<std::size_t>(section)];
  if (count == 0xffff) return false;
  const std::size_t before = wire_.size();
  names_.put(wire_, record.owner);
  const std::size_t at = wire_.size();
  wire_.resize(at + 10);
  base::store_u16(&wire_[at], static_cast<std::uint16_t>(record.type));
  base::store_u16(&wire_[at + 2], static_cast<std::uint16_t>(RrClass::in));
  base::store_u32(&wire_[at + 4], record.ttl);
  put_rdata(record);
  base::store_u16(&wire_[at + 8], static_cast<std::uint16_t>(wire_.size() - at - 10));
  if (wire_.size() + reserved_ > size_max_) {
    names_.rewind(before);
    wire_.resize(before);
    return false;
  }
  ++count;
  return true;
}

void MessageWriter::put_rdata(const RecordView& record) {
  const CompressibleRdata layout = compressible_rdata(record.type);
  base::ByteView rest = record.rdata;
  if (layout.names > 0 && rest.size() > layout.fixed) {
    base::append(wire_, rest.first(layout.fixed));
    rest = rest.subspan(layout.fixed);
    for (int i = 0; i < layout.names; ++i) {
      const auto name = NameView::parse_prefix(rest);
      if (!name) break;
      names_.put(wire_, *name);
      rest = rest.subspan(name->size());
    }
  }
  base::append(wire_, rest);
}

bool MessageWriter::add_rrset(Section section, std::span<const RecordView> records) {
  const Mark before = mark();
  for (const auto& record : records) {
    if (!add(section, record)) {
      rewind(before);
      return false;
    }
  }
  return true;
}

void MessageWriter::opt(const Edns& edns, Rcode rcode) {
  const std::size_t before = wire_.size();
  const auto code = static_cast<std::uint16_t>(rcode);
  wire_.push_back(0);
  base::append_u16(wire_, static_cast<std::uint16_t>(RrType::opt));
  base::append_u16(wire_, edns.udp_size);
  base::append_u8(wire_, static_cast<std::uint8_t>(code >> 4));
  base::append_u8(wire_, edns.version);
  base::append_u16(wire_, edns.dnssec_ok ? 0x8000 : 0);
  base::append_u16(wire_, 0);
  for (const auto& option : edns.options) {
    base::append_u16(wire_, option.code);
    base::append_u16(wire_, static_cast<std::uint16_t>(option.data.size()));
    base::append(wire_, option.data);
  }
  const std::size_t size = wire_.size() - before;
  base::store_u16(&wire_[before + opt_size_min - 2],
                  static_cast<std::uint16_t>(size - opt_size_min));
  header_.rcode = static_cast<std::uint8_t>(code & 0x0f);
  reserved_ -= std::min(reserved_, size);
  ++counts_[static_cast<std::size_t>(Section::additional)];
}

MessageWriter::Mark MessageWriter::mark() const {
  return {wire_.size(), {counts_[0], counts_[1], counts_[2]}};
}

void MessageWriter::rewind(const Mark& mark) {
  names_.rewind(mark.size);
  wire_.resize(mark.size);
  std::copy(std::begin(mark.counts), std::end(mark.counts), std::begin(counts_));
}

std::uint16_t MessageWriter::count(Section section) const {
  return counts_[static_cast<std::size_t>(section)];
}

std::size_t MessageWriter::room() const {
  const std::size_t taken = wire_.size() + reserved_;
  return taken < size_max_ ? size_max_ - taken : 0;
}

base::ByteView MessageWriter::finish() {
  header_.answer_count = counts_[0];
  header_.authority_count = counts_[1];
  header_.additional_count = counts_[2];
  write_header(header_, wire_.data());
  return wire_;
}

}  // namespace zonecast::dns
