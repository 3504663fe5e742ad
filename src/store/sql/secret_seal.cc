// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sql/secret_seal.h"

#include <fmt/core.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <memory>

#include "base/assert.h"

namespace zonecast::store {

namespace {

constexpr std::string_view version = "1.";
constexpr std::size_t fingerprint_digits = 8;
constexpr std::size_t head_size = version.size() + fingerprint_digits + 1;
constexpr std::size_t nonce_octets = 12;
constexpr std::size_t tag_octets = 16;

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

Context new_context() {
  Context context(EVP_CIPHER_CTX_new());
  ZC_ASSERT(context != nullptr);
  return context;
}

std::string short_hmac(const SecretSeal::Key& key, base::ByteView text) {
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  ZC_ASSERT(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), text.data(), text.size(),
                 digest.data(), &size) != nullptr);
  return base::to_hex(base::ByteView(digest).first(fingerprint_digits / 2));
}

std::string fingerprint_of_key(const SecretSeal::Key& key) {
  return short_hmac(key, base::as_bytes("zonecast secrets key"));
}

}  // namespace

SecretSeal::SecretSeal(const Key& key, base::Random& random)
    : key_(key), random_(random), fingerprint_(fingerprint_of_key(key)) {}

SecretSeal::~SecretSeal() { OPENSSL_cleanse(key_.data(), key_.size()); }

std::string SecretSeal::seal(base::ByteView secret, std::string_view place) const {
  base::Bytes out(nonce_octets + secret.size() + tag_octets);
  std::uint8_t* const nonce = out.data();
  std::uint8_t* const text = nonce + nonce_octets;
  random_.fill({nonce, nonce_octets});
  const auto context = new_context();
  const auto about = base::as_bytes(place);
  int size = 0;
  ZC_ASSERT(
      EVP_EncryptInit_ex2(context.get(), EVP_aes_256_gcm(), key_.data(), nonce, nullptr) == 1 &&
      EVP_EncryptUpdate(context.get(), nullptr, &size, about.data(),
                        static_cast<int>(about.size())) == 1 &&
      EVP_EncryptUpdate(context.get(), text, &size, secret.data(),
                        static_cast<int>(secret.size())) == 1 &&
      EVP_EncryptFinal_ex(context.get(), text + secret.size(), &size) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, tag_octets, text + secret.size()) ==
          1);
  return fmt::format("{}{}.{}", version, fingerprint_, base::to_base64(out));
}

base::Result<base::Bytes> SecretSeal::open(std::string_view sealed, std::string_view place) const {
  const auto sealed_with = fingerprint_of(sealed);
  if (sealed_with.empty()) return base::failure("is not in a form that this program seals in");
  if (sealed_with != fingerprint_) {
    return base::failure(
        fmt::format("is sealed with the secrets key {}, not with {}", sealed_with, fingerprint_));
  }
  const auto octets = base::from_base64(sealed.substr(head_size));
  if (!octets || octets->size() < nonce_octets + tag_octets)
    return base::failure("is damaged: no whole sealed secret");
  const std::uint8_t* const nonce = octets->data();
  const std::uint8_t* const text = nonce + nonce_octets;
  const auto text_octets = octets->size() - nonce_octets - tag_octets;
  auto tag = base::Bytes(text + text_octets, text + text_octets + tag_octets);
  base::Bytes out(text_octets);
  const auto context = new_context();
  const auto about = base::as_bytes(place);
  int size = 0;
  std::uint8_t nothing = 0;  // GCM has no last block
  const bool whole =
      EVP_DecryptInit_ex2(context.get(), EVP_aes_256_gcm(), key_.data(), nonce, nullptr) == 1 &&
      EVP_DecryptUpdate(context.get(), nullptr, &size, about.data(),
                        static_cast<int>(about.size())) == 1 &&
      EVP_DecryptUpdate(context.get(), out.data(), &size, text, static_cast<int>(text_octets)) ==
          1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, tag_octets, tag.data()) == 1 &&
      EVP_DecryptFinal_ex(context.get(), &nothing, &size) == 1;
  if (!whole) return base::failure("is damaged, or was sealed for another place");
  return out;
}

std::string SecretSeal::fingerprint_of_secret(base::ByteView secret) const {
  // The label keeps this apart from what else the key is used for.
  const auto label = base::as_bytes("zonecast tsig secret ");
  base::Bytes text(label.begin(), label.end());
  text.insert(text.end(), secret.begin(), secret.end());
  auto out = short_hmac(key_, text);
  OPENSSL_cleanse(text.data(), text.size());
  return out;
}

std::string_view SecretSeal::fingerprint_of(std::string_view sealed) {
  if (sealed.size() < head_size || !sealed.starts_with(version) || sealed[head_size - 1] != '.')
    return {};
  return sealed.substr(version.size(), fingerprint_digits);
}

}  // namespace zonecast::store
