// SPDX-License-Identifier: GPL-3.0-or-later
// Each connection changes one record of its own again and again, so that what was acknowledged
// last can be looked up afterwards: the number of the change is the address that it puts. A path in
// place of a zone is only read: what HTTP costs without a change.
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <string_view>

#include "client/connection.h"

namespace bench {

using namespace zonecast;  // NOLINT(google-build-using-namespace): a program's own source

namespace {

class Changer {
 public:
  Changer(const base::SocketAddress& server, std::string zone, std::string key, std::size_t number)
      : fd_(connect_to(server, SOCK_STREAM)),
        zone_(std::move(zone)),
        key_(std::move(key)),
        owner_("c" + std::to_string(number) + "." + zone_) {}

  int fd() const { return fd_.get(); }
  const std::string& owner() const { return owner_; }
  std::uint32_t acknowledged() const { return acknowledged_; }

  void send() {
    ++sent_;
    if (zone_.starts_with('/')) return send_get();
    const std::string body = "{\"records\":[{\"op\":\"put\",\"domain\":\"" + owner_ +
                             "\",\"type\":\"A\",\"ttl\":300,\"answers\":[{\"answer\":[\"" +
                             address_of(sent_) + "\"]}]}]}";
    write("POST /v1/zones/" + zone_ + "/changes", std::to_string(body.size()), body);
  }

  /// True when the answer is whole; it must be 200. False: more is to come, or the server is gone.
  bool receive() {
    char buffer[4096];
    const ssize_t got = ::recv(fd_.get(), buffer, sizeof buffer, MSG_DONTWAIT);
    if (got == 0 || (got < 0 && errno != EAGAIN)) {
      is_open_ = false;
      return false;
    }
    if (got > 0) answer_.append(buffer, static_cast<std::size_t>(got));
    const auto head = answer_.find("\r\n\r\n");
    if (head == std::string::npos) return false;
    const auto length = answer_.find("Content-Length: ");
    if (length == std::string::npos || length > head) fail("no Content-Length: " + answer_);
    const auto size = std::strtoull(answer_.c_str() + length + 16, nullptr, 10);
    if (answer_.size() < head + 4 + size) return false;
    if (answer_.rfind("HTTP/1.1 200", 0) != 0) fail(answer_);
    acknowledged_ = sent_;
    answer_.clear();
    return true;
  }
  bool is_open() const { return is_open_; }

  static std::string address_of(std::uint32_t change) {
    return "10." + std::to_string(change >> 16 & 255) + "." + std::to_string(change >> 8 & 255) +
           "." + std::to_string(change & 255);
  }

 private:
  void send_get() { write("GET " + zone_, "0", {}); }
  void write(const std::string& what, const std::string& length, const std::string& body) {
    const std::string request = what + " HTTP/1.1\r\nHost: localhost\r\nX-NSONE-Key: " + key_ +
                                "\r\nContent-Length: " + length + "\r\n\r\n" + body;
    write_all(fd_.get(), {reinterpret_cast<const std::uint8_t*>(request.data()), request.size()});
  }

  base::FileDescriptor fd_;
  std::string zone_, key_, owner_, answer_;
  std::uint32_t sent_ = 0, acknowledged_ = 0;
  bool is_open_ = true;
};

}  // namespace

int changes(const Arguments& arguments) {
  const auto server = address(at(arguments, 0));
  const auto& api_key = at(arguments, 1);
  const auto connections = number(at(arguments, 2));
  const auto seconds = number(at(arguments, 3));
  at(arguments, 4);
  std::vector<Changer> changers;
  std::vector<pollfd> polled;
  changers.reserve(connections);
  for (std::size_t i = 0; i < connections; ++i) {
    changers.emplace_back(server, arguments[4 + i % (arguments.size() - 4)], api_key, i);
    polled.push_back({changers.back().fd(), POLLIN, 0});
  }
  std::uint64_t done = 0;
  const auto begin = Time::now();
  for (Changer& each : changers) each.send();
  std::size_t open = changers.size();
  // Until the time is up, or the server was killed.
  while (open > 0 && milliseconds_since(begin) < static_cast<double>(seconds) * 1000) {
    ::poll(polled.data(), polled.size(), 100);
    for (std::size_t i = 0; i < changers.size(); ++i) {
      if (polled[i].revents == 0) continue;
      if (changers[i].receive()) {
        ++done;
        changers[i].send();
      } else if (!changers[i].is_open()) {
        polled[i].fd = -1;
        --open;
      }
    }
  }
  std::printf("{\"wall_ms\":%.3f,\"changes\":%llu,\"acknowledged\":{", milliseconds_since(begin),
              static_cast<unsigned long long>(done));
  const char* between = "";
  for (const Changer& each : changers) {
    std::printf("%s\"%s\":%u", between, each.owner().c_str(), each.acknowledged());
    between = ",";
  }
  std::puts("}}");
  return 0;
}

}  // namespace bench
