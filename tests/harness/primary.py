# SPDX-License-Identifier: GPL-3.0-or-later
"""zonecast as a process, and its API as tests want to speak it."""

import os
import re
from pathlib import Path
from urllib.parse import quote

import requests

from .dns_client import contents, serial_of
from .process import Daemon, free_port, has_ipv6

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(os.environ.get("ZONECAST_PROGRAM", ROOT / "build" / "zonecast"))


class ApiError(Exception):
    """An answer other than 200."""

    def __init__(self, response):
        super().__init__(f"{response.request.method} {response.request.path_url}: {response.status_code} {response.text[:500]}")
        self.status = response.status_code
        self.text = response.text

    @property
    def body(self):
        return requests.compat.json.loads(self.text)


class Primary(Daemon):
    """The server under test, on ports that stay the same when it is started again."""

    def __init__(self, folder, config="", environment=None):
        super().__init__(folder)
        self.address = "127.0.0.1"
        self.port = free_port()
        self.api_port = free_port()
        self.tls_port = None
        self.config = config
        self.extra_environment = environment or {}
        self.data = folder / "data"

    def __str__(self):
        return f"zonecast on port {self.port}"

    @property
    def v4(self):
        return ("127.0.0.1", self.port)

    @property
    def v6(self):
        return ("::1", self.port)

    def environment(self):
        return {**os.environ, **self.extra_environment}

    def arguments(self):
        arguments = [PROGRAM, "serve", "--data", self.data, "--dns", f"127.0.0.1:{self.port}",
                     "--api", f"127.0.0.1:{self.api_port}"]
        if has_ipv6():
            arguments += ["--dns", f"[::1]:{self.port}"]
        if self.tls_port:
            arguments += ["--api-tls", f"127.0.0.1:{self.tls_port}"]
        if self.config:
            (self.folder / "zonecast.toml").write_text(self.config)
            arguments += ["--config", self.folder / "zonecast.toml"]
        return arguments

    def start(self, timeout_s=60):
        begun = len(self.log())
        self.spawn()
        self.wait_until(lambda: re.search(r"(?m)^ready .*$", self.log()[begun:]), "is ready", timeout_s)
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers["X-NSONE-Key"] = self.key
        return self

    def restart(self):
        status = self.stop()
        assert status == 0, f"exit status {status}\n{self.log_tail()}"
        self.start()

    @property
    def key(self):
        return (self.data / "admin.key").read_text().strip()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.api_port}"

    # The API.

    def request(self, method, path, body=None, headers=None, **options):
        """The response as it is."""
        if isinstance(body, (dict, list)):
            options["json"] = body
        elif body is not None:
            options["data"] = body
        return self.session.request(method, self.url + path, headers=headers, timeout=60, **options)

    def call(self, method, path, body=None, **options):
        """The JSON of a 200; anything else raises ApiError."""
        response = self.request(method, path, body, **options)
        if response.status_code != 200:
            raise ApiError(response)
        return response.json()

    # Keys, ACLs, views.

    def create_key(self, key):
        return self.call("PUT", f"/v1/tsig/{key.name}", {"algorithm": key.hash, "secret": key.secret})

    def create_acl(self, name, prefixes=(), keys=(), method="PUT"):
        return self.call(method, f"/v1/acls/{quote(name)}", {
            "acl_name": name, "src_prefixes": list(prefixes), "tsig_keys": [key.name + "." for key in keys],
            "gss_tsig_identities": []})

    def update_acl(self, name, prefixes=(), keys=()):
        return self.create_acl(name, prefixes, keys, method="POST")

    def create_view(self, name, read_acls=(), zones=(), **members):
        return self.call("PUT", f"/v1/views/{quote(name)}", {
            "view_name": name, "read_acls": list(read_acls), "update_acls": [], "zones": list(zones), **members})

    def evaluate(self, zone, address, **members):
        """What a client would be told."""
        return self.call("POST", "/v1/access/evaluate", {"zone": zone, "address": address, **members})

    # Zones.

    def create_zone(self, name="example.org", *secondaries, text=None, **row):
        """A zone from zone-file text, with the secondaries as its rows; `row` goes for each of them."""
        zone = Zone(self, name)
        zone.replace(text or sample_zone(name))
        if secondaries:
            zone.set_secondaries(*secondaries, **row)
        return zone


class Zone:
    def __init__(self, primary, name):
        self.primary = primary
        self.name = name
        self.path = "/v1/zones/" + ("root" if name == "." else name)

    @property
    def serial(self):
        return self.get(records=False)["serial"]

    def get(self, records=True):
        return self.primary.call("GET", self.path + ("" if records else "?records=false"))

    def update(self, **members):
        return self.primary.call("POST", self.path, members)

    def delete(self):
        return self.primary.call("DELETE", self.path)

    def replace(self, text):
        """The whole zone from zone-file text."""
        name = "root" if self.name == "." else self.name
        return self.primary.call("PUT", f"/v1/import/zonefile/{name}", text.encode())

    def export(self):
        name = "root" if self.name == "." else self.name
        response = self.primary.request("GET", f"/v1/export/zonefile/{name}")
        assert response.status_code == 200, response.text
        return response.text

    def status(self):
        return self.primary.call("GET", self.path + "/status")

    def notify(self):
        return self.primary.call("POST", self.path + "/notify")

    def sent(self):
        """How the primary answered each request for a transfer of the zone that ended well, from its own log: "axfr" and
        "ixfr" as asked, "ixfr-as-axfr" where IXFR was asked, "up-to-date"."""
        name = re.escape(self.name)
        return re.findall(rf'(?m)transfer finished zone={name} .*?kind=(\S+)', self.primary.log())

    def contents(self, key=None):
        """The zone as it is transferred, sorted, the SOA once."""
        return contents(self.primary, self.name, key=key)

    def served_serial(self):
        return serial_of(self.primary, self.name)

    def change(self, *records, comment="", **options):
        """Many records in one atomic change; its answer."""
        return self.primary.call("POST", self.path + "/changes", {"comment": comment, "records": list(records)},
                                 **options)

    def put_record(self, owner, type, *answers, ttl=300):
        """One change; the new serial."""
        return self.change(put(self.domain(owner), type, *answers, ttl=ttl))["serial"]

    def delete_record(self, owner, type):
        return self.change({"op": "delete", "domain": self.domain(owner), "type": type})["serial"]

    def record_path(self, domain, type):
        return f"{self.path}/{quote(domain, safe='*')}/{type}"

    def domain(self, owner):
        """A name relative to the zone, made whole; "@" is the apex."""
        if owner == "@":
            return self.name
        return owner if self.name == "." else f"{owner}.{self.name}"

    def set_secondaries(self, *secondaries, notify=True, key=None, transfers=False, enabled=True):
        """These and no others may transfer."""
        rows = []
        for secondary in secondaries:
            row = {"ip": secondary.address, "port": secondary.port, "notify": notify}
            if key:
                row["tsig"] = {"enabled": True, "hash": key.hash, "name": key.name, "key": key.secret,
                               "transfers": transfers}
            rows.append(row)
        return self.update(primary={"enabled": enabled, "secondaries": rows})


def put(domain, type, *answers, ttl=300):
    """One item of Zone.change()."""
    return {"op": "put", "domain": domain, "type": type, "ttl": ttl,
            "answers": [{"answer": list(a) if isinstance(a, (list, tuple)) else a.split()} for a in answers]}


def sample_zone(name="example.org", serial=1, refresh=3600, retry=900, hosts=()):
    """A small zone with some of everything."""
    lines = "\n".join(f"{label} 300 A {address}" for label, address in hosts)
    return f"""$ORIGIN {name if name == '.' else name + '.'}
$TTL 300
@ 3600 IN SOA ns1 hostmaster {serial} {refresh} {retry} 604800 300
@ 3600 IN NS ns1
@ 3600 IN NS ns2
@ IN A 192.0.2.80
@ IN MX 10 mail
@ IN TXT "v=spf1 mx -all" "second string"
ns1 IN A 192.0.2.1
ns1 IN AAAA 2001:db8::1
ns2 IN A 192.0.2.2
www IN A 192.0.2.80
www IN A 192.0.2.81
WebMail 60 IN CNAME www
mail IN A 192.0.2.25
*.wild IN A 192.0.2.99
_sip._tcp IN SRV 10 5 5060 www
child IN NS ns.child
ns.child IN A 192.0.2.53
{lines}
"""
