# SPDX-License-Identifier: GPL-3.0-or-later
import re

from . import dns_client
from .process import program, wait_until
from .secondary import Secondary, zone_name


class Nsd(Secondary):
    kind = "nsd"

    def arguments(self):
        return [program("nsd"), "-d", "-c", self.folder / "nsd.conf"]

    def configure(self):
        state = self.folder / "xfrd.state"
        if not all((self.folder / self._file(zone)).exists() for zone in self.zones):
            state.unlink(missing_ok=True)  # over a state without its zone file it would serve nothing
        parts = [f"""server:
    ip-address: {self.address}@{self.port}
    server-count: 1
    username: ""
    chroot: ""
    database: ""
    zonesdir: "{self.folder}"
    xfrdfile: "{state}"
    zonelistfile: "{self.folder}/zone.list"
    xfrdir: "{self.folder}"
    pidfile: "{self.folder}/pid"
    verbosity: 3
    zonefiles-write: 1
    xfrd-reload-timeout: 0
    rrl-ratelimit: 0
remote-control:
    control-enable: no
"""]
        for key in self.keys():
            parts.append(f'key:\n    name: "{key.name}."\n    algorithm: {key.hash}\n    secret: "{key.secret}"\n')
        for z in self.zones.values():
            address, port = z.primary
            notify = "".join(f"    allow-notify: {address} {name}\n" for name in [k.name + "." for k in z.notify_keys] or ["NOKEY"])
            parts.append(f"""zone:
    name: "{z.zone}"
    zonefile: "{self._file(z.zone)}"
{notify}    request-xfr: {'' if z.ixfr else 'AXFR '}{address}@{port} {z.key.name + '.' if z.key else 'NOKEY'}
    provide-xfr: {self.address} NOKEY
    store-ixfr: yes
    ixfr-number: 10000
    ixfr-size: 0
""")
        (self.folder / "nsd.conf").write_text("\n".join(parts))

    def stop(self, patience_s=10):
        """Not before the zone files are written, which NSD does once a second and not at its end."""
        if self.is_running():
            self.wait_until(lambda: all(self.serial(z) in (None, self._written_serial(z)) for z in self.zones), "writes its files")
        return super().stop(patience_s)

    def _written_serial(self, zone):
        path = self.folder / self._file(zone)
        found = path.exists() and re.search(r"\sSOA\s+\S+\s+\S+\s+\(?\s*(\d+)", path.read_text(errors="replace"))
        return int(found.group(1)) if found else None

    def transfers(self, zone):
        """NSD does not log the kind, but keeps the differences it received: asked for IXFR from the serial it had before,
        it answers incrementally only when each step since then came to it by IXFR."""
        name = zone_name(zone)
        received = re.findall(rf"xfrd: zone {re.escape(name.rstrip('.'))}\.? committed \"received update to serial (\d+)", self.log())
        kinds = []
        for before in reversed(["0", *received[:-1]]):
            kinds.append("IXFR" if "AXFR" not in kinds and self._came_incrementally(name, int(before)) else "AXFR")
        return kinds[::-1]

    def _came_incrementally(self, zone, before):
        return before != 0 and wait_until(lambda: self._ixfr_since(zone, before), "NSD answers IXFR").is_incremental()

    def _ixfr_since(self, zone, before):
        try:
            return dns_client.transfer(self, zone, "IXFR", before)
        except ConnectionError:  # a reload replaces the process that had taken the connection
            return None

    @staticmethod
    def _file(zone):
        return "root.zone" if zone == "." else f"{zone}.zone"
