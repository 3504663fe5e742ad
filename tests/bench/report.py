# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/benchmarks.md, from what the parts found."""

import json
import textwrap

from measure import ROOT
from result import figure

DOCUMENT = ROOT / "docs" / "benchmarks.md"
FOLDER = ROOT / "docs" / "benchmarks"

HEAD = """\
# Benchmarks

Written by `make bench`; do not edit. zonecast beside the primaries that Debian packages, on one machine, over loopback, each
server measured alone under the same clients. `make bench BENCH=axfr` runs one part, `make bench BENCH=growth` the curves at
the end.

"""

METHOD = """\
## How

* Every server has two workers, no rate limits, no query log; [tests/bench/peers.py](../tests/bench/peers.py) has the
  configurations. Zones are seeded, so they are the same everywhere; sums over all records of a transfer, parsed and with
  every MAC verified in an untimed pass, are equal for all servers.
* CPU is user and system time of all processes of a server, from the kernel's process clocks. Memory is PSS, so that what is
  shared between processes counts once. Times are those of the measuring client
  ([tests/bench/client](../tests/bench/client)), which looks at lengths and counts only while the clock runs.
* "Limit" is what the machine itself needs for the same octets in the same run: plain `write()` through loopback, or a bare
  SQLite transaction. A ratio is ours divided by the best peer's (or the limit's) figure.
* A figure is the median, with the least and the greatest in parentheses. Servers take turns, so that a slow minute of the
  machine strikes all alike; walls of single transfers are compared by lower quartiles.

"""


def keep(name, found, plots):
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{name}.json").write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    for file_name, svg in plots:
        (FOLDER / file_name).write_text(svg)


def write(names):
    found = [json.loads(path.read_text()) for name in names if (path := FOLDER / f"{name}.json").exists()]
    goals = [goal for part in found for goal in part["goals"]]
    newest = max(found, key=lambda part: part["at"])
    text = HEAD + provenance(found, newest) + goals_table(goals) + METHOD
    for part in found:
        text += part_text(part, ran=len({p["at"][:10] for p in found}) > 1 or part["versions"] != newest["versions"])
    DOCUMENT.write_text(text.rstrip() + "\n")


def provenance(found, newest):
    machine = newest["machine"]
    versions = newest["versions"]
    lines = ["| | |\n|---|---|\n",
             f"| machine | {machine['cpu']}, {machine['cores']} cores{', ' if machine['features'] else ''}"
             f"{', '.join(machine['features'])}; {machine['memory_gib']} GiB; Linux {machine['kernel']} |\n",
             f"| run | {newest['at']}, {sum(p['took_s'] for p in found if p['part'] != 'growth') / 60:.0f} minutes |\n",
             f"| zonecast | {versions['zonecast']} |\n",
             "| peers | " + ", ".join(f"{kind} {version}" for kind, version in versions.items() if kind != "zonecast") + " |\n"]
    return "".join(lines) + "\n"


def goals_table(goals):
    lines = ["## The goals\n\n", "| measure | zonecast | best peer | limit | ratio to it: here, wanted | met |\n|---|---|---|---|---|---|\n"]
    for goal in goals:
        unit = goal["unit"]
        best = f"{figure(goal['best_value'])} {unit} ({goal['best']})" if goal["best"] else "–"
        limit = f"{figure(goal['limit'])} {unit}" if goal["limit"] is not None else "–"
        lines.append(f"| {goal['measure']} | {figure(goal['ours'])} {unit} | {best} | {limit} | "
                     + "; ".join(check_text(check) for check in goal["checks"])
                     + f" | {'yes' if all(check['met'] for check in goal['checks']) else '**no**'} |\n")
    met = sum(all(check["met"] for check in goal["checks"]) for goal in goals)
    lines.append(f"\n{met} of {len(goals)} are met.\n\n")
    for goal in goals:
        if goal["why"] and not all(check["met"] for check in goal["checks"]):
            lines.append(f"* {goal['measure']}: {goal['why']}\n")
    return "".join(lines).rstrip() + "\n\n"


def check_text(check):
    def text(value):
        if check["more"] or check["wanted"] >= 0.3 or value <= 0:
            return figure(value)
        return f"1/{1 / value:.1f}".removesuffix(".0")
    return f"{check['text']}: {text(check['value'])}, {'≥' if check['more'] else '≤'} {text(check['wanted'])}"


def part_text(part, ran=False):
    out = [f"## {part['title']}\n\n", textwrap.fill(part["method"], 118), "\n\n"]
    if ran:
        out.append(f"Run {part['at']} with {part['versions']['zonecast']}.\n\n")
    for table in part["tables"]:
        if table["title"]:
            out.append(f"### {table['title']}\n\n")
        out.append("| " + " | ".join(table["columns"]) + " |\n" + "|---" * len(table["columns"]) + "|\n")
        out += ["| " + " | ".join(row) + " |\n" for row in table["rows"]]
        out.append("\n")
    out += [f"* {note}\n" for note in part["notes"]]
    for profile in part.get("profiles", []):
        out.append(f"\n<details><summary>Profile: {profile['title']}</summary>\n\n| | where |\n|---|---|\n")
        out += [f"| {share} | {what.replace('|', '/')} |\n" for share, what in profile["rows"]]
        out.append("\n</details>\n")
    return "".join(out).rstrip() + "\n\n"
