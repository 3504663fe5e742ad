// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/v1/acls.h"

#include "api/v1/configured.h"
#include "api/v1/secondary_address.h"
#include "api/v1/tsig_fields.h"

namespace zonecast::api::v1 {
namespace {

using control::StoredAcl;

base::Result<dns::Name, WrongInput> listed_key(const std::string& text) {
  auto name = key_name_of_text(text);
  if (!name) return std::unexpected(WrongInput{"invalid_name", name.error().message});
  return std::move(*name);
}

control::AclDraft read_acl(const json::Fields& body, const std::string& name) {
  check_name(body, "name", name);
  control::AclDraft draft;
  draft.src_prefixes = list_of(body, "src_prefixes",
                               [](const std::string& text) { return secondary_address(text); });
  draft.tsig_keys = list_of(body, "tsig_keys", listed_key);
  draft.gss_tsig_identities = strings_of(body, "gss_tsig_identities");
  return draft;
}

std::string text_of(const StoredAcl& stored) {
  const auto& acl = stored.object;
  std::string text;
  json::Writer writer(text);
  writer.begin_object().member("name", acl.name).key("src_prefixes").begin_array();
  for (const auto& prefix : acl.src_prefixes) writer.value(prefix.to_text());
  writer.end_array().key("tsig_keys").begin_array();
  for (const auto& key : acl.tsig_keys) writer.value(dns::to_text(key));
  writer.end_array();
  write_strings(writer, "gss_tsig_identities", acl.gss_tsig_identities);
  writer.member("created_at", acl.created_at).member("updated_at", acl.updated_at).end_object();
  return text;
}

}  // namespace

http::Response list_acls(const Services& services, const http::Request&) {
  std::string text;
  json::Writer writer(text);
  writer.begin_array();
  for (const auto& acl : services.objects.acls.list()) writer.raw(text_of(acl));
  writer.end_array();
  return json_answer(std::move(text));
}

http::Response get_acl(const Services& services, const http::Request& request, const Route& route) {
  const auto acl = services.objects.acls.get(route.name);
  if (!acl) return problem_answer(acl.error());
  return object_answer(request, text_of(*acl), acl->version);
}

http::Response create_acl(const Services& services, const http::Request& request,
                          const Route& route) {
  const auto members = json::parse_body(request.body);
  if (!members) return problem_answer(members.error());
  json::FieldProblems problems;
  const json::Fields body(*members, {}, problems);
  const auto draft = read_acl(body, route.name);
  if (!is_object_name(route.name)) body.wrong("name", "invalid_name", object_name_rule);
  if (!problems.empty()) return problem_answer(problems.take());
  const auto acl =
      services.objects.acls.create(route.name, draft, requester(services, request), text_of);
  if (!acl) return refused_object(acl.error(), [&] { return get_acl(services, request, route); });
  return object_answer(request, text_of(*acl), acl->version);
}

http::Response update_acl(const Services& services, const http::Request& request,
                          const Route& route) {
  const auto members = json::parse_body(request.body);
  if (!members) return problem_answer(members.error());
  json::FieldProblems problems;
  const auto draft = read_acl(json::Fields(*members, {}, problems), route.name);
  if (!problems.empty()) return problem_answer(problems.take());
  const auto acl =
      services.objects.acls.update(route.name, draft, requester(services, request), text_of);
  if (!acl) return refused_object(acl.error(), [&] { return get_acl(services, request, route); });
  return object_answer(request, text_of(*acl), acl->version);
}

http::Response delete_acl(const Services& services, const http::Request& request,
                          const Route& route) {
  const auto removed = services.objects.acls.remove(route.name, requester(services, request));
  if (removed) return json_answer("{}");
  return refused_object(removed.error(), [&] { return get_acl(services, request, route); });
}

}  // namespace zonecast::api::v1
