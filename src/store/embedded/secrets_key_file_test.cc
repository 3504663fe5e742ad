// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/embedded/secrets_key_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "store/contents_for_tests.h"

namespace zonecast::store {
namespace {

using ::testing::HasSubstr;

class SecretsKeyFileTest : public ::testing::Test {
 protected:
  void write(const std::string& text) {
    std::ofstream(path) << text;
    ::chmod(path.c_str(), 0600);
  }

  testing::TemporaryDirectory directory;
  const std::string path = directory.path() + "/secrets.key";
  base::SeededRandom random{1};
};

TEST_F(SecretsKeyFileTest, reads_what_it_made) {
  const auto made = make_secrets_key(path, random);
  ASSERT_TRUE(made) << made.error().message;
  const auto read = read_secrets_key(path);
  ASSERT_TRUE(read && *read);
  EXPECT_EQ(**read, *made);
  struct stat status{};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
}

TEST_F(SecretsKeyFileTest, an_absent_file_is_no_error) {
  const auto read = read_secrets_key(path);
  ASSERT_TRUE(read);
  EXPECT_FALSE(*read);
}

TEST_F(SecretsKeyFileTest, takes_what_openssl_rand_writes) {
  write(std::string(64, 'a') + "\n");
  const auto read = read_secrets_key(path);
  ASSERT_TRUE(read && *read);
  EXPECT_EQ((**read)[31], 0xaa);
}

TEST_F(SecretsKeyFileTest, another_content_is_told_with_the_files_name) {
  for (const auto& text : {std::string(), std::string("\n"), std::string(63, 'a'),
                           std::string(66, 'a'), std::string(64, 'x'), std::string(1000, 'a')}) {
    write(text);
    const auto read = read_secrets_key(path);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().message,
              "secrets key " + path + " does not hold 64 hex digits on one line");
  }
}

TEST_F(SecretsKeyFileTest, a_file_that_everybody_may_read_is_refused) {
  write(std::string(64, 'a'));
  ::chmod(path.c_str(), 0644);
  const auto read = read_secrets_key(path);
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().message, HasSubstr("chmod 600 " + path));
}

TEST_F(SecretsKeyFileTest, a_folder_that_is_not_there_is_named) {
  const auto made = make_secrets_key(directory.path() + "/no/such", random);
  ASSERT_FALSE(made);
  EXPECT_THAT(made.error().message, HasSubstr("/no/such"));
}

}  // namespace
}  // namespace zonecast::store
