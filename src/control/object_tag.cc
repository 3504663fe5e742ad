// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/object_tag.h"

#include <openssl/evp.h>

#include <array>
#include <string_view>

#include "base/bytes.h"

namespace zonecast::control {

namespace {

/// With its length in front, so that no two lists of texts read the same.
void append_text(base::Bytes& out, std::string_view text) {
  base::append_u32(out, static_cast<std::uint32_t>(text.size()));
  out.insert(out.end(), text.begin(), text.end());
}

}  // namespace

std::string zone_tag(const ZoneState& zone) {
  return std::to_string(zone.settings->id) + "." + std::to_string(zone.version);
}

std::string record_tag(const RecordState& record) {
  base::Bytes input;
  append_text(input, base::as_text(record.owner.wire()));
  base::append_u16(input, static_cast<std::uint16_t>(record.type));
  base::append_u32(input, record.ttl);
  const auto append_members = [&input](const std::map<std::string, std::string>& members) {
    base::append_u32(input, static_cast<std::uint32_t>(members.size()));
    for (const auto& [name, value] : members) {
      append_text(input, name);
      append_text(input, value);
    }
  };
  base::append_u32(input, static_cast<std::uint32_t>(record.answers.size()));
  for (const auto& answer : record.answers) {
    base::append_u32(input, static_cast<std::uint32_t>(answer.parts.size()));
    for (const auto& part : answer.parts) append_text(input, part);
    append_text(input, answer.verbatim);
    append_members(answer.echoed);
  }
  append_members(record.echoed);
  append_text(input, record.link);
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
  EVP_Digest(input.data(), input.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
  return base::to_hex({digest.data(), 12});
}

}  // namespace zonecast::control
