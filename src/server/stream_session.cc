// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/stream_session.h"

#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <cerrno>

namespace zonecast::server {

namespace {

constexpr std::size_t length_size = 2;
constexpr std::chrono::seconds linger_time{2};

bool would_block(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

}  // namespace

StreamSession::StreamSession(const DataPlane& plane, const ServerSettings& settings,
                             RequestHandler& handler, base::Bytes& scratch,
                             base::FileDescriptor socket, base::SocketAddress client,
                             base::SocketAddress local)
    : plane_(plane),
      settings_(settings),
      handler_(handler),
      scratch_(scratch),
      socket_(std::move(socket)),
      client_(client),
      local_(local),
      last_activity_(plane.clock.monotonic()),
      last_progress_(last_activity_),
      front_began_(last_activity_) {}

StreamSession::~StreamSession() = default;

void StreamSession::close() {
  over_ = true;
  batch_ = {};
  batch_count_ = 0;
  waiting_.clear();
  making_ = 0;
  socket_.reset();
}

bool StreamSession::has_room() const {
  return waiting_.size() < settings_.pipelined_requests_max && waiting_octets_ < waiting_octets_max;
}

bool StreamSession::wants_read() const { return discarding_ || (!no_more_requests_ && has_room()); }

void StreamSession::read_turn() {
  const ssize_t size = ::recv(socket_.get(), scratch_.data(), scratch_.size(), MSG_DONTWAIT);
  if (size < 0) {
    if (!would_block(errno)) over_ = true;
    return;
  }
  if (size == 0) {
    no_more_requests_ = true;
    discarding_ = false;
    if (linger_until_) over_ = true;
  } else if (!discarding_) {
    receive({scratch_.data(), static_cast<std::size_t>(size)});
  }
  after_answers();
}

/// Takes whole requests where they were received; only what is left over is copied.
void StreamSession::receive(base::ByteView octets) {
  if (received_.empty()) {
    take_requests(octets);
    received_.assign(octets.begin(), octets.end());
    return;
  }
  base::append(received_, octets);
  base::ByteView all = received_;
  take_requests(all);
  keep_rest(all.size());
}

void StreamSession::keep_rest(std::size_t octets) {
  received_.erase(received_.begin(), received_.end() - static_cast<std::ptrdiff_t>(octets));
  if (received_.empty()) received_ = {};  // an idle connection keeps no buffer
}

void StreamSession::take_requests(base::ByteView& received) {
  while (has_room() && !discarding_ && received.size() >= length_size) {
    const std::size_t size = base::load_u16(received.data());
    if (size < dns::header_size) {
      // Not a message, so nothing behind it can be trusted to be one. What was asked before it is
      // answered.
      count(plane_.totals.malformed);
      no_more_requests_ = true;
      discarding_ = true;
      received = {};
      return;
    }
    if (received.size() < length_size + size) return;
    decide(received.subspan(length_size, size));
    received = received.subspan(length_size + size);
  }
}

void StreamSession::decide(base::ByteView request) {
  count(plane_.totals.tcp_queries);
  last_activity_ = plane_.clock.monotonic();
  Reply reply = handler_.handle(request, client_, transfer::Transport::tcp, local_);
  if (reply.empty()) return;
  if (waiting_.empty()) last_progress_ = front_began_ = last_activity_;
  waiting_octets_ += reply.message.size();
  waiting_.push_back({.message = base::Bytes(reply.message.begin(), reply.message.end()),
                      .transfer = std::move(reply.transfer)});
}

void StreamSession::write_turn() {
  while (make_until_signature() != nullptr) complete_signature();
  if (batch_count_ == 0) return;

  // Up to five pieces a message; well below IOV_MAX.
  std::array<iovec, batch_messages_max * 5> pieces;
  std::size_t piece_count = 0;
  std::size_t skip = first_sent_;
  const auto put = [&](base::ByteView piece) {
    if (piece.size() <= skip) {
      skip -= piece.size();
      return;
    }
    const base::ByteView rest = piece.subspan(skip);
    skip = 0;
    pieces[piece_count++] = {const_cast<std::uint8_t*>(rest.data()), rest.size()};
  };
  for (std::size_t i = 0; i < batch_count_; ++i) {
    const auto& message = batch_[(batch_first_ + i) % batch_messages_max].message;
    put(message.prefix);
    put(message.question);
    put(message.body);
    put(message.closing);
    put(message.suffix);
  }
  msghdr gathered{};
  gathered.msg_iov = pieces.data();
  gathered.msg_iovlen = piece_count;
  const ssize_t sent = ::sendmsg(socket_.get(), &gathered, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent < 0) {
    if (!would_block(errno)) over_ = true;
    return;
  }
  account(static_cast<std::size_t>(sent));

  // Room again: requests may be waiting in what was already received.
  if (!received_.empty()) {
    base::ByteView rest = received_;
    take_requests(rest);
    keep_rest(rest.size());
  }
  after_answers();
}

bool StreamSession::may_make() const {
  return batch_count_ < batch_messages_max && batch_octets_ < batch_octets_max &&
         making_ < waiting_.size();
}

const dns::TsigKey* StreamSession::signing_key() const {
  if (!may_make() || !waiting_[making_].transfer) return nullptr;
  const auto& stream = waiting_[making_].transfer->stream();
  return stream.is_signed() ? &stream.signer().key() : nullptr;
}

StreamSession::Outgoing& StreamSession::slot_at_hand() {
  if (batch_.empty()) batch_.resize(batch_messages_max);
  return batch_[(batch_first_ + batch_count_) % batch_messages_max];
}

/// The message in the slot at hand is whole.
void StreamSession::made() {
  const Outgoing& slot = slot_at_hand();
  ++batch_count_;
  batch_octets_ += slot.message.size();
  if (slot.ends_answer) ++making_;
}

const dns::TsigSigner* StreamSession::make_until_signature() {
  using Begun = transfer::TransferStream::Begun;
  while (may_make()) {
    const Waiting& answer = waiting_[making_];
    Outgoing& slot = slot_at_hand();
    if (answer.transfer) {
      const Begun begun = answer.transfer->begin(slot.message);
      slot.ends_answer = answer.transfer->finished();
      if (begun == Begun::awaits_mac) return &answer.transfer->stream().signer();
    } else {
      auto& message = slot.message;
      message = {};
      const base::ByteView octets = answer.message;
      base::store_u16(message.prefix.data(), static_cast<std::uint16_t>(octets.size()));
      std::memcpy(message.prefix.data() + length_size, octets.data(), dns::header_size);
      message.body = octets.subspan(dns::header_size);
      slot.ends_answer = true;
    }
    made();
  }
  return nullptr;
}

void StreamSession::complete_signature() {
  waiting_[making_].transfer->stream().complete(slot_at_hand().message);
  made();
}

void StreamSession::complete_signature(base::ByteView mac) {
  waiting_[making_].transfer->stream().complete(mac, slot_at_hand().message);
  made();
}

void StreamSession::account(std::size_t octets) {
  if (octets > 0) last_activity_ = last_progress_ = plane_.clock.monotonic();
  batch_octets_ -= octets;
  octets += first_sent_;
  while (batch_count_ > 0) {
    const Outgoing& first = batch_[batch_first_];
    if (octets < first.message.size()) break;
    octets -= first.message.size();
    message_done(first);
    batch_first_ = (batch_first_ + 1) % batch_messages_max;
    --batch_count_;
  }
  first_sent_ = octets;
  if (waiting_.empty()) batch_ = {};  // an idle connection keeps no slots
}

void StreamSession::message_done(const Outgoing& done) {
  Waiting& front = waiting_.front();
  if (front.transfer) front.transfer->sent(done.message);
  if (!done.ends_answer) return;
  if (front.transfer) front.transfer->end(secondaries::TransferResult::finished);
  waiting_octets_ -= front.message.size();
  waiting_.pop_front();
  --making_;
  front_began_ = last_progress_;
}

/// When all is answered and nothing more can come, the connection ends. After garbage octets may
/// still be coming in, and closing on them would reset the connection before the client has read
/// its answers: so only our side is shut, and the rest is read and dropped for a moment.
void StreamSession::after_answers() {
  if (!waiting_.empty() || !no_more_requests_) return;
  if (!discarding_) {
    over_ = true;
  } else if (!linger_until_) {
    ::shutdown(socket_.get(), SHUT_WR);
    linger_until_ = plane_.clock.monotonic() + linger_time;
  }
}

void StreamSession::check_deadlines(base::Monotonic now) {
  if (linger_until_) {
    if (now >= *linger_until_) over_ = true;
    return;
  }
  if (waiting_.empty()) {
    if (now - last_activity_ >= settings_.idle_timeout) over_ = true;
    return;
  }
  const auto& front = waiting_.front();
  const bool stalled = now - last_progress_ >= settings_.stalled_write_timeout;
  const bool too_long = front.transfer && now - front_began_ >= settings_.transfer_timeout;
  if (!stalled && !too_long) return;
  if (front.transfer) front.transfer->end(secondaries::TransferResult::timed_out);
  over_ = true;
}

}  // namespace zonecast::server
