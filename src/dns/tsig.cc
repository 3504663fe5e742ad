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

constexpr std::size_t mac_size_max = 64;

void append_u48(base::Bytes& out, std::uint64_t value) {
  base::append_u16(out, static_cast<std::uint16_t>(value >> 32));
  base::append_u32(out, static_cast<std::uint32_t>(value));
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

void append_timers(base::Bytes& out, const Variables& variables) {
  append_u48(out, variables.time_signed);
  base::append_u16(out, variables.fudge);
}

void append_full_variables(base::Bytes& out, const Variables& variables) {
  base::append(out, Name(variables.key_name).lower().wire());
  base::append_u16(out, static_cast<std::uint16_t>(RrClass::any));
  base::append_u32(out, 0);  // TTL
  base::append(out, Name(variables.algorithm).lower().wire());
  append_timers(out, variables);
  base::append_u16(out, variables.error);
  append_sized(out, variables.other);
}

Variables variables_of(const TsigRecord& tsig) {
  return {.key_name = tsig.key_name,
          .algorithm = tsig.algorithm,
          .time_signed = tsig.time_signed,
          .fudge = tsig.fudge,
          .error = tsig.error,
          .other = tsig.other};
}

Variables variables_of(const TsigKey& key, std::uint64_t time_signed, TsigError error,
                       ByteView other) {
  return {.key_name = key.name(),
          .algorithm = wire_name(key.algorithm()),
          .time_signed = time_signed,
          .error = static_cast<std::uint16_t>(error),
          .other = other};
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

}  // namespace

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

void FreeMacContext::operator()(evp_mac_ctx_st* context) const { EVP_MAC_CTX_free(context); }

/// The keyed states are made once and only copied from then on, which is safe from any thread.
struct TsigKey::State {
  MacContext keyed;
  std::optional<HmacState> hmac;
  std::atomic<std::uint64_t> verified_at{0}, signed_at{0};  // 0: never
};

TsigKey::TsigKey(Name name, TsigAlgorithm algorithm, base::ByteView secret)
    : name_(std::move(name)), algorithm_(algorithm), state_(std::make_shared<State>()) {
  ZC_ASSERT(!secret.empty());
  state_->keyed.reset(EVP_MAC_CTX_new(hmac()));
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST,
                                       const_cast<char*>(digest_name(algorithm)), 0),
      OSSL_PARAM_construct_end()};
  ZC_ASSERT(state_->keyed != nullptr &&
            EVP_MAC_init(state_->keyed.get(), secret.data(), secret.size(), parameters) == 1);
  state_->hmac = dns::hmac_state(algorithm, secret);
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
  MacContext context;
  return mac(pieces, out, context);
}

std::size_t TsigKey::mac(std::span<const base::ByteView> pieces, std::span<std::uint8_t, 64> out,
                         MacContext& context) const {
  if (context == nullptr) {
    context.reset(EVP_MAC_CTX_dup(state_->keyed.get()));
    ZC_ASSERT(context != nullptr);
  } else {
    // Without a key it starts again with the one it has.
    ZC_ASSERT(EVP_MAC_init(context.get(), nullptr, 0, nullptr) == 1);
  }
  for (const ByteView piece : pieces) {
    ZC_ASSERT(EVP_MAC_update(context.get(), piece.data(), piece.size()) == 1);
  }
  std::size_t size = 0;
  ZC_ASSERT(EVP_MAC_final(context.get(), out.data(), &size, out.size()) == 1);
  return size;
}

const std::optional<HmacState>& TsigKey::hmac_state() const { return state_->hmac; }

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
  base::Bytes variables;
  append_full_variables(variables, variables_of(tsig));
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
  begin(pieces, now, error, client_time);
  complete(out);
}

void TsigSigner::begin(std::span<const base::ByteView> pieces, std::uint64_t now, TsigError error,
                       std::uint64_t client_time) {
  ZC_ASSERT(!pieces.empty() && pieces[0].size() >= header_size);
  id_ = base::load_u16(pieces[0].data());
  error_ = error;
  const bool late = error == TsigError::badtime;
  time_signed_ = late ? client_time : now;
  other_.clear();
  if (late) append_u48(other_, now);
  trailer_.clear();
  const Variables variables = variables_of(*key_, time_signed_, error_, other_);
  if (first_) {
    append_full_variables(trailer_, variables);
  } else {
    append_timers(trailer_, variables);
  }
  covered_.clear();
  covered_.emplace_back(prior_mac_);
  covered_.insert(covered_.end(), pieces.begin(), pieces.end());
  covered_.emplace_back(trailer_);
}

void TsigSigner::complete(base::ByteView mac, base::Bytes& out) {
  ZC_ASSERT(mac.size() == dns::mac_size(key_->algorithm()));
  std::ranges::copy(mac, mac_.begin());
  mac_size_ = mac.size();
  append_rr(out);
}

void TsigSigner::complete(base::Bytes& out) {
  mac_size_ = key_->mac(covered_, mac_, context_);
  append_rr(out);
}

void TsigSigner::append_rr(base::Bytes& out) {
  append_tsig_rr(out, variables_of(*key_, time_signed_, error_, other_), mac(), id_);
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
  base::Bytes trailer;
  if (first_) {
    append_full_variables(trailer, variables_of(tsig));
  } else {
    append_timers(trailer, variables_of(tsig));
  }
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
