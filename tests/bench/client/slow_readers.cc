// SPDX-License-Identifier: GPL-3.0-or-later
// Many secondaries, each with a small receive buffer and reading so many octets a second.
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstdio>
#include <thread>

#include "client/connection.h"

namespace bench {

using namespace zonecast;  // NOLINT(google-build-using-namespace): a program's own source

namespace {

constexpr int receive_buffer = 4096;  // the kernel doubles it
constexpr auto turn = std::chrono::milliseconds(100);

}  // namespace

int slow_readers(const Arguments& arguments) {
  const auto server = address(at(arguments, 0));
  const auto query = transfer_query(name(at(arguments, 1)), std::nullopt, nullptr);
  const auto clients = number(at(arguments, 2));
  const auto octets_per_turn = std::max<std::uint64_t>(1, number(at(arguments, 3)) / 10);
  const auto seconds = number(at(arguments, 4));
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);

  std::vector<base::FileDescriptor> readers;
  for (std::uint64_t i = 0; i < clients; ++i) {
    readers.push_back(connect_to(server, SOCK_STREAM, receive_buffer));
    write_all(readers.back().get(), query.framed);
  }
  std::puts("connected");
  std::fflush(stdout);
  std::vector<std::uint8_t> buffer(octets_per_turn);
  std::vector<std::uint64_t> read_octets(readers.size());
  std::uint64_t closed = 0;
  const auto begin = Time::now();
  for (auto next = begin; milliseconds_since(begin) < static_cast<double>(seconds) * 1000;
       next += turn) {
    std::this_thread::sleep_until(next);
    for (std::size_t i = 0; i < readers.size(); ++i) {
      if (readers[i].get() < 0) continue;
      const ssize_t got = ::recv(readers[i].get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
      if (got > 0) read_octets[i] += static_cast<std::uint64_t>(got);
      if (got == 0 || (got < 0 && errno != EAGAIN)) {
        ++closed;
        readers[i] = {};
      }
    }
  }
  const auto [least, most] = std::minmax_element(read_octets.begin(), read_octets.end());
  std::printf("{\"clients\":%zu,\"closed\":%llu,\"octets_least\":%llu,\"octets_most\":%llu}\n",
              readers.size(), static_cast<unsigned long long>(closed),
              static_cast<unsigned long long>(*least), static_cast<unsigned long long>(*most));
  return 0;
}

}  // namespace bench
