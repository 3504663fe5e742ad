// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/rerooted.h"

#include "dns/rdata_layout.h"

namespace zonecast::zone {
namespace {

using dns::RrType;

bool is_bound_to_names(RrType type) {
  switch (type) {
    case RrType::ds:
    case RrType::cds:
    case RrType::dnskey:
    case RrType::cdnskey:
    case RrType::rrsig:
    case RrType::nsec:
    case RrType::nsec3:
    case RrType::nsec3param:
    case RrType::zonemd:
      return true;
    default:
      return false;
  }
}

/// SVCB's target is a name like any other, though its layout does not tell (RFC 9460 section 2.2).
std::string_view layout_of(RrType type) {
  return type == RrType::svcb || type == RrType::https ? "2nr" : dns::rdata_layout(type);
}

base::Result<base::Bytes> rerooted_rdata(RrType type, base::ByteView rdata, dns::NameView from,
                                         dns::NameView to) {
  base::Bytes out;
  base::ByteReader reader(rdata);
  for (const char field : layout_of(type)) {
    const auto begin = reader.position();
    if (const auto skipped = dns::skip_field(field, reader); !skipped)
      return std::unexpected(skipped.error());
    const auto octets = rdata.subspan(begin, reader.position() - begin);
    if (field != 'n') {
      base::append(out, octets);
      continue;
    }
    const auto name = rerooted(dns::NameView::trusted(octets), from, to);
    if (!name) return std::unexpected(name.error());
    base::append(out, name->wire());
  }
  return out;
}

}  // namespace

base::Result<dns::Name> rerooted(dns::NameView name, dns::NameView from, dns::NameView to) {
  if (!name.is_within(from)) return dns::Name(name);
  // What stands in front of the apex, closed by a root label, is a name too.
  const auto labels = name.wire().first(name.size() - from.size());
  base::Bytes front(labels.begin(), labels.end());
  front.push_back(0);
  return dns::Name::concatenate(dns::NameView::trusted(front), to);
}

base::Result<ZoneVersion, ContentsError> rerooted(const ZoneVersion& source, dns::NameView apex) {
  ZoneBuilder builder(apex);
  std::optional<ContentsError> failed;
  source.for_each([&](const dns::RecordView& record) {
    if (is_bound_to_names(record.type)) return true;
    const auto owner = rerooted(record.owner, source.apex(), apex);
    const auto rdata = rerooted_rdata(record.type, record.rdata, source.apex(), apex);
    if (!owner || !rdata) {
      failed = ContentsError{.message = dns::to_text(record.owner) + " " +
                                        dns::to_text(record.type) + " below " + dns::to_text(apex) +
                                        ": " + (owner ? rdata.error() : owner.error()).message};
      return false;
    }
    const auto added = builder.add({*owner, record.type, record.ttl, *rdata});
    if (!added) failed = added.error();
    return added.has_value();
  });
  if (failed) return std::unexpected(*std::move(failed));
  return builder.build();
}

}  // namespace zonecast::zone
