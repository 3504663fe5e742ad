// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sql/document_json.h"

#include <fmt/core.h>

#include <boost/json.hpp>
#include <type_traits>

namespace zonecast::store {

namespace {

namespace json = boost::json;
using model::Answer;
using model::SerialPolicy;

/// Thrown and caught in this file only: a document that is not what we wrote.
struct Malformed {
  std::string message;
};

[[noreturn]] void malformed(std::string message) { throw Malformed{std::move(message)}; }

json::string_view view(std::string_view text) { return {text.data(), text.size()}; }

const json::object& object_of(const json::value& value, const char* what) {
  if (!value.is_object()) malformed(fmt::format("{} is not an object", what));
  return value.get_object();
}
const json::array& array_of(const json::value& value, const char* what) {
  if (!value.is_array()) malformed(fmt::format("{} is not an array", what));
  return value.get_array();
}
std::string_view text_of(const json::value& value, const char* what) {
  if (!value.is_string()) malformed(fmt::format("{} is not a string", what));
  const auto& text = value.get_string();
  return {text.data(), text.size()};
}
bool flag_of(const json::value& value, const char* what) {
  if (!value.is_bool()) malformed(fmt::format("{} is not true or false", what));
  return value.get_bool();
}
std::int64_t integer_of(const json::value& value, const char* what) {
  if (!value.is_int64()) malformed(fmt::format("{} is not an integer", what));
  return value.get_int64();
}
dns::Name name_of(const json::value& value, const char* what) {
  auto name = dns::Name::from_text(text_of(value, what));
  if (!name) malformed(fmt::format("{}: {}", what, name.error().message));
  return std::move(*name);
}

template <typename Read>
auto read(std::string_view text, const char* what, const Read& from)
    -> base::Result<decltype(from(std::declval<const json::object&>()))> {
  try {
    // Texts of the model are whatever octets came in; they need not be UTF-8.
    json::parse_options options;
    options.allow_invalid_utf8 = true;
    options.max_depth = 16;
    boost::system::error_code error;
    const auto value = json::parse(view(text), error, {}, options);
    if (error) return base::failure(fmt::format("{}: {}", what, error.message()));
    if constexpr (std::is_void_v<decltype(from(std::declval<const json::object&>()))>) {
      from(object_of(value, what));
      return {};
    } else {
      return from(object_of(value, what));
    }
  } catch (const Malformed& problem) {
    return base::failure(fmt::format("{}: {}", what, problem.message));
  }
}

json::array numbers_to_json(const std::vector<std::int64_t>& numbers) {
  return json::array(numbers.begin(), numbers.end());
}
std::vector<std::int64_t> numbers_of(const json::value& value, const char* what) {
  std::vector<std::int64_t> numbers;
  for (const auto& number : array_of(value, what)) numbers.push_back(integer_of(number, what));
  return numbers;
}

// Echoed members are kept as the text they came in, not as JSON within JSON, so that they go out
// octet for octet as they came.
json::object echoed_to_json(const std::map<std::string, std::string>& echoed) {
  json::object out;
  for (const auto& [name, text] : echoed) out[view(name)] = view(text);
  return out;
}
std::map<std::string, std::string> echoed_of(const json::value& value) {
  std::map<std::string, std::string> echoed;
  for (const auto& member : object_of(value, "echoed")) {
    echoed.emplace(std::string(member.key_c_str(), member.key().size()),
                   text_of(member.value(), "echoed"));
  }
  return echoed;
}

std::string_view to_text(SerialPolicy policy) {
  switch (policy) {
    case SerialPolicy::unixtime:
      return "unixtime";
    case SerialPolicy::increment:
      return "increment";
    case SerialPolicy::date:
      return "date";
  }
  return {};
}
SerialPolicy serial_policy_of(const json::value& value) {
  const auto text = text_of(value, "serial_policy");
  for (const auto policy : {SerialPolicy::unixtime, SerialPolicy::increment, SerialPolicy::date}) {
    if (to_text(policy) == text) return policy;
  }
  malformed("serial_policy is none that is known");
}

json::object secondary_to_json(const model::Secondary& secondary) {
  json::object out;
  out["ip"] = secondary.address.to_text();
  out["port"] = secondary.port;
  if (secondary.notify) out["notify"] = true;
  if (!secondary.networks.empty()) out["networks"] = numbers_to_json(secondary.networks);
  if (secondary.tsig) {
    json::object tsig;
    tsig["key"] = dns::to_text(secondary.tsig->key_name);
    if (secondary.tsig->transfers) tsig["transfers"] = true;
    out["tsig"] = std::move(tsig);
  }
  return out;
}

model::SecondaryTsig secondary_tsig_of(const json::object& in) {
  model::SecondaryTsig tsig;
  bool named = false;
  for (const auto& member : in) {
    if (member.key() == "key") {
      tsig.key_name = name_of(member.value(), "key");
      named = true;
    } else if (member.key() == "transfers") {
      tsig.transfers = flag_of(member.value(), "transfers");
    } else {
      malformed("tsig has an unknown member");
    }
  }
  if (!named) malformed("tsig has no key");
  return tsig;
}

model::Secondary secondary_of(const json::object& in) {
  model::Secondary secondary;
  bool addressed = false;
  for (const auto& member : in) {
    const auto& value = member.value();
    if (member.key() == "ip") {
      const auto prefix = base::IpPrefix::parse(text_of(value, "ip"));
      if (!prefix) malformed("ip is no address or prefix");
      secondary.address = *prefix;
      addressed = true;
    } else if (member.key() == "port") {
      const auto port = integer_of(value, "port");
      if (port < 0 || port > 65535) malformed("port is out of range");
      secondary.port = static_cast<std::uint16_t>(port);
    } else if (member.key() == "notify") {
      secondary.notify = flag_of(value, "notify");
    } else if (member.key() == "networks") {
      secondary.networks = numbers_of(value, "networks");
    } else if (member.key() == "tsig") {
      secondary.tsig = secondary_tsig_of(object_of(value, "tsig"));
    } else {
      malformed("a secondary has an unknown member");
    }
  }
  if (!addressed) malformed("a secondary has no ip");
  return secondary;
}

json::object transfers_to_json(const model::OutgoingTransfers& primary) {
  json::object out;
  if (primary.enabled) out["enabled"] = true;
  json::array secondaries;
  for (const auto& secondary : primary.secondaries)
    secondaries.push_back(secondary_to_json(secondary));
  if (!secondaries.empty()) out["secondaries"] = std::move(secondaries);
  json::array transfer_acls;
  for (const auto& acl : primary.transfer_acls) transfer_acls.push_back(json::value(view(acl)));
  if (!transfer_acls.empty()) out["transfer_acls"] = std::move(transfer_acls);
  return out;
}

model::OutgoingTransfers transfers_of(const json::object& in) {
  model::OutgoingTransfers primary;
  for (const auto& member : in) {
    if (member.key() == "enabled") {
      primary.enabled = flag_of(member.value(), "enabled");
    } else if (member.key() == "secondaries") {
      for (const auto& row : array_of(member.value(), "secondaries")) {
        primary.secondaries.push_back(secondary_of(object_of(row, "a secondary")));
      }
    } else if (member.key() == "transfer_acls") {
      for (const auto& acl : array_of(member.value(), "transfer_acls")) {
        primary.transfer_acls.emplace_back(text_of(acl, "an ACL"));
      }
    } else {
      malformed("primary has an unknown member");
    }
  }
  return primary;
}

json::object answer_to_json(const Answer& answer) {
  json::object out;
  json::array parts;
  for (const auto& part : answer.parts) parts.push_back(json::value(view(part)));
  out["parts"] = std::move(parts);
  if (!answer.verbatim.empty()) out["verbatim"] = view(answer.verbatim);
  if (!answer.echoed.empty()) out["echoed"] = echoed_to_json(answer.echoed);
  return out;
}

/// What the seal binds a key's secret to.
std::string place_of(const model::TsigKeyDocument& key) {
  return "tsig:" + dns::to_text(key.name.lower());
}

Answer answer_of(const json::object& in) {
  Answer answer;
  for (const auto& member : in) {
    if (member.key() == "parts") {
      for (const auto& part : array_of(member.value(), "parts")) {
        answer.parts.emplace_back(text_of(part, "a part"));
      }
    } else if (member.key() == "verbatim") {
      answer.verbatim = text_of(member.value(), "verbatim");
    } else if (member.key() == "echoed") {
      answer.echoed = echoed_of(member.value());
    } else {
      malformed("an answer has an unknown member");
    }
  }
  return answer;
}

}  // namespace

std::string settings_to_json(const model::ZoneSettings& settings) {
  const model::ZoneSettings usual;
  json::object out;
  if (settings.serial_policy != usual.serial_policy) {
    out["serial_policy"] = view(to_text(settings.serial_policy));
  }
  if (auto primary = transfers_to_json(settings.primary); !primary.empty()) {
    out["primary"] = std::move(primary);
  }
  if (settings.networks != usual.networks) out["networks"] = numbers_to_json(settings.networks);
  if (!settings.link.empty()) out["link"] = view(settings.link);
  if (!settings.echoed.empty()) out["echoed"] = echoed_to_json(settings.echoed);
  return json::serialize(out);
}

base::Result<void> settings_from_json(std::string_view text, model::ZoneSettings& settings) {
  const model::ZoneSettings usual;
  settings.serial_policy = usual.serial_policy;
  settings.primary = usual.primary;
  settings.networks = usual.networks;
  settings.link.clear();
  settings.echoed = usual.echoed;
  if (text == "{}") return {};
  return read(text, "settings", [&](const json::object& in) {
    for (const auto& member : in) {
      const auto& value = member.value();
      if (member.key() == "serial_policy") {
        settings.serial_policy = serial_policy_of(value);
      } else if (member.key() == "primary") {
        settings.primary = transfers_of(object_of(value, "primary"));
      } else if (member.key() == "networks") {
        settings.networks = numbers_of(value, "networks");
      } else if (member.key() == "link") {
        settings.link = text_of(value, "link");
      } else if (member.key() == "echoed") {
        settings.echoed = echoed_of(value);
      } else {
        malformed("unknown member");
      }
    }
  });
}

std::string document_to_json(const model::RecordDocument& document) {
  json::object out;
  out["owner"] = dns::to_text(document.owner);
  out["type"] = static_cast<std::int64_t>(document.type);
  json::array answers;
  for (const auto& answer : document.answers) answers.push_back(answer_to_json(answer));
  if (!answers.empty()) out["answers"] = std::move(answers);
  if (!document.echoed.empty()) out["echoed"] = echoed_to_json(document.echoed);
  return json::serialize(out);
}

base::Result<model::RecordDocument> document_from_json(std::string_view text) {
  return read(text, "record document", [](const json::object& in) {
    model::RecordDocument document;
    for (const auto& member : in) {
      const auto& value = member.value();
      if (member.key() == "owner") {
        document.owner = name_of(value, "owner");
      } else if (member.key() == "type") {
        const auto type = integer_of(value, "type");
        if (type < 0 || type > 65535) malformed("type is out of range");
        document.type = static_cast<dns::RrType>(type);
      } else if (member.key() == "answers") {
        for (const auto& answer : array_of(value, "answers")) {
          document.answers.push_back(answer_of(object_of(answer, "an answer")));
        }
      } else if (member.key() == "echoed") {
        document.echoed = echoed_of(value);
      } else {
        malformed("unknown member");
      }
    }
    return document;
  });
}

std::string key_to_json(const model::TsigKeyDocument& key, const SecretSeal& seal) {
  json::object out;
  out["name"] = dns::to_text(key.name);
  out["algorithm"] = dns::to_text(key.algorithm);
  out["sealed"] = seal.seal(key.secret, place_of(key));
  if (key.created_at != 0) out["created_at"] = key.created_at;
  if (key.updated_at != 0) out["updated_at"] = key.updated_at;
  return json::serialize(out);
}

base::Result<model::TsigKeyDocument> key_from_json(std::string_view text, const SecretSeal& seal) {
  return read(text, "TSIG key", [&](const json::object& in) {
    model::TsigKeyDocument key;
    std::string sealed;
    bool named = false;
    bool hashed = false;
    for (const auto& member : in) {
      const auto& value = member.value();
      if (member.key() == "name") {
        key.name = name_of(value, "name");
        named = true;
      } else if (member.key() == "algorithm") {
        const auto algorithm = dns::tsig_algorithm_from_text(text_of(value, "algorithm"));
        if (!algorithm) malformed("algorithm is none that is known");
        key.algorithm = *algorithm;
        hashed = true;
      } else if (member.key() == "secret") {
        auto secret = base::from_base64(text_of(value, "secret"));
        if (!secret) malformed("secret is not base64");
        key.secret = std::move(*secret);
      } else if (member.key() == "sealed") {
        sealed = text_of(value, "sealed");
      } else if (member.key() == "created_at") {
        key.created_at = integer_of(value, "created_at");
      } else if (member.key() == "updated_at") {
        key.updated_at = integer_of(value, "updated_at");
      } else {
        malformed("unknown member");
      }
    }
    if (!sealed.empty()) {
      auto secret = seal.open(sealed, place_of(key));
      if (!secret) malformed(fmt::format("its secret {}", secret.error().message));
      key.secret = std::move(*secret);
    }
    if (!named || !hashed || key.secret.empty()) malformed("name, algorithm or secret is missing");
    return key;
  });
}

std::string fingerprint_of_key_json(std::string_view text) {
  return read(text, "TSIG key",
              [](const json::object& in) {
                const auto* sealed = in.if_contains("sealed");
                return sealed == nullptr
                           ? std::string()
                           : std::string(SecretSeal::fingerprint_of(text_of(*sealed, "sealed")));
              })
      .value_or(std::string());
}

}  // namespace zonecast::store
