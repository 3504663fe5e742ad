// SPDX-License-Identifier: GPL-3.0-or-later
// The model's documents as JSON text, the form in which both stores keep them. Members at their
// default are left out, so that the usual zone's settings are "{}". Unknown members are an error: a
// newer zonecast's data is not to be halved in silence.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "model/record_document.h"
#include "model/zone_settings.h"
#include "store/sql/secret_seal.h"

namespace zonecast::store {

/// What has no column of its own: serial policy, transfers, networks, echoed members.
std::string settings_to_json(const model::ZoneSettings& settings);
/// Fills those members of `settings`.
base::Result<void> settings_from_json(std::string_view text, model::ZoneSettings& settings);

std::string document_to_json(const model::RecordDocument& document);
base::Result<model::RecordDocument> document_from_json(std::string_view text);

/// The only place that turns a secret into what is stored. The version is not part of it.
std::string key_to_json(const model::TsigKeyDocument& key, const SecretSeal& seal);
/// A secret in the clear, as it was stored before there was a seal, is read too.
base::Result<model::TsigKeyDocument> key_from_json(std::string_view text, const SecretSeal& seal);
/// Of the secrets key that the stored key's secret is sealed with; empty when it is in the clear.
std::string fingerprint_of_key_json(std::string_view text);

}  // namespace zonecast::store
