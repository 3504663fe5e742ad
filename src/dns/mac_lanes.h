// SPDX-License-Identifier: GPL-3.0-or-later
// HMACs of several messages computed at once, each in a lane of the processor's vectors, by
// libipsec-mb. The library is loaded when lanes are first opened and need not be installed.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "dns/tsig.h"

namespace zonecast::dns {

/// Who computes MACs: OpenSSL one after the other, or one of libipsec-mb's sets of lanes. The
/// narrower sets use the SHA extensions, two messages at a time, where the processor has them.
enum class MacWay : std::uint8_t { openssl, sse, avx2, avx512 };
inline constexpr MacWay lane_ways[] = {MacWay::sse, MacWay::avx2, MacWay::avx512};
std::string_view to_text(MacWay way);

inline constexpr std::size_t lanes_max = 16;
/// Octets under one MAC; a lane has a buffer of this size.
inline constexpr std::size_t lane_octets_max = 32 * 1024;

/// A MAC to be computed: whose, over what, and then the MAC.
struct MacJob {
  const TsigKey* key = nullptr;
  std::span<const base::ByteView> covered;
  std::array<std::uint8_t, 64> mac{};
};

/// One thread.
class MacLanes {
 public:
  /// An error says why there are none here.
  static base::Result<std::unique_ptr<MacLanes>> open();
  ~MacLanes();
  MacLanes(const MacLanes&) = delete;
  MacLanes& operator=(const MacLanes&) = delete;

  /// Whether this processor and this library have these lanes.
  bool has(MacWay way);
  /// Whether a lane takes it.
  static bool takes(const MacJob& job);
  /// Jobs of one algorithm that lanes take, at most lanes_max of them. False when the library
  /// refuses: no MAC is to be used then.
  bool compute(MacWay way, std::span<MacJob* const> jobs);

 private:
  struct State;
  explicit MacLanes(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// What libipsec-mb is not to use of the processor: what OpenSSL is not to use, by the variable
/// OPENSSL_ia32cap, as `text` has it.
struct ProcessorLimits {
  bool sha_extensions = false;
  bool avx2 = false;
  bool avx512 = false;
};
ProcessorLimits processor_limits(std::string_view text);

}  // namespace zonecast::dns
