# SPDX-License-Identifier: GPL-3.0-or-later
import re

from .process import program
from .secondary import Secondary, zone_name


class Bind(Secondary):
    kind = "bind"
    keeps_case = True

    def arguments(self):
        return [program("named"), "-f", "-n", "2", "-c", self.folder / "named.conf"]

    def configure(self):
        listen = (f"listen-on port {self.port} {{ 127.0.0.1; }}; listen-on-v6 {{ none; }};" if self.family == 4 else
                  f"listen-on {{ none; }}; listen-on-v6 port {self.port} {{ ::1; }};")
        parts = [f"""options {{
    directory "{self.folder}";
    pid-file none;
    session-keyfile "{self.folder}/session.key";
    {listen}
    recursion no;
    dnssec-validation no;
    empty-zones-enable no;
    allow-transfer {{ any; }};
    notify no;
    min-refresh-time 1;
    min-retry-time 1;
    serial-query-rate 1000;
    masterfile-format text;
}};
controls {{ }};
logging {{
    channel brief {{ stderr; severity info; print-time yes; print-category yes; }};
    channel full {{ stderr; severity debug 3; print-time yes; print-category yes; }};
    category default {{ brief; }};
    category xfer-in {{ full; }};
}};
"""]
        for key in self.keys():
            parts.append(f'key "{key.name}." {{ algorithm {key.hash}; secret "{key.secret}"; }};')
        for number, z in enumerate(self.zones.values()):
            address, port = z.primary
            key = f' key "{z.key.name}."' if z.key else ""
            notify = "; ".join(f'key "{key.name}."' for key in z.notify_keys) or address
            parts.append(f"""zone "{z.zone}" {{
    type secondary;
    file "zone{number}.db";
    primaries {{ {address} port {port}{key}; }};
    allow-notify {{ {notify}; }};
    request-ixfr {'yes' if z.ixfr else 'no'};
}};""")
        (self.folder / "named.conf").write_text("\n".join(parts) + "\n")

    def transfers(self, zone):
        name = re.escape(zone_name(zone))
        kinds = {"incremental": "IXFR", "nonincremental": "AXFR"}
        return [kinds[kind] for kind in
                re.findall(rf"(?m)transfer of '{name}/IN' from .*got (incremental|nonincremental) response", self.log())]
