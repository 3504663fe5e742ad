// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sql/account_json.h"

#include <boost/json.hpp>

namespace zonecast::store {
namespace {

namespace json = boost::json;

json::string_view view(std::string_view text) { return {text.data(), text.size()}; }
std::string_view text_of(json::string_view text) { return {text.data(), text.size()}; }

/// Reads the members of one object, each by its name; the first that is not what it should be is
/// told, and so is one that nobody asked for.
class Members {
 public:
  explicit Members(const json::value& value) : object_(value.if_object()) {
    if (object_ == nullptr) fail("not an object");
  }

  void text(const char* name, std::string& out) {
    const auto* value = take(name);
    if (value == nullptr) return;
    const auto* string = value->if_string();
    if (string == nullptr) return fail(name);
    out = text_of(*string);
  }
  void flag(const char* name, bool& out) {
    const auto* value = take(name);
    if (value == nullptr) return;
    const auto* truth = value->if_bool();
    if (truth == nullptr) return fail(name);
    out = *truth;
  }
  void number(const char* name, std::int64_t& out) {
    const auto* value = take(name);
    if (value == nullptr) return;
    const auto* number = value->if_int64();
    if (number == nullptr) return fail(name);
    out = *number;
  }
  void number(const char* name, std::optional<std::int64_t>& out) {
    if (object_ != nullptr && object_->contains(name)) number(name, out.emplace());
  }
  /// `read` turns each element into one of `out`, or says that it cannot.
  template <typename T, typename Read>
  void list(const char* name, std::vector<T>& out, Read read) {
    const auto* value = take(name);
    if (value == nullptr) return;
    const auto* array = value->if_array();
    if (array == nullptr) return fail(name);
    for (const auto& element : *array) {
      if (!read(element, out.emplace_back())) return fail(name);
    }
  }
  void texts(const char* name, std::vector<std::string>& out) {
    list(name, out, [](const json::value& element, std::string& text) {
      if (const auto* string = element.if_string()) text = text_of(*string);
      return element.is_string();
    });
  }
  template <typename Read>
  void object(const char* name, Read read) {
    const auto* value = take(name);
    if (value == nullptr) return;
    if (!value->is_object() || !read(*value)) fail(name);
  }
  const json::object& all() const { return *object_; }

  bool done() {
    if (wrong_.empty() && taken_ != object_->size()) fail("an unknown member");
    return wrong_.empty();
  }
  const std::string& wrong() const { return wrong_; }

 private:
  const json::value* take(const char* name) {
    const auto* value = object_ == nullptr ? nullptr : object_->if_contains(name);
    if (value != nullptr) ++taken_;
    return value;
  }
  void fail(std::string_view what) {
    if (wrong_.empty()) wrong_ = what;
  }

  const json::object* object_;
  std::size_t taken_ = 0;
  std::string wrong_;
};

template <typename T, typename Fill>
base::Result<T> read(std::string_view text, const char* what, Fill fill) {
  boost::system::error_code error;
  json::parse_options options;
  options.allow_invalid_utf8 = true;
  const auto value = json::parse(view(text), error, {}, options);
  if (error) return base::failure(std::string(what) + ": " + error.message());
  Members members(value);
  T out;
  fill(members, out);
  if (!members.done()) return base::failure(std::string(what) + ": " + members.wrong());
  return out;
}

json::array texts_to_json(const std::vector<std::string>& texts) {
  json::array out;
  for (const auto& text : texts) out.push_back(view(text));
  return out;
}

void put_texts(json::object& out, const char* name, const std::vector<std::string>& texts) {
  if (!texts.empty()) out[name] = texts_to_json(texts);
}

void put_rules(json::object& out, const char* name, const std::vector<model::RecordRule>& rules) {
  json::array array;
  for (const auto& rule : rules) {
    json::object each{{"zone", view(rule.zone)}, {"domain", dns::to_text(rule.domain)}};
    if (rule.include_subdomains) each["include_subdomains"] = true;
    if (!rule.type.empty()) each["type"] = view(rule.type);
    array.push_back(std::move(each));
  }
  if (!array.empty()) out[name] = std::move(array);
}

bool read_rule(const json::value& value, model::RecordRule& rule) {
  Members members(value);
  std::string domain;
  members.text("zone", rule.zone);
  members.text("domain", domain);
  members.flag("include_subdomains", rule.include_subdomains);
  members.text("type", rule.type);
  auto name = dns::Name::from_text(domain);
  if (!name) return false;
  rule.domain = *std::move(name);
  return members.done();
}

json::object permissions_to_json(const model::Permissions& permissions) {
  json::object out;
  model::for_each_flag(permissions, [&](const char* section, const char* name, bool flag) {
    if (!flag) return;
    auto& object = out[section];
    if (!object.is_object()) object = json::object();
    object.get_object()[name] = true;
  });
  json::object lists;
  put_texts(lists, "zones_allow", permissions.dns.zones_allow);
  put_texts(lists, "zones_deny", permissions.dns.zones_deny);
  put_rules(lists, "records_allow", permissions.dns.records_allow);
  put_rules(lists, "records_deny", permissions.dns.records_deny);
  if (!lists.empty()) out["reach"] = std::move(lists);
  json::object echoed;
  for (const auto& [name, flag] : permissions.echoed) echoed[view(name)] = flag;
  if (!echoed.empty()) out["echoed"] = std::move(echoed);
  return out;
}

bool read_permissions(const json::value& value, model::Permissions& permissions) {
  Members members(value);
  for (const char* section : {"dns", "account", "security"}) {
    members.object(section, [&](const json::value& flags) {
      Members each(flags);
      model::for_each_flag(permissions, [&](const char* of, const char* name, bool& flag) {
        if (std::string_view(of) == section) each.flag(name, flag);
      });
      return each.done();
    });
  }
  members.object("reach", [&](const json::value& reach) {
    Members lists(reach);
    lists.texts("zones_allow", permissions.dns.zones_allow);
    lists.texts("zones_deny", permissions.dns.zones_deny);
    lists.list("records_allow", permissions.dns.records_allow, read_rule);
    lists.list("records_deny", permissions.dns.records_deny, read_rule);
    return lists.done();
  });
  members.object("echoed", [&](const json::value& echoed) {
    for (const auto& member : echoed.get_object()) {
      if (!member.value().is_bool()) return false;
      permissions.echoed[std::string(text_of(member.key()))] = member.value().get_bool();
    }
    return true;
  });
  return members.done();
}

void put_permissions(json::object& out, const model::Permissions& permissions) {
  if (auto object = permissions_to_json(permissions); !object.empty())
    out["permissions"] = std::move(object);
}

bool read_secret(const json::value& value, model::ApiKeySecret& secret) {
  Members members(value);
  members.text("id", secret.id);
  members.text("hash", secret.hash);
  members.number("created_at", secret.created_at);
  members.number("expires_at", secret.expires_at);
  members.flag("enabled", secret.enabled);
  return members.done();
}

bool read_ip_list(const json::value& value, model::IpList& list) {
  Members members(value);
  members.text("id", list.id);
  members.text("name", list.name);
  members.texts("values", list.values);
  return members.done();
}

template <typename Member>
void read_permissions_of(Members& members, Member& member) {
  members.object("permissions", [&](const json::value& value) {
    return read_permissions(value, member.permissions);
  });
}

}  // namespace

std::string api_key_to_json(const model::ApiKey& key) {
  json::object out{{"id", view(key.id)}, {"name", view(key.name)}};
  put_texts(out, "teams", key.teams);
  put_permissions(out, key.permissions);
  put_texts(out, "ip_whitelist", key.ip_whitelist);
  if (key.ip_whitelist_strict) out["ip_whitelist_strict"] = true;
  if (!key.expiry_duration.empty()) out["expiry_duration"] = view(key.expiry_duration);
  json::array secrets;
  for (const auto& secret : key.secrets) {
    json::object each{{"id", view(secret.id)},
                      {"hash", view(secret.hash)},
                      {"created_at", secret.created_at},
                      {"enabled", secret.enabled}};
    if (secret.expires_at) each["expires_at"] = *secret.expires_at;
    secrets.push_back(std::move(each));
  }
  out["secrets"] = std::move(secrets);
  out["created_at"] = key.created_at;
  return json::serialize(out);
}

base::Result<model::ApiKey> api_key_from_json(std::string_view text) {
  return read<model::ApiKey>(text, "API key", [](Members& members, model::ApiKey& key) {
    members.text("id", key.id);
    members.text("name", key.name);
    members.texts("teams", key.teams);
    read_permissions_of(members, key);
    members.texts("ip_whitelist", key.ip_whitelist);
    members.flag("ip_whitelist_strict", key.ip_whitelist_strict);
    members.text("expiry_duration", key.expiry_duration);
    members.list("secrets", key.secrets, read_secret);
    members.number("created_at", key.created_at);
  });
}

std::string team_to_json(const model::Team& team) {
  json::object out{{"id", view(team.id)}, {"name", view(team.name)}};
  put_permissions(out, team.permissions);
  json::array lists;
  for (const auto& list : team.ip_whitelist) {
    lists.push_back(json::object{
        {"id", view(list.id)}, {"name", view(list.name)}, {"values", texts_to_json(list.values)}});
  }
  if (!lists.empty()) out["ip_whitelist"] = std::move(lists);
  out["created_at"] = team.created_at;
  return json::serialize(out);
}

base::Result<model::Team> team_from_json(std::string_view text) {
  return read<model::Team>(text, "team", [](Members& members, model::Team& team) {
    members.text("id", team.id);
    members.text("name", team.name);
    read_permissions_of(members, team);
    members.list("ip_whitelist", team.ip_whitelist, read_ip_list);
    members.number("created_at", team.created_at);
  });
}

std::string user_to_json(const model::User& user) {
  json::object out{
      {"username", view(user.username)}, {"name", view(user.name)}, {"email", view(user.email)}};
  put_texts(out, "teams", user.teams);
  put_permissions(out, user.permissions);
  put_texts(out, "ip_whitelist", user.ip_whitelist);
  if (user.ip_whitelist_strict) out["ip_whitelist_strict"] = true;
  if (user.notify_billing) out["notify_billing"] = true;
  out["created_at"] = user.created_at;
  return json::serialize(out);
}

base::Result<model::User> user_from_json(std::string_view text) {
  return read<model::User>(text, "user", [](Members& members, model::User& user) {
    members.text("username", user.username);
    members.text("name", user.name);
    members.text("email", user.email);
    members.texts("teams", user.teams);
    read_permissions_of(members, user);
    members.texts("ip_whitelist", user.ip_whitelist);
    members.flag("ip_whitelist_strict", user.ip_whitelist_strict);
    members.flag("notify_billing", user.notify_billing);
    members.number("created_at", user.created_at);
  });
}

}  // namespace zonecast::store
