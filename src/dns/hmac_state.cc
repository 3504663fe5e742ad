// SPDX-License-Identifier: GPL-3.0-or-later
// EVP does not give a chaining value away, so this one place uses the functions below it.
#define OPENSSL_SUPPRESS_DEPRECATED  // NOLINT(readability-identifier-naming)
#include "dns/hmac_state.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include <cstring>

#include "base/assert.h"

namespace zonecast::dns {

namespace {

constexpr std::size_t block_size_max = 128;
using KeyBlock = std::array<std::uint8_t, block_size_max>;

std::size_t block_size(TsigAlgorithm algorithm) {
  const bool wide =
      algorithm == TsigAlgorithm::hmac_sha384 || algorithm == TsigAlgorithm::hmac_sha512;
  return wide ? 128 : 64;
}

/// The key, or its digest when it is longer than a block, and zeros.
KeyBlock key_block(TsigAlgorithm algorithm, base::ByteView secret) {
  KeyBlock block{};
  if (secret.size() > block_size(algorithm)) {
    ZC_ASSERT(EVP_Q_digest(nullptr, digest_name(algorithm), nullptr, secret.data(), secret.size(),
                           block.data(), nullptr) == 1);
  } else {
    std::memcpy(block.data(), secret.data(), secret.size());
  }
  return block;
}

using ChainingValue = std::array<std::uint8_t, 64>;

ChainingValue after_one_block(TsigAlgorithm algorithm, const KeyBlock& block) {
  ChainingValue out{};
  const auto keep = [&out](const auto& words) { std::memcpy(out.data(), words, sizeof words); };
  const auto narrow = [&](int (*init)(SHA256_CTX*)) {
    SHA256_CTX context;
    init(&context);
    SHA256_Update(&context, block.data(), block_size(algorithm));
    keep(context.h);
  };
  const auto wide = [&](int (*init)(SHA512_CTX*)) {
    SHA512_CTX context;
    init(&context);
    SHA512_Update(&context, block.data(), block_size(algorithm));
    keep(context.h);
  };
  switch (algorithm) {
    case TsigAlgorithm::hmac_md5:
      break;
    case TsigAlgorithm::hmac_sha1: {
      SHA_CTX context;
      SHA1_Init(&context);
      SHA1_Update(&context, block.data(), block_size(algorithm));
      const SHA_LONG words[] = {context.h0, context.h1, context.h2, context.h3, context.h4};
      keep(words);
      break;
    }
    case TsigAlgorithm::hmac_sha224:
      narrow(SHA224_Init);
      break;
    case TsigAlgorithm::hmac_sha256:
      narrow(SHA256_Init);
      break;
    case TsigAlgorithm::hmac_sha384:
      wide(SHA384_Init);
      break;
    case TsigAlgorithm::hmac_sha512:
      wide(SHA512_Init);
      break;
  }
  return out;
}

KeyBlock combined(KeyBlock block, std::uint8_t pad) {
  for (auto& octet : block) octet ^= pad;
  return block;
}

}  // namespace

std::optional<HmacState> hmac_state(TsigAlgorithm algorithm, base::ByteView secret) {
  if (algorithm == TsigAlgorithm::hmac_md5) return std::nullopt;
  KeyBlock block = key_block(algorithm, secret);
  KeyBlock inner = combined(block, 0x36);
  KeyBlock outer = combined(block, 0x5c);
  HmacState state{.inner = after_one_block(algorithm, inner),
                  .outer = after_one_block(algorithm, outer)};
  for (KeyBlock* secret_block : {&block, &inner, &outer}) {
    OPENSSL_cleanse(secret_block->data(), secret_block->size());
  }
  return state;
}

}  // namespace zonecast::dns
