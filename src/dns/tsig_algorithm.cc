// SPDX-License-Identifier: GPL-3.0-or-later
#include "dns/tsig_algorithm.h"

#include <algorithm>

#include "base/bytes.h"

namespace zonecast::dns {

namespace {

struct AlgorithmFacts {
  std::string_view text;
  std::string_view wire;
  const char* digest;
  std::uint8_t mac_size;
};

using std::string_view_literals::operator""sv;
constexpr AlgorithmFacts algorithms[tsig_algorithm_count] = {
    {"hmac-md5", "\x08hmac-md5\x07sig-alg\x03reg\x03int\0"sv, "MD5", 16},
    {"hmac-sha1", "\x09hmac-sha1\0"sv, "SHA1", 20},
    {"hmac-sha224", "\x0bhmac-sha224\0"sv, "SHA224", 28},
    {"hmac-sha256", "\x0bhmac-sha256\0"sv, "SHA256", 32},
    {"hmac-sha384", "\x0bhmac-sha384\0"sv, "SHA384", 48},
    {"hmac-sha512", "\x0bhmac-sha512\0"sv, "SHA512", 64},
};

const AlgorithmFacts& facts(TsigAlgorithm algorithm) {
  return algorithms[static_cast<std::size_t>(algorithm)];
}

char lower(char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c); }

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

const char* digest_name(TsigAlgorithm algorithm) { return facts(algorithm).digest; }

}  // namespace zonecast::dns
