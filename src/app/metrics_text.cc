// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/metrics_text.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

namespace zonecast::app {

namespace {

class Families {
 public:
  void counter(const char* name, const char* help, std::uint64_t value) {
    auto& metric = add(name, help, prometheus::MetricType::Counter);
    metric.counter.value = static_cast<double>(value);
  }
  void gauge(const char* name, const char* help, std::uint64_t value) {
    auto& metric = add(name, help, prometheus::MetricType::Gauge);
    metric.gauge.value = static_cast<double>(value);
  }
  std::string text() const { return prometheus::TextSerializer().Serialize(families_); }

 private:
  prometheus::ClientMetric& add(const char* name, const char* help, prometheus::MetricType type) {
    prometheus::MetricFamily family;
    family.name = name;
    family.help = help;
    family.type = type;
    family.metric.emplace_back();
    families_.push_back(std::move(family));
    return families_.back().metric.back();
  }
  std::vector<prometheus::MetricFamily> families_;
};

}  // namespace

std::string metrics_text(const server::ServerTotals& server, const notify::Notifier::Totals& notify,
                         const publication::ZoneTable& zones, const store::Store& store) {
  Families out;
  out.gauge("zonecast_zones", "Zones published.", zones.size());
  out.counter("zonecast_udp_queries_total", "Queries received over UDP.", server.udp_queries);
  out.counter("zonecast_tcp_queries_total", "Queries received over TCP.", server.tcp_queries);
  out.counter("zonecast_malformed_total", "Messages that could not be read.", server.malformed);
  out.counter("zonecast_axfr_served_total", "Full transfers completed.", server.axfr_served);
  out.counter("zonecast_ixfr_served_total", "Incremental transfers completed.", server.ixfr_served);
  out.counter("zonecast_transfers_refused_total", "Transfer requests refused.",
              server.transfers_refused);
  out.counter("zonecast_transfers_aborted_total", "Transfers the client or a time limit ended.",
              server.transfers_aborted);
  out.counter("zonecast_transfer_octets_total", "Octets sent in transfers.",
              server.transfer_octets);
  out.counter("zonecast_tsig_failures_total", "Requests whose TSIG did not verify.",
              server.tsig_failures);
  out.counter("zonecast_tsig_macs_in_lanes_total",
              "Messages of transfers signed together with those of others.", server.macs_in_lanes);
  out.counter("zonecast_tsig_lane_runs_total", "Times that several were signed together.",
              server.lane_runs);
  out.counter("zonecast_tsig_sessions_lent_total",
              "Times that a connection was lent to another thread's round of signing.",
              server.sessions_lent);
  out.counter("zonecast_tcp_connections_total", "TCP connections accepted.", server.connections);
  out.gauge("zonecast_tcp_connections_open", "TCP connections open.", server.connections_open);
  out.counter("zonecast_notify_sent_total", "NOTIFY messages sent.", notify.sent);
  out.counter("zonecast_notify_acknowledged_total", "NOTIFYs acknowledged.", notify.acknowledged);
  out.counter("zonecast_notify_error_answers_total", "NOTIFYs answered with an error.",
              notify.error_answers);
  out.gauge("zonecast_notify_owed", "NOTIFYs not yet acknowledged or fetched.", notify.owed);
  out.gauge("zonecast_commit_position", "Position of the last commit.", store.head());
  out.gauge("zonecast_store_refuses", "1 while the disk refuses changes.",
            store.refusal().empty() ? 0 : 1);
  return out.text();
}

}  // namespace zonecast::app
