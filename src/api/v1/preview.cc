// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/preview.h"

#include "api/answer.h"
#include "api/json/writer.h"
#include "api/v1/difference_json.h"

namespace zonecast::api::v1 {

bool is_dry_run(const http::Request& request) { return request.query_value("dry_run") == "true"; }

http::Response preview_answer(const control::Preview& preview) {
  std::string out;
  json::Writer writer(out);
  writer.begin_object().member("dry_run", true).member("zone", preview.zone);
  writer.member("changes", preview.changes_something).key("serial");
  preview.serial ? writer.value(preview.serial->value()) : writer.null();
  write_difference_members(writer, preview.difference);
  write_settings_change(writer, preview.settings_before.get(), preview.settings_after.get());
  writer.key("notify").begin_array();
  for (const auto& told : preview.told) {
    writer.begin_object().member("ip", told.destination.address.to_text());
    writer.member("port", told.destination.port).key("key");
    told.key ? writer.value(dns::to_text(told.key->lower())) : writer.null();
    writer.end_object();
  }
  writer.end_array().member("ixfr_octets", preview.ixfr_octets).key("warnings").begin_array();
  for (const auto& warning : preview.warnings) writer.value(warning);
  writer.end_array().end_object();
  return json_answer(std::move(out));
}

}  // namespace zonecast::api::v1
