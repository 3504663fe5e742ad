// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/derived_record.h"

#include <charconv>

#include "store/sql/document_json.h"

namespace zonecast::control {
namespace {

// The TTL has no RR to stand in, so it travels with the members that are only kept.
constexpr const char* ttl_member = "ttl";

}  // namespace

std::string derived_record_prefix(std::string_view zone_public_id) {
  return std::string(zone_public_id) + "/";
}

std::string derived_record_id(std::string_view zone_public_id, dns::NameView owner,
                              dns::RrType type) {
  return derived_record_prefix(zone_public_id) + dns::to_text(dns::Name(owner).lower()) + "/" +
         dns::to_text(type);
}

store::PutConfig put_derived_record(const DerivedRecord& record) {
  auto document = record.document;
  document.owner = record.owner;
  document.type = record.type;
  document.echoed[ttl_member] = std::to_string(record.ttl);
  return {std::string(derived_record_kind),
          derived_record_id(record.zone, record.owner, record.type),
          store::document_to_json(document)};
}

store::PutConfig delete_derived_record(std::string id) {
  return {std::string(derived_record_kind), std::move(id), {}};
}

std::optional<DerivedRecord> derived_record_of(const store::ConfigObject& object) {
  auto document = store::document_from_json(object.body);
  if (!document || document->answers.empty() || document->answers[0].parts.empty())
    return std::nullopt;
  auto target = dns::Name::from_text(document->answers[0].parts[0]);
  if (!target) return std::nullopt;
  DerivedRecord out;
  out.zone = object.id.substr(0, object.id.find('/'));
  out.owner = document->owner;
  out.type = document->type;
  out.target = *std::move(target);
  if (const auto ttl = document->echoed.find(ttl_member); ttl != document->echoed.end()) {
    std::from_chars(ttl->second.data(), ttl->second.data() + ttl->second.size(), out.ttl);
    document->echoed.erase(ttl);
  }
  out.document = *std::move(document);
  return out;
}

}  // namespace zonecast::control
