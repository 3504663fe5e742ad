// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/crash_driver.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <vector>

#include "base/file_descriptor.h"
#include "store/embedded/embedded_store.h"
#include "store/embedded/fault_disk.h"
#include "store/workload.h"

namespace zonecast::store::recovery {

namespace {

void say(const std::string& line) {
  // One write, no buffer: what is said has happened.
  if (::write(STDOUT_FILENO, line.data(), line.size()) < 0) ::_exit(3);
}

}  // namespace

int drive(const std::string& directory, std::uint64_t seed, int steps) {
  const base::ManualClock clock;
  base::Log log(base::LogLevel::off);
  auto store = EmbeddedStore::open(directory, small_tuning(), fault_disk(), clock, log);
  if (!store) {
    say("open: " + store.error().message + "\n");
    return 2;
  }
  Workload workload(seed);
  for (int i = 0; i < steps; ++i) {
    auto step = workload.next();
    if (step.prepare) {
      for (auto& transaction : step.batch) static_cast<void>((*store)->prepare(transaction));
    }
    const auto results = (*store)->commit(std::move(step.batch));
    for (std::size_t k = 0; k < results.size(); ++k) {
      if (results[k].outcome == step.outcomes[k]) continue;
      say(fmt::format("step {}, transaction {}: outcome {} ({})\n", i, k,
                      static_cast<int>(results[k].outcome), results[k].reason));
      return 2;
    }
    say("+");
    while (step.maintain) {
      const auto worked = (*store)->maintain();
      if (!worked) {
        say(fmt::format("step {}: maintain: {}\n", i, worked.error().message));
        return 2;
      }
      if (!*worked) break;
    }
  }
  // Closing copies the log once more.
  store->reset();
  return 0;
}

DriverEnd run_driver(const std::string& directory, std::uint64_t seed, int steps,
                     const std::string& failpoint) {
  std::array<int, 2> ends{};
  DriverEnd end;
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    end.complaint = std::strerror(errno);
    return end;
  }
  base::FileDescriptor in(ends[0]);
  base::FileDescriptor out(ends[1]);
  std::vector<std::string> arguments{"store_recovery_test", "--drive", directory,
                                     std::to_string(seed), std::to_string(steps)};
  std::vector<std::string> environment{"ZONECAST_FAILPOINT=" + failpoint};
  for (char** variable = environ; *variable != nullptr; ++variable) {
    if (std::strncmp(*variable, "ZONECAST_FAILPOINT=", 19) != 0)
      environment.emplace_back(*variable);
  }
  const auto pointers = [](std::vector<std::string>& texts) {
    std::vector<char*> out_pointers;
    for (auto& text : texts) out_pointers.push_back(text.data());
    out_pointers.push_back(nullptr);
    return out_pointers;
  };
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, out.get(), STDOUT_FILENO);
  pid_t child = 0;
  const int spawned = ::posix_spawn(&child, "/proc/self/exe", &actions, nullptr,
                                    pointers(arguments).data(), pointers(environment).data());
  ::posix_spawn_file_actions_destroy(&actions);
  if (spawned != 0) {
    end.complaint = std::strerror(spawned);
    return end;
  }
  out.reset();
  std::array<char, 4096> text{};
  ssize_t size = 0;
  while ((size = ::read(in.get(), text.data(), text.size())) > 0) {
    for (ssize_t i = 0; i < size; ++i) {
      if (text[static_cast<std::size_t>(i)] == '+') {
        ++end.acknowledged;
      } else {
        end.complaint += text[static_cast<std::size_t>(i)];
      }
    }
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  end.killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
  if (!end.killed && (!WIFEXITED(status) || WEXITSTATUS(status) != 0) && end.complaint.empty()) {
    end.complaint = fmt::format("the driver ended with status {}", status);
  }
  return end;
}

}  // namespace zonecast::store::recovery
