// SPDX-License-Identifier: GPL-3.0-or-later
// The octets under a MAC, in order (RFC 8945 section 4.3 and 5.3.1):
//
//   request            message, variables
//   first response     request MAC, message, variables
//   later responses    prior MAC, unsigned messages since, message, time and fudge
//
// MACs of before come with two octets of length; messages are as they were before the TSIG RR was
// added, with the original ID; names in the variables are in lower case.
#include "dns/tsig.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <atomic>
#include <vector>

#include "base/assert.h"

namespace zonecast::dns {

namespace {

using base::ByteView;

struct AlgorithmFacts {
  std::string_view text;
  std::string_view wire;
  const char* digest;  // as OpenSSL names it
  std::uint8_t mac_size;
};

using std::string_view_literals::operator""sv;
constexpr AlgorithmFacts algorithms[] = {
    {"hmac-md5", "\x08hmac-md5\x07sig-alg\x03reg\x03int\0"sv, "MD5", 16},
    {"hmac-sha1", "\x09hmac-sha1\0"sv, "SHA1", 20},
    {"hmac-sha224", "\x0bhmac-sha224\0"sv, "SHA224", 28},
    {"hmac-sha256", "\x0bhmac-sha256\0"sv, "SHA256", 32},
    {"hmac-sha384", "\x0bhmac-sha384\0"sv, "SHA384", 48},
    {"hmac-sha512", "\x0bhmac-sha512\0"sv, "SHA512", 64},
};
constexpr std::size_t mac_size_max = 64;

const AlgorithmFacts& facts(TsigAlgorithm algorithm) {
  return algorithms[static_cast<std::size_t>(algorithm)];
}

char lower(char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c); }

void append_u48(base::Bytes& out, std::uint64_t value) {
  base::append_u16(out, static_cast<std::uint16_t>(value >> 32));
  base::append_u32(out, static_cast<std::uint32_t>(value));
}

/// Bits 47 to 0 in six octets: what other-data of BADTIME holds.
base::Bytes time_octets(std::uint64_t time) {
  base::Bytes out;
  append_u48(out, time);
  return out;
}

void append_sized(base::Bytes& out, ByteView octets) {
  base::append_u16(out, static_cast<std::uint16_t>(octets.size()));
  base::append(out, octets);
}

/// What a TSIG RR says besides its MAC.
struct Variables {
  NameView key_name;
  NameView algorithm;
  std::uint64_t time_signed = 0;
  std::uint16_t fudge = tsig_fudge_s;
  std::uint16_t error = 0;
  ByteView other;
};

base::Bytes full_variables(const Variables& variables) {
  base::Bytes out;
  base::append(out, Name(variables.key_name).lower().wire());
  base::append_u16(out, static_cast<std::uint16_t>(RrClass::any));
  base::append_u32(out, 0);  // TTL
  base::append(out, Name(variables.algorithm).lower().wire());
  append_u48(out, variables.time_signed);
  base::append_u16(out, variables.fudge);
  base::append_u16(out, variables.error);
  append_sized(out, variables.other);
  return out;
}

base::Bytes timers_only(const Variables& variables) {
  base::Bytes out;
  append_u48(out, variables.time_signed);
  base::append_u16(out, variables.fudge);
  return out;
}

Variables variables_of(const TsigRecord& tsig) {
  return {.key_name = tsig.key_name,
          .algorithm = tsig.algorithm,
          .time_signed = tsig.time_signed,
          .fudge = tsig.fudge,
          .error = tsig.error,
          .other = tsig.other};
}

void append_tsig_rr(base::Bytes& out, const Variables& variables, ByteView mac, std::uint16_t id) {
  base::append(out, variables.key_name.wire());
  base::append_u16(out, static_cast<std::uint16_t>(RrType::tsig));
  base::append_u16(out, static_cast<std::uint16_t>(RrClass::any));
  base::append_u32(out, 0);
  const std::size_t rdata = out.size() + 2;
  base::append_u16(out, 0);
  base::append(out, variables.algorithm.wire());
  append_u48(out, variables.time_signed);
  base::append_u16(out, variables.fudge);
  append_sized(out, mac);
  base::append_u16(out, id);
  base::append_u16(out, variables.error);
  append_sized(out, variables.other);
  base::store_u16(&out[rdata - 2], static_cast<std::uint16_t>(out.size() - rdata));
}

/// The RR without key name, algorithm name, MAC and other-data.
constexpr std::size_t rr_fixed_size = 10 + 6 + 2 + 2 + 2 + 2 + 2;

/// A message as it was before its TSIG RR was added, its two pieces in order.
struct BareMessage {
  std::array<std::uint8_t, header_size> header;
  ByteView body;
  explicit BareMessage(const Message& message) {
    std::copy_n(message.wire.begin(), header_size, header.begin());
    base::store_u16(header.data(), message.tsig->original_id);
    base::store_u16(&header[10], static_cast<std::uint16_t>(message.header.additional_count - 1));
    body = message.wire.subspan(header_size, message.tsig->offset - header_size);
  }
};

bool mac_size_allowed(std::size_t size, TsigAlgorithm algorithm) {
  // RFC 8945 section 5.2.2.1: at least ten octets and at least half of the digest.
  const std::size_t whole = mac_size(algorithm);
  return size <= whole && size >= std::max<std::size_t>(10, whole / 2);
}

/// `received` are the first octets of the MAC over `pieces`.
bool mac_matches(const TsigKey& key, std::span<const ByteView> pieces, ByteView received) {
  std::array<std::uint8_t, mac_size_max> computed{};
  const std::size_t size = key.mac(pieces, computed);
  return !received.empty() && received.size() <= size &&
         CRYPTO_memcmp(computed.data(), received.data(), received.size()) == 0;
}

bool is_timely(const TsigRecord& tsig, std::uint64_t now) {
  const std::uint64_t apart =
      now > tsig.time_signed ? now - tsig.time_signed : tsig.time_signed - now;
  return apart <= tsig.fudge;
}

EVP_MAC* hmac() {
  static EVP_MAC* const fetched = EVP_MAC_fetch(nullptr, OSSL_MAC_NAME_HMAC, nullptr);
  ZC_ASSERT(fetched != nullptr);
  return fetched;
}

struct FreeMacContext {
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};
using MacContext = std::unique_ptr<EVP_MAC_CTX, FreeMacContext>;

}  // namespace

std::string to_text(TsigAlgorithm algorithm) { return std::string(facts(algorithm).text); }

std::optional<TsigAlgorithm> tsig_algorithm_from_text(std::string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);
  std::string name(text);
  std::ranges::transform(name, name.begin(), lower);
  if (name == "hmac-md5.sig-alg.reg.int") return TsigAlgorithm::hmac_md5;
  for (std::size_t i = 0; i < std::size(algorithms); ++i) {
    if (algorithms[i].text == name) return static_cast<TsigAlgorithm>(i);
  }
  return std::nullopt;
}

NameView wire_name(TsigAlgorithm algorithm) {
  return NameView::trusted(base::as_bytes(facts(algorithm).wire));
}

std::size_t mac_size(TsigAlgorithm algorithm) { return facts(algorithm).mac_size; }

std::string to_text(TsigError error) {
  switch (error) {
    case TsigError::none:
      return "NOERROR";
    case TsigError::badsig:
      return "BADSIG";
    case TsigError::badkey:
      return "BADKEY";
    case TsigError::badtime:
      return "BADTIME";
    case TsigError::badtrunc:
      return "BADTRUNC";
  }
  return "TSIGERROR" + std::to_string(static_cast<unsigned>(error));
}

/// The keyed state is made once and only copied from then on, which is safe from any thread.
struct TsigKey::State {
  MacContext keyed;
  std::atomic<std::uint64_t> verified_at{0}, signed_at{0};  // 0: never
};

TsigKey::TsigKey(Name name, TsigAlgorithm algorithm, base::ByteView secret)
    : name_(std::move(name)), algorithm_(algorithm), state_(std::make_shared<State>()) {
  ZC_ASSERT(!secret.empty());
  state_->keyed.reset(EVP_MAC_CTX_new(hmac()));
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST,
                                       const_cast<char*>(facts(algorithm).digest), 0),
      OSSL_PARAM_construct_end()};
  ZC_ASSERT(state_->keyed != nullptr &&
            EVP_MAC_init(state_->keyed.get(), secret.data(), secret.size(), parameters) == 1);
}

TsigKey::TsigKey(const TsigKey& key, std::optional<Name> partner)
    : name_(key.name_),
      algorithm_(key.algorithm_),
      partner_(std::move(partner)),
      state_(key.state_) {}

TsigKey::~TsigKey() = default;

bool TsigKey::stands_for(NameView name) const {
  return equal(name_, name) || (partner_ && equal(*partner_, name));
}

namespace {

std::optional<std::int64_t> noted(const std::atomic<std::uint64_t>& at) {
  const auto seconds = at.load(std::memory_order_relaxed);
  if (seconds == 0) return std::nullopt;
  return static_cast<std::int64_t>(seconds);
}

/// Once a second at the most, so that workers do not pass a cache line to and fro.
void note(std::atomic<std::uint64_t>& at, std::uint64_t now) {
  if (at.load(std::memory_order_relaxed) != now) at.store(now, std::memory_order_relaxed);
}

}  // namespace

TsigKeyUse TsigKey::last_use() const {
  return {.verified_at = noted(state_->verified_at), .signed_at = noted(state_->signed_at)};
}

void TsigKey::note_verified(std::uint64_t now) const { note(state_->verified_at, now); }
void TsigKey::note_signed(std::uint64_t now) const { note(state_->signed_at, now); }

std::size_t TsigKey::mac(std::span<const base::ByteView> pieces,
                         std::span<std::uint8_t, 64> out) const {
  const MacContext context(EVP_MAC_CTX_dup(state_->keyed.get()));
  ZC_ASSERT(context != nullptr);
  for (const ByteView piece : pieces) {
    ZC_ASSERT(EVP_MAC_update(context.get(), piece.data(), piece.size()) == 1);
  }
  std::size_t size = 0;
  ZC_ASSERT(EVP_MAC_final(context.get(), out.data(), &size, out.size()) == 1);
  return size;
}

TsigVerdict verify_request(const Message& message, const TsigKeyLookup& keys, std::uint64_t now) {
  const TsigRecord& tsig = *message.tsig;
  TsigVerdict verdict;
  const TsigKeyRef key = keys(tsig.key_name);
  if (key == nullptr || !equal(tsig.algorithm, wire_name(key->algorithm()))) {
    verdict.error = TsigError::badkey;
    return verdict;
  }
  verdict.key = key;
  verdict.request_mac.assign(tsig.mac.begin(), tsig.mac.end());
  if (!mac_size_allowed(tsig.mac.size(), key->algorithm())) {
    verdict.malformed = true;
    return verdict;
  }
  const BareMessage bare(message);
  const base::Bytes variables = full_variables(variables_of(tsig));
  const ByteView pieces[] = {bare.header, bare.body, variables};
  if (!mac_matches(*key, pieces, tsig.mac)) {
    verdict.error = TsigError::badsig;
  } else if (!is_timely(tsig, now)) {
    verdict.error = TsigError::badtime;
  } else if (tsig.mac.size() < mac_size(key->algorithm())) {
    verdict.error = TsigError::badtrunc;
  }
  return verdict;
}

TsigSigner::TsigSigner(TsigKeyRef key, base::ByteView prior_mac, bool is_response)
    : key_(std::move(key)) {
  if (is_response) append_sized(prior_mac_, prior_mac);
}

TsigSigner TsigSigner::for_request(TsigKeyRef key) { return {std::move(key), {}, false}; }

TsigSigner TsigSigner::for_response(TsigKeyRef key, base::ByteView request_mac) {
  return {std::move(key), request_mac, true};
}

std::size_t TsigSigner::size() const {
  constexpr std::size_t server_time = 6;
  return key_->name().size() + wire_name(key_->algorithm()).size() + rr_fixed_size +
         mac_size(key_->algorithm()) + server_time;
}

void TsigSigner::sign(std::span<const base::ByteView> pieces, std::uint64_t now, base::Bytes& out,
                      TsigError error, std::uint64_t client_time) {
  ZC_ASSERT(!pieces.empty() && pieces[0].size() >= header_size);
  const std::uint16_t id = base::load_u16(pieces[0].data());
  const bool late = error == TsigError::badtime;
  const base::Bytes other = late ? time_octets(now) : base::Bytes();
  const Variables variables{.key_name = key_->name(),
                            .algorithm = wire_name(key_->algorithm()),
                            .time_signed = late ? client_time : now,
                            .error = static_cast<std::uint16_t>(error),
                            .other = other};
  const base::Bytes trailer = first_ ? full_variables(variables) : timers_only(variables);
  std::vector<ByteView> covered;
  covered.reserve(pieces.size() + 2);
  covered.emplace_back(prior_mac_);
  covered.insert(covered.end(), pieces.begin(), pieces.end());
  covered.emplace_back(trailer);
  mac_size_ = key_->mac(covered, mac_);
  append_tsig_rr(out, variables, mac(), id);
  prior_mac_.clear();
  append_sized(prior_mac_, mac());
  first_ = false;
}

void append_unsigned_tsig(const TsigRecord& request, TsigError error, std::uint64_t now,
                          base::Bytes& out) {
  append_tsig_rr(out,
                 {.key_name = request.key_name,
                  .algorithm = request.algorithm,
                  .time_signed = now,
                  .error = static_cast<std::uint16_t>(error),
                  .other = {}},
                 {}, request.original_id);
}

std::size_t unsigned_tsig_size(const TsigRecord& request) {
  return request.key_name.size() + request.algorithm.size() + rr_fixed_size;
}

TsigVerifier::TsigVerifier(TsigKeyRef key, base::ByteView request_mac) : key_(std::move(key)) {
  append_sized(prior_mac_, request_mac);
}

TsigVerifier::Checked TsigVerifier::check(const Message& message, std::uint64_t now) {
  if (!message.tsig) {
    // Nothing is gained by keeping octets before the first MAC: no later one covers them.
    if (first_) return {Outcome::unsigned_message};
    if (++unsigned_messages_ > tsig_unsigned_messages_max) return {Outcome::malformed};
    base::append(pending_, message.wire);
    return {Outcome::unsigned_message};
  }
  const TsigRecord& tsig = *message.tsig;
  const auto reported = static_cast<TsigError>(tsig.error);
  if (reported != TsigError::none && tsig.mac.empty()) return {Outcome::error_reported, reported};
  if (!equal(tsig.key_name, key_->name()) || !equal(tsig.algorithm, wire_name(key_->algorithm()))) {
    return {Outcome::bad_signature, reported};
  }
  if (!mac_size_allowed(tsig.mac.size(), key_->algorithm())) return {Outcome::malformed, reported};
  const BareMessage bare(message);
  const Variables variables = variables_of(tsig);
  const base::Bytes trailer = first_ ? full_variables(variables) : timers_only(variables);
  const ByteView pieces[] = {prior_mac_, pending_, bare.header, bare.body, trailer};
  if (tsig.mac.size() < mac_size(key_->algorithm()) || !mac_matches(*key_, pieces, tsig.mac)) {
    return {Outcome::bad_signature, reported};
  }
  if (reported != TsigError::none) return {Outcome::error_reported, reported};
  if (!is_timely(tsig, now)) return {Outcome::bad_time, reported};
  prior_mac_.clear();
  append_sized(prior_mac_, tsig.mac);
  pending_.clear();
  unsigned_messages_ = 0;
  first_ = false;
  return {Outcome::verified, reported};
}

}  // namespace zonecast::dns
