// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/tls_certificate.h"

#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

#include "base/file_descriptor.h"
#include "base/ip_address.h"

namespace zonecast::http {
namespace {

template <auto release>
struct Release {
  template <typename T>
  void operator()(T* thing) const {
    release(thing);
  }
};
using KeyPointer = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using CertificatePointer = std::unique_ptr<X509, Release<X509_free>>;
using ExtensionPointer = std::unique_ptr<X509_EXTENSION, Release<X509_EXTENSION_free>>;
using BioPointer = std::unique_ptr<BIO, Release<BIO_free_all>>;

constexpr long lifetime_s = 10L * 365 * 24 * 3600;

bool exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

base::Error system_failure(const std::string& what, const std::string& path) {
  return {what + " " + path + ": " + std::strerror(errno)};
}

base::Error openssl_failure(const std::string& what) {
  char text[256] = "";
  ERR_error_string_n(ERR_get_error(), text, sizeof text);
  ERR_clear_error();
  return {what + ": " + text};
}

/// Names that would end the list entry they stand in are left out.
std::string subject_alternatives(const std::vector<std::string>& names) {
  std::string list = "DNS:localhost,IP:127.0.0.1,IP:::1";
  for (const auto& name : names) {
    const bool is_address = base::IpAddress::parse(name).has_value();
    if (name.empty() || name == "localhost") continue;
    if (!is_address && name.find_first_of(",\n:") != std::string::npos) continue;
    list += (is_address ? ",IP:" : ",DNS:") + name;
  }
  return list;
}

bool add_extension(X509* certificate, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const ExtensionPointer extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

CertificatePointer make_certificate(EVP_PKEY* key, const std::vector<std::string>& names) {
  CertificatePointer certificate(X509_new());
  unsigned char serial[16];
  if (!certificate || RAND_bytes(serial, sizeof serial) != 1) return nullptr;
  serial[0] = static_cast<unsigned char>(serial[0] >> 1 | 0x40);  // positive, and never zero
  const std::unique_ptr<BIGNUM, Release<BN_free>> number(BN_bin2bn(serial, sizeof serial, nullptr));
  X509_NAME* subject = X509_get_subject_name(certificate.get());
  const auto* common_name = reinterpret_cast<const unsigned char*>("zonecast");
  const bool made =
      number &&
      BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate.get())) != nullptr &&
      X509_set_version(certificate.get(), 2) == 1 &&  // which is version 3
      // A day back, for clients whose clock is behind.
      X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -24L * 3600) != nullptr &&
      X509_gmtime_adj(X509_getm_notAfter(certificate.get()), lifetime_s) != nullptr &&
      X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, common_name, -1, -1, 0) == 1 &&
      X509_set_issuer_name(certificate.get(), subject) == 1 &&
      X509_set_pubkey(certificate.get(), key) == 1 &&
      add_extension(certificate.get(), NID_basic_constraints, "critical,CA:TRUE") &&
      add_extension(certificate.get(), NID_key_usage, "critical,digitalSignature,keyCertSign") &&
      add_extension(certificate.get(), NID_ext_key_usage, "serverAuth") &&
      add_extension(certificate.get(), NID_subject_key_identifier, "hash") &&
      add_extension(certificate.get(), NID_subject_alt_name, subject_alternatives(names)) &&
      X509_sign(certificate.get(), key, EVP_sha256()) > 0;
  return made ? std::move(certificate) : nullptr;
}

std::string contents(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(std::max(size, 0L))};
}

/// Appears under its name only when whole.
base::Result<void> write_file(const std::string& path, const std::string& text, mode_t mode) {
  const auto beside = path + ".new";
  ::unlink(beside.c_str());
  const base::FileDescriptor file(
      ::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
  if (!file) return std::unexpected(system_failure("cannot create", beside));
  for (std::size_t done = 0; done < text.size();) {
    const auto n = ::write(file.get(), text.data() + done, text.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return std::unexpected(system_failure("cannot write", beside));
    done += static_cast<std::size_t>(n);
  }
  if (::fsync(file.get()) != 0) return std::unexpected(system_failure("cannot sync", beside));
  if (::rename(beside.c_str(), path.c_str()) != 0)
    return std::unexpected(system_failure("cannot rename to", path));
  return {};
}

}  // namespace

base::Result<void> ensure_self_signed(const TlsSettings& files,
                                      const std::vector<std::string>& names) {
  const bool have_certificate = exists(files.certificate_file);
  const bool have_key = exists(files.key_file);
  if (have_certificate && have_key) return {};
  // One without the other is somebody's mistake; making a new pair would destroy what is there.
  if (have_certificate)
    return base::failure(files.certificate_file + " has no key " + files.key_file);
  if (have_key)
    return base::failure(files.key_file + " has no certificate " + files.certificate_file);

  const KeyPointer key(EVP_EC_gen("P-256"));
  if (!key) return std::unexpected(openssl_failure("cannot make a key"));
  const auto certificate = make_certificate(key.get(), names);
  if (!certificate) return std::unexpected(openssl_failure("cannot make a certificate"));

  const BioPointer key_text(BIO_new(BIO_s_mem()));
  const BioPointer certificate_text(BIO_new(BIO_s_mem()));
  if (!key_text || !certificate_text ||
      PEM_write_bio_PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) !=
          1 ||
      PEM_write_bio_X509(certificate_text.get(), certificate.get()) != 1)
    return std::unexpected(openssl_failure("cannot write PEM"));
  // The certificate last: when both are there, both are whole.
  if (auto written = write_file(files.key_file, contents(key_text.get()), 0600); !written)
    return written;
  auto written = write_file(files.certificate_file, contents(certificate_text.get()), 0644);
  if (!written) ::unlink(files.key_file.c_str());
  return written;
}

}  // namespace zonecast::http
