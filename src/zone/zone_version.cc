// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/zone_version.h"

#include "base/assert.h"
#include "zone/block_reader.h"
#include "zone/uncompressed_record.h"
#include "zone/zone_parts.h"

namespace zonecast::zone {

ZoneVersion::ZoneVersion(std::unique_ptr<const Parts> parts) : parts_(std::move(parts)) {}
ZoneVersion::~ZoneVersion() = default;
ZoneVersion::ZoneVersion(ZoneVersion&&) noexcept = default;
ZoneVersion& ZoneVersion::operator=(ZoneVersion&&) noexcept = default;

dns::NameView ZoneVersion::apex() const { return parts_->apex(); }
dns::Serial ZoneVersion::serial() const { return parts_->serial; }

base::ByteView ZoneVersion::closing_soa() const {
  return {parts_->closing_soa.get(), parts_->closing_soa_size};
}

dns::RecordView ZoneVersion::soa() const {
  const auto soa = closing_soa();
  const auto apex = parts_->apex();
  return {apex, dns::RrType::soa, base::load_u32(&soa[apex.size() + 4]),
          soa.subspan(apex.size() + 10)};
}

std::uint64_t ZoneVersion::record_count() const { return parts_->record_count; }
std::uint64_t ZoneVersion::body_octets() const { return parts_->body_octets; }
std::size_t ZoneVersion::block_count() const { return 1 + parts_->indexed(); }
const BlockRef& ZoneVersion::first_block() const { return parts_->first; }

const BlockRef& ZoneVersion::block(std::size_t i) const {
  return i == 0 ? parts_->first : parts_->index->block(i - 1);
}

std::optional<std::size_t> ZoneVersion::last_block_with_nsec3(std::size_t end) const {
  if (parts_->index && end > 1) {
    if (const auto found = parts_->index->last_with_nsec3(end - 1)) return 1 + *found;
  }
  if (end > 0 && parts_->first->holds_nsec3()) return 0;
  return std::nullopt;
}

void ZoneVersion::for_each(const std::function<bool(const dns::RecordView&)>& receive) const {
  for (std::size_t i = 0; i < block_count(); ++i) {
    BlockReader reader(*block(i));
    while (reader.next()) {
      if (!receive(reader.record())) return;
    }
    ZC_ASSERT(!reader.malformed());
  }
}

void set_soa(ZoneVersion::Parts& parts, const dns::RecordView& soa) {
  const auto view = dns::parse_soa(soa.rdata);
  ZC_ASSERT(view.has_value());
  parts.apex_size = static_cast<std::uint8_t>(soa.owner.size());
  parts.serial = view->serial;
  const std::size_t size = uncompressed_size(soa);
  auto octets = std::make_unique<std::uint8_t[]>(size);
  write_uncompressed(octets.get(), soa);
  parts.closing_soa = std::move(octets);
  parts.closing_soa_size = static_cast<std::uint16_t>(size);
}

namespace {

template <typename Receive>
std::vector<dns::Record> records_of_owner(const ZoneVersion& version, dns::NameView owner,
                                          const Receive& wanted) {
  std::vector<dns::Record> found;
  if (!owner.is_within(version.apex())) return found;
  const auto cursor = version.seek(owner);
  if (cursor.at_end() || cursor.owner() != owner) return found;
  cursor.for_each_record([&](const dns::RecordView& record) {
    if (wanted(record.type)) found.emplace_back(record);
    return true;
  });
  return found;
}

}  // namespace

std::vector<dns::Record> find_rrset(const ZoneVersion& version, dns::NameView owner,
                                    dns::RrType type) {
  return records_of_owner(version, owner, [type](dns::RrType t) { return t == type; });
}

std::vector<dns::Record> find_owner(const ZoneVersion& version, dns::NameView owner) {
  return records_of_owner(version, owner, [](dns::RrType) { return true; });
}

}  // namespace zonecast::zone
