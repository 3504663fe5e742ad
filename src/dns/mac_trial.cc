// SPDX-License-Identifier: GPL-3.0-or-later
#include "dns/mac_trial.h"

#include <algorithm>
#include <vector>

namespace zonecast::dns {

namespace {

/// What the MAC of a later message of a transfer covers besides the body: prior MAC, header;
/// timers.
constexpr std::size_t before_body = 66;
constexpr std::size_t behind_body = 8;
constexpr std::size_t body_size = 8 * 1024;
/// The fastest of so many: what else the processor does is not the lanes' fault.
constexpr int rounds = 4;

/// Octets that look like nothing in particular, the same every time.
base::Bytes sample_octets(std::size_t size, std::uint32_t seed) {
  base::Bytes octets(size);
  for (auto& octet : octets) {
    seed = seed * 1664525 + 1013904223;
    octet = static_cast<std::uint8_t>(seed >> 24);
  }
  return octets;
}

std::vector<TsigKeyRef> sample_keys(TsigAlgorithm algorithm) {
  std::vector<TsigKeyRef> keys;
  // Shorter than a block, a block, and longer than one.
  for (const std::size_t size : {1U, 32U, 64U, 65U, 128U, 129U}) {
    keys.push_back(std::make_shared<const TsigKey>(*Name::from_text("test."), algorithm,
                                                   sample_octets(size, 1)));
  }
  return keys;
}

constexpr std::size_t test_sizes[] = {
    1,   8,   55,  56,  63,  64,   65,   111,  112,  119,  120,  127,   128,
    129, 183, 239, 240, 255, 1000, 2047, 4096, 8192, 8250, 8300, 12000, lane_octets_max};

/// MACs of `count` messages, whose sizes begin at the `first` of the list.
bool are_right(const MacComputer& computer, const std::vector<TsigKeyRef>& keys,
               base::ByteView octets, std::size_t count, std::size_t first) {
  std::array<MacJob, lanes_max> jobs;
  std::array<std::array<base::ByteView, 2>, lanes_max> pieces;
  std::vector<MacJob*> wanted;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t size = test_sizes[(first + i) % std::size(test_sizes)];
    const auto message = octets.subspan(i, size);
    pieces[i] = {message.first(size / 3), message.subspan(size / 3)};
    jobs[i].key = keys[(first + i) % keys.size()].get();
    jobs[i].covered = pieces[i];
    wanted.push_back(&jobs[i]);
  }
  if (!computer(wanted)) return false;
  return std::ranges::all_of(wanted, [](const MacJob* job) {
    std::array<std::uint8_t, 64> expected{};
    const std::size_t size = job->key->mac(job->covered, expected);
    return std::equal(expected.begin(), expected.begin() + size, job->mac.begin());
  });
}

template <typename Work>
MacCosts::Time fastest(const base::Clock& clock, Work work) {
  MacCosts::Time best = MacCosts::Time::max();
  for (int round = 0; round < rounds; ++round) {
    const auto began = clock.monotonic();
    work();
    best = std::min<MacCosts::Time>(best, clock.monotonic() - began);
  }
  return best;
}

}  // namespace

base::Result<void> test_macs(const MacComputer& computer, TsigAlgorithm algorithm) {
  const auto keys = sample_keys(algorithm);
  const auto octets = sample_octets(lane_octets_max + lanes_max, 2);
  std::size_t first = 0;
  for (std::size_t count = 1; count <= lanes_max; ++count) {
    if (!are_right(computer, keys, octets, count, first)) {
      return base::failure(to_text(algorithm) + " differs from OpenSSL's with " +
                           std::to_string(count) + " at once");
    }
    first += count;
  }
  return {};
}

MacCosts measure_macs(MacLanes& lanes, TsigAlgorithm algorithm, const base::Clock& clock) {
  const TsigKey key(*Name::from_text("test."), algorithm, sample_octets(32, 1));
  // As many bodies as lanes: in the server they come from the cache beyond the first.
  const auto bodies = sample_octets(body_size * lanes_max, 2);
  const auto before = sample_octets(before_body, 3);
  const auto behind = sample_octets(behind_body, 4);
  std::array<MacJob, lanes_max> jobs;
  std::array<std::array<base::ByteView, 3>, lanes_max> pieces;
  std::array<MacJob*, lanes_max> all{};
  for (std::size_t i = 0; i < lanes_max; ++i) {
    pieces[i] = {before, base::ByteView(bodies).subspan(i * body_size, body_size), behind};
    jobs[i].key = &key;
    jobs[i].covered = pieces[i];
    all[i] = &jobs[i];
  }

  MacCosts costs;
  MacContext context;
  constexpr std::int64_t openssl_count = 4;
  costs.openssl = fastest(clock,
                          [&] {
                            for (auto& job : std::span(jobs).first(openssl_count)) {
                              key.mac(job.covered, job.mac, context);
                            }
                          }) /
                  openssl_count;
  for (std::size_t i = 0; i < std::size(lane_ways); ++i) {
    const MacWay way = lane_ways[i];
    if (!lanes.has(way)) continue;
    MacCosts::Lanes measured{};
    for (std::size_t k = 0; k < std::size(MacCosts::counts); ++k) {
      measured[k] = fastest(
          clock, [&] { (void)lanes.compute(way, std::span(all).first(MacCosts::counts[k])); });
    }
    costs.lanes[i] = measured;
  }
  return costs;
}

}  // namespace zonecast::dns
