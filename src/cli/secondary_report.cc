// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/secondary_report.h"

#include <fmt/format.h>

#include "cli/json_fields.h"
#include "cli/table.h"

namespace zonecast::cli {

namespace json = boost::json;

namespace {

/// The object under `member`, or an empty one.
const json::value& event(const json::value& secondary, std::string_view member) {
  static const json::value none = json::object();
  const auto* value = find(secondary, member);
  return value && value->is_object() ? *value : none;
}

std::string at(const json::value& secondary, std::string_view member) {
  return text_of(event(secondary, member), "at");
}

/// The clock time of "2026-11-22T11:02:10.114Z".
std::string clock_time(const std::string& timestamp) {
  return timestamp.size() >= 19 ? timestamp.substr(11, 8) : timestamp;
}

std::string milliseconds(const json::value& event, std::string_view member) {
  const auto* value = find(event, member);
  if (!value) return {};
  return fmt::format("{:.0f} ms", value->is_double()
                                      ? value->as_double()
                                      : static_cast<double>(number_of(event, member)));
}

std::string notify_text(const json::value& secondary) {
  if (!truth_of(secondary, "notify")) return "off";
  const auto& answer = event(secondary, "notify_answer");
  const auto& sent = event(secondary, "notify_sent");
  if (!at(secondary, "notify_answer").empty() &&
      number_of(answer, "serial") == number_of(sent, "serial")) {
    return text_of(answer, "rcode") + " " + milliseconds(answer, "rtt_ms");
  }
  if (at(secondary, "notify_sent").empty()) return "-";
  return fmt::format("no answer, {} sent", number_of(sent, "tries"));
}

std::string transfer_text(const json::value& secondary) {
  if (at(secondary, "transfer").empty()) return "-";
  const auto& transfer = event(secondary, "transfer");
  const auto result = text_of(transfer, "result");
  return fmt::format("{} to {}, {} RRs in {} at {}{}", text_of(transfer, "kind"),
                     number_of(transfer, "to"), number_of(transfer, "records"),
                     milliseconds(transfer, "duration_ms"), clock_time(text_of(transfer, "at")),
                     result == "finished" ? "" : ", " + result);
}

}  // namespace

std::string state_of(const json::value& secondary) {
  const auto* in_sync = find(secondary, "in_sync");
  if (!in_sync || in_sync->is_null()) return "any of a block";
  if (truth_of(secondary, "in_sync")) return "in sync";
  const auto refused_at = at(secondary, "refusal");
  // Timestamps of one format compare as text.
  if (!refused_at.empty() && refused_at > at(secondary, "transfer")) {
    const auto& refusal = event(secondary, "refusal");
    return fmt::format("refused: {}, {}", text_of(refusal, "rcode"), text_of(refusal, "why"));
  }
  const auto rcode = text_of(event(secondary, "notify_answer"), "rcode");
  if (!rcode.empty() && rcode != "NOERROR") return "NOTIFY answered " + rcode;
  const bool heard = !at(secondary, "transfer").empty() || !at(secondary, "soa_query").empty() ||
                     !at(secondary, "notify_answer").empty();
  return heard ? "behind" : "not heard of";
}

std::string address_of(const json::value& secondary) {
  return fmt::format("{} port {}", text_of(secondary, "ip"), number_of(secondary, "port"));
}

std::string status_text(const json::value& status) {
  auto text = fmt::format("{}  serial {}", text_of(status, "zone"), text_of(status, "serial"));
  if (const auto why = text_of(status, "unservable"); !why.empty()) {
    text += "\nnot published: " + why;
  }
  const auto& secondaries = list_of(status, "secondaries");
  if (secondaries.empty()) return text + "\nno secondaries";
  Table table({"SECONDARY", "STATE", "SERIAL", "NOTIFY", "LAST TRANSFER"});
  for (const auto& secondary : secondaries) {
    const auto fetched = text_of(secondary, "fetched");
    table.add({address_of(secondary), state_of(secondary), fetched.empty() ? "-" : fetched,
               notify_text(secondary), transfer_text(secondary)});
  }
  return text + "\n\n" + table.to_text();
}

bool has_moved(const json::value& before, const json::value& now) {
  return at(now, "notify_answer") != at(before, "notify_answer") ||
         at(now, "transfer") != at(before, "transfer");
}

std::vector<json::value> notified(const json::value& status) {
  std::vector<json::value> found;
  for (const auto& secondary : list_of(status, "secondaries")) {
    const auto* in_sync = find(secondary, "in_sync");
    if (truth_of(secondary, "notify") && in_sync && !in_sync->is_null()) found.push_back(secondary);
  }
  return found;
}

}  // namespace zonecast::cli
