// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/permissions_json.h"

#include <array>

#include "api/v1/services.h"

namespace zonecast::api::v1 {
namespace {

using json::Fields;

struct EchoedRight {
  const char* section;
  const char* name;
};
// What NS1 has beside: always answered, false unless it was given.
constexpr std::array echoed_rights{
    EchoedRight{"data", "push_to_datafeeds"},     EchoedRight{"data", "manage_datasources"},
    EchoedRight{"data", "manage_datafeeds"},      EchoedRight{"account", "manage_payment_methods"},
    EchoedRight{"account", "manage_plan"},        EchoedRight{"account", "view_invoices"},
    EchoedRight{"monitoring", "manage_lists"},    EchoedRight{"monitoring", "manage_jobs"},
    EchoedRight{"monitoring", "create_jobs"},     EchoedRight{"monitoring", "update_jobs"},
    EchoedRight{"monitoring", "delete_jobs"},     EchoedRight{"monitoring", "view_jobs"},
    EchoedRight{"security", "manage_global_2fa"}, EchoedRight{"redirects", "manage_redirects"},
    EchoedRight{"insights", "view_insights"},     EchoedRight{"insights", "manage_insights"},
};
constexpr std::array sections{"dns",      "data",      "account", "monitoring",
                              "security", "redirects", "insights"};

std::string key_of(std::string_view section, std::string_view name) {
  return std::string(section) + "." + std::string(name);
}

void read_zones(const Fields& dns, const char* name, std::vector<std::string>& out) {
  const auto* array = dns.array(name);
  if (array == nullptr) return;
  out.clear();
  for (std::size_t i = 0; i < array->size(); ++i) {
    const auto* text = (*array)[i].string();
    if (text == nullptr) {
      dns.problems().add(json::path_of(dns.path(name), i), "wrong_type",
                         "Must be a string, not " + std::string((*array)[i].kind()));
      continue;
    }
    out.push_back(zone_name_of_text(*text));
  }
}

std::optional<model::RecordRule> read_rule(const Fields& rule) {
  const auto zone = rule.string("zone");
  const auto domain = rule.string("domain");
  if (!zone || zone->empty()) rule.wrong("zone", "required", "The zone's name is needed");
  if (!domain || domain->empty()) rule.wrong("domain", "required", "The domain is needed");
  if (!zone || !domain || zone->empty() || domain->empty()) return std::nullopt;
  auto name = dns::Name::from_text(*domain);
  if (!name) {
    rule.wrong("domain", "invalid_name", name.error().message);
    return std::nullopt;
  }
  const auto type = rule.string("type").value_or("");
  if (!type.empty() && !dns::rr_type_from_text(type)) {
    rule.wrong("type", "unsupported_type", "\"" + type + "\" is no type of a record");
    return std::nullopt;
  }
  return model::RecordRule{zone_name_of_text(*zone), *std::move(name),
                           rule.boolean("include_subdomains").value_or(false), type};
}

void read_rules(const Fields& dns, const char* name, std::vector<model::RecordRule>& out) {
  const auto* array = dns.array(name);
  if (array == nullptr) return;
  out.clear();
  for (std::size_t i = 0; i < array->size(); ++i) {
    const auto path = json::path_of(dns.path(name), i);
    const auto* members = (*array)[i].object();
    if (members == nullptr) {
      dns.problems().add(path, "wrong_type",
                         "Must be an object, not " + std::string((*array)[i].kind()));
      continue;
    }
    if (auto rule = read_rule(Fields(*members, path, dns.problems())))
      out.push_back(*std::move(rule));
  }
}

/// Flags of the section that are none of ours.
void read_echoed(std::string_view section, const json::Object& members,
                 model::Permissions& permissions) {
  for (const auto& member : members) {
    const auto* flag = member.value.boolean();
    if (flag == nullptr) continue;
    bool ours = false;
    model::for_each_flag(permissions, [&](const char* of, const char* name, bool&) {
      ours = ours || (section == of && member.name == name);
    });
    if (!ours) permissions.echoed[key_of(section, member.name)] = *flag;
  }
}

void write_rules(json::Writer& writer, const char* name,
                 const std::vector<model::RecordRule>& rules) {
  writer.key(name).begin_array();
  for (const auto& rule : rules) {
    writer.begin_object().member("domain", dns::to_text_undotted(rule.domain));
    writer.member("include_subdomains", rule.include_subdomains).member("zone", rule.zone);
    writer.member("type", rule.type).end_object();
  }
  writer.end_array();
}

void write_zones(json::Writer& writer, const char* name, const std::vector<std::string>& zones) {
  writer.key(name).begin_array();
  for (const auto& zone : zones) writer.value(zone);
  writer.end_array();
}

bool is_known(const std::string& key) {
  for (const auto& right : echoed_rights) {
    if (key == key_of(right.section, right.name)) return true;
  }
  return false;
}

void write_section(json::Writer& writer, const std::string& section,
                   const model::Permissions& permissions) {
  writer.key(section).begin_object();
  model::for_each_flag(permissions, [&](const char* of, const char* name, bool flag) {
    if (section == of) writer.member(name, flag);
  });
  if (section == "dns") {
    write_zones(writer, "zones_allow", permissions.dns.zones_allow);
    write_zones(writer, "zones_deny", permissions.dns.zones_deny);
    write_rules(writer, "records_allow", permissions.dns.records_allow);
    write_rules(writer, "records_deny", permissions.dns.records_deny);
  }
  for (const auto& right : echoed_rights) {
    if (section != right.section) continue;
    const auto given = permissions.echoed.find(key_of(right.section, right.name));
    writer.member(right.name, given != permissions.echoed.end() && given->second);
  }
  for (const auto& [key, flag] : permissions.echoed) {
    if (key.starts_with(section + ".") && !is_known(key))
      writer.member(std::string_view(key).substr(section.size() + 1), flag);
  }
  writer.end_object();
}

}  // namespace

std::optional<model::Permissions> read_permissions(const Fields& body,
                                                   const model::Permissions& current) {
  const auto* object = body.object("permissions");
  if (object == nullptr) return std::nullopt;
  model::Permissions out = current;
  const Fields permissions(*object, body.path("permissions"), body.problems());
  for (const auto& member : *object) {
    const auto* members = member.value.object();
    if (members == nullptr) continue;
    const Fields section(*members, permissions.path(member.name), body.problems());
    model::for_each_flag(out, [&](const char* of, const char* name, bool& flag) {
      if (member.name == of) flag = section.boolean(name).value_or(flag);
    });
    if (member.name == "dns") {
      read_zones(section, "zones_allow", out.dns.zones_allow);
      read_zones(section, "zones_deny", out.dns.zones_deny);
      read_rules(section, "records_allow", out.dns.records_allow);
      read_rules(section, "records_deny", out.dns.records_deny);
    }
    read_echoed(member.name, *members, out);
  }
  return out;
}

void write_permissions(json::Writer& writer, const model::Permissions& permissions) {
  writer.key("permissions").begin_object();
  for (const auto* section : sections) write_section(writer, section, permissions);
  writer.end_object();
}

}  // namespace zonecast::api::v1
