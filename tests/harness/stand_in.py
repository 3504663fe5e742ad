# SPDX-License-Identifier: GPL-3.0-or-later
"""A Knot as primary. With it the secondaries of the harness are proven to work without any of our code."""

import subprocess

from .dns_client import serial_of
from .process import Daemon, free_port, program


class StandInPrimary(Daemon):
    name = "example.org"

    def __init__(self, folder, secondary, key=None, family=4):
        super().__init__(folder)
        self.address = "127.0.0.1" if family == 4 else "::1"
        self.port = free_port()
        self.secondary = secondary
        self.key = key
        self.serial = 1
        self.hosts = {}

    def __str__(self):
        return "Knot as stand-in primary"

    def arguments(self):
        return [program("knotd"), "-c", self.folder / "knot.conf"]

    def start(self):
        (self.folder / "db").mkdir(exist_ok=True)
        key = f"\n    key: {self.key.name}." if self.key else ""
        keys = f"key:\n  - id: {self.key.name}.\n    algorithm: {self.key.hash}\n    secret: {self.key.secret}" if self.key else ""
        (self.folder / "knot.conf").write_text(f"""server:
    listen: {self.address}@{self.port}
    rundir: {self.folder}
    pidfile: {self.folder}/pid
database:
    storage: {self.folder}/db
    journal-db-max-size: 64M
log:
  - target: stderr
    any: debug
{keys}
remote:
  - id: secondary
    address: {self.secondary.address}@{self.secondary.port}{key}
acl:
  - id: transfer
    address: {self.address}{key}
    action: transfer
zone:
  - domain: example.org.
    storage: {self.folder}
    file: example.org.zone
    zonefile-load: difference
    journal-content: changes
    notify: secondary
    acl: transfer
""")
        self._write()
        self.spawn()
        self.wait_until(lambda: serial_of(self, "example.org") == self.serial, "serves the zone")

    def put_host(self, label, address):
        """One change, published and notified."""
        self.hosts[label] = address
        self.serial += 1
        self._write()
        subprocess.run([program("knotc"), "-s", self.folder / "knot.sock", "-b", "zone-reload", "example.org"],
                       check=True, capture_output=True)
        self.wait_until(lambda: serial_of(self, "example.org") == self.serial, "serves the change")

    def _write(self):
        hosts = "\n".join(f"{label} 300 A {address}" for label, address in self.hosts.items())
        (self.folder / "example.org.zone").write_text(
            f"$ORIGIN example.org.\n@ 3600 SOA ns1 host {self.serial} 2 2 604800 300\n@ 3600 NS ns1\n"
            f"ns1 300 A 192.0.2.1\nWWW 60 A 192.0.2.80\nmail 300 MX 10 Mail.Example.ORG.\n{hosts}\n")
