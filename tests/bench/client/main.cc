// SPDX-License-Identifier: GPL-3.0-or-later
// The measuring client of `make bench`: never the bottleneck, so it looks at no more of an answer
// than it must while the clock runs. Each command prints one line of JSON.
#include <cstdio>
#include <cstring>

#include "client/commands.h"

namespace {

struct Command {
  const char* name;
  const char* arguments;
  int (*run)(const bench::Arguments&);
};

constexpr Command commands[] = {
    {"axfr", "ADDRESS:PORT ZONE RECORDS [CLIENTS [KEY]]", bench::axfr},
    {"ixfr", "ADDRESS:PORT ZONE SERIAL RECORDS TIMES [KEY]", bench::ixfr},
    {"raw", "OCTETS [CLIENTS]", bench::raw},
    {"digest", "ADDRESS:PORT ZONE [KEY]", bench::digest},
    {"queries", "ADDRESS:PORT NAMES_FILE SECONDS [SOCKETS [WINDOW]]", bench::queries},
    {"notify-sink", "ADDRESS:PORT ZONES SECONDS", bench::notify_sink},
    {"changes", "ADDRESS:PORT API_KEY CONNECTIONS SECONDS ZONE_OR_PATH…", bench::changes},
    {"group-commit", "FILE CHANGES_PER_COMMIT OCTETS SECONDS", bench::group_commit},
    {"slow-readers", "ADDRESS:PORT ZONE CLIENTS OCTETS_PER_SECOND SECONDS", bench::slow_readers},
};

}  // namespace

int main(int argc, char** argv) {
  for (const Command& each : commands) {
    if (argc > 1 && std::strcmp(argv[1], each.name) == 0)
      return each.run(bench::Arguments(argv + 2, argv + argc));
  }
  std::fputs("usage, a KEY being NAME:HASH:SECRET:\n", stderr);
  for (const Command& each : commands)
    std::fprintf(stderr, "  bench_client %s %s\n", each.name, each.arguments);
  return 2;
}
