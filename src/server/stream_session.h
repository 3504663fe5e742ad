// SPDX-License-Identifier: GPL-3.0-or-later
// One TCP connection: requests in, as many at once as the client likes (RFC 7766), answers out in
// the order of the requests.
//
// Each request is decided when it arrives: its TSIG's time is judged then, and a transfer holds the
// version that was current then. Its messages are made only when their turn to be sent comes, a
// batch at a time, so that a reader who takes nothing costs one batch of pointers here and what the
// kernel buffers.
#pragma once

#include <deque>
#include <vector>

#include "base/file_descriptor.h"
#include "server/request_handler.h"

namespace zonecast::server {

/// Octets and messages that go into one gathered write; a session writes once per turn.
inline constexpr std::size_t batch_octets_max = 256 * 1024;
inline constexpr std::size_t batch_messages_max = 64;
/// Octets of ordinary answers that may wait before reading pauses.
inline constexpr std::size_t waiting_octets_max = 256 * 1024;

/// One thread. Does I/O on its socket and nowhere else.
class StreamSession {
 public:
  /// `scratch` is where octets are received; shared by all sessions of a thread.
  StreamSession(const DataPlane& plane, const ServerSettings& settings, RequestHandler& handler,
                base::Bytes& scratch, base::FileDescriptor socket, base::SocketAddress client,
                base::SocketAddress local);
  ~StreamSession();

  int fd() const { return socket_.get(); }
  /// One turn each; afterwards look at wants_read(), wants_write() and is_over().
  void read_turn();
  void write_turn();

  /// Before a write_turn(), so that messages of several sessions can be signed together. By what
  /// the message that is made next is signed, when it is one of a signed transfer; null when it is
  /// not, or when all is made that a write takes.
  const dns::TsigKey* signing_key() const;
  /// Makes messages up to one that awaits its MAC, whose signer is returned; null when all is made
  /// that a write takes.
  const dns::TsigSigner* make_until_signature();
  /// The MAC that this signer wants; without it, it is computed here.
  void complete_signature(base::ByteView mac);
  void complete_signature();

  /// The peer is gone.
  void broken() { over_ = true; }
  /// Gives the descriptor back at once; transfers that are not through were aborted.
  void close();
  bool wants_read() const;
  bool wants_write() const { return !waiting_.empty(); }
  bool is_over() const { return over_; }

  /// When this session last did something for its client.
  base::Monotonic last_activity() const { return last_activity_; }
  /// Ends it when it has been idle, stalled or transferring for too long.
  void check_deadlines(base::Monotonic now);

 private:
  /// A request decided and not yet wholly answered.
  struct Waiting {
    base::Bytes message;
    std::unique_ptr<OutgoingTransfer> transfer;
  };
  /// A message on its way into the socket.
  struct Outgoing {
    transfer::OutgoingMessage message;
    bool ends_answer = false;  // the front of waiting_ is answered with it
  };

  void take_requests(base::ByteView& received);
  void keep_rest(std::size_t octets);
  void receive(base::ByteView octets);
  void decide(base::ByteView request);
  bool has_room() const;
  bool may_make() const;
  Outgoing& slot_at_hand();
  void made();
  void account(std::size_t octets);
  void message_done(const Outgoing& done);
  void after_answers();

  const DataPlane& plane_;
  const ServerSettings& settings_;
  RequestHandler& handler_;
  base::Bytes& scratch_;
  base::FileDescriptor socket_;
  base::SocketAddress client_;
  base::SocketAddress local_;  // the listen address that it asked

  base::Bytes received_;  // not yet taken as requests
  std::deque<Waiting> waiting_;
  std::size_t waiting_octets_ = 0;  // of ordinary answers
  std::size_t making_ = 0;          // which of waiting_ the batch is being made from

  std::vector<Outgoing> batch_;  // a ring of batch_messages_max slots while something is sent
  std::size_t batch_first_ = 0;
  std::size_t batch_count_ = 0;
  std::size_t batch_octets_ = 0;  // not yet sent
  std::size_t first_sent_ = 0;    // octets of the first message that are sent

  bool no_more_requests_ = false;  // the client has shut its sending side, or sent garbage
  bool discarding_ = false;        // after garbage: what comes is thrown away
  bool over_ = false;
  base::Monotonic last_activity_;
  base::Monotonic last_progress_;  // a request arrived or the reader took octets
  base::Monotonic front_began_;    // when the answer at the front began to be sent
  std::optional<base::Monotonic> linger_until_;
};

}  // namespace zonecast::server
