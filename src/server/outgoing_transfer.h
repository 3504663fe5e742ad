// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/data_plane.h"
#include "transfer/transfer_stream.h"

namespace zonecast::server {

/// One transfer from its plan to its end: yields the messages, counts what was sent, and tells
/// status board, totals and log how it went. A transfer that is dropped was aborted. One thread.
class OutgoingTransfer {
 public:
  /// Whom it goes to and what was asked.
  struct Facts {
    secondaries::Pair pair;
    std::string zone_name;
    base::SocketAddress client;
    std::string key_name;             // empty: unsigned
    dns::RrType asked{};              // axfr or ixfr
    std::optional<dns::Serial> have;  // of an IXFR query
    transfer::Transport transport = transfer::Transport::tcp;
  };

  OutgoingTransfer(const DataPlane& plane, transfer::TransferStream stream, Facts facts);
  ~OutgoingTransfer();
  OutgoingTransfer(const OutgoingTransfer&) = delete;
  OutgoingTransfer& operator=(const OutgoingTransfer&) = delete;

  /// The next message, or false after the last. It borrows from this transfer.
  bool next(transfer::OutgoingMessage& out);
  /// next() in two steps, as TransferStream has them.
  transfer::TransferStream::Begun begin(transfer::OutgoingMessage& out);
  transfer::TransferStream& stream() { return stream_; }
  bool finished() const { return stream_.finished(); }
  void sent(const transfer::OutgoingMessage& message);
  /// At most once.
  void end(secondaries::TransferResult result);

 private:
  const DataPlane& plane_;
  transfer::TransferStream stream_;
  Facts facts_;
  base::Monotonic began_;
  std::uint64_t messages_ = 0;
  std::uint64_t records_ = 0;
  std::uint64_t octets_ = 0;
  bool ended_ = false;
};

}  // namespace zonecast::server
