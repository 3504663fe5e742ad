// SPDX-License-Identifier: GPL-3.0-or-later
#include "dns/mac_lanes.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <optional>

#if ZC_IPSEC_MB
#include <dlfcn.h>
#include <intel-ipsec-mb.h>
#endif

#include "base/assert.h"

namespace zonecast::dns {

std::string_view to_text(MacWay way) {
  switch (way) {
    case MacWay::openssl:
      return "openssl";
    case MacWay::sse:
      return "sse";
    case MacWay::avx2:
      return "avx2";
    case MacWay::avx512:
      return "avx512";
  }
  return "unknown";
}

/// Two words of 64 bits between colons; ours is the second, the processor's leaf 7: "~" takes the
/// bits that are set away, without it only those are left.
ProcessorLimits processor_limits(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return {};
  text.remove_prefix(colon + 1);
  const bool takes_away = text.starts_with('~');
  if (takes_away) text.remove_prefix(1);
  const bool is_hexadecimal = text.starts_with("0x") || text.starts_with("0X");
  if (is_hexadecimal) text.remove_prefix(2);
  std::uint64_t bits = 0;
  const auto end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, bits, is_hexadecimal ? 16 : 10);
  if (parsed.ec != std::errc() || (parsed.ptr != end && *parsed.ptr != ':')) return {};
  const auto taken = [&](unsigned bit) { return ((bits >> bit & 1) != 0) == takes_away; };
  return {.sha_extensions = taken(29), .avx2 = taken(5), .avx512 = taken(16)};
}

bool MacLanes::takes(const MacJob& job) {
  std::size_t octets = 0;
  for (const auto piece : job.covered) octets += piece.size();
  // The library refuses a message without octets.
  return job.key->hmac_state().has_value() && octets > 0 && octets <= lane_octets_max;
}

#if ZC_IPSEC_MB

namespace {

/// The library's functions, found by name.
struct Library {
  void* handle = nullptr;
  decltype(&::imb_get_version) version = nullptr;
  decltype(&::alloc_mb_mgr) allocate = nullptr;
  decltype(&::free_mb_mgr) free = nullptr;
  decltype(&::init_mb_mgr_sse) init_sse = nullptr;
  decltype(&::init_mb_mgr_avx2) init_avx2 = nullptr;
  decltype(&::init_mb_mgr_avx512) init_avx512 = nullptr;

  Library() = default;
  ~Library() {
    if (handle != nullptr) ::dlclose(handle);
  }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  template <typename Function>
  bool find(const char* name, Function& function) const {
    function = reinterpret_cast<Function>(::dlsym(handle, name));
    return function != nullptr;
  }
};

constexpr const char* library_file = "libIPSec_MB.so.1";

IMB_HASH_ALG hash_of(TsigAlgorithm algorithm) {
  switch (algorithm) {
    case TsigAlgorithm::hmac_sha1:
      return IMB_AUTH_HMAC_SHA_1;
    case TsigAlgorithm::hmac_sha224:
      return IMB_AUTH_HMAC_SHA_224;
    case TsigAlgorithm::hmac_sha256:
      return IMB_AUTH_HMAC_SHA_256;
    case TsigAlgorithm::hmac_sha384:
      return IMB_AUTH_HMAC_SHA_384;
    case TsigAlgorithm::hmac_sha512:
      return IMB_AUTH_HMAC_SHA_512;
    case TsigAlgorithm::hmac_md5:
      break;
  }
  return IMB_AUTH_NULL;
}

struct FreeManager {
  decltype(&::free_mb_mgr) free;
  void operator()(IMB_MGR* manager) const { free(manager); }
};
using Manager = std::unique_ptr<IMB_MGR, FreeManager>;

/// Buffers start in different places of a page, so that lanes in step do not want the same sets of
/// the cache.
constexpr std::size_t lane_stride = lane_octets_max + std::size_t{9} * 64;

}  // namespace

struct MacLanes::State {
  Library library;
  ProcessorLimits limits;
  std::array<std::optional<Manager>, std::size(lane_ways) + 1> managers;  // by way, once asked for
  std::unique_ptr<std::uint8_t[]> buffers;
  std::array<IMB_JOB, lanes_max> jobs;

  IMB_MGR* manager(MacWay way);
  Manager make(MacWay way) const;
};

/// Null when there are no such lanes.
IMB_MGR* MacLanes::State::manager(MacWay way) {
  auto& slot = managers[static_cast<std::size_t>(way)];
  if (!slot) slot = make(way);
  return slot->get();
}

Manager MacLanes::State::make(MacWay way) const {
  Manager made(nullptr, FreeManager{library.free});
  std::uint64_t needs = 0;
  decltype(&::init_mb_mgr_sse) init = nullptr;
  switch (way) {
    case MacWay::openssl:
      return made;
    case MacWay::sse:
      needs = IMB_CPUFLAGS_SSE;
      init = library.init_sse;
      break;
    case MacWay::avx2:
      if (limits.avx2) return made;
      needs = IMB_CPUFLAGS_AVX2;
      init = library.init_avx2;
      break;
    case MacWay::avx512:
      if (limits.avx512) return made;
      needs = IMB_CPUFLAGS_AVX512;
      init = library.init_avx512;
      break;
  }
  made.reset(library.allocate(limits.sha_extensions ? IMB_FLAG_SHANI_OFF : 0));
  if (made == nullptr || (made->features & needs) != needs) return {nullptr, made.get_deleter()};
  init(made.get());
  if (made->imb_errno != 0) made.reset();
  return made;
}

base::Result<std::unique_ptr<MacLanes>> MacLanes::open() {
  auto state = std::make_unique<State>();
  auto& library = state->library;
  library.handle = ::dlopen(library_file, RTLD_NOW | RTLD_LOCAL);
  if (library.handle == nullptr) return base::failure(::dlerror());
  if (!library.find("imb_get_version", library.version) ||
      !library.find("alloc_mb_mgr", library.allocate) ||
      !library.find("free_mb_mgr", library.free) ||
      !library.find("init_mb_mgr_sse", library.init_sse) ||
      !library.find("init_mb_mgr_avx2", library.init_avx2) ||
      !library.find("init_mb_mgr_avx512", library.init_avx512)) {
    return base::failure(std::string(library_file) + " lacks a function");
  }
  // What a job looks like is only promised within one version.
  constexpr unsigned built_for = IMB_VERSION_NUM;
  if (library.version() >> 8 != built_for >> 8) {
    return base::failure(std::string(library_file) + " is of another version than " +
                         IMB_VERSION_STR);
  }
  const char* limits = std::getenv("OPENSSL_ia32cap");  // NOLINT(concurrency-mt-unsafe)
  if (limits != nullptr) state->limits = processor_limits(limits);
  return std::unique_ptr<MacLanes>(new MacLanes(std::move(state)));
}

bool MacLanes::has(MacWay way) { return state_->manager(way) != nullptr; }

bool MacLanes::compute(MacWay way, std::span<MacJob* const> jobs) {
  ZC_ASSERT(jobs.size() <= lanes_max);
  IMB_MGR* manager = state_->manager(way);
  if (manager == nullptr || jobs.empty()) return false;
  if (state_->buffers == nullptr) {
    state_->buffers = std::make_unique_for_overwrite<std::uint8_t[]>(lanes_max * lane_stride);
  }
  const TsigAlgorithm algorithm = jobs.front()->key->algorithm();
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    MacJob& wanted = *jobs[i];
    std::uint8_t* const begin = state_->buffers.get() + i * lane_stride;
    std::uint8_t* end = begin;
    for (const auto piece : wanted.covered) {
      ZC_ASSERT(piece.size() <= lane_octets_max - static_cast<std::size_t>(end - begin));
      if (!piece.empty())
        std::memcpy(end, piece.data(), piece.size());  // std::ranges::copy goes by octets
      end += piece.size();
    }
    const HmacState& state = *wanted.key->hmac_state();
    IMB_JOB& job = state_->jobs[i];
    job = {};
    job.src = begin;
    job.msg_len_to_hash_in_bytes = static_cast<std::uint64_t>(end - begin);
    job.auth_tag_output = wanted.mac.data();
    job.auth_tag_output_len_in_bytes = mac_size(algorithm);
    job.u.HMAC._hashed_auth_key_xor_ipad = state.inner.data();
    job.u.HMAC._hashed_auth_key_xor_opad = state.outer.data();
    job.cipher_mode = IMB_CIPHER_NULL;
    job.hash_alg = hash_of(algorithm);
    job.chain_order = IMB_ORDER_HASH_CIPHER;
  }
  const auto count = static_cast<std::uint32_t>(jobs.size());
  return IMB_SUBMIT_HASH_BURST(manager, state_->jobs.data(), count, hash_of(algorithm)) == count;
}

#else

struct MacLanes::State {};

base::Result<std::unique_ptr<MacLanes>> MacLanes::open() {
  return base::failure("built without libipsec-mb");
}
bool MacLanes::has(MacWay) { return false; }
bool MacLanes::compute(MacWay, std::span<MacJob* const>) { return false; }

#endif

MacLanes::MacLanes(std::unique_ptr<State> state) : state_(std::move(state)) {}
MacLanes::~MacLanes() = default;

}  // namespace zonecast::dns
