# SPDX-License-Identifier: GPL-3.0-or-later
import re
import sqlite3
import subprocess

from .process import program
from .secondary import Secondary, zone_name

SCHEMA = "/usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql"


class Pdns(Secondary):
    kind = "pdns"

    def arguments(self):
        return [program("pdns_server"), f"--config-dir={self.folder}", "--guardian=no", "--daemon=no"]

    def configure(self):
        (self.folder / "pdns.conf").write_text(f"""launch=gsqlite3
gsqlite3-database={self.folder}/pdns.db
gsqlite3-dnssec=yes
gsqlite3-pragma-synchronous=0
socket-dir={self.folder}
local-address={self.address}
local-port={self.port}
secondary=yes
autosecondary=no
disable-axfr=no
allow-axfr-ips=127.0.0.0/8,::1
allow-unsigned-notify={'no' if any(z.notify_key for z in self.zones.values()) else 'yes'}
xfr-cycle-interval=1
receiver-threads=1
retrieval-threads=2
distributor-threads=1
cache-ttl=0
query-cache-ttl=0
negquery-cache-ttl=0
zone-cache-refresh-interval=0
zone-metadata-cache-ttl=0
consistent-backends=yes
loglevel=7
log-dns-details=yes
log-dns-queries=no
log-timestamp=no
security-poll-suffix=
version-string=anonymous
setgid=
setuid=
""")
        database = self.folder / "pdns.db"
        if not database.exists():
            with sqlite3.connect(database) as made:
                made.execute("PRAGMA journal_mode=WAL")
                made.executescript(open(SCHEMA).read())
        with sqlite3.connect(database) as known:
            zones = {name for (name,) in known.execute("SELECT name FROM domains")}
            keys = {name for (name,) in known.execute("SELECT name FROM tsigkeys")}
        for key in self.keys():
            if key.name not in keys:
                self._util("import-tsig-key", key.name, key.hash, key.secret)
        for z in self.zones.values():
            if (z.zone if z.zone != "." else "") in zones:
                continue
            address, port = z.primary
            self._util("create-secondary-zone", z.zone, f"{address}:{port}" if ":" not in address else f"[{address}]:{port}")
            if z.key:
                self._util("activate-tsig-key", z.zone, z.key.name, "secondary")
            if z.ixfr:
                self._util("set-meta", z.zone, "IXFR", "1")

    def _util(self, *arguments):
        done = subprocess.run([program("pdnsutil"), f"--config-dir={self.folder}", *arguments],
                              capture_output=True, text=True)
        assert done.returncode == 0, f"pdnsutil {' '.join(arguments)}: {done.stdout}{done.stderr}"

    def transfers(self, zone):
        name = re.escape(zone_name(zone).rstrip("."))
        return re.findall(rf"(?m)^.*'{name}'.*(AXFR|IXFR).*$", self.log())
