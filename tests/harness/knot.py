# SPDX-License-Identifier: GPL-3.0-or-later
import re

from .process import program
from .secondary import Secondary, absolute, zone_name


class Knot(Secondary):
    kind = "knot"

    def arguments(self):
        return [program("knotd"), "-c", self.folder / "knot.conf"]

    def configure(self):
        (self.folder / "db").mkdir(exist_ok=True)
        parts = [f"""server:
    listen: {self.address}@{self.port}
    rundir: {self.folder}
    pidfile: {self.folder}/pid
    udp-workers: 1
    tcp-workers: 2
    background-workers: 2
database:
    storage: {self.folder}/db
    journal-db-max-size: 64M
log:
  - target: stderr
    any: debug
"""]
        if self.keys():
            parts.append("key:")
            for key in self.keys():
                parts.append(f"  - id: {key.name}.\n    algorithm: {key.hash}\n    secret: {key.secret}")
        remotes, acls, zones = [], [], []
        for number, z in enumerate(self.zones.values()):
            address, port = z.primary
            remotes.append(f"  - id: primary{number}\n    address: {address}@{port}"
                           + (f"\n    key: {z.key.name}." if z.key else ""))
            acls.append(f"  - id: notify{number}\n    address: {address}\n    action: notify"
                        + (f"\n    key: [{', '.join(key.name + '.' for key in z.notify_keys)}]" if z.notify_keys else ""))
            zones.append(f"""  - domain: {absolute(z.zone)}
    storage: {self.folder}
    file: zone{number}.zone
    master: primary{number}
    acl: [notify{number}, transfer]
    refresh-min-interval: 2
    zonefile-load: {'whole' if z.ixfr else 'none'}
    journal-content: changes""")
        parts += ["remote:", *remotes, "acl:", f"  - id: transfer\n    address: {self.address}\n    action: transfer",
                  *acls, "zone:", *zones]
        (self.folder / "knot.conf").write_text("\n".join(parts) + "\n")

    def transfers(self, zone):
        name = re.escape(absolute(zone_name(zone)))
        return re.findall(rf"(?m)\[{name}\] (AXFR|IXFR), incoming, .*finished", self.log())
