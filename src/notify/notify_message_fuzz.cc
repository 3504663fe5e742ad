// SPDX-License-Identifier: GPL-3.0-or-later
// Answers to NOTIFY come from anybody.
#include "notify/notify_message.h"

#include <cstddef>
#include <cstdint>

#include "base/assert.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace zonecast;
  const auto message = dns::parse_message({data, size});
  if (!message) return 0;
  static const auto zone = *dns::Name::from_text("example.org.");
  static const auto key =
      std::make_shared<dns::TsigKey>(*dns::Name::from_text("ns1.key."),
                                     dns::TsigAlgorithm::hmac_sha256, base::as_bytes("a secret"));
  const base::Bytes mac(32, 1);
  notify::check_answer(*message, zone, nullptr, {}, 1'600'000'000);
  const auto signed_answer = notify::check_answer(*message, zone, key, mac, 1'600'000'000);
  ZC_ASSERT(!signed_answer || !signed_answer->counts);  // nobody has the secret
  return 0;
}
