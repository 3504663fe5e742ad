// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/embedded/sealing.h"

#include <fmt/core.h>

#include <vector>

#include "store/embedded/secrets_key_file.h"
#include "store/sql/document_json.h"

namespace zonecast::store {

namespace {

[[noreturn]] void refuse(std::string message) {
  throw SqlFailure{SqlCause::other, std::move(message)};
}

/// Of the key that the TSIG secrets are sealed with; empty when none is sealed.
std::string fingerprint_in_use(Connection& connection) {
  auto row = connection.query("SELECT body FROM config WHERE kind = 'tsig'");
  while (row.next()) {
    const auto fingerprint = fingerprint_of_key_json(row.text(0));
    if (!fingerprint.empty()) return fingerprint;
  }
  return {};
}

std::string place_of(std::string_view request_id) { return fmt::format("request:{}", request_id); }

struct Row {
  std::string id, text;
};

std::vector<Row> rows_of(Query& query) {
  std::vector<Row> rows;
  while (query.next()) rows.push_back({std::string(query.text(0)), std::string(query.text(1))});
  return rows;
}

std::size_t seal_keys(Connection& connection, const SecretSeal& seal) {
  std::size_t sealed = 0;
  auto query = connection.query("SELECT id, body FROM config WHERE kind = 'tsig'");
  for (const auto& [id, body] : rows_of(query)) {
    if (!fingerprint_of_key_json(body).empty()) continue;
    const auto key = key_from_json(body, seal);
    if (!key) refuse(fmt::format("key {}: {}", id, key.error().message));
    connection.query("UPDATE config SET body = ?2 WHERE kind = 'tsig' AND id = ?1")
        .bind(id, key_to_json(*key, seal))
        .execute();
    ++sealed;
  }
  return sealed;
}

/// How many were sealed or, of a key that is gone, removed. Answers are kept in order and for a day
/// only, so the oldest one tells whether there are any of before the seal.
std::size_t seal_results(Connection& connection, const SecretSeal& seal) {
  {
    auto oldest = connection.query("SELECT result FROM request ORDER BY position LIMIT 1");
    if (!oldest.next() || SecretSeal::fingerprint_of(oldest.text(0)) == seal.fingerprint())
      return 0;
  }
  std::size_t changed = 0;
  auto query = connection.query("SELECT id, result FROM request");
  for (const auto& [id, result] : rows_of(query)) {
    const auto fingerprint = SecretSeal::fingerprint_of(result);
    if (fingerprint == seal.fingerprint()) continue;
    if (fingerprint.empty()) {
      connection.query("UPDATE request SET result = ?2 WHERE id = ?1")
          .bind(id, seal_result(seal, id, result))
          .execute();
    } else {
      // Of a key that is gone; no TSIG secret hangs on it, and nobody can read it again.
      connection.query("DELETE FROM request WHERE id = ?1").bind(id).execute();
    }
    ++changed;
  }
  return changed;
}

}  // namespace

SecretSeal open_seal(Connection& connection, const std::string& key_file, base::Random& random,
                     base::Log& log) {
  const auto in_use = fingerprint_in_use(connection);
  const auto found = read_secrets_key(key_file);
  if (!found) refuse(found.error().message);
  if (*found) {
    SecretSeal seal(**found, random);
    if (in_use.empty() || seal.fingerprint() == in_use) return seal;
    refuse(fmt::format(
        "secrets key {} is another one ({}) than the TSIG secrets are sealed with ({}): "
        "put the right file there, or give it with --secrets-key",
        key_file, seal.fingerprint(), in_use));
  }
  if (!in_use.empty()) {
    refuse(
        fmt::format("secrets key {} is missing, and the TSIG secrets are sealed with it ({}): put "
                    "it back, or give it with --secrets-key",
                    key_file, in_use));
  }
  const auto made = make_secrets_key(key_file, random);
  if (!made) refuse(made.error().message);
  SecretSeal seal(*made, random);
  log.info("secrets key made: keep a copy apart from the data",
           {{"file", key_file}, {"fingerprint", seal.fingerprint()}});
  return seal;
}

void seal_what_is_clear(Connection& connection, const SecretSeal& seal, base::Log& log) {
  std::size_t keys = 0;
  std::size_t results = 0;
  {
    SqlTransaction transaction(connection);
    keys = seal_keys(connection, seal);
    results = seal_results(connection, seal);
    if (keys + results == 0) return;
    transaction.commit();
  }
  // What the log still says in the clear goes with it.
  connection.run("PRAGMA wal_checkpoint(TRUNCATE)");
  log.info("secrets sealed", {{"keys", keys}, {"stored_answers", results}});
}

std::string seal_result(const SecretSeal& seal, const std::string& request_id,
                        const std::string& result) {
  return seal.seal(base::as_bytes(result), place_of(request_id));
}

std::string open_result(const SecretSeal& seal, std::string_view request_id,
                        std::string_view stored) {
  const auto opened = seal.open(stored, place_of(request_id));
  if (!opened) refuse(fmt::format("stored answer of {} {}", request_id, opened.error().message));
  return std::string(base::as_text(*opened));
}

}  // namespace zonecast::store
