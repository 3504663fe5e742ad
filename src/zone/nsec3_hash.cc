// SPDX-License-Identifier: GPL-3.0-or-later
#include "zone/nsec3_hash.h"

#include <openssl/evp.h>

#include <algorithm>
#include <memory>

#include "base/assert.h"

namespace zonecast::zone {

namespace {

/// Fetching a digest and making its context costs more than hashing a name: once per thread.
struct Sha1 {
  std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> digest{EVP_MD_fetch(nullptr, "SHA1", nullptr),
                                                         &EVP_MD_free};
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(),
                                                                  &EVP_MD_CTX_free};
};

}  // namespace

Nsec3Hash nsec3_hash(dns::NameView name, base::ByteView salt, std::uint16_t iterations) {
  thread_local const Sha1 sha1;
  EVP_MD_CTX* const context = sha1.context.get();

  std::array<std::uint8_t, dns::name_size_max> lower;
  std::ranges::transform(name.wire(), lower.begin(), [](std::uint8_t octet) {
    return static_cast<std::uint8_t>(octet >= 'A' && octet <= 'Z' ? octet + 32 : octet);
  });
  Nsec3Hash hash{};
  base::ByteView input(lower.data(), name.size());
  for (unsigned round = 0; round <= iterations; ++round) {
    ZC_ASSERT(EVP_DigestInit_ex2(context, sha1.digest.get(), nullptr) == 1 &&
              EVP_DigestUpdate(context, input.data(), input.size()) == 1 &&
              EVP_DigestUpdate(context, salt.data(), salt.size()) == 1 &&
              EVP_DigestFinal_ex(context, hash.data(), nullptr) == 1);
    input = hash;
  }
  return hash;
}

std::array<char, nsec3_label_size> to_base32hex(const Nsec3Hash& hash) {
  static constexpr std::string_view digits = "0123456789abcdefghijklmnopqrstuv";
  std::array<char, nsec3_label_size> text;
  // Five octets make eight digits, and 20 octets four such groups.
  for (std::size_t group = 0; group < 4; ++group) {
    const std::uint8_t* octets = &hash[group * 5];
    const std::uint64_t bits = std::uint64_t{octets[0]} << 32 | base::load_u32(octets + 1);
    for (std::size_t i = 0; i < 8; ++i) {
      text[group * 8 + i] = digits[bits >> (35 - 5 * i) & 31];
    }
  }
  return text;
}

}  // namespace zonecast::zone
