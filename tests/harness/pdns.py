# SPDX-License-Identifier: GPL-3.0-or-later
import re
import sqlite3
import subprocess

import dns.rdata

from .dns_client import Record
from .process import program
from .secondary import Secondary, absolute, zone_name

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
allow-unsigned-notify={'no' if any(z.notify_keys for z in self.zones.values()) else 'yes'}
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
            if z.zone in zones:
                self._util("set-meta", z.zone, "AXFR-MASTER-TSIG")  # forgets the key it had
            else:
                address, port = z.primary
                self._util("create-secondary-zone", z.zone,
                           f"{address}:{port}" if ":" not in address else f"[{address}]:{port}")
            if z.key:
                self._util("activate-tsig-key", z.zone, z.key.name, "secondary")
            if z.ixfr:
                self._util("set-meta", z.zone, "IXFR", "1")

    def _util(self, *arguments):
        done = subprocess.run([program("pdnsutil"), f"--config-dir={self.folder}", *arguments],
                              capture_output=True, text=True)
        assert done.returncode == 0, f"pdnsutil {' '.join(arguments)}: {done.stdout}{done.stderr}"

    def contents(self, zone):
        """PowerDNS keeps every record it was sent, but answers DNSKEY only with keys of its own or for a zone that came
        signed; so those are taken from its database."""
        records = super().contents(zone)
        if any(r.type == "DNSKEY" for r in records):
            return records
        with sqlite3.connect(self.folder / "pdns.db") as kept:
            rows = kept.execute("SELECT r.name, r.ttl, r.content FROM records r JOIN domains d ON d.id = r.domain_id "
                                "WHERE d.name = ? AND r.type = 'DNSKEY'", (zone_name(zone),)).fetchall()
        for name, ttl, content in rows:
            rdata = dns.rdata.from_text("IN", "DNSKEY", content)
            records.append(Record(absolute(name), ttl, "DNSKEY", rdata.to_wire()))
        return sorted(records)

    def transfers(self, zone):
        name = re.escape(zone_name(zone))
        return re.findall(rf"(?m)^(AXFR|IXFR)-in zone: '{name}', .*zone committed with serial", self.log())
