// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/replication.h"

#include "api/answer.h"
#include "api/json/writer.h"
#include "api/v1/zone_json.h"

namespace zonecast::api::v1 {
namespace {

using secondaries::SecondaryStatus;

std::string timestamp_of(base::WallTime at) { return timestamp(at.time_since_epoch().count()); }

void write_serial(json::Writer& writer, const char* name, std::optional<dns::Serial> serial) {
  writer.key(name);
  serial ? writer.value(serial->value()) : writer.null();
}

void write_key(json::Writer& writer, const std::string& key_name) {
  writer.key("key");
  key_name.empty() ? writer.null() : writer.value(key_name);
}

std::string_view to_text(secondaries::TransferResult result) {
  switch (result) {
    case secondaries::TransferResult::finished:
      return "finished";
    case secondaries::TransferResult::aborted:
      return "aborted";
    case secondaries::TransferResult::timed_out:
      break;
  }
  return "timed_out";
}

template <typename Event, typename Write>
void write_event(json::Writer& writer, const char* name, const std::optional<Event>& event,
                 Write write) {
  writer.key(name);
  if (!event) {
    writer.null();
    return;
  }
  writer.begin_object().member("at", timestamp_of(event->at));
  write(*event);
  writer.end_object();
}

/// Three decimals, as JSON.
std::string milliseconds_text(std::uint64_t us) {
  std::string fraction = std::to_string(us % 1000);
  fraction.insert(0, 3 - fraction.size(), '0');
  return std::to_string(us / 1000) + "." + fraction;
}

/// A secondary that fetched our serial, or, while we looked, one that follows it, has the zone.
bool is_in_sync(const SecondaryStatus& status, dns::Serial current) {
  return status.fetched && (*status.fetched == current || status.fetched->follows(current));
}

void write_status(json::Writer& writer, const SecondaryStatus& status) {
  write_serial(writer, "acknowledged", status.acknowledged);
  write_serial(writer, "fetched", status.fetched);
  write_event(writer, "notify_sent", status.notify_sent,
              [&](const secondaries::NotifyEvent& event) {
                writer.member("serial", event.serial.value()).member("tries", event.tries);
                write_key(writer, event.key_name);
              });
  write_event(
      writer, "notify_answer", status.notify_answer, [&](const secondaries::NotifyEvent& event) {
        writer.member("serial", event.serial.value()).member("rcode", dns::to_text(event.rcode));
        writer.member("tsig", event.tsig).key("rtt_ms").raw(milliseconds_text(event.rtt_us));
        write_key(writer, event.key_name);
      });
  write_event(writer, "soa_query", status.soa_query,
              [&](const secondaries::SoaQueryEvent& event) { write_key(writer, event.key_name); });
  writer.member("transfers_running", status.transfers_running).key("running_since");
  status.running_since ? writer.value(timestamp_of(*status.running_since)) : writer.null();
  write_event(writer, "transfer", status.transfer, [&](const secondaries::TransferEvent& event) {
    writer.member("kind", event.kind);
    write_serial(writer, "from", event.from);
    writer.member("to", event.to.value()).member("messages", event.messages);
    writer.member("records", event.records).member("octets", event.octets);
    writer.key("duration_ms").raw(milliseconds_text(event.duration_us));
    write_key(writer, event.key_name);
    writer.member("result", to_text(event.result));
  });
  write_event(writer, "refusal", status.refusal, [&](const secondaries::RefusalEvent& event) {
    writer.member("qtype", dns::to_text(event.qtype)).member("rcode", dns::to_text(event.rcode));
    writer.member("why", event.why);
  });
}

void write_report(json::Writer& writer, const control::NotifyReport& report) {
  writer.begin_object()
      .member("zone", report.zone)
      .member("secondaries", report.secondaries)
      .end_object();
}

}  // namespace

http::Response zone_status(const Services& services, const http::Request&, const Route& route) {
  const auto zone = services.zones.get(route.zone);
  if (!zone) return problem_answer(zone.error());
  const auto reports = services.replication.status(route.zone);
  if (!reports) return problem_answer(reports.error());
  const dns::Serial serial = zone->contents->serial();

  // A block of addresses is no single secondary, so nothing is said of it.
  bool all_in_sync = true;
  for (const auto& report : *reports) {
    if (report.secondary.address.is_single())
      all_in_sync = all_in_sync && is_in_sync(report.status, serial);
  }
  std::string out;
  json::Writer writer(out);
  writer.begin_object().member("zone", zone->settings->name).member("serial", serial.value());
  writer.member("in_sync", all_in_sync).key("unservable");
  zone->unservable.empty() ? writer.null() : writer.value(zone->unservable);
  writer.key("secondaries").begin_array();
  for (const auto& report : *reports) {
    writer.begin_object().member("ip", report.secondary.address.to_text());
    writer.member("port", report.secondary.port)
        .member("notify", report.secondary.notify)
        .key("in_sync");
    if (report.secondary.address.is_single()) {
      writer.value(is_in_sync(report.status, serial));
    } else {
      writer.null();
    }
    write_status(writer, report.status);
    writer.end_object();
  }
  writer.end_array().end_object();
  return json_answer(std::move(out));
}

http::Response notify_zone(const Services& services, const http::Request&, const Route& route) {
  const auto report = services.replication.notify_zone(route.zone);
  if (!report) return problem_answer(report.error());
  std::string out;
  json::Writer writer(out);
  write_report(writer, *report);
  return json_answer(std::move(out));
}

http::Response notify_all(const Services& services) {
  const auto reports = services.replication.notify_all();
  if (!reports) return problem_answer(reports.error());
  std::size_t told = 0;
  std::string out;
  json::Writer writer(out);
  writer.begin_object().key("zones").begin_array();
  for (const auto& report : *reports) {
    write_report(writer, report);
    told += report.secondaries;
  }
  writer.end_array().member("secondaries", told).end_object();
  return json_answer(std::move(out));
}

}  // namespace zonecast::api::v1
