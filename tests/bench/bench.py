# SPDX-License-Identifier: GPL-3.0-or-later
"""`make bench`: runs the parts named on the command line (all but growth by default), keeps what each found in
docs/benchmarks/PART.json and writes docs/benchmarks.md from that. See CONTRIBUTING.md."""

import importlib
import json
import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

import measure  # noqa: E402
import report  # noqa: E402
from bed import Bed  # noqa: E402
from peers import EVERYBODY, version_of  # noqa: E402

PARTS = ("axfr", "load", "restart", "zones", "notify", "change", "ixfr", "churn", "queries", "slow")
APART = ("growth",)


def main(names):
    unknown = [name for name in names if name not in PARTS + APART]
    if unknown:
        raise SystemExit(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS + APART)}")
    bed = Bed()
    begin = time.monotonic()
    for name in names or PARTS:
        part_begin = time.monotonic()
        bed.say(f"part {name}")
        try:
            result = importlib.import_module(f"parts.{name}").run(bed)
        finally:
            bed.close()
        found = result.as_json() | {
            "part": name, "at": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()), "took_s": round(time.monotonic() - part_begin),
            "machine": measure.machine(), "load_average": round(measure.load_average(), 2),
            "versions": {kind.kind: version_of(kind) for kind in EVERYBODY}}
        report.keep(name, found, result.plots)
        print(report.part_text(found), flush=True)
    report.write([*PARTS, *APART])
    bed.say(f"done in {time.monotonic() - begin:.0f} s; docs/benchmarks.md is written")


if __name__ == "__main__":
    main(sys.argv[1:])
