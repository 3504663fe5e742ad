// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/zone_json.h"

#include <algorithm>

#include "api/v1/hostmaster.h"
#include "api/v1/services.h"

namespace zonecast::api::v1 {
namespace {

using control::ZoneDraft;
using json::Fields;

constexpr std::int64_t seconds_max = 0x7fff'ffff;  // RFC 2181 section 8

std::optional<std::uint32_t> seconds(const Fields& body, std::string_view name) {
  const auto value = body.integer(name, 0, seconds_max);
  return value ? std::optional(static_cast<std::uint32_t>(*value)) : std::nullopt;
}

std::optional<dns::Name> name_member(const Fields& body, std::string_view member,
                                     base::Result<dns::Name> (*read)(std::string_view)) {
  const auto text = body.string(member);
  if (!text) return std::nullopt;
  auto name = read(*text);
  if (!name) {
    body.wrong(member, "invalid_name", name.error().message);
    return std::nullopt;
  }
  return *std::move(name);
}

std::optional<model::SerialPolicy> serial_policy(const Fields& body) {
  const auto text = body.string("serial_policy");
  if (!text) return std::nullopt;
  if (*text == "unixtime") return model::SerialPolicy::unixtime;
  if (*text == "increment") return model::SerialPolicy::increment;
  if (*text == "date") return model::SerialPolicy::date;
  body.wrong("serial_policy", "unknown_policy", "Must be unixtime, increment or date");
  return std::nullopt;
}

std::string_view to_text(model::SerialPolicy policy) {
  switch (policy) {
    case model::SerialPolicy::unixtime:
      return "unixtime";
    case model::SerialPolicy::increment:
      return "increment";
    case model::SerialPolicy::date:
      break;
  }
  return "date";
}

/// Kept and echoed, not acted on. The empty one is the default and needs no keeping.
void echo(const Fields& body, std::string_view name, bool is_array, ZoneDraft& draft) {
  const json::Value* value = body.find(name);
  if (value == nullptr) return;
  if (is_array ? body.array(name) == nullptr : body.object(name) == nullptr) return;
  const std::string text = json::to_text(*value);
  auto& kept = draft.echoed[std::string(name)];
  if (text != "{}" && text != "[]") kept = text;
}

/// Names of other objects; nothing when the member is absent or null.
std::optional<std::vector<std::string>> names_of(const Fields& body, std::string_view member) {
  const json::Array* array = body.array(member);
  if (array == nullptr) return std::nullopt;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < array->size(); ++i) {
    const std::string* name = (*array)[i].string();
    if (name == nullptr || name->empty()) {
      body.problems().add(json::path_of(body.path(member), i), "wrong_type", "Must be a name");
    } else if (std::ranges::find(names, *name) == names.end()) {
      names.push_back(*name);
    }
  }
  return names;
}

/// A link is made with its zone and stays as long as it does; what the target decides cannot be
/// given beside it.
void read_link(const Fields& body, const model::ZoneSettings* current, ZoneDraft& draft) {
  const auto text = body.string("link");
  const auto link = text ? zone_name_of_text(*text) : std::string();
  if (current != nullptr) {
    if (text && link != current->link)
      body.wrong("link", "unchangeable", "A zone is linked when it is created, and stays so");
    return;
  }
  if (link.empty()) return;
  for (const auto* name :
       {"ttl", "refresh", "retry", "expiry", "nx_ttl", "hostmaster", "primary_master"}) {
    if (body.find(name) != nullptr)
      body.wrong(name, "linked", "A linked zone takes it from its target");
  }
  draft.link = link;
}

void refuse_unsupported(const Fields& body) {
  if (body.boolean("dnssec") == true) {
    body.wrong("dnssec", "unsupported",
               "DNSSEC support is not enabled: import the zone signed instead");
  }
  if (const auto* secondary = body.object("secondary")) {
    const Fields fields(*secondary, body.path("secondary"), body.problems());
    if (fields.boolean("enabled") == true) {
      fields.wrong("enabled", "unsupported", "Secondary zones are not supported");
    }
  }
}

std::string_view echoed_or(const control::ZoneState& zone, const char* name,
                           std::string_view otherwise) {
  const auto found = zone.settings->echoed.find(name);
  return found != zone.settings->echoed.end() ? std::string_view(found->second) : otherwise;
}

/// Targets of the apex NS set, in the order of the zone.
std::vector<std::string> apex_name_servers(const zone::ZoneVersion& contents) {
  std::vector<std::string> servers;
  contents.for_each([&](const dns::RecordView& record) {
    if (!(record.owner == contents.apex())) return false;
    if (record.type == dns::RrType::ns) {
      if (const auto target = dns::NameView::parse_prefix(record.rdata))
        servers.push_back(name_text(*target));
    }
    return true;
  });
  return servers;
}

}  // namespace

std::string name_text(dns::NameView name) { return dns::to_text_undotted(name); }

ZoneDraft read_zone(const Fields& body, const model::ZoneSettings* current, const KeyLookup& key) {
  ZoneDraft draft;
  draft.ttl = seconds(body, "ttl");
  draft.refresh = seconds(body, "refresh");
  draft.retry = seconds(body, "retry");
  draft.expiry = seconds(body, "expiry");
  draft.nx_ttl = seconds(body, "nx_ttl");
  draft.rname = name_member(body, "hostmaster", rname_of_hostmaster);
  draft.mname = name_member(body, "primary_master", dns::Name::from_text);
  draft.networks = body.integers("networks");
  draft.serial_policy = serial_policy(body);
  for (const auto* name : {"meta", "tags"}) echo(body, name, false, draft);
  echo(body, "local_tags", true, draft);
  read_link(body, current, draft);
  draft.views = names_of(body, "views");
  refuse_unsupported(body);
  static const std::vector<model::Secondary> none;
  read_outgoing_transfers(body, current != nullptr ? current->primary.secondaries : none, key,
                          draft);
  return draft;
}

void write_zone_members(json::Writer& writer, const control::ZoneState& zone,
                        const ShownKeys& key) {
  const auto& settings = *zone.settings;
  const auto soa_record = zone.contents->soa();
  const auto soa = dns::parse_soa(soa_record.rdata).value_or(dns::SoaView{});
  writer.member("id", settings.public_id).member("zone", name_text(settings.apex));
  writer.member("name", settings.name).member("ttl", soa_record.ttl).member("refresh", soa.refresh);
  writer.member("retry", soa.retry).member("expiry", soa.expire).member("nx_ttl", soa.minimum);
  writer.member("serial", soa.serial.value()).member("hostmaster", hostmaster_of_rname(soa.rname));
  writer.member("primary_master", name_text(soa.mname)).key("dns_servers").begin_array();
  for (const auto& server : apex_name_servers(*zone.contents)) writer.value(server);
  writer.end_array().key("networks").begin_array();
  for (const auto network : settings.networks) writer.value(network);
  writer.end_array().key("link");
  if (settings.link.empty()) {
    writer.null();
  } else {
    writer.value(settings.link);
  }
  writer.key("meta").raw(echoed_or(zone, "meta", "{}"));
  writer.key("primary");
  write_outgoing_transfers(writer, settings.primary, key);
  writer.member("dnssec", false).key("tags").raw(echoed_or(zone, "tags", "{}"));
  writer.key("local_tags").raw(echoed_or(zone, "local_tags", "[]"));
  writer.key("views").begin_array();
  for (const auto& view : zone.views) writer.value(view);
  writer.end_array();
  writer.member("created_at", settings.created_at).member("updated_at", settings.updated_at);
  writer.member("serial_policy", to_text(settings.serial_policy));
  if (!zone.unservable.empty()) writer.member("unservable", zone.unservable);
}

}  // namespace zonecast::api::v1
