// SPDX-License-Identifier: GPL-3.0-or-later
// The commands of bench_client, one source file each. They end the program when they cannot go on.
#pragma once

#include <string>
#include <vector>

namespace bench {

using Arguments = std::vector<std::string>;

/// Times zone transfers: walks the two-octet lengths, sums ANCOUNT and stops at the known count.
int axfr(const Arguments& arguments);
int ixfr(const Arguments& arguments);
/// The same octets through loopback by plain write(): the limit.
int raw(const Arguments& arguments);
/// The untimed pass: parses every record of a transfer, verifies every MAC, and gives a sum over
/// the records that does not depend on their order.
int digest(const Arguments& arguments);
/// UDP queries, some outstanding on each of a few sockets.
int queries(const Arguments& arguments);
/// Takes and answers NOTIFY over UDP and TCP until it has seen so many zones.
int notify_sink(const Arguments& arguments);
/// Changes through the HTTP API, one outstanding on each connection.
int changes(const Arguments& arguments);
/// What SQLite does by itself: so many changes in each durable transaction.
int group_commit(const Arguments& arguments);
/// Secondaries that read a transfer slowly.
int slow_readers(const Arguments& arguments);

}  // namespace bench
