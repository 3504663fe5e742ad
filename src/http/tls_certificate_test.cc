// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/tls_certificate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>

namespace zonecast::http {
namespace {

class TlsCertificateTest : public testing::Test {
 protected:
  TlsCertificateTest() {
    char path[] = "/tmp/zonecast-certificate-XXXXXX";
    folder = ::mkdtemp(path);
    files = {folder + "/cert.pem", folder + "/key.pem"};
  }
  ~TlsCertificateTest() override { std::filesystem::remove_all(folder); }

  static std::string read(const std::string& path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  std::string folder;
  TlsSettings files;
};

TEST_F(TlsCertificateTest, names_localhost_its_addresses_and_the_names_given) {
  ASSERT_TRUE(ensure_self_signed(files, {"ns1.example.org", "2001:db8::1", "bad,DNS:name", ""}));
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(
      std::fopen(files.certificate_file.c_str(), "r"), &std::fclose);
  ASSERT_TRUE(file);
  const std::unique_ptr<X509, void (*)(X509*)> certificate(
      PEM_read_X509(file.get(), nullptr, nullptr, nullptr), &X509_free);
  ASSERT_TRUE(certificate);
  for (const auto* name : {"localhost", "ns1.example.org"})
    EXPECT_EQ(X509_check_host(certificate.get(), name, 0, 0, nullptr), 1) << name;
  for (const auto* address : {"127.0.0.1", "::1", "2001:db8::1"})
    EXPECT_EQ(X509_check_ip_asc(certificate.get(), address, 0), 1) << address;
  EXPECT_NE(X509_check_host(certificate.get(), "name", 0, 0, nullptr), 1);
  int days = 0;
  int seconds = 0;
  ASSERT_EQ(ASN1_TIME_diff(&days, &seconds, nullptr, X509_get0_notAfter(certificate.get())), 1);
  EXPECT_GE(days, 3649);
  EXPECT_EQ(X509_verify(certificate.get(), X509_get0_pubkey(certificate.get())), 1);
}

TEST_F(TlsCertificateTest, keeps_its_key_private) {
  ASSERT_TRUE(ensure_self_signed(files, {}));
  struct stat status = {};
  ASSERT_EQ(::stat(files.key_file.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
}

TEST_F(TlsCertificateTest, stays_as_it_is_once_made) {
  ASSERT_TRUE(ensure_self_signed(files, {}));
  const auto before = read(files.certificate_file);
  ASSERT_TRUE(ensure_self_signed(files, {"other.example.org"}));
  EXPECT_EQ(read(files.certificate_file), before);
}

TEST_F(TlsCertificateTest, is_not_made_beside_a_key_that_is_somebodys) {
  ASSERT_TRUE(ensure_self_signed(files, {}));
  const auto key = read(files.key_file);
  std::filesystem::remove(files.certificate_file);
  EXPECT_FALSE(ensure_self_signed(files, {}));
  EXPECT_EQ(read(files.key_file), key);
}

TEST_F(TlsCertificateTest, says_which_file_cannot_be_written) {
  files.key_file = folder + "/absent/key.pem";
  const auto made = ensure_self_signed(files, {});
  ASSERT_FALSE(made);
  EXPECT_THAT(made.error().message, testing::HasSubstr("/absent/key.pem"));
}

}  // namespace
}  // namespace zonecast::http
