# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line client: keys, their roll-over, ACLs, views and networks."""

import json
import os
import re
import subprocess

import pytest

from harness.dns_client import TsigKey, ask
from harness.primary import PROGRAM

SECRET = "c2VjcmV0c2VjcmV0c2VjcmV0"


@pytest.fixture
def cli(server, tmp_path):
    def run(*arguments, input=""):
        environment = {k: v for k, v in os.environ.items() if not k.startswith("ZONECAST_")}
        return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=120, cwd=tmp_path, input=input,
                              env={**environment, "ZONECAST_API": server.url, "ZONECAST_KEY": server.key})
    return run


def test_a_key_is_generated_shown_listed_and_deleted(server, cli, name):
    made = cli("key", "generate", f"K.{name}", "--algorithm", "hmac-sha512")
    assert made.returncode == 0, made.stderr
    secret = re.search(rf'key "k\.{re.escape(name)}\." {{\n\talgorithm hmac-sha512;\n\tsecret "(\S+)";\n}};', made.stdout).group(1)
    assert server.call("GET", f"/v1/tsig/k.{name}")["secret"] == secret
    shown = cli("key", "show", f"k.{name}")
    assert f"k.{name}." in shown.stdout and secret not in shown.stdout
    assert secret in cli("key", "show", f"k.{name}", "--secret").stdout
    assert f"k.{name}.  hmac-sha512" in cli("key", "list").stdout
    assert json.loads(cli("key", "show", f"k.{name}", "--json").stdout)["secret"] == secret
    assert cli("key", "delete", f"k.{name}").returncode == 0
    assert cli("key", "show", f"k.{name}").returncode == 4


@pytest.mark.parametrize("text", [SECRET + "\n", 'key "imported.NAME" { algorithm hmac-sha512; secret "%s"; };' % SECRET,
                                  'key:\n    name: imported.NAME\n    algorithm: hmac-sha512\n    secret: "%s"\n' % SECRET])
def test_a_key_is_imported_from_a_file_or_standard_input(server, cli, tmp_path, name, text):
    text = text.replace("NAME", name)
    has_name = "imported" in text
    arguments = ["key", "import"] + ([] if has_name else [f"imported.{name}", "--algorithm", "hmac-sha512"])
    done = cli(*arguments, input=text)
    assert done.returncode == 0, done.stderr
    key = server.call("GET", f"/v1/tsig/imported.{name}")
    assert (key["algorithm"], key["secret"]) == ("hmac-sha512", SECRET)
    (tmp_path / "key.conf").write_text(text)
    again = cli(*arguments, "--file", "key.conf")
    assert again.returncode == 5 and "conflicts with existing resource" in again.stderr


def test_what_is_no_key_is_told(cli, name):
    assert cli("key", "import", f"k.{name}", input="not a key!").returncode == 7
    assert cli("key", "import", input=SECRET).returncode == 2
    assert cli("key", "import", f"k.{name}", "--file", "absent").returncode == 1
    assert cli("key", "generate", f"k.{name}", "--algorithm", "md4").returncode == 7


def test_a_key_is_rolled_over(server, cli, name):
    old = TsigKey(f"xfr.{name}", "hmac-sha256", SECRET)
    row = {"ip": "127.0.0.1", "tsig": {"enabled": True, "hash": old.hash, "name": old.name, "key": old.secret, "transfers": True}}
    server.call("PUT", f"/v1/zones/{name}", {"zone": name, "refresh": 1, "primary": {"enabled": True, "secondaries": [row]}})
    started = cli("key", "roll", "start", old.name, "--to", f"new.{name}")
    assert started.returncode == 0, started.stderr
    secret = re.search(r'secret "(\S+)";', started.stdout).group(1)
    assert f"zonecast key roll switch {old.name} --all" in started.stderr
    assert cli("key", "roll", "switch", old.name, "--all").returncode == 5
    assert cli("key", "roll", "switch", old.name).returncode == 2
    ask(server, name, "SOA", key=TsigKey(f"new.{name}", old.hash, secret))
    waiting = cli("key", "roll", "status", old.name)
    assert waiting.returncode == 10 and f"{old.name}. -> new.{name}.   rolling" in waiting.stdout and "127.0.0.1" in waiting.stdout
    assert cli("key", "roll", "switch", old.name, "--zone", name, "--secondary", "127.0.0.1:53").returncode == 0
    server.wait_until(lambda: cli("key", "roll", "status", old.name).returncode == 0, "the old key may go")
    assert cli("key", "roll", "retire", old.name).returncode == 0
    assert cli("key", "roll", "status", old.name).returncode == 4
    assert server.call("GET", f"/v1/zones/{name}")["primary"]["secondaries"][0]["tsig"]["name"] == f"new.{name}."
    assert cli("key", "roll", "start", f"new.{name}").returncode == 0
    aborted = cli("key", "roll", "abort", f"new.{name}", "--json")
    assert json.loads(aborted.stdout)["state"] == "aborted"


def test_acls_views_and_networks(server, cli, created, name):
    server.call("PUT", f"/v1/tsig/k.{name}", {"generate": True})
    assert cli("acl", "add", name, "--prefix", "192.0.2.0/24", "--prefix", "2001:db8::/32", "--key", f"k.{name}").returncode == 0
    assert server.call("GET", f"/v1/acls/{name}")["src_prefixes"] == ["192.0.2.0/24", "2001:db8::/32"]
    assert f"192.0.2.0/24,2001:db8::/32  k.{name}." in cli("acl", "list").stdout
    assert cli("acl", "set", name, "--prefix", "").returncode == 0
    assert server.call("GET", f"/v1/acls/{name}")["src_prefixes"] == []

    network = json.loads(cli("network", "add", "--name", name, "--listen", "192.0.2.1:53", "--no-views", "--json").stdout)
    assert network["listen"] == ["192.0.2.1:53"] and network["offers_views"] is False
    assert cli("network", "set", network["network_id"], "--source-v4", "192.0.2.1", "--views").returncode == 0
    assert cli("view", "add", name, "--read-acl", name, "--zone", name, "--network", network["network_id"], "--preference", "3").returncode == 0
    view = server.call("GET", f"/v1/views/{name}")
    assert (view["read_acls"], view["zones"], view["networks"], view["preference"]) == ([name], [name], [network["network_id"]], 3)
    assert name in cli("view", "list").stdout and name in cli("network", "list").stdout

    used = cli("acl", "delete", name)
    assert used.returncode == 5 and f"is used by view {name}" in used.stderr
    assert cli("network", "delete", network["network_id"]).returncode == 5
    assert cli("view", "set", name, "--zone", "").returncode == 0
    assert [cli(*command).returncode for command in (("view", "delete", name), ("acl", "delete", name),
                                                     ("network", "delete", network["network_id"]))] == [0, 0, 0]
    assert cli("view", "delete", name).returncode == 4
    assert cli("view", "add", name, "--preference", "x").returncode == 2
    assert cli("acl", "add", name, "--prefix", "nonsense").returncode == 7
