// SPDX-License-Identifier: GPL-3.0-or-later
// Transaction signatures (RFC 8945): keys, signing and verifying. No I/O; the time comes in.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "dns/hmac_state.h"
#include "dns/message.h"
#include "dns/name.h"
#include "dns/tsig_algorithm.h"

struct evp_mac_ctx_st;

namespace zonecast::dns {

enum class TsigError : std::uint16_t {
  none = 0,
  badsig = 16,
  badkey = 17,
  badtime = 18,
  badtrunc = 22
};
std::string to_text(TsigError error);

inline constexpr std::uint16_t tsig_fudge_s = 300;

/// When a key was last used on the wire, in Unix seconds; nothing when it was not.
struct TsigKeyUse {
  std::optional<std::int64_t> verified_at;  // a request of somebody else
  std::optional<std::int64_t> signed_at;    // a request of ours: NOTIFY
};

struct FreeMacContext {
  void operator()(evp_mac_ctx_st* context) const;
};
/// What OpenSSL computes a MAC in.
using MacContext = std::unique_ptr<evp_mac_ctx_st, FreeMacContext>;

/// A key with its HMAC state prepared. Immutable but for the note of its last use; thread-safe.
class TsigKey {
 public:
  /// `secret` may have any length, zero excepted.
  TsigKey(Name name, TsigAlgorithm algorithm, base::ByteView secret);
  /// The same key, its uses included, standing for `partner` as well: the other key of a roll-over.
  TsigKey(const TsigKey& key, std::optional<Name> partner);
  ~TsigKey();
  TsigKey(const TsigKey&) = delete;
  TsigKey& operator=(const TsigKey&) = delete;

  const Name& name() const { return name_; }
  TsigAlgorithm algorithm() const { return algorithm_; }
  /// Whether what is allowed to the key of this name is allowed to this one: it is that key, or is
  /// being rolled over to or from it.
  bool stands_for(NameView name) const;
  TsigKeyUse last_use() const;
  /// `now` is Unix time in seconds.
  void note_verified(std::uint64_t now) const;
  void note_signed(std::uint64_t now) const;
  /// The HMAC of the pieces in order; returns its size in octets.
  std::size_t mac(std::span<const base::ByteView> pieces, std::span<std::uint8_t, 64> out) const;
  /// The same for who computes many: `context` is empty at first and keeps what can be used again.
  std::size_t mac(std::span<const base::ByteView> pieces, std::span<std::uint8_t, 64> out,
                  MacContext& context) const;
  /// For MACs that are computed together; nothing for MD5.
  const std::optional<HmacState>& hmac_state() const;

 private:
  Name name_;
  TsigAlgorithm algorithm_;
  std::optional<Name> partner_;
  struct State;
  std::shared_ptr<State> state_;
};
using TsigKeyRef = std::shared_ptr<const TsigKey>;

/// Finds a key by its name alone; null when there is none (the verifier compares the algorithm).
using TsigKeyLookup = std::function<TsigKeyRef(NameView name)>;

/// What came of checking a message's TSIG, in the order of RFC 8945 section 5.2: key, MAC, time,
/// truncation. Our policy on truncation (section 5.2.4) is to want the whole MAC: a shorter one
/// that the RFC allows and that is right gets BADTRUNC.
struct TsigVerdict {
  TsigError error = TsigError::none;
  bool malformed = false;   // FORMERR: MAC shorter than max(10, half) or longer than the digest
  TsigKeyRef key;           // null for badkey
  base::Bytes request_mac;  // the MAC as received; first input of the response's digest
};
/// `message.tsig` must be there. `now` is Unix time in seconds.
TsigVerdict verify_request(const Message& message, const TsigKeyLookup& keys, std::uint64_t now);

/// Signs the messages of one exchange in order: a request, or all responses to one request. The
/// second and later messages cover the prior MAC and the timers only (RFC 8945 section 5.3.1).
class TsigSigner {
 public:
  static TsigSigner for_request(TsigKeyRef key);
  static TsigSigner for_response(TsigKeyRef key, base::ByteView request_mac);

  /// Octets a TSIG RR of this key takes at most; reserve them.
  std::size_t size() const;
  /// Signs a message given in pieces (the first starts with its 12-octet header, ARCOUNT not
  /// counting the TSIG; no TCP length) and appends the TSIG RR to `out`. The caller then raises
  /// ARCOUNT. `error` badtime puts the server's time into other-data (RFC 8945 section 5.2.3).
  void sign(std::span<const base::ByteView> pieces, std::uint64_t now, base::Bytes& out,
            TsigError error = TsigError::none, std::uint64_t client_time = 0);
  /// The MAC of the last message signed.
  base::ByteView mac() const { return {mac_.data(), mac_size_}; }

  /// sign() in two steps, so that somebody else may compute the MAC: begin() says what is to be
  /// signed, whose octets must stay in place, and complete() takes the MAC of covered() under
  /// key(), or computes it.
  void begin(std::span<const base::ByteView> pieces, std::uint64_t now,
             TsigError error = TsigError::none, std::uint64_t client_time = 0);
  std::span<const base::ByteView> covered() const { return covered_; }
  const TsigKey& key() const { return *key_; }
  void complete(base::ByteView mac, base::Bytes& out);
  void complete(base::Bytes& out);

 private:
  TsigSigner(TsigKeyRef key, base::ByteView prior_mac, bool is_response);
  void append_rr(base::Bytes& out);

  TsigKeyRef key_;
  MacContext context_;
  base::Bytes prior_mac_;
  bool first_ = true;
  std::array<std::uint8_t, 64> mac_{};
  std::size_t mac_size_ = 0;

  // The message at hand, from begin() to complete().
  std::vector<base::ByteView> covered_;
  base::Bytes trailer_;
  base::Bytes other_;
  std::uint64_t time_signed_ = 0;
  std::uint16_t id_ = 0;
  TsigError error_ = TsigError::none;
};

/// The unsigned TSIG RR of an answer to a request with BADKEY or BADSIG (RFC 8945 section 5.2.1).
void append_unsigned_tsig(const TsigRecord& request, TsigError error, std::uint64_t now,
                          base::Bytes& out);
std::size_t unsigned_tsig_size(const TsigRecord& request);

/// Unsigned messages that may stand between two signed ones of a transfer (RFC 8945 section 5.3.1).
inline constexpr int tsig_unsigned_messages_max = 99;

/// Checks the responses to a request that we signed, in order. RFC 8945 section 5.3.
class TsigVerifier {
 public:
  TsigVerifier(TsigKeyRef key, base::ByteView request_mac);
  enum class Outcome {
    verified,
    unsigned_message,  // no TSIG: vouched for only once a later message is verified, see complete()
    bad_signature,     // wrong key, algorithm or MAC, or a MAC that is not whole
    bad_time,          // the MAC is right, the time is not within the fudge
    error_reported,    // the error field is set; with an empty MAC anybody may have sent this
    malformed,  // a MAC of a size that is not allowed, or too many unsigned messages in a row
  };
  struct Checked {
    Outcome outcome;
    TsigError reported = TsigError::none;  // the error field of the TSIG RR, when there is one
  };
  /// After anything but `verified` or `unsigned_message` the exchange has failed.
  Checked check(const Message& message, std::uint64_t now);
  /// Every message so far is covered by a MAC that was right. Must hold at the end of an exchange:
  /// the first and the last message must be signed.
  bool complete() const { return !first_ && unsigned_messages_ == 0; }

 private:
  TsigKeyRef key_;
  base::Bytes prior_mac_;
  bool first_ = true;
  int unsigned_messages_ = 0;
  base::Bytes pending_;  // unsigned messages since the last signed one
};

}  // namespace zonecast::dns
