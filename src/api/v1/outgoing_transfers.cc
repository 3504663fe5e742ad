// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/outgoing_transfers.h"

#include <algorithm>

#include "api/v1/secondary_address.h"
#include "api/v1/tsig_fields.h"

namespace zonecast::api::v1 {
namespace {

using control::SecondaryDraft;
using json::Fields;
using Intent = SecondaryDraft::TsigIntent;

const model::SecondaryTsig* stored_tsig(const std::vector<model::Secondary>& rows,
                                        const SecondaryDraft& draft) {
  const auto row = std::ranges::find_if(rows, [&](const model::Secondary& candidate) {
    return candidate.address == draft.address && candidate.port == draft.port;
  });
  return row != rows.end() && row->tsig ? &*row->tsig : nullptr;
}

bool is_given(const Fields& fields, std::string_view name) {
  const auto* value = fields.find(name);
  return value != nullptr && !(value->string() != nullptr && value->string()->empty());
}

void require(const Fields& fields, std::string_view name, std::string_view label) {
  if (!is_given(fields, name)) fields.wrong(name, "required", std::string(label) + " is needed");
}

void read_transfer_acls(const Fields& primary, control::ZoneDraft& draft) {
  const json::Array* names = primary.array("transfer_acls");
  if (names == nullptr) return;
  auto& acls = draft.transfer_acls.emplace();
  for (std::size_t i = 0; i < names->size(); ++i) {
    const std::string* name = (*names)[i].string();
    if (name != nullptr && !name->empty()) {
      acls.push_back(*name);
      continue;
    }
    primary.problems().add(json::path_of(primary.path("transfer_acls"), i), "wrong_type",
                           "Must be the name of an ACL");
  }
}

/// The rules of `tsig`: absent keeps what is stored for the address and port, so that clients that
/// do not know the member lose no secret; null or `enabled: false` clears; a key sets, and wants
/// its hash and name; without a key the stored one stays.
void read_tsig(const Fields& row, const std::vector<model::Secondary>& current,
               const KeyLookup& key, SecondaryDraft& draft) {
  const json::Value* value = row.find_with_null("tsig");
  if (value == nullptr) return;
  draft.tsig_intent = Intent::clear;
  if (value->is_null()) return;
  const json::Object* object = row.object("tsig");
  if (object == nullptr) return;
  const Fields tsig(*object, row.path("tsig"), row.problems());
  const auto enabled = tsig.boolean("enabled");
  if (enabled == false) return;

  SecondaryDraft::Tsig read;
  const auto name = key_name_of(tsig, "name");
  const auto hash = algorithm_of(tsig, "hash");
  read.secret = secret_of(tsig, "key");
  read.transfers = tsig.boolean("transfers");

  const auto* stored = stored_tsig(current, draft);
  const bool names_another = name && (stored == nullptr || !(stored->key_name == *name));
  if (!is_given(tsig, "key") && stored != nullptr && !names_another) {
    draft.tsig_intent = Intent::keep;
    if (read.transfers) {
      read.key_name = stored->key_name;
      if (const auto document = key(stored->key_name)) read.algorithm = document->algorithm;
      draft.tsig = std::move(read);
    }
    return;
  }
  // The name of a key that is stored already is enough to use it.
  const auto known = name && !is_given(tsig, "key") ? key(*name) : std::nullopt;
  if (known && (!hash || *hash == known->algorithm)) {
    read.secret = known->secret;
    read.algorithm = known->algorithm;
  } else {
    require(tsig, "hash", "The hash");
    require(tsig, "key", "The key value");
    if (hash) read.algorithm = *hash;
  }
  require(tsig, "name", "The key name");
  if (name) read.key_name = *name;
  draft.tsig_intent = Intent::set;
  draft.tsig = std::move(read);
}

std::optional<SecondaryDraft> read_row(const Fields& row,
                                       const std::vector<model::Secondary>& current,
                                       const KeyLookup& key) {
  SecondaryDraft draft;
  bool addressed = false;
  if (const auto text = row.string("ip")) {
    if (const auto address = secondary_address(*text)) {
      draft.address = *address;
      addressed = true;
    } else {
      row.wrong("ip", address.error().code, address.error().message);
    }
  } else if (row.find("ip") == nullptr) {
    row.wrong("ip", "required", "An address is needed");
  }
  if (const auto* value = row.find("port")) {
    if (const auto port = secondary_port(*value)) {
      draft.port = *port;
    } else {
      row.wrong("port", port.error().code, port.error().message);
      addressed = false;
    }
  }
  draft.notify = row.boolean("notify").value_or(false);
  if (auto networks = row.integers(row.find("networks") != nullptr ? "networks" : "network")) {
    draft.networks = *std::move(networks);
  }
  read_tsig(row, current, key, draft);
  return addressed ? std::optional(std::move(draft)) : std::nullopt;
}

}  // namespace

void read_outgoing_transfers(const Fields& zone, const std::vector<model::Secondary>& current,
                             const KeyLookup& key, control::ZoneDraft& draft) {
  const json::Object* object = zone.object("primary");
  if (object == nullptr) return;
  const Fields primary(*object, zone.path("primary"), zone.problems());
  if (primary.find("enabled") == nullptr) {
    primary.wrong("enabled", "required", "Must be given whenever primary is");
  }
  draft.transfers_enabled = primary.boolean("enabled");
  read_transfer_acls(primary, draft);
  const json::Array* rows = primary.array("secondaries");
  if (rows == nullptr) return;
  if (rows->size() > secondaries_max) {
    primary.wrong("secondaries", "too_many",
                  "At most " + std::to_string(secondaries_max) + " secondaries");
    return;
  }
  // (address, port) of the rows so far, with their number from 1.
  std::map<std::pair<base::IpPrefix, std::uint16_t>, std::size_t> seen;
  auto& drafts = draft.secondaries.emplace();
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const std::string path = json::path_of(primary.path("secondaries"), i);
    const json::Object* members = (*rows)[i].object();
    if (members == nullptr) {
      zone.problems().add(path, "wrong_type",
                          "Must be an object, not " + std::string((*rows)[i].kind()));
      continue;
    }
    const Fields row(*members, path, zone.problems());
    auto read = read_row(row, current, key);
    if (!read) continue;
    const auto [first, is_new] = seen.emplace(std::pair(read->address, read->port), i + 1);
    if (!is_new)
      row.wrong("ip", "duplicate", "Already listed in row " + std::to_string(first->second));
    drafts.push_back(*std::move(read));
  }
}

void write_outgoing_transfers(json::Writer& writer, const model::OutgoingTransfers& primary,
                              const ShownKeys& key) {
  writer.begin_object().member("enabled", primary.enabled).key("secondaries").begin_array();
  for (const auto& row : primary.secondaries) {
    writer.begin_object().member("ip", row.address.to_text()).member("port", row.port);
    writer.member("notify", row.notify).key("networks").begin_array();
    for (const auto network : row.networks) writer.value(network);
    writer.end_array();
    if (row.tsig) {
      writer.key("tsig").begin_object().member("enabled", true);
      const auto shown = key(row.tsig->key_name);
      if (shown) writer.member("hash", dns::to_text(shown->algorithm));
      writer.member("name", dns::to_text(row.tsig->key_name.lower()));
      if (shown && !shown->secret.empty()) writer.member("key", base::to_base64(shown->secret));
      if (shown) writer.member("fingerprint", shown->fingerprint);
      writer.member("transfers", row.tsig->transfers).end_object();
    }
    writer.end_object();
  }
  writer.end_array();
  if (!primary.transfer_acls.empty()) {
    writer.key("transfer_acls").begin_array();
    for (const auto& acl : primary.transfer_acls) writer.value(acl);
    writer.end_array();
  }
  writer.end_object();
}

}  // namespace zonecast::api::v1
