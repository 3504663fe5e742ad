// SPDX-License-Identifier: GPL-3.0-or-later
#include "dns/tsig.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <thread>

#include "dns/message_writer.h"
#include "dns/tsig_vectors.h"

namespace zonecast::dns {
namespace {

using Outcome = TsigVerifier::Outcome;

constexpr std::uint64_t vector_time = 1'600'000'000;

Name name(std::string_view text) { return Name::from_text(text).value(); }
base::Bytes hex(std::string_view text) { return base::from_hex(text).value(); }

base::Bytes vector_secret() {
  base::Bytes secret;
  for (std::uint8_t i = 1; i <= 32; ++i) secret.push_back(i);
  return secret;
}

TsigKeyRef vector_key(TsigAlgorithm algorithm) {
  return std::make_shared<TsigKey>(name("key.example"), algorithm, vector_secret());
}

TsigKeyLookup only(const TsigKeyRef& key) {
  return [key](NameView wanted) { return equal(wanted, key->name()) ? key : nullptr; };
}

/// The message before its TSIG RR was added.
base::Bytes stripped(base::ByteView wire) {
  const auto message = parse_message(wire).value();
  base::Bytes out(wire.begin(), wire.begin() + static_cast<std::ptrdiff_t>(message.tsig->offset));
  base::store_u16(&out[10], static_cast<std::uint16_t>(message.header.additional_count - 1));
  return out;
}

/// `bare` with a TSIG RR by `signer`.
base::Bytes signed_by(TsigSigner& signer, base::Bytes bare, std::uint64_t now,
                      TsigError error = TsigError::none, std::uint64_t client_time = 0) {
  base::Bytes rr;
  const base::ByteView piece = bare;
  signer.sign({&piece, 1}, now, rr, error, client_time);
  EXPECT_LE(rr.size(), signer.size());
  base::append(bare, rr);
  base::store_u16(&bare[10], static_cast<std::uint16_t>(base::load_u16(&bare[10]) + 1));
  return bare;
}

base::Bytes bare_query() {
  MessageWriter writer;
  writer.start({.id = 0x1234});
  writer.question({name("example.org"), RrType::soa});
  const auto wire = writer.finish();
  return {wire.begin(), wire.end()};
}

base::Bytes signed_query(const TsigKeyRef& key, std::uint64_t now = vector_time) {
  auto signer = TsigSigner::for_request(key);
  return signed_by(signer, bare_query(), now);
}

TsigVerdict verdict_on(base::ByteView wire, const TsigKeyLookup& keys,
                       std::uint64_t now = vector_time) {
  return verify_request(parse_message(wire).value(), keys, now);
}

/// `wire` with its MAC cut to `size` octets.
base::Bytes with_mac_cut(base::ByteView wire, std::size_t size) {
  const auto message = parse_message(wire).value();
  const auto& mac = message.tsig->mac;
  const auto at = static_cast<std::ptrdiff_t>(mac.data() - wire.data());
  const std::size_t rdlength_at = message.tsig->offset + message.tsig->key_name.size() + 8;
  base::Bytes out(wire.begin(), wire.end());
  const std::size_t cut = mac.size() - size;
  base::store_u16(&out[rdlength_at],
                  static_cast<std::uint16_t>(base::load_u16(&out[rdlength_at]) - cut));
  base::store_u16(&out[static_cast<std::size_t>(at) - 2], static_cast<std::uint16_t>(size));
  out.erase(out.begin() + at + static_cast<std::ptrdiff_t>(size),
            out.begin() + at + static_cast<std::ptrdiff_t>(mac.size()));
  return out;
}

class TsigInterop : public testing::TestWithParam<TsigVector> {};

TEST_P(TsigInterop, signs_requests_as_dnspython_does) {
  const auto request = hex(GetParam().request);
  auto signer = TsigSigner::for_request(vector_key(GetParam().algorithm));
  signed_by(signer, stripped(request), vector_time);
  EXPECT_EQ(base::to_hex(signer.mac()), base::to_hex(parse_message(request)->tsig->mac));
}

TEST_P(TsigInterop, verifies_requests_of_dnspython) {
  const auto request = hex(GetParam().request);
  const auto verdict = verdict_on(request, only(vector_key(GetParam().algorithm)));
  EXPECT_EQ(verdict.error, TsigError::none);
  EXPECT_FALSE(verdict.malformed);
  EXPECT_EQ(verdict.request_mac.size(), mac_size(GetParam().algorithm));
}

TEST_P(TsigInterop, signs_transfers_as_dnspython_does) {
  const auto key = vector_key(GetParam().algorithm);
  const auto request = hex(GetParam().request);
  const auto verdict = verdict_on(request, only(key));
  auto signer = TsigSigner::for_response(key, verdict.request_mac);
  for (const auto text : GetParam().responses) {
    const auto response = hex(text);
    signed_by(signer, stripped(response), vector_time);
    EXPECT_EQ(base::to_hex(signer.mac()), base::to_hex(parse_message(response)->tsig->mac));
  }
}

TEST_P(TsigInterop, verifies_transfers_of_dnspython) {
  const auto request = hex(GetParam().request);
  TsigVerifier verifier(vector_key(GetParam().algorithm), parse_message(request)->tsig->mac);
  EXPECT_FALSE(verifier.complete());
  for (const auto text : GetParam().responses) {
    const auto response = hex(text);
    EXPECT_EQ(verifier.check(parse_message(response).value(), vector_time).outcome,
              Outcome::verified);
    EXPECT_TRUE(verifier.complete());
  }
}

INSTANTIATE_TEST_SUITE_P(AllAlgorithms, TsigInterop, testing::ValuesIn(tsig_vectors),
                         [](const auto& instance) {
                           std::string text = to_text(instance.param.algorithm);
                           text[text.find('-')] = '_';
                           return text;
                         });

TEST(TsigRequest, with_an_unknown_key_is_badkey) {
  const auto wire = signed_query(vector_key(TsigAlgorithm::hmac_sha256));
  const auto verdict = verdict_on(wire, [](NameView) { return TsigKeyRef(); });
  EXPECT_EQ(verdict.error, TsigError::badkey);
  EXPECT_EQ(verdict.key, nullptr);
}

TEST(TsigRequest, with_another_algorithm_than_the_keys_is_badkey) {
  const auto wire = signed_query(vector_key(TsigAlgorithm::hmac_sha256));
  EXPECT_EQ(verdict_on(wire, only(vector_key(TsigAlgorithm::hmac_sha512))).error,
            TsigError::badkey);
}

TEST(TsigRequest, with_another_secret_is_badsig) {
  const auto wire = signed_query(vector_key(TsigAlgorithm::hmac_sha256));
  const auto other =
      std::make_shared<TsigKey>(name("key.example"), TsigAlgorithm::hmac_sha256, base::Bytes{1});
  const auto verdict = verdict_on(wire, only(other));
  EXPECT_EQ(verdict.error, TsigError::badsig);
  EXPECT_EQ(verdict.key, other);
}

TEST(TsigRequest, outside_the_fudge_is_badtime) {
  const auto key = vector_key(TsigAlgorithm::hmac_sha256);
  const auto wire = signed_query(key);
  EXPECT_EQ(verdict_on(wire, only(key), vector_time + 300).error, TsigError::none);
  EXPECT_EQ(verdict_on(wire, only(key), vector_time - 300).error, TsigError::none);
  EXPECT_EQ(verdict_on(wire, only(key), vector_time + 301).error, TsigError::badtime);
  EXPECT_EQ(verdict_on(wire, only(key), vector_time - 301).error, TsigError::badtime);
}

TEST(TsigRequest, is_judged_by_its_mac_before_its_time) {
  const auto key = vector_key(TsigAlgorithm::hmac_sha256);
  auto wire = signed_query(key);
  wire[13] ^= 0x20;  // a letter of the question
  EXPECT_EQ(verdict_on(wire, only(key), vector_time + 9999).error, TsigError::badsig);
}

TEST(TsigRequest, with_a_mac_below_ten_octets_or_half_the_digest_is_malformed) {
  struct Floor {
    TsigAlgorithm algorithm;
    std::size_t size;
  };
  for (const auto [algorithm, floor] :
       {Floor{TsigAlgorithm::hmac_md5, 10}, Floor{TsigAlgorithm::hmac_sha1, 10},
        Floor{TsigAlgorithm::hmac_sha256, 16}, Floor{TsigAlgorithm::hmac_sha512, 32}}) {
    const auto key = vector_key(algorithm);
    const auto wire = signed_query(key);
    EXPECT_TRUE(verdict_on(with_mac_cut(wire, floor - 1), only(key)).malformed);
    EXPECT_TRUE(verdict_on(with_mac_cut(wire, 0), only(key)).malformed);
    const auto allowed = verdict_on(with_mac_cut(wire, floor), only(key));
    EXPECT_FALSE(allowed.malformed);
    EXPECT_EQ(allowed.error, TsigError::badtrunc);
  }
}

TEST(TsigRequest, with_a_mac_longer_than_the_digest_is_malformed) {
  const auto key = vector_key(TsigAlgorithm::hmac_sha256);
  auto wire = signed_query(key);
  auto message = parse_message(wire).value();
  const base::Bytes longer(33, 0);
  message.tsig->mac = longer;
  EXPECT_TRUE(verify_request(message, only(key), vector_time).malformed);
}

TEST(TsigRequest, with_a_short_mac_is_badtrunc_only_when_mac_and_time_are_right) {
  const auto key = vector_key(TsigAlgorithm::hmac_sha256);
  auto wire = with_mac_cut(signed_query(key), 20);
  EXPECT_EQ(verdict_on(wire, only(key)).error, TsigError::badtrunc);
  EXPECT_EQ(verdict_on(wire, only(key), vector_time + 301).error, TsigError::badtime);
  wire[13] ^= 0x20;
  EXPECT_EQ(verdict_on(wire, only(key)).error, TsigError::badsig);
}

TEST(TsigRequest, is_verified_with_its_original_id) {
  const auto key = vector_key(TsigAlgorithm::hmac_sha256);
  auto wire = signed_query(key);
  wire[0] ^= 0xff;  // as a forwarder does
  EXPECT_EQ(verdict_on(wire, only(key)).error, TsigError::none);
}

TEST(TsigRequest, names_key_and_algorithm_in_any_letter_case) {
  const auto key =
      std::make_shared<TsigKey>(name("KEY.Example"), TsigAlgorithm::hmac_sha256, vector_secret());
  const auto wire = signed_query(key);
  EXPECT_EQ(verdict_on(wire, only(vector_key(TsigAlgorithm::hmac_sha256))).error, TsigError::none);
}

RC_GTEST_PROP(TsigRequest, is_refused_after_any_change_of_one_octet,
              (std::uint16_t where, std::uint8_t change)) {
  RC_PRE(change != 0);
  static const auto key = vector_key(TsigAlgorithm::hmac_sha256);
  static const auto original = signed_query(key);
  auto wire = original;
  const std::size_t at = where % wire.size();
  RC_PRE(at >= 2);  // the ID is not covered, the original ID is
  wire[at] ^= change;
  const auto message = parse_message(wire);
  if (!message || !message->tsig) return;
  const auto verdict = verify_request(*message, only(key), vector_time);
  // Letter case in the names of key and algorithm is not covered, as they are hashed in lower case.
  const bool only_case = change == 0x20 && at > message->tsig->offset;
  RC_ASSERT(only_case || verdict.malformed || verdict.error != TsigError::none);
}

TEST(TsigResponse, to_a_late_request_matches_dnspython) {
  const auto key = vector_key(TsigAlgorithm::hmac_sha256);
  const auto request = hex(tsig_vectors[3].request);
  const auto theirs = hex(tsig_badtime);
  auto signer = TsigSigner::for_response(key, parse_message(request)->tsig->mac);
  const auto ours =
      signed_by(signer, stripped(theirs), vector_time, TsigError::badtime, vector_time - 1000);
  EXPECT_EQ(base::to_hex(ours), base::to_hex(theirs));
  TsigVerifier verifier(key, parse_message(request)->tsig->mac);
  const auto checked = verifier.check(parse_message(theirs).value(), vector_time - 1000);
  EXPECT_EQ(checked.outcome, Outcome::error_reported);
  EXPECT_EQ(checked.reported, TsigError::badtime);
}

TEST(TsigResponse, unsigned_names_the_key_and_the_error) {
  const auto wire = signed_query(vector_key(TsigAlgorithm::hmac_sha256));
  const auto request = parse_message(wire).value();
  auto answer = bare_query();
  base::Bytes rr;
  append_unsigned_tsig(*request.tsig, TsigError::badkey, vector_time + 5, rr);
  EXPECT_EQ(rr.size(), unsigned_tsig_size(*request.tsig));
  base::append(answer, rr);
  base::store_u16(&answer[10], 1);
  const auto message = parse_message(answer).value();
  EXPECT_EQ(message.tsig->key_name, name("key.example"));
  EXPECT_EQ(message.tsig->algorithm, name("hmac-sha256"));
  EXPECT_EQ(message.tsig->error, 17);
  EXPECT_EQ(message.tsig->original_id, 0x1234);
  EXPECT_TRUE(message.tsig->mac.empty());
  TsigVerifier verifier(vector_key(TsigAlgorithm::hmac_sha256), request.tsig->mac);
  const auto checked = verifier.check(message, vector_time);
  EXPECT_EQ(checked.outcome, Outcome::error_reported);
  EXPECT_EQ(checked.reported, TsigError::badkey);
  EXPECT_FALSE(verifier.complete());
}

TEST(TsigVerifier, accepts_unsigned_messages_that_a_later_mac_covers) {
  const auto request = hex(tsig_vectors[3].request);
  TsigVerifier verifier(vector_key(TsigAlgorithm::hmac_sha256), parse_message(request)->tsig->mac);
  const Outcome expected[] = {Outcome::verified, Outcome::unsigned_message, Outcome::verified};
  const bool complete[] = {true, false, true};
  for (std::size_t i = 0; i < 3; ++i) {
    const auto wire = hex(tsig_unsigned_between[i]);
    EXPECT_EQ(verifier.check(parse_message(wire).value(), vector_time).outcome, expected[i]);
    EXPECT_EQ(verifier.complete(), complete[i]);
  }
}

TEST(TsigVerifier, notices_a_changed_or_missing_unsigned_message) {
  const auto request = hex(tsig_vectors[3].request);
  for (const bool missing : {false, true}) {
    TsigVerifier verifier(vector_key(TsigAlgorithm::hmac_sha256),
                          parse_message(request)->tsig->mac);
    const auto first = hex(tsig_unsigned_between[0]);
    verifier.check(parse_message(first).value(), vector_time);
    auto second = hex(tsig_unsigned_between[1]);
    second.back() ^= 1;
    if (!missing) verifier.check(parse_message(second).value(), vector_time);
    const auto third = hex(tsig_unsigned_between[2]);
    EXPECT_EQ(verifier.check(parse_message(third).value(), vector_time).outcome,
              Outcome::bad_signature);
  }
}

TEST(TsigVerifier, bears_99_unsigned_messages_in_a_row_and_not_one_more) {
  const auto key = vector_key(TsigAlgorithm::hmac_sha256);
  const base::Bytes request_mac(32, 7);
  auto signer = TsigSigner::for_response(key, request_mac);
  TsigVerifier verifier(key, request_mac);
  const auto bare = bare_query();
  EXPECT_EQ(verifier.check(parse_message(bare).value(), vector_time).outcome,
            Outcome::unsigned_message);
  EXPECT_FALSE(verifier.complete());
  const auto first = signed_by(signer, bare, vector_time);
  EXPECT_EQ(verifier.check(parse_message(first).value(), vector_time).outcome, Outcome::verified);
  for (int i = 0; i < tsig_unsigned_messages_max; ++i) {
    EXPECT_EQ(verifier.check(parse_message(bare).value(), vector_time).outcome,
              Outcome::unsigned_message);
  }
  EXPECT_EQ(verifier.check(parse_message(bare).value(), vector_time).outcome, Outcome::malformed);
}

TEST(TsigVerifier, wants_its_own_key_and_time) {
  const auto key = vector_key(TsigAlgorithm::hmac_sha256);
  const base::Bytes request_mac(32, 7);
  const auto answer = [&](const TsigKeyRef& by) {
    auto signer = TsigSigner::for_response(by, request_mac);
    return signed_by(signer, bare_query(), vector_time);
  };
  const auto outcome = [&](const base::Bytes& wire, std::uint64_t now) {
    return TsigVerifier(key, request_mac).check(parse_message(wire).value(), now).outcome;
  };
  EXPECT_EQ(outcome(answer(key), vector_time), Outcome::verified);
  EXPECT_EQ(outcome(answer(key), vector_time + 301), Outcome::bad_time);
  EXPECT_EQ(outcome(answer(vector_key(TsigAlgorithm::hmac_sha1)), vector_time),
            Outcome::bad_signature);
  EXPECT_EQ(outcome(answer(std::make_shared<TsigKey>(name("other.example"),
                                                     TsigAlgorithm::hmac_sha256, vector_secret())),
                    vector_time),
            Outcome::bad_signature);
  EXPECT_EQ(outcome(with_mac_cut(answer(key), 16), vector_time), Outcome::bad_signature);
  EXPECT_EQ(outcome(with_mac_cut(answer(key), 15), vector_time), Outcome::malformed);
}

TEST(TsigSigner, signs_a_message_in_pieces_as_one_whole) {
  const auto key = vector_key(TsigAlgorithm::hmac_sha384);
  const auto bare = bare_query();
  const auto view = base::ByteView(bare);
  const base::ByteView pieces[] = {
      view.first(header_size), view.subspan(header_size, 3), {}, view.subspan(header_size + 3)};
  auto whole = TsigSigner::for_request(key);
  auto parts = TsigSigner::for_request(key);
  base::Bytes one;
  base::Bytes other;
  whole.sign({&view, 1}, vector_time, one);
  parts.sign(pieces, vector_time, other);
  EXPECT_EQ(one, other);
}

TEST(TsigSigner, takes_macs_that_somebody_else_computed) {
  const auto key = vector_key(TsigAlgorithm::hmac_sha256);
  const auto bare = bare_query();
  const base::ByteView piece = bare;
  auto alone = TsigSigner::for_request(key);
  auto helped = TsigSigner::for_request(key);
  for (int i = 0; i < 3; ++i) {
    base::Bytes expected;
    base::Bytes out;
    alone.sign({&piece, 1}, vector_time, expected);
    helped.begin({&piece, 1}, vector_time);
    std::array<std::uint8_t, 64> mac{};
    const std::size_t size = helped.key().mac(helped.covered(), mac);
    helped.complete(base::ByteView(mac).first(size), out);
    EXPECT_EQ(out, expected) << "message " << i;
  }
}

TEST(TsigKey, is_used_by_many_threads_at_once) {
  const auto key = vector_key(TsigAlgorithm::hmac_sha256);
  const auto bare = bare_query();
  const base::ByteView piece = bare;
  std::array<std::uint8_t, 64> expected{};
  key->mac({&piece, 1}, expected);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 500; ++round) {
        std::array<std::uint8_t, 64> out{};
        EXPECT_EQ(key->mac({&piece, 1}, out), 32U);
        EXPECT_EQ(out, expected);
      }
    });
  }
  for (auto& thread : threads) thread.join();
}

TEST(TsigKey, takes_secrets_of_any_length) {
  for (const std::size_t size : {1U, 16U, 64U, 65U, 129U, 4096U}) {
    const auto key = std::make_shared<TsigKey>(name("key.example"), TsigAlgorithm::hmac_sha256,
                                               base::Bytes(size, 'x'));
    EXPECT_EQ(verdict_on(signed_query(key), only(key)).error, TsigError::none);
  }
}

}  // namespace
}  // namespace zonecast::dns
