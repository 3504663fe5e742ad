# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a server's CPU time goes, by `perf`'s samples on the CPU clock. Taken in rounds of its own: what is profiled is not
what is timed."""

import re
import signal
import subprocess
import tempfile
from pathlib import Path

FREQUENCY_HZ = 2999
SYMBOLS = 14


class Profile:
    """`with Profile(server) as profile: …`, then profile.rows: (share of the samples in per cent, what)."""

    def __init__(self, server):
        self.pid = server.process.pid
        self.rows = []

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "perf.data"
        self.process = subprocess.Popen(["perf", "record", "-q", "-e", "cpu-clock", "-F", str(FREQUENCY_HZ), "-o", self.path, "-p", str(self.pid)],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGINT)
        self.process.wait()
        self.rows = rows_of(self.path)
        self.folder.cleanup()


def profile_of_start(server):
    """The rows of a start of the server, to its first answer. It is left stopped."""
    server.stop()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "perf.data"
        arguments = server.arguments
        server.arguments = lambda: ["perf", "record", "-q", "-e", "cpu-clock", "-F", str(FREQUENCY_HZ), "-o", path, *arguments()]
        try:
            server.start()
        finally:
            server.arguments = arguments
        server.stop()
        return rows_of(path)


def rows_of(path):
    report = subprocess.run(["perf", "report", "-i", path, "--stdio", "-q", "--no-children", "--sort", "dso,symbol"], capture_output=True, text=True,
                            check=False).stdout
    by_place, symbols = {}, []
    for line in report.splitlines():
        found = re.match(r"\s*([\d.]+)%\s+(\S+)\s+\[(.)\]\s+(.*?)(\s+-\s+-)?\s*$", line)
        if not found:
            continue
        share, place, ring, symbol = float(found[1]), found[2], found[3], found[4].strip()
        place = "the kernel" if ring == "k" else place
        by_place[place] = by_place.get(place, 0) + share
        symbols.append((share, f"{shortened(symbol)} ({place})"))
    places = sorted(((share, f"all of {place}") for place, share in by_place.items()), reverse=True)
    return [row for row in places if row[0] >= 3] + sorted(symbols, reverse=True)[:SYMBOLS]


def shortened(symbol):
    """Without template arguments and parameters, which fill lines and say little here."""
    before = None
    while before != symbol:
        before, symbol = symbol, re.sub(r"<[^<>]*>", "", symbol)
    return re.sub(r"\(.*", "", symbol).replace("zonecast::", "")[:70]
