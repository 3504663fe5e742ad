// SPDX-License-Identifier: GPL-3.0-or-later
// Packs records, in the order given, into message bodies. (A zone's own blocks are filled in zone/,
// by owner; a difference sequence has its order from RFC 1995.)
#pragma once

#include <vector>

#include "zone/block_renderer.h"

namespace zonecast::transfer {

/// One thread.
class BodyPacker {
 public:
  explicit BodyPacker(dns::NameView apex);

  void add(const dns::RecordView& record);
  std::vector<zone::BlockRef> finish();
  std::uint64_t octets() const { return octets_ + renderer_.size(); }
  std::uint64_t record_count() const { return record_count_ + renderer_.record_count(); }

 private:
  void end_body();

  zone::BlockRenderer renderer_;
  std::vector<zone::BlockRef> bodies_;
  std::uint64_t octets_ = 0;        // of the bodies that are done
  std::uint64_t record_count_ = 0;  // in the bodies that are done
};

}  // namespace zonecast::transfer
