# SPDX-License-Identifier: GPL-3.0-or-later
"""What /v1/openapi.json promises, held to the server: the same paths and methods, and answers as they are described."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
import requests

from harness.primary import Primary, sample_zone

ROOT = Path(__file__).resolve().parents[2]
METHODS = ("get", "put", "post", "delete")
ZONE = "/v1/zones/example.org"
ACCOUNT = "/v1/account"


class Description:
    def __init__(self, document):
        self.document = document
        self.operations = {item[method]["operationId"]: (method.upper(), path, item[method])
                           for path, item in document["paths"].items() for method in METHODS if method in item}

    def resolve(self, value):
        while "$ref" in value:
            target = self.document
            for piece in value["$ref"].removeprefix("#/").split("/"):
                target = target[piece]
            value = target
        return value

    def find(self, method, path):
        """The operation that a request is; a template with fewer variables goes before one with more."""
        found = [o for o in self.operations.values() if o[0] == method and re.fullmatch(pattern_of(o[1]), path)]
        assert found, f"{method} {path} is not described"
        return min(found, key=lambda o: o[1].count("{"))[2]

    def parameters(self, path, operation):
        return [self.resolve(p) for p in self.document["paths"][path].get("parameters", []) + operation.get("parameters", [])]

    def problems(self, schema, value):
        resolver = jsonschema.RefResolver("", self.document)
        errors = jsonschema.Draft202012Validator(schema, resolver=resolver).iter_errors(value)
        return [f"{error.json_path}: {error.message[:300]}" for top in errors for error in (top.context or [top])]


def pattern_of(path):
    return re.sub(r"\{(\w+)\}", lambda m: "[0-9]+" if m[1] in ("id", "n") and re.search("history|versions", path)
                  else ".+" if m[1] == "domain" else "[^/]+", re.sub(r"[.]", r"\\.", path))


def members_of(value, name):
    """Everything under that key, at any depth."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == name:
                yield inner
            yield from members_of(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from members_of(inner, name)


@pytest.fixture(scope="module")
def description(server):
    response = requests.get(server.url + "/v1/openapi.json")
    assert response.status_code == 200 and response.headers["Content-Type"] == "application/json"
    return Description(response.json())


# The document.


def test_it_needs_no_key_and_is_not_sent_again_unchanged(server, description):
    first = requests.get(server.url + "/v1/openapi.json")
    again = requests.get(server.url + "/v1/openapi.json", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304 and again.content == b""


def test_it_is_openapi_3_1(description):
    grammar = json.loads((ROOT / "tests/data/openapi-3.1-part.json").read_text())
    errors = jsonschema.Draft202012Validator(grammar).iter_errors(description.document)
    assert [f"{error.json_path}: {error.message[:200]}" for error in errors] == []


def test_every_reference_leads_somewhere_and_every_component_is_used(description):
    references = set(members_of(description.document, "$ref"))
    for reference in references:
        description.resolve({"$ref": reference})
    components = description.document["components"]
    assert {f"#/components/{kind}/{name}" for kind in ("parameters", "responses", "schemas") for name in components[kind]} == references


def test_operations_have_names_of_their_own_and_say_what_their_path_varies_in(description):
    document = description.document
    ids = list(members_of(document["paths"], "operationId"))
    assert len(ids) == len(set(ids))
    tags = {tag["name"] for tag in document["tags"]}
    for _, path, operation in description.operations.values():
        parameters = description.parameters(path, operation)
        assert sorted(p["name"] for p in parameters if p["in"] == "path") == sorted(re.findall(r"\{(\w+)\}", path)), path
        assert set(operation["tags"]) <= tags, path
        for requirement in operation.get("security", document["security"]):
            assert set(requirement) <= set(document["components"]["securitySchemes"])


# Paths and methods.


def unnamed(path):
    return re.sub(r"\{[^}]*\}", "{}", path)


def test_every_path_the_server_knows_is_described(description):
    described = {unnamed(path) for path in description.document["paths"]}
    resources = (ROOT / "src/api/route.h").read_text().split("enum class Resource {")[1].split("};")[0]
    known = {unnamed(path) for path in re.findall(r"/(?:v1/[\w/.{}]+|healthz|metrics)", resources)}
    assert known - described == set()
    sessions = set(re.findall(r'"(/v1/sessions?(?:/link)?)"', (ROOT / "src/api/sign_in.cc").read_text()))
    assert len(sessions) == 3 and sessions - described == set()
    empty = set(re.findall(r'"(/v1/[^"]+)"', (ROOT / "src/api/absent.cc").read_text().split("empty_lists[]")[1].split("};")[0]))
    assert empty - described == set()


def test_every_call_of_the_handbook_is_described(description):
    text = (ROOT / "docs/api.md").read_text()
    calls = set(re.findall(r"\b(GET|PUT|POST|DELETE) (/(?:v1|healthz|metrics)[\w/.{}-]*)(?=[`? ])", text))
    assert len(calls) > 40
    for method, path in calls:
        description.find(method, re.sub(r"\{(\w+)\}", lambda m: "1" if m[1] in ("id", "n") else "x", path.rstrip("/.")))


def test_the_server_allows_the_methods_that_are_described_and_no_others(server, description):
    for path, item in description.document["paths"].items():
        methods = {method.upper() for method in METHODS if method in item}
        if "GET" in methods:
            methods.add("HEAD")
        example = re.sub(r"\{(\w+)\}", lambda m: {"step": "abort", "type": "A"}.get(m[1], "7"), path)
        response = server.request("PATCH", example)
        if "Absent" in item.get("get", {}).get("tags", []):
            assert response.status_code == 501, path
            continue
        assert response.status_code == 405, path
        assert set(response.headers["Allow"].split(", ")) == methods, path
        assert description.problems({"$ref": "#/components/schemas/Problem"}, response.json()) == []


def test_what_is_public_needs_no_key_and_nothing_else_does(server, description):
    for method, path, operation in description.operations.values():
        if method != "GET":
            continue
        status = requests.get(server.url + re.sub(r"\{\w+\}", "7", path)).status_code
        assert (status == 401) == (operation.get("security") != []), path


# Answers.


class Client:
    """Asks the server, and notes what differs from the description."""

    def __init__(self, server, description):
        self.server = server
        self.description = description
        self.succeeded = set()
        self.differences = []

    def ask(self, method, path, body=None, status=200, **options):
        if options.pop("form", None):
            response = self.server.session.post(self.server.url + path, **options)
        else:
            response = self.server.request(method, path, body, **options)
        self.note(method, path, body, response)
        assert response.status_code == status, f"{method} {path}: {response.status_code} {response.text[:500]}"
        return response.json() if response.headers["Content-Type"] == "application/json" and response.content else response.text

    def note(self, method, path, body, response):
        pathname, _, query = path.partition("?")
        operation = self.description.find(method, pathname)
        where = f"{method} {path}"
        template = self.description.operations[operation["operationId"]][1]
        known = {p["name"] for p in self.description.parameters(template, operation) if p["in"] == "query"}
        given = {pair.split("=")[0] for pair in query.split("&") if pair}
        if given - known:
            self.differences.append(f"{where}: parameters {given - known} are not described")
        if isinstance(body, dict):
            self.note_body(where, operation, body)
        described = operation["responses"].get(str(response.status_code))
        if described is None:
            self.differences.append(f"{where}: {response.status_code} is not described: {response.text[:200]}")
            return
        described = self.description.resolve(described)
        if response.status_code == 200:
            self.succeeded.add(operation["operationId"])
            for header in ("ETag", "X-Total-Count"):
                if method == "GET" and (header in response.headers) != (header in described.get("headers", {})):
                    self.differences.append(f"{where}: {header}: {response.headers.get(header)}")
        if not response.content:
            return
        content = described["content"].get(response.headers["Content-Type"].split(";")[0])
        if content is None:
            self.differences.append(f"{where}: {response.headers['Content-Type']} is not described")
        elif response.headers["Content-Type"] == "application/json":
            self.differences += [f"{where}: {problem}" for problem in self.description.problems(content["schema"], response.json())]

    def note_body(self, where, operation, body):
        if "requestBody" not in operation:
            if body:
                self.differences.append(f"{where}: no body is described")
            return
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        self.differences += [f"{where}: body: {problem}" for problem in self.description.problems(schema, body)]
        resolved = self.description.resolve(schema)
        if "additionalProperties" not in resolved and set(body) - set(resolved["properties"]):
            self.differences.append(f"{where}: body: {set(body) - set(resolved['properties'])} are not described")


@pytest.fixture(scope="module")
def asked(tmp_path_factory, description):
    """A server of its own, after everything was asked of it."""
    server = Primary(tmp_path_factory.mktemp("openapi"))
    server.start()
    client = Client(server, description)
    try:
        use_zones_and_records(client)
        use_history_and_versions(client)
        use_zone_files_and_jobs(client)
        use_keys_acls_views_and_networks(client)
        use_secondaries(client)
        use_search_and_statistics(client)
        use_account(client)
        use_server_and_sessions(client)
        delete_zones(client)
    finally:
        server.kill()
    return client


def use_zones_and_records(client):
    ask = client.ask
    ask("PUT", ZONE + "?dry_run=true", {"zone": "example.org"})
    ask("PUT", ZONE, {"zone": "example.org", "ttl": 300, "tags": {"team": "dns"}})
    ask("PUT", ZONE, {"zone": "example.org"}, status=400)
    ask("PUT", ZONE, {"zone": "example.org"}, status=412, headers={"If-None-Match": "*"})
    ask("PUT", "/v1/zones/linked.example.org", {"link": "example.org"})
    ask("GET", "/v1/zones?q=example&sort=name&order=desc&limit=1")
    ask("GET", "/v1/zones/none.example.org", status=404)
    ask("POST", ZONE + "?dry_run=true", {"refresh": 7777, "tags": {}})
    ask("POST", ZONE, {"refresh": 7777, "serial_policy": "increment"})
    record = ZONE + "/www.example.org/A"
    ask("PUT", record, {"answers": [{"answer": ["192.0.2.1"]}]})
    ask("PUT", record, {"answers": [{"answer": ["192.0.2.1"]}]}, status=400)
    ask("POST", record, {"answers": [{"answer": ["192.0.2.1"], "meta": {"note": "x"}, "region": "east"}], "ttl": 60,
                         "regions": {"east": {"meta": {}}}, "filters": [{"filter": "up", "config": {}}], "meta": {"up": True},
                         "tags": {"a": "b"}, "blocked_tags": ["q"], "local_tags": ["l"], "override_ttl": True})
    ask("PUT", ZONE + "/alias.example.org/ALIAS", {"answers": [{"answer": ["www.example.org"]}]})
    ask("PUT", ZONE + "/link.example.org/A", {"link": "www.example.org"})
    ask("GET", record)
    ask("GET", ZONE + "/alias.example.org/ALIAS")
    ask("GET", ZONE + "/none.example.org/A", status=404)
    changes = {"comment": "many", "records": [
        {"op": "put", "domain": "mail.example.org", "type": "MX", "ttl": 300, "answers": [{"answer": [10, "mx.example.org"]}]},
        {"op": "put", "domain": "old.example.org", "type": "TXT", "answers": [{"answer": ["old"]}]}]}
    ask("POST", ZONE + "/changes?dry_run=true", changes)
    ask("POST", ZONE + "/changes", changes)
    ask("POST", ZONE + "/changes", {"records": [{"op": "put", "domain": "x.example.net", "type": "A"}]}, status=400)
    ask("DELETE", ZONE + "/old.example.org/TXT?dry_run=true")
    ask("DELETE", ZONE + "/old.example.org/TXT")
    ask("GET", ZONE + "?limit=2")
    ask("GET", ZONE + "?records=false")
    ask("GET", "/v1/zones/linked.example.org")


def use_history_and_versions(client):
    ask = client.ask
    versions = ask("GET", ZONE + "/history")["versions"]
    ask("GET", ZONE + "/history?limit=1")
    for version in versions:
        ask("GET", f"{ZONE}/history/{version['id']}")
    settings = next(v for v in versions if v["changed_settings"] or v["kind"] in ("settings", "create"))
    ask("GET", f"{ZONE}/history/{settings['id']}")
    ask("GET", f"{ZONE}/history/{versions[0]['id']}/records")
    ask("GET", f"{ZONE}/history/compare?from={versions[-1]['id']}")
    ask("GET", f"{ZONE}/history/compare?from={versions[-1]['id']}&to={versions[0]['id']}")
    ask("GET", f"{ZONE}/history/compare", status=400)
    ask("GET", f"{ZONE}/history/999999", status=404)
    restored = f"{ZONE}/history/{versions[1]['id']}/restore"
    ask("POST", restored + "?dry_run=true", {"comment": "back"})
    ask("POST", restored, {"comment": "back"})
    ask("GET", ZONE + "/versions")
    made = ask("PUT", ZONE + "/versions?force=true", {"name": "aside"})["id"]
    ask("POST", f"{ZONE}/versions/{made}/activate")
    (inactive,) = [v["id"] for v in ask("GET", ZONE + "/versions") if not v["active"]]
    ask("DELETE", f"{ZONE}/versions/{inactive}")


def use_zone_files_and_jobs(client):
    ask = client.ask
    text = sample_zone("example.net")
    ask("PUT", "/v1/import/zonefile/example.net?dry_run=true", text)
    ask("PUT", "/v1/import/zonefile/example.net", text)
    ask("POST", "/v1/import/zonefile/example.net?records=false", text)
    ask("PUT", "/v1/import/zonefile/example.net", "junk", status=400)
    form = {"files": {"example.com": ("example.com.zone", sample_zone("example.com")), "broken.example": ("b", "junk")}}
    ask("POST", "/v1/import/zonefiles?dry_run=true", form=True, **form)
    ask("POST", "/v1/import/zonefiles", form=True, **form)
    ask("PUT", "/v1/import/zonefiles", headers={"Content-Type": "multipart/form-data; boundary=b"},
        body='--b\r\nContent-Disposition: form-data; name="example.edu"\r\n\r\n' + sample_zone("example.edu") + "\r\n--b--\r\n")
    ask("PUT", "/v1/import/zonefiles", "junk", status=400)
    for path in ("/v1/export/zonefile/example.net", "/v1/zones/example.net/export/zonefile"):
        ask("PUT", path)
        ask("GET", path)
    ask("GET", "/v1/export/zonefile/example.net/status")
    ask("GET", "/v1/export/zonefile/none.example.org", status=404)
    jobs = [ask("PUT", "/v1/export/zonefile/example.net?async=true"),
            ask("PUT", "/v1/import/zonefile/example.net?async=true", "junk"),
            ask("POST", "/v1/zones/example.net/changes?async=true", {"records": []}),
            ask("POST", "/v1/jobs", {"type": "transfers", "filter": "*.org", "dry_run": True,
                                     "primary": {"enabled": True, "secondaries": [{"ip": "192.0.2.20", "notify": True}]}})]
    ask("POST", "/v1/jobs", {"type": "transfers", "primary": {"enabled": True}}, status=400)
    for job in jobs:
        ask("GET", "/v1/jobs/" + job["job"])
        client.server.wait_until(
            lambda job=job: ask("GET", "/v1/jobs/" + job["job"])["state"] in ("finished", "failed"), "has done the job", 30)
    ask("GET", "/v1/jobs")
    ask("DELETE", "/v1/jobs/" + jobs[0]["job"])
    ask("GET", "/v1/jobs/none", status=404)


def use_keys_acls_views_and_networks(client):
    ask = client.ask
    ask("PUT", "/v1/tsig/k1", {"generate": True})
    ask("PUT", "/v1/tsig/k1", {"generate": True}, status=409)
    ask("PUT", "/v1/tsig/k2", {"algorithm": "hmac-sha512", "secret": "c2VjcmV0"})
    ask("POST", "/v1/tsig/k2", {"secret": "c2VjcmV0Mg=="})
    ask("POST", "/v1/tsig/k2/generate", {"algorithm": "hmac-sha256"})
    ask("POST", "/v1/tsig/k2/reveal")
    ask("POST", "/v1/tsig/none/reveal", status=404)
    ask("GET", "/v1/tsig/none", status=404)
    ask("PUT", "/v1/acls/office", {"src_prefixes": ["192.0.2.0/24"], "tsig_keys": ["k1."]})
    ask("POST", "/v1/acls/office", {"src_prefixes": ["192.0.2.0/24", "2001:db8::/32"]})
    ask("PUT", "/v1/views/inside", {"read_acls": ["office"]})
    ask("POST", "/v1/views/inside", {"preference": 3})
    ask("POST", "/v1/config/views/preference", {"inside": 2})
    ask("PUT", "/v1/networks", {"name": "lab", "source_v4": "192.0.2.1"})
    ask("PUT", "/v1/networks/7", {"name": "seven"})
    ask("POST", "/v1/networks/7", {"label": "Seven"})
    for path in ("/v1/tsig?limit=1", "/v1/tsig/k1", "/v1/acls", "/v1/acls/office", "/v1/views", "/v1/views/inside",
                 "/v1/config/views/preference", "/v1/networks", "/v1/networks/7"):
        ask("GET", path)
    ask("POST", ZONE, {"views": [], "primary": {"enabled": True, "transfer_acls": ["office"], "secondaries": [
        {"ip": "192.0.2.20", "port": 53, "notify": True, "tsig": {"enabled": True, "name": "k1", "transfers": True}}]}})
    ask("GET", "/v1/tsig/k1")
    for question in ({"zone": "example.org", "address": "192.0.2.20"},
                     {"zone": "example.org", "address": "192.0.2.20", "key": "k1", "operation": "transfer"},
                     {"zone": "none.example", "address": "192.0.2.20", "key": "none", "operation": "query"}):
        ask("POST", "/v1/access/evaluate", question)
    ask("GET", "/v1/tsig/k1/roll", status=404)
    ask("POST", "/v1/tsig/k1/roll", {"name": "k1-next"})
    ask("GET", "/v1/tsig/k1/roll")
    ask("POST", "/v1/tsig/k1/roll/switch", {"all": True}, status=409)
    ask("POST", "/v1/tsig/k1/roll/switch", {"all": True, "force": True})
    ask("GET", "/v1/tsig/k1/roll")
    ask("POST", "/v1/tsig/k1/roll/abort", {})
    ask("DELETE", "/v1/tsig/k1", status=409)
    ask("DELETE", "/v1/tsig/k2")
    ask("PUT", "/v1/acls/home", {"src_prefixes": ["192.0.2.0/24"]})
    ask("DELETE", "/v1/acls/home")
    ask("DELETE", "/v1/views/inside")
    ask("DELETE", "/v1/networks/7")


def use_secondaries(client):
    client.ask("POST", ZONE + "/notify")
    client.ask("POST", "/v1/notify")
    client.ask("GET", ZONE + "/status")


def use_search_and_statistics(client):
    for query in ("q=example", "q=example&type=zone&expand=true", "q=www&type=record&expand=true&max=5", "q=192&type=answers"):
        client.ask("GET", "/v1/search?" + query)
    client.ask("GET", "/v1/search?q=x&max=0", status=400)
    client.ask("GET", "/v1/dns/zone/search?q=example&limit=1")
    client.ask("GET", "/v1/dns/record/search?q=www")
    for zone in ("", "/example.org"):
        client.ask("GET", "/v1/stats/qps" + zone)
        client.ask("GET", "/v1/stats/usage" + zone + "?period=1h")
    client.ask("GET", "/v1/stats/usage?expand=true")
    client.ask("GET", "/v1/stats/usage?period=1y", status=400)


def use_account(client):
    ask = client.ask
    team = ask("PUT", ACCOUNT + "/teams", {"name": "ops", "ip_whitelist": [{"name": "office", "values": ["192.0.2.0/24"]}]})
    ask("PUT", ACCOUNT + "/teams", {"name": "ops"}, status=409)
    team = f"{ACCOUNT}/teams/{team['id']}"
    ask("POST", team, {"name": "operators", "permissions": {"dns": {"view_zones": True}}})
    ask("PUT", ACCOUNT + "/users", {"username": "anna", "name": "Anna", "email": "anna@example.org"})
    user = f"{ACCOUNT}/users/anna"
    ask("POST", user, {"notify": {"billing": True}})
    made = ask("PUT", ACCOUNT + "/apikeys", {"name": "deploy", "expiry_duration": "30d", "permissions": {
        "dns": {"manage_zones": True, "records_allow": [{"zone": "example.org", "domain": "www.example.org"}]}}})
    key = f"{ACCOUNT}/apikeys/{made['id']}"
    ask("GET", key)
    ask("POST", key, {"name": "deployment"})
    second = ask("POST", key + "/secrets", {"others_expire_in": "24h"})["secrets"][-1]["secret_id"]
    ask("POST", key + "/secrets", {}, status=409)
    ask("POST", f"{key}/secrets/{second}", {"enabled": False})
    ask("DELETE", f"{key}/secrets/{second}")
    for path in ("/self", "/self?zone=example.org", "/apikeys", "/teams", "/users"):
        ask("GET", ACCOUNT + path)
    ask("GET", team)
    ask("GET", user)
    restricted = {"X-NSONE-Key": made["key"]}
    ask("GET", ACCOUNT + "/self", headers=restricted)
    ask("GET", ACCOUNT + "/teams", headers=restricted, status=403)
    ask("GET", ACCOUNT + "/teams", headers={"X-NSONE-Key": "none"}, status=401)
    ask("PUT", ACCOUNT + "/teams", {"name": "more"}, headers=restricted, status=403)
    ask("DELETE", key)
    ask("DELETE", team)
    ask("DELETE", user)
    ask("GET", user, status=404)
    ask("GET", ACCOUNT + "/activity?limit=1000")
    ask("GET", ACCOUNT + "/activity?zone=example.org&action=create&limit=1")
    ask("GET", ACCOUNT + "/activity?start=x", status=400)


def use_server_and_sessions(client):
    ask = client.ask
    for path in ("/healthz", "/metrics", "/v1/openapi.json", "/v1/server", "/v1/monitoring/jobs", "/v1/lists", "/v1/data/sources",
                 "/v1/data/feeds/7", "/v1/applications", "/v1/datasets", "/v1/account/whitelist"):
        ask("GET", path)
    ask("POST", "/v1/lookup", {"name": "localhost"})
    ask("POST", "/v1/lookup", {"name": ""}, status=400)
    ask("GET", "/v1/session", status=401)
    ask("POST", "/v1/session", {"key": "wrong"}, status=401)
    ask("POST", "/v1/session", {}, status=400)
    ask("POST", "/v1/session/link")
    cookie = {"Cookie": client.server.request("POST", "/v1/session", {"key": client.server.key}).headers["Set-Cookie"].split(";")[0]}
    session = ask("POST", "/v1/session", {"key": client.server.key})
    ask("GET", "/v1/session", headers=cookie)
    ask("GET", "/v1/sessions", headers=cookie)
    ask("DELETE", "/v1/sessions/" + session["id"])
    ask("DELETE", "/v1/sessions/none", status=404)
    ask("DELETE", "/v1/session", headers=cookie)


def delete_zones(client):
    client.ask("DELETE", ZONE, status=409)
    client.ask("DELETE", "/v1/zones/linked.example.org")
    client.ask("DELETE", ZONE + "?dry_run=true")
    client.ask("DELETE", ZONE)
    client.ask("DELETE", ZONE, status=404)


def test_answers_are_as_described(asked):
    assert not asked.differences, "\n".join(asked.differences)


def test_every_operation_was_asked(asked, description):
    assert set(description.operations) - asked.succeeded == set()
