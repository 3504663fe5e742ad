// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/event_loop.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>

namespace zonecast::server {

EventLoop::EventLoop()
    : epoll_(::epoll_create1(EPOLL_CLOEXEC)), wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (!ok()) return;
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.ptr = nullptr;
  if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, wake_.get(), &event) != 0) wake_.reset();
}

bool EventLoop::watch(int fd, std::uint32_t events, Watched& watched) {
  epoll_event event{};
  event.events = events;
  event.data.ptr = &watched;
  return ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) == 0;
}

void EventLoop::change(int fd, std::uint32_t events, Watched& watched) {
  epoll_event event{};
  event.events = events;
  event.data.ptr = &watched;
  (void)::epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, fd,
                    &event);  // cannot fail for a watched descriptor
}

void EventLoop::turn(std::chrono::milliseconds timeout) {
  std::array<epoll_event, events_per_turn> events;
  const int ready =
      ::epoll_wait(epoll_.get(), events.data(), events_per_turn, static_cast<int>(timeout.count()));
  for (int i = 0; i < ready; ++i) {
    auto& event = events[static_cast<std::size_t>(i)];
    if (event.data.ptr == nullptr) {
      std::uint64_t times = 0;
      (void)!::read(wake_.get(), &times, sizeof times);
    } else {
      static_cast<Watched*>(event.data.ptr)->ready(event.events);
    }
  }
}

void EventLoop::wake() {
  const std::uint64_t once = 1;
  (void)!::write(wake_.get(), &once, sizeof once);
}

}  // namespace zonecast::server
