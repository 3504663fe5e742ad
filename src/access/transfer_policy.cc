// SPDX-License-Identifier: GPL-3.0-or-later
#include "access/transfer_policy.h"

#include "base/assert.h"

namespace zonecast::access {

TransferPolicy::TransferPolicy(const model::OutgoingTransfers& settings)
    : enabled_(settings.enabled), transfer_acls_(settings.transfer_acls) {
  rows_.reserve(settings.secondaries.size());
  for (const auto& secondary : settings.secondaries) {
    rows_.push_back({.prefix = secondary.address,
                     .port = secondary.port,
                     .demands_key = secondary.tsig && secondary.tsig->transfers,
                     .has_key = secondary.tsig.has_value(),
                     .key_name = secondary.tsig ? secondary.tsig->key_name : dns::Name(),
                     .network = secondary.networks.empty()
                                    ? std::nullopt
                                    : std::optional(secondary.networks.front())});
  }
}

template <typename Accept>
int TransferPolicy::most_specific(const base::IpAddress& address, Accept accept) const {
  int best = -1;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const Row& row = rows_[i];
    if (!row.prefix.contains(address) || !accept(row)) continue;
    if (best < 0 || row.prefix.length() > rows_[static_cast<std::size_t>(best)].prefix.length()) {
      best = static_cast<int>(i);
    }
  }
  return best;
}

/// A key used from one of its own addresses belongs to that row; from elsewhere, to the first row.
template <typename Accept>
int TransferPolicy::row_with_key(const Client& client, Accept accept) const {
  if (!client.key) return -1;
  const auto is_its_key = [&](const Row& row) {
    return row.has_key && client.key->stands_for(row.key_name) && accept(row);
  };
  const int here = most_specific(client.address, is_its_key);
  if (here >= 0) return here;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (is_its_key(rows_[i])) return static_cast<int>(i);
  }
  return -1;
}

int TransferPolicy::row_of_demanded_key(const Client& client) const {
  return row_with_key(client, [](const Row& row) { return row.demands_key; });
}

TransferPolicy::ByAddress TransferPolicy::by_address(const base::IpAddress& address) const {
  const int listed = most_specific(address, [](const Row&) { return true; });
  if (listed < 0) return {};
  // Several secondaries may share one address and differ in port, which a client's port does not
  // tell apart: one that admits is enough.
  const base::IpPrefix prefix = rows_[static_cast<std::size_t>(listed)].prefix;
  const int open = most_specific(
      address, [&](const Row& row) { return row.prefix == prefix && !row.demands_key; });
  return open >= 0 ? ByAddress{open, true} : ByAddress{listed, false};
}

int TransferPolicy::row_of(const Client& client) const {
  const int by_key = row_with_key(client, [](const Row&) { return true; });
  if (by_key >= 0) return by_key;
  return most_specific(client.address, [](const Row&) { return true; });
}

base::SocketAddress TransferPolicy::secondary(int row) const {
  ZC_ASSERT(row >= 0 && static_cast<std::size_t>(row) < rows_.size());
  const Row& of = rows_[static_cast<std::size_t>(row)];
  return {of.prefix.address(), of.port};
}

std::optional<std::int64_t> TransferPolicy::network_of(const base::SocketAddress& secondary) const {
  for (const Row& row : rows_) {
    if (row.prefix.is_single() && row.prefix.address() == secondary.address &&
        row.port == secondary.port) {
      return row.network;
    }
  }
  return std::nullopt;
}

}  // namespace zonecast::access
