// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/udp_endpoint.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

namespace zonecast::server {

namespace {

constexpr std::size_t batch_size = 32;
constexpr int batches_per_turn = 8;
constexpr std::size_t query_size_max = 4096;   // a longer datagram is no query
constexpr std::size_t answer_size_max = 4096;  // far above what the handler makes
constexpr std::size_t control_size =
    std::max(CMSG_SPACE(sizeof(in_pktinfo)), CMSG_SPACE(sizeof(in6_pktinfo)));

/// The address that a query came to, where the socket is bound to all of them.
base::SocketAddress asked_address(msghdr& query, const base::SocketAddress& bound) {
  base::SocketAddress asked = bound;
  for (cmsghdr* from = CMSG_FIRSTHDR(&query); from != nullptr; from = CMSG_NXTHDR(&query, from)) {
    if (from->cmsg_level == IPPROTO_IP && from->cmsg_type == IP_PKTINFO) {
      in_pktinfo info;
      std::memcpy(&info, CMSG_DATA(from), sizeof info);
      asked.address = base::IpAddress::from_v4(info.ipi_addr);
    } else if (from->cmsg_level == IPPROTO_IPV6 && from->cmsg_type == IPV6_PKTINFO) {
      in6_pktinfo info;
      std::memcpy(&info, CMSG_DATA(from), sizeof info);
      asked.address = base::IpAddress::from_v6(info.ipi6_addr);
    }
  }
  return asked;
}

/// The control message for an answer that shall leave from the address the query came to; its size,
/// 0 when the query's carries none.
std::size_t answer_from_where_asked(msghdr& query, msghdr& answer) {
  for (cmsghdr* from = CMSG_FIRSTHDR(&query); from != nullptr; from = CMSG_NXTHDR(&query, from)) {
    if (from->cmsg_level == IPPROTO_IP && from->cmsg_type == IP_PKTINFO) {
      in_pktinfo info;
      std::memcpy(&info, CMSG_DATA(from), sizeof info);
      info.ipi_ifindex = 0;  // routing chooses the way back
      cmsghdr* to = CMSG_FIRSTHDR(&answer);
      *to = {.cmsg_len = CMSG_LEN(sizeof info), .cmsg_level = IPPROTO_IP, .cmsg_type = IP_PKTINFO};
      std::memcpy(CMSG_DATA(to), &info, sizeof info);
      return CMSG_SPACE(sizeof info);
    }
    if (from->cmsg_level == IPPROTO_IPV6 && from->cmsg_type == IPV6_PKTINFO) {
      in6_pktinfo info;
      std::memcpy(&info, CMSG_DATA(from), sizeof info);
      // A link-local address means nothing without its interface.
      if (!IN6_IS_ADDR_LINKLOCAL(&info.ipi6_addr)) info.ipi6_ifindex = 0;
      cmsghdr* to = CMSG_FIRSTHDR(&answer);
      *to = {
          .cmsg_len = CMSG_LEN(sizeof info), .cmsg_level = IPPROTO_IPV6, .cmsg_type = IPV6_PKTINFO};
      std::memcpy(CMSG_DATA(to), &info, sizeof info);
      return CMSG_SPACE(sizeof info);
    }
  }
  return 0;
}

}  // namespace

struct UdpEndpoint::Batch {
  struct Slot {
    sockaddr_storage client;
    alignas(cmsghdr) std::array<std::uint8_t, control_size> query_control;
    alignas(cmsghdr) std::array<std::uint8_t, control_size> answer_control;
    std::array<std::uint8_t, query_size_max> query;
    std::array<std::uint8_t, answer_size_max> answer;
    iovec query_piece;
    iovec answer_piece;
  };
  std::array<Slot, batch_size> slots;
  std::array<mmsghdr, batch_size> queries;
  std::array<mmsghdr, batch_size> answers;
};

UdpEndpoint::UdpEndpoint(const DataPlane& plane, RequestHandler& handler,
                         base::FileDescriptor socket, const base::SocketAddress& address)
    : plane_(plane),
      handler_(handler),
      socket_(std::move(socket)),
      address_(address),
      // What is never received into is never resident.
      batch_(std::make_unique_for_overwrite<Batch>()) {}

UdpEndpoint::~UdpEndpoint() = default;

void UdpEndpoint::ready(std::uint32_t) {
  for (int i = 0; i < batches_per_turn; ++i) {
    const std::size_t received = receive();
    answer(received);
    if (received < batch_size) return;
  }
}

std::size_t UdpEndpoint::receive() {
  for (std::size_t i = 0; i < batch_size; ++i) {
    auto& slot = batch_->slots[i];
    slot.query_piece = {slot.query.data(), slot.query.size()};
    batch_->queries[i].msg_hdr = {.msg_name = &slot.client,
                                  .msg_namelen = sizeof slot.client,
                                  .msg_iov = &slot.query_piece,
                                  .msg_iovlen = 1,
                                  .msg_control = slot.query_control.data(),
                                  .msg_controllen = slot.query_control.size(),
                                  .msg_flags = 0};
  }
  const int received =
      ::recvmmsg(socket_.get(), batch_->queries.data(), batch_size, MSG_DONTWAIT, nullptr);
  // An error is one that an earlier answer met on its way (ECONNREFUSED and the like).
  return received < 0 ? 0 : static_cast<std::size_t>(received);
}

void UdpEndpoint::answer(std::size_t received) {
  count(plane_.totals.udp_queries, received);
  std::size_t answers = 0;
  for (std::size_t i = 0; i < received; ++i) {
    auto& slot = batch_->slots[i];
    msghdr& query = batch_->queries[i].msg_hdr;
    if ((query.msg_flags & MSG_TRUNC) != 0) {
      count(plane_.totals.malformed);
      continue;
    }
    const auto client = base::SocketAddress::from_native(slot.client);
    const auto local =
        address_.address.is_unspecified() ? asked_address(query, address_) : address_;
    const Reply reply = handler_.handle({slot.query.data(), batch_->queries[i].msg_len}, client,
                                        transfer::Transport::udp, local);
    if (reply.message.empty() || reply.message.size() > slot.answer.size()) continue;
    std::memcpy(slot.answer.data(), reply.message.data(), reply.message.size());
    slot.answer_piece = {slot.answer.data(), reply.message.size()};
    msghdr& answer = batch_->answers[answers++].msg_hdr;
    answer = {.msg_name = &slot.client,
              .msg_namelen = query.msg_namelen,
              .msg_iov = &slot.answer_piece,
              .msg_iovlen = 1,
              .msg_control = slot.answer_control.data(),
              .msg_controllen = slot.answer_control.size(),
              .msg_flags = 0};
    answer.msg_controllen = answer_from_where_asked(query, answer);
    if (answer.msg_controllen == 0) answer.msg_control = nullptr;
  }
  send(answers);
}

void UdpEndpoint::send(std::size_t answers) {
  std::size_t done = 0;
  while (done < answers) {
    const int sent = ::sendmmsg(socket_.get(), batch_->answers.data() + done,
                                static_cast<unsigned>(answers - done), MSG_DONTWAIT);
    if (sent > 0) {
      done += static_cast<std::size_t>(sent);
    } else if (errno == EINTR) {
      continue;
    } else {
      ++done;  // this client cannot be reached, or the buffer is full; the others may do better
    }
  }
}

}  // namespace zonecast::server
