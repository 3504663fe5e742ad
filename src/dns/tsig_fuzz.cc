// SPDX-License-Identifier: GPL-3.0-or-later
// Messages with any TSIG are judged without harm, and what nobody signed is never taken as signed.
#include "dns/tsig.h"

#include "base/assert.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace zonecast;
  using namespace zonecast::dns;
  static const auto key = std::make_shared<TsigKey>(
      Name::from_text("key").value(), TsigAlgorithm::hmac_sha256, base::Bytes(32, 'k'));
  const auto message = parse_message({data, size});
  if (!message) return 0;
  TsigVerifier verifier(key, base::Bytes(32, 'm'));
  ZC_ASSERT(verifier.check(*message, 1'600'000'000).outcome != TsigVerifier::Outcome::verified);
  if (!message->tsig) return 0;
  const auto verdict = verify_request(*message, [](NameView) { return key; }, 1'600'000'000);
  ZC_ASSERT(verdict.malformed || verdict.error == TsigError::badkey ||
            verdict.error == TsigError::badsig);
  base::Bytes rr;
  append_unsigned_tsig(*message->tsig, TsigError::badkey, 1'600'000'000, rr);
  ZC_ASSERT(rr.size() == unsigned_tsig_size(*message->tsig));
  // The same message, properly signed, is taken.
  base::Bytes bare(data, data + message->tsig->offset);
  base::store_u16(&bare[10], static_cast<std::uint16_t>(message->header.additional_count - 1));
  auto signer = TsigSigner::for_request(key);
  const base::ByteView piece = bare;
  rr.clear();
  signer.sign({&piece, 1}, 1'600'000'000, rr);
  base::append(bare, rr);
  base::store_u16(&bare[10], message->header.additional_count);
  const auto whole = parse_message(bare);
  if (!whole) return 0;  // longer than a message may be
  const auto good = verify_request(*whole, [](NameView) { return key; }, 1'600'000'000);
  ZC_ASSERT(!good.malformed && good.error == TsigError::none);
  return 0;
}
