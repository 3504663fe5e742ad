// SPDX-License-Identifier: GPL-3.0-or-later
// Secrets as they are stored: encrypted under a key that is kept beside the data, not in it. A copy
// of the database alone gives no secret away.
//
// A sealed text is "1.FINGERPRINT.BASE64": the version of this form, the fingerprint of the key
// that sealed it, and nonce (12 octets), ciphertext and tag (16) of AES-256-GCM. What is
// authenticated with it is the place of the secret ("tsig:key.example.org."), so that one cannot be
// put in the place of another.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/random.h"
#include "base/result.h"

namespace zonecast::store {

/// Thread-safe as far as `random` is.
class SecretSeal {
 public:
  static constexpr std::size_t key_octets = 32;
  using Key = std::array<std::uint8_t, key_octets>;

  SecretSeal(const Key& key, base::Random& random);
  SecretSeal(const SecretSeal&) = default;
  SecretSeal& operator=(const SecretSeal&) = delete;
  ~SecretSeal();

  std::string seal(base::ByteView secret, std::string_view place) const;
  /// An error says why: another key, another place, or damage. Never what was in it.
  base::Result<base::Bytes> open(std::string_view sealed, std::string_view place) const;

  /// Tells keys apart without telling anything of them: 8 hex digits.
  const std::string& fingerprint() const { return fingerprint_; }
  /// Tells secrets apart to whoever may not see them: 8 hex digits. The key takes part, so that
  /// nobody without it finds a weak secret by trying likely ones.
  std::string fingerprint_of_secret(base::ByteView secret) const;
  /// Of the key that sealed the text; empty when it is no sealed text.
  static std::string_view fingerprint_of(std::string_view sealed);

 private:
  Key key_;
  base::Random& random_;
  std::string fingerprint_;
};

}  // namespace zonecast::store
