// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/tsig_keys.h"

#include <algorithm>
#include <charconv>

#include "api/v1/configured.h"
#include "api/v1/page.h"
#include "api/v1/tsig_fields.h"

namespace zonecast::api::v1 {
namespace {

constexpr std::size_t page_size_max = 100'000;
constexpr std::size_t zones_named_max = 100;

http::Response no_such_key() { return message_answer(404, "Resource not found"); }

void write_time(json::Writer& writer, const char* member, std::optional<std::int64_t> at) {
  writer.key(member);
  at ? writer.value(*at) : writer.null();
}

void write_users(json::Writer& writer, const control::KeyUsers& users) {
  writer.key("used_by").begin_object().key("zones").begin_array();
  for (std::size_t i = 0; i < std::min(users.zones.size(), zones_named_max); ++i)
    writer.value(users.zones[i]);
  writer.end_array().member("zone_count", users.zones.size());
  writer.member("secondaries", users.secondaries);
  write_strings(writer, "acls", users.acls);
  writer.key("roll");
  users.roll.empty() ? writer.null() : writer.value(users.roll);
  writer.end_object();
}

/// A legacy hash, or a secret shorter than the digest (RFC 8945 section 8).
bool is_weak(const model::TsigKeyDocument& key) {
  return key.algorithm == dns::TsigAlgorithm::hmac_md5 ||
         key.algorithm == dns::TsigAlgorithm::hmac_sha1 ||
         key.secret.size() < dns::mac_size(key.algorithm);
}

enum class Secret { shown, left_out };

std::string text_of(const Services& services, const model::TsigKeyDocument& key,
                    const control::KeyUsers& users, Secret secret) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object().member("name", dns::to_text(key.name.lower()));
  writer.member("algorithm", dns::to_text(key.algorithm));
  if (secret == Secret::shown) writer.member("secret", base::to_base64(key.secret));
  writer.member("fingerprint", services.objects.keys.fingerprint(key));
  writer.member("weak", is_weak(key));
  writer.member("created_at", key.created_at).member("updated_at", key.updated_at);
  write_users(writer, users);
  const auto use = services.objects.keys.last_use(key.name);
  writer.key("last_used").begin_object();
  write_time(writer, "verified_at", use.verified_at);
  write_time(writer, "signed_at", use.signed_at);
  writer.end_object().end_object();
  return text;
}

Secret shown(const Services& services) {
  return services.shows_secrets() ? Secret::shown : Secret::left_out;
}

/// Who has the server make a secret gets it with the answer, a session too: it is new to everybody.
Secret shown_to_maker(const Services& services, const control::KeyDraft& draft) {
  const bool is_made_here = draft.generate && !draft.secret;
  return is_made_here && services.may_see_secrets() ? Secret::shown : shown(services);
}

/// What is kept under an Idempotency-Key has no secret in it.
control::TsigKeys::Render kept_answer(const Services& services) {
  return [&services](const model::TsigKeyDocument& key) {
    return text_of(services, key, services.objects.keys.users(key.name), Secret::left_out);
  };
}

control::KeyDraft read_key(const json::Fields& body, const dns::Name& name) {
  control::KeyDraft draft;
  draft.algorithm = algorithm_of(body, "algorithm");
  draft.secret = secret_of(body, "secret");
  draft.generate = body.boolean("generate").value_or(false);
  const auto given = key_name_of(body, "name");
  if (given && *given != name)
    body.wrong("name", "contradicts_path",
               "The path says " + dns::to_text(name) + ", and a key is not renamed: roll it over");
  return draft;
}

std::size_t offset_of(const http::Request& request) {
  std::size_t offset = 0;
  if (const auto text = request.query_value("offset"))
    std::from_chars(text->data(), text->data() + text->size(), offset);
  return offset;
}

http::Response key_answer(const Services& services, const http::Request& request,
                          const model::TsigKeyDocument& key, Secret secret) {
  return object_answer(
      request, text_of(services, key, services.objects.keys.users(key.name), secret), key.version);
}

/// Who may see none of the zones that use a key knows nothing of it.
std::optional<control::Problem> denial_of_sight(const Services& services,
                                                const control::KeyUsers& users) {
  if (std::ranges::any_of(users.zones, [&](const auto& zone) { return services.may_view(zone); }))
    return std::nullopt;
  return services.denial({model::Right::view_zones, model::Extent::every_zone});
}

}  // namespace

http::Response list_keys(const Services& services, const http::Request& request) {
  const Page page = page_of(request, page_size_max);
  std::optional<dns::Name> after;
  if (const auto name = key_name_of_text(page.after); name) after = *name;
  const auto offset = std::min(offset_of(request), page_size_max);
  auto keys = services.objects.keys.list(after, offset + page.limit + 1);
  const bool more = keys.size() > offset + page.limit;
  if (more) keys.pop_back();
  std::string text;
  json::Writer writer(text);
  writer.begin_array();
  for (std::size_t i = offset; i < keys.size(); ++i) {
    writer.raw(text_of(services, keys[i].key, keys[i].users, shown(services)));
  }
  writer.end_array();
  auto response = json_answer(std::move(text));
  if (more) link_next_page(request, response, dns::to_text(keys.back().key.name), page.limit);
  return response;
}

http::Response get_key(const Services& services, const http::Request& request, const Route& route) {
  const auto name = key_name_of_text(route.name);
  if (!name) return no_such_key();
  const auto key = services.objects.keys.get(*name);
  if (!key) return problem_answer(key.error());
  return key_answer(services, request, *key, shown(services));
}

http::Response create_key(const Services& services, const http::Request& request,
                          const Route& route) {
  const auto members = json::parse_body(request.body);
  if (!members) return problem_answer(members.error());
  json::FieldProblems problems;
  const json::Fields body(*members, {}, problems);
  const auto name = key_name_of_text(route.name);
  if (!name) body.wrong("name", "invalid_name", name.error().message);
  auto draft = read_key(body, name.value_or(dns::Name()));
  const auto missing = [&](const char* member) {
    const auto* value = body.find(member);
    return value == nullptr || (value->string() != nullptr && value->string()->empty());
  };
  if (!draft.generate && missing("algorithm"))
    body.wrong("algorithm", "required", "The hash is needed: hmac-sha256 and others");
  if (!draft.generate && missing("secret")) {
    body.wrong("secret", "required", "A secret is needed, or \"generate\": true to have one made");
  }
  if (!problems.empty()) return problem_answer(problems.take());
  const auto key = services.objects.keys.create(*name, draft, requester(services, request),
                                                kept_answer(services));
  if (!key) return refused_object(key.error(), [&] { return get_key(services, request, route); });
  return key_answer(services, request, *key, shown_to_maker(services, draft));
}

http::Response update_key(const Services& services, const http::Request& request,
                          const Route& route) {
  const auto name = key_name_of_text(route.name);
  if (!name) return no_such_key();
  const auto members = json::parse_body(request.body);
  if (!members) return problem_answer(members.error());
  json::FieldProblems problems;
  const auto draft = read_key(json::Fields(*members, {}, problems), *name);
  if (!problems.empty()) return problem_answer(problems.take());
  const auto key = services.objects.keys.update(*name, draft, requester(services, request),
                                                kept_answer(services));
  if (!key) return refused_object(key.error(), [&] { return get_key(services, request, route); });
  return key_answer(services, request, *key, shown_to_maker(services, draft));
}

http::Response generate_key(const Services& services, const http::Request& request,
                            const Route& route) {
  const auto name = key_name_of_text(route.name);
  if (!name) return no_such_key();
  const auto members = json::parse_body(request.body);
  if (!members) return problem_answer(members.error());
  json::FieldProblems problems;
  control::KeyDraft draft;
  draft.algorithm = algorithm_of(json::Fields(*members, {}, problems), "algorithm");
  draft.generate = true;
  if (!problems.empty()) return problem_answer(problems.take());
  const auto key = services.objects.keys.update(*name, draft, requester(services, request),
                                                kept_answer(services));
  if (!key) return refused_object(key.error(), [&] { return get_key(services, request, route); });
  return key_answer(services, request, *key, shown_to_maker(services, draft));
}

http::Response reveal_key(const Services& services, const http::Request& request,
                          const Route& route) {
  const auto name = key_name_of_text(route.name);
  if (!name) return no_such_key();
  const auto users = services.objects.keys.users(*name);
  if (const auto denied = denial_of_sight(services, users)) return problem_answer(*denied);
  const auto key = services.objects.keys.get(*name);
  if (!key) return problem_answer(key.error());
  services.activity.record({"reveal", "tsig_key", dns::to_text(key->name), {}},
                           requester(services, request));
  return json_answer(text_of(services, *key, users, Secret::shown));
}

http::Response delete_key(const Services& services, const http::Request& request,
                          const Route& route) {
  const auto name = key_name_of_text(route.name);
  if (!name) return no_such_key();
  const auto removed = services.objects.keys.remove(*name, requester(services, request));
  if (removed) return json_answer("{}");
  return refused_object(removed.error(), [&] { return get_key(services, request, route); });
}

}  // namespace zonecast::api::v1
