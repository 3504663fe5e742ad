// SPDX-License-Identifier: GPL-3.0-or-later
#include "transfer/body_packer.h"

namespace zonecast::transfer {

namespace {

constexpr std::size_t question_fixed_size = 4;  // QTYPE and QCLASS

}  // namespace

BodyPacker::BodyPacker(dns::NameView apex)
    : renderer_(dns::header_size + apex.size() + question_fixed_size) {}

void BodyPacker::end_body() {
  octets_ += renderer_.size();
  record_count_ += renderer_.record_count();
  bodies_.push_back(renderer_.finish());
  renderer_.reset(dns::header_size);
}

void BodyPacker::add(const dns::RecordView& record) {
  const auto before = renderer_.mark();
  // A lone SOA opening an answer to IXFR may be read as "up to date", so one more record travels
  // with it. Elsewhere a record larger than the limit, which validation keeps to what fits a
  // message, has a body of its own.
  const std::uint16_t least = bodies_.empty() ? 2 : 1;
  const bool may_split = renderer_.record_count() >= least;
  renderer_.add(record);
  if (!may_split || renderer_.size() <= zone::block_size_limit) return;
  renderer_.rewind(before);
  end_body();
  renderer_.add(record);
}

std::vector<zone::BlockRef> BodyPacker::finish() {
  if (!renderer_.empty()) end_body();
  return std::move(bodies_);
}

}  // namespace zonecast::transfer
