// SPDX-License-Identifier: GPL-3.0-or-later
// A request in, a decision out; no I/O. Here is decided what is dropped, who signed, which opcode
// goes where, who may transfer what, and with which RCODE the others are told so.
#pragma once

#include <memory>

#include "dns/message.h"
#include "dns/message_writer.h"
#include "dns/tsig.h"
#include "publication/zone_finder.h"
#include "server/data_plane.h"
#include "server/line_budget.h"
#include "server/outgoing_transfer.h"
#include "server/query_counts.h"

namespace zonecast::server {

struct Reply {
  /// A whole message without TCP length; lives until the next request. Empty: nothing is sent, or a
  /// transfer is.
  base::ByteView message;
  std::unique_ptr<OutgoingTransfer> transfer;  // over TCP only

  bool empty() const { return message.empty() && !transfer; }
};

/// One thread.
class RequestHandler {
 public:
  explicit RequestHandler(const DataPlane& plane);

  QueryCounts& query_counts() { return query_counts_; }

  /// `local`: the listen address that `client` asked.
  Reply handle(base::ByteView request, const base::SocketAddress& client,
               transfer::Transport transport, const base::SocketAddress& local = {});

 private:
  struct Request;  // the request taken apart, with who signed it

  Reply answer(Request& request);
  Reply ordinary_query(Request& request);
  Reply notify(Request& request);
  Reply transfer(Request& request);
  Reply start_transfer(Request& request, const publication::PublishedZone& zone,
                       std::optional<dns::Serial> have);

  Reply tsig_failure(Request& request, const dns::TsigVerdict& verdict);
  Reply refuse_transfer(Request& request, const access::Decision& decision, const std::string& why);
  /// A response without data: question and OPT as due, and why when the client understands EDE.
  Reply error(Request& request, dns::Rcode rcode, std::optional<dns::Ede> ede = {},
              std::string_view why = {});
  Reply bare_error(const dns::Header& header, dns::Rcode rcode);

  /// Completes what the writer holds, signed when the request was.
  Reply finish_response(Request& request);
  void record_soa_query(const Request& request);
  void record_hidden_soa_query(const Request& request);
  void record_refusal(const Request& request, dns::Rcode rcode, const std::string& why);
  void log_refusal(const Request& request, dns::Rcode rcode, const std::string& why);
  std::uint64_t now() const { return static_cast<std::uint64_t>(plane_.clock.unix_seconds()); }

  const DataPlane& plane_;
  publication::ZoneFinder zones_;
  dns::MessageWriter writer_;
  dns::TsigKeyLookup find_key_;
  base::Bytes signature_;
  QueryCounts query_counts_;
  LineBudget refusal_lines_;
};

}  // namespace zonecast::server
