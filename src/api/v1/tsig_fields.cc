// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/tsig_fields.h"

namespace zonecast::api::v1 {

base::Result<dns::Name> key_name_of_text(std::string_view text) {
  if (text.find_first_of(" \t\r\n") != std::string_view::npos)
    return base::failure("A key name has no white space");
  const auto name = dns::Name::from_text(text);
  if (!name) return base::failure("Not a key name: " + name.error().message);
  if (name->view().is_root()) return base::failure("Not a key name: it is empty");
  return name->lower();
}

std::optional<dns::Name> key_name_of(const json::Fields& fields, std::string_view member) {
  const auto text = fields.string(member);
  if (!text || text->empty()) return std::nullopt;
  auto name = key_name_of_text(*text);
  if (name) return std::move(*name);
  fields.wrong(member, "invalid_name", name.error().message);
  return std::nullopt;
}

std::optional<dns::TsigAlgorithm> algorithm_of(const json::Fields& fields,
                                               std::string_view member) {
  const auto text = fields.string(member);
  if (!text || text->empty()) return std::nullopt;
  const auto algorithm = dns::tsig_algorithm_from_text(*text);
  if (!algorithm) {
    fields.wrong(
        member, "unknown_hash",
        "Must be hmac-sha256, hmac-sha512, hmac-sha384, hmac-sha224, hmac-sha1 or hmac-md5");
  }
  return algorithm;
}

std::optional<base::Bytes> secret_of(const json::Fields& fields, std::string_view member) {
  const auto text = fields.string(member);
  if (!text || text->empty()) return std::nullopt;
  auto secret = base::from_base64(*text);
  if (secret && !secret->empty()) return secret;
  fields.wrong(member, "invalid_base64", "Not valid base64");
  return std::nullopt;
}

}  // namespace zonecast::api::v1
