// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/embedded/sealing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "store/contents_for_tests.h"
#include "store/embedded/embedded_store.h"

namespace zonecast::store {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using testing::name;

class SealingTest : public ::testing::Test {
 protected:
  base::Result<std::unique_ptr<Store>> open(const std::string& with_key_file = {}) {
    return EmbeddedStore::open(path, Tuning{}, "", clock, log, with_key_file);
  }
  static CommitResult commit(Store& store, Transaction transaction) {
    std::vector<Transaction> batch;
    batch.push_back(std::move(transaction));
    return store.commit(std::move(batch)).at(0);
  }
  CommitResult put_key(Store& store) const {
    return commit(store,
                  {.what = ChangeConfig{.keys = {key}, .removed_keys = {}},
                   .provenance = {.request_id = "once", .actor = "admin", .comment = "", .at = 1},
                   .result = answer});
  }
  /// Files in the data directory that hold the secret, as octets or as base64.
  std::vector<std::string> files_with_the_secret() const {
    std::vector<std::string> found;
    for (const auto& entry : fs::directory_iterator(path)) {
      std::ifstream file(entry.path(), std::ios::binary);
      const std::string text{std::istreambuf_iterator<char>(file), {}};
      for (const auto& needle :
           {std::string(base::as_text(key.secret)), base::to_base64(key.secret)}) {
        if (text.find(needle) != std::string::npos) found.push_back(entry.path().filename());
      }
    }
    return found;
  }
  std::string refusal(const std::string& with_key_file = {}) {
    const auto opened = open(with_key_file);
    return opened ? "opened" : opened.error().message;
  }

  testing::TemporaryDirectory directory;
  const std::string path = directory.path() + "/data";
  const std::string key_file = path + "/secrets.key";
  base::ManualClock clock;
  base::Log log{base::LogLevel::off};
  const model::TsigKeyDocument key{.name = name("Xfr.example.org."),
                                   .algorithm = dns::TsigAlgorithm::hmac_sha256,
                                   .secret = {'f', 'i', 'n', 'd', ' ', 'm', 'e', '!', 1, 2, 250}};
  const std::string answer = "{\"key\":\"" + base::to_base64(key.secret) + "\"}";
};

TEST_F(SealingTest, no_file_of_the_data_directory_holds_a_secret) {
  auto store = *open();
  ASSERT_EQ(put_key(*store).outcome, Outcome::committed);
  EXPECT_TRUE(files_with_the_secret().empty());  // the log as it is while the server runs
  store.reset();
  EXPECT_TRUE(files_with_the_secret().empty());

  store = *open();
  EXPECT_EQ(store->load_keys()->at(0).secret, key.secret);
  EXPECT_EQ(*store->request_result("once"), answer);
}

TEST_F(SealingTest, what_was_stored_in_the_clear_is_sealed_at_the_next_start) {
  auto store = *open();
  ASSERT_EQ(put_key(*store).outcome, Outcome::committed);
  store.reset();
  {
    Connection connection(path + "/zonecast.db", "");
    connection.run(
        "UPDATE config SET body = '{\"name\":\"Xfr.example.org.\",\"algorithm\":"
        "\"hmac-sha256\",\"secret\":\"" +
        base::to_base64(key.secret) + "\"}'");
    connection.run("UPDATE request SET result = '" + answer + "'");
  }
  ASSERT_FALSE(files_with_the_secret().empty());
  fs::remove(key_file);

  store = *open();
  EXPECT_TRUE(files_with_the_secret().empty());
  EXPECT_EQ(store->load_keys()->at(0).secret, key.secret);
  EXPECT_EQ(*store->request_result("once"), answer);
  EXPECT_EQ(put_key(*store).stored_result, answer);
}

TEST_F(SealingTest, a_missing_key_file_is_told_when_secrets_are_sealed) {
  {
    const auto store = *open();
    put_key(*store);
  }
  fs::rename(key_file, directory.path() + "/moved.key");
  EXPECT_THAT(refusal(), HasSubstr("secrets key " + key_file + " is missing"));
  EXPECT_THAT(refusal(), HasSubstr("--secrets-key"));
  EXPECT_FALSE(fs::exists(key_file));
  EXPECT_EQ(refusal(directory.path() + "/moved.key"), "opened");
}

TEST_F(SealingTest, another_key_file_is_told_when_secrets_are_sealed) {
  {
    const auto store = *open();
    put_key(*store);
  }
  std::ofstream(key_file) << std::string(64, '1') << "\n";
  EXPECT_THAT(refusal(), HasSubstr("secrets key " + key_file + " is another one"));
}

TEST_F(SealingTest, without_tsig_keys_a_lost_key_file_is_made_anew) {
  {
    const auto store = *open();
    commit(*store, {.what = ChangeConfig{},
                    .provenance = {.request_id = "once", .actor = "", .comment = "", .at = 1},
                    .result = "{}"});
  }
  fs::remove(key_file);
  const auto store = open();
  ASSERT_TRUE(store) << store.error().message;
  EXPECT_EQ(*(*store)->request_result("once"), std::nullopt);
}

}  // namespace
}  // namespace zonecast::store
