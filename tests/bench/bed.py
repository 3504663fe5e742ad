# SPDX-License-Identifier: GPL-3.0-or-later
"""What the parts share: the folder, the seeded zones (made once), the servers they started, and how much is to be done."""

import os
import shutil
import time
from pathlib import Path

import zone_files
from measure import ROOT
from peers import Pdns, ZoneFile


class Bed:
    def __init__(self):
        # On the disk of the build, not in a memory file system: durable commits are part of what is measured.
        self.folder = ROOT / "build" / "bench"
        self.records = int(os.environ.get("RECORDS", "1000000"))
        self.zone_count = int(os.environ.get("ZONES", "100000"))
        self.rounds = int(os.environ.get("ROUNDS", "13"))
        self.folder.mkdir(parents=True, exist_ok=True)
        self.running = []
        self.counts = {}
        self.made = 0

    def say(self, text):
        print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)

    def zone(self, kind, records=None):
        """The ZoneFile of the TLD-like ("tld") or hosting-like ("hosting") zone."""
        records = records or self.records
        path = self.folder / "zones" / f"{kind}-{records}.zone"
        count = path.with_suffix(".count")
        if not count.exists():
            path.parent.mkdir(exist_ok=True)
            self.say(f"generating {path.name}")
            count.write_text(str(getattr(zone_files, kind)(path, records)))
        self.counts[path] = int(count.read_text())
        return ZoneFile(kind, path)

    def record_count(self, zone):
        return self.counts[zone.path]

    def many_zones(self, zones=None):
        zones = zones or self.zone_count
        folder = self.folder / "zones" / f"many-{zones}"
        done = folder / "done"
        if not done.exists():
            self.say(f"generating {zones} zones")
            zone_files.many(folder, zones)
            done.touch()
        return [ZoneFile(path.stem, path) for path in sorted(folder.glob("*/*.zone"))]

    def server(self, kind, zones, **options):
        """Prepared, not started; ended and cleaned away by close()."""
        self.made += 1
        folder = self.folder / "run" / f"{self.made}-{kind.__name__.lower()}"
        shutil.rmtree(folder, ignore_errors=True)
        server = kind(folder, zones, **options)
        self.running.append(server)
        if kind is Pdns:
            self.say("PowerDNS imports")
        server.prepare()
        return server

    def started(self, kind, zones, **options):
        server = self.server(kind, zones, **options)
        self.say(f"{server} starts")
        server.load_seconds = server.start()
        return server

    def end(self, server):
        server.stop()
        self.running.remove(server)
        shutil.rmtree(server.folder, ignore_errors=True)

    def close(self):
        for server in list(self.running):
            server.kill()
        shutil.rmtree(self.folder / "run", ignore_errors=True)
