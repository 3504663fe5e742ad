# SPDX-License-Identifier: GPL-3.0-or-later
"""The console as it is served, and sign-in as browsers do it."""

import re
import subprocess

import pytest
import requests

from harness.primary import PROGRAM


@pytest.fixture
def base(primary):
    return primary.url


def sign_in(base, **credential):
    """A session as a browser has it. The cookie is Secure, which requests would not send over plain http."""
    response = requests.post(f"{base}/v1/session", json=credential)
    assert response.status_code == 200, response.text
    cookie = re.match(r"__Host-zonecast=(\w+); Path=/; Secure; HttpOnly; SameSite=Strict$", response.headers["Set-Cookie"])
    browser = requests.Session()
    browser.headers.update({"Cookie": f"__Host-zonecast={cookie.group(1)}"})
    return browser, response.json()


def test_every_address_that_is_not_the_api_shows_the_console(base):
    for path in ("/", "/dns/zones/example.org/transfers", "/nothing"):
        page = requests.get(base + path)
        assert page.status_code == 200 and page.headers["Content-Type"].startswith("text/html"), path
        assert page.headers["Cache-Control"] == "no-cache"
    script = re.search(r'src="(/assets/[^"]+\.js)"', page.text).group(1)
    answer = requests.get(base + script, headers={"Accept-Encoding": "br, gzip"}, stream=True)
    assert answer.headers["Content-Encoding"] == "br" and "immutable" in answer.headers["Cache-Control"]
    assert requests.get(base + "/assets/gone.js").status_code == 404
    assert requests.get(base + "/v1/nothing").status_code == 401


def test_the_page_may_load_nothing_from_elsewhere_and_run_nothing_inline(base):
    headers = requests.get(base + "/").headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; ")
    assert "unsafe" not in policy and "frame-ancestors 'none'" in policy and "require-trusted-types-for 'script'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff" and headers["Referrer-Policy"] == "no-referrer"
    text = requests.get(base + "/").text
    assert not re.search(r"<script(?![^>]*\bsrc=)|style=|\son\w+=", text)


@pytest.mark.parametrize("path", ["/", "/v1/zones", "/v1/session", "/healthz"])
def test_a_foreign_host_is_turned_away(base, primary, path):
    for host in ("evil.example", "evil.example:80", "192.0.2.1"):
        answer = requests.get(base + path, headers={"Host": host, "X-NSONE-Key": primary.key})
        assert answer.status_code == 421 and host in answer.json()["message"]
    for host in ("localhost", "localhost:1", "127.0.0.1", "[::1]:99"):
        assert requests.get(base + path, headers={"Host": host, "X-NSONE-Key": primary.key}).status_code != 421


def test_a_key_becomes_a_session_that_can_do_what_the_key_may(base, primary):
    browser, session = sign_in(base, key=primary.key)
    assert browser.get(f"{base}/v1/zones").json() == []
    change = {"json": {"zone": "example.org"}}
    assert browser.put(f"{base}/v1/zones/example.org", **change).status_code == 403
    csrf = {"X-Zonecast-CSRF": session["csrf"]}
    assert browser.put(f"{base}/v1/zones/example.org", headers={**csrf, "Origin": "http://evil.example"}, **change).status_code == 403
    assert browser.put(f"{base}/v1/zones/example.org", headers={**csrf, "Sec-Fetch-Site": "cross-site"}, **change).status_code == 403
    assert browser.put(f"{base}/v1/zones/example.org", headers={**csrf, "Origin": base}, **change).status_code == 200
    assert browser.delete(f"{base}/v1/session", headers=csrf).status_code == 200
    assert browser.get(f"{base}/v1/zones").status_code == 401


def test_uploads_are_forged_no_more_easily_than_other_changes(base, primary):
    browser, session = sign_in(base, key=primary.key)
    text = "$ORIGIN example.org.\n@ 300 SOA ns1 h 1 2 3 4 5\n@ 300 NS ns1\nns1 300 A 192.0.2.1\n"
    assert browser.put(f"{base}/v1/import/zonefile/example.org", data=text).status_code == 403
    answer = browser.put(f"{base}/v1/import/zonefile/example.org", data=text, headers={"X-Zonecast-CSRF": session["csrf"]})
    assert answer.status_code == 200, answer.text


def test_sessions_survive_a_restart_and_can_be_ended_from_another(base, primary):
    browser, session = sign_in(base, key=primary.key)
    other, _ = sign_in(base, key=primary.key)
    primary.kill()
    primary.start()
    listed = browser.get(f"{base}/v1/sessions").json()["sessions"]
    assert len(listed) == 2 and [s["current"] for s in listed].count(True) == 1
    ended = next(s["id"] for s in listed if not s["current"])
    assert browser.delete(f"{base}/v1/sessions/{ended}", headers={"X-Zonecast-CSRF": session["csrf"]}).status_code == 200
    assert other.get(f"{base}/v1/zones").status_code == 401
    stored = (primary.data / "sessions").read_text()
    assert browser.headers["Cookie"].split("=")[1] not in stored


def test_a_fresh_data_directory_prints_a_link_that_signs_in_once(base, primary):
    link = re.search(r"^console (\S+)/#token=(\w+) signs in once", primary.log(), re.M)
    assert link.group(1) == base
    sign_in(base, token=link.group(2))
    again = requests.post(f"{base}/v1/session", json={"token": link.group(2)})
    assert again.status_code == 401 and "used already" in again.json()["message"]
    primary.stop()
    primary.start()
    assert primary.log().count("\nconsole ") == 1, "only the first time"


def test_login_prints_a_link(base, primary):
    done = subprocess.run([PROGRAM, "login", "--api", base], capture_output=True, text=True,
                          env={"ZONECAST_KEY": primary.key, "PATH": "/usr/bin"})
    assert done.returncode == 0, done.stderr
    link = re.fullmatch(rf"{base}/#token=(\w+)\n", done.stdout)
    assert sign_in(base, token=link.group(1))[1]["actor"] == "admin"


def test_wrong_keys_cost_time(base):
    for _ in range(4):
        assert requests.post(f"{base}/v1/session", json={"key": "wrong"}).status_code == 401
    refused = requests.post(f"{base}/v1/session", json={"key": "wrong"})
    assert refused.status_code == 429 and int(refused.headers["Retry-After"]) >= 1


def test_the_server_tells_where_it_listens(primary):
    facts = primary.call("GET", "/v1/server")
    assert facts["dns"] and facts["api"] == [f"127.0.0.1:{primary.api_port}"]


def test_the_addresses_of_a_host_are_looked_up(primary):
    found = primary.call("POST", "/v1/lookup", {"name": "localhost"})["addresses"]
    assert set(found) & {"127.0.0.1", "::1"}


ACTIVITY = "/v1/account/activity?resource_type=session"


def test_the_activity_log_tells_who_signed_in_and_out_and_from_where(base, primary):
    link = primary.call("POST", "/v1/session/link")["token"]
    browser, by_link = sign_in(base, token=link)
    key = primary.call("PUT", "/v1/account/apikeys", {"name": "anna"})
    anna, by_key = sign_in(base, key=key["key"])
    assert anna.delete(f"{base}/v1/session", headers={"X-Zonecast-CSRF": by_key["csrf"]}).status_code == 200
    _, again = sign_in(base, key=key["key"])
    assert browser.delete(f"{base}/v1/sessions/{again['id']}", headers={"X-Zonecast-CSRF": by_link["csrf"]}).status_code == 200
    assert requests.post(f"{base}/v1/session", json={"key": "zck_guessed"}).status_code == 401

    refused, revoked, second, out, by_anna, by_admin = primary.call("GET", ACTIVITY)
    assert (refused["action"], refused["actor"], refused["after"]) == ("sign-in-refused", "unknown", {"with": "key", "reason": "unknown_key"})
    assert (revoked["action"], revoked["actor"], revoked["resource_id"]) == ("revoke", "admin", again["id"])
    assert revoked["before"] == {"actor": f"apikey:{key['id']}", "name": "anna", "address": "127.0.0.1"}
    assert (second["action"], second["resource_id"]) == ("sign-in", again["id"])
    assert (out["action"], out["resource_id"], out["user_name"]) == ("sign-out", by_key["id"], "anna")
    assert (by_anna["action"], by_anna["user_id"], by_anna["after"]["with"]) == ("sign-in", key["id"], "key")
    assert (by_admin["action"], by_admin["actor"], by_admin["after"]["with"]) == ("sign-in", "admin", "link")
    assert {entry["source"] for entry in (refused, revoked, out, by_anna, by_admin)} == {"127.0.0.1"}
    assert primary.call("GET", f"{ACTIVITY}&action=sign-in-refused") == [refused]
    text = primary.request("GET", ACTIVITY).text
    for secret in (link, key["key"], "zck_guessed", browser.headers["Cookie"].split("=")[1], by_link["csrf"]):
        assert secret not in text


def test_what_a_page_asks_by_itself_does_not_keep_its_session(base, primary):
    browser, session = sign_in(base, key=primary.key)
    assert 1790 <= session["expires_in"] <= 1800 and 43190 <= session["ends_in"] <= 43200
    seen = browser.get(f"{base}/v1/session").json()["seen_at"]
    in_background = {"X-Zonecast-Background": "1"}
    assert browser.get(f"{base}/v1/zones", headers=in_background).status_code == 200
    assert browser.get(f"{base}/v1/session", headers=in_background).json()["seen_at"] == seen
    assert browser.get(f"{base}/v1/session").json()["seen_at"] > seen


def test_the_configuration_says_how_long_a_session_lasts(primary):
    primary.stop()
    primary.config = "[sessions]\nidle_seconds = 60\nabsolute_seconds = 3600\n"
    primary.start()
    _, session = sign_in(primary.url, key=primary.key)
    assert 50 <= session["expires_in"] <= 60 and 3590 <= session["ends_in"] <= 3600
