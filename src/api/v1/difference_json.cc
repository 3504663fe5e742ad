// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/difference_json.h"

#include <algorithm>

#include "api/v1/outgoing_transfers.h"
#include "dns/presentation.h"

namespace zonecast::api::v1 {
namespace {

void write_records(json::Writer& writer, const std::vector<dns::Record>& records) {
  writer.begin_array();
  for (const auto& record : records) writer.value(record_line(record.view()));
  writer.end_array();
}

bool is_only_renumbered(const dns::Record& before, const dns::Record& after) {
  auto renumbered = before;
  dns::set_soa_serial(renumbered.rdata, dns::parse_soa(after.rdata)->serial);
  return dns::identical(renumbered.view(), after.view());
}

void write_settings(json::Writer& writer, const model::ZoneSettings* settings) {
  if (settings == nullptr) {
    writer.null();
    return;
  }
  writer.begin_object().key("primary");
  write_outgoing_transfers(writer, settings->primary, [](dns::NameView) { return std::nullopt; });
  writer.key("networks").begin_array();
  for (const auto network : settings->networks) writer.value(network);
  writer.end_array();
  const auto policy = settings->serial_policy;
  writer.member("serial_policy", policy == model::SerialPolicy::increment ? "increment"
                                 : policy == model::SerialPolicy::date    ? "date"
                                                                          : "unixtime");
  for (const auto& [name, text] : settings->echoed) writer.key(name).raw(text);
  writer.end_object();
}

}  // namespace

std::string record_line(const dns::RecordView& record) {
  auto line = dns::record_to_text(record);
  std::ranges::replace(line, '\t', ' ');
  return line;
}

void write_difference_members(json::Writer& writer, const control::DifferenceExcerpt& difference) {
  writer.member("deleted_count", difference.deleted_count);
  writer.member("added_count", difference.added_count);
  if (difference.is_cut()) writer.member("cut", true);
  const auto& before = difference.soa_before;
  const auto& after = difference.soa_after;
  if ((before || after) && !(before && after && is_only_renumbered(*before, *after))) {
    writer.key("soa").begin_object().key("before");
    before ? writer.value(record_line(before->view())) : writer.null();
    writer.key("after");
    after ? writer.value(record_line(after->view())) : writer.null();
    writer.end_object();
  }
  writer.key("deleted");
  write_records(writer, difference.deleted);
  writer.key("added");
  write_records(writer, difference.added);
}

void write_settings_change(json::Writer& writer, const model::ZoneSettings* before,
                           const model::ZoneSettings* after) {
  if (before == nullptr && after == nullptr) return;
  writer.key("settings").begin_object().key("before");
  write_settings(writer, before);
  writer.key("after");
  write_settings(writer, after);
  writer.end_object();
}

}  // namespace zonecast::api::v1
