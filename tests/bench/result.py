# SPDX-License-Identifier: GPL-3.0-or-later
"""What a part of the benchmark hands on: the rows of the table of goals, and tables of what was measured."""

import statistics


class Result:
    def __init__(self, title, method):
        self.title = title
        self.method = method    # one paragraph
        self.goals = []
        self.tables = []
        self.notes = []
        self.plots = []         # (file name, SVG)
        self.profiles = []      # (what was going on, rows)

    def goal(self, measure, unit, ours, peers=None, limit=None, peer_ratio=None, limit_ratio=None, most=None, least=None,
             more_is_better=False, targets=None, why=""):
        """One row of "Numbers to reach". `peers` are {name: value} in the same unit, `limit` the bar that is no peer. A target is
        a ratio to the best peer, a ratio to the limit, a plain bound; or `targets`: (text, ratio, wanted ratio) triples."""
        best = None
        if peers:
            choose = max if more_is_better else min
            best = choose(peers, key=peers.get)
        checks = []
        def check(text, value, wanted):
            checks.append({"text": text, "value": value, "wanted": wanted, "more": more_is_better,
                           "met": value >= wanted if more_is_better else value <= wanted})
        if peer_ratio is not None:
            check("best peer", ours / peers[best], peer_ratio)
        if limit_ratio is not None:
            check("limit", ours / limit, limit_ratio)
        if most is not None:
            check(unit, ours, most)
        if least is not None:
            check(unit, ours, least)
        for text, value, wanted in targets or ():
            check(text, value, wanted)
        self.goals.append({"measure": measure, "unit": unit, "ours": ours, "best": best, "best_value": peers[best] if best else None,
                           "limit": limit, "checks": checks, "why": why})

    def table(self, title, columns, rows):
        self.tables.append({"title": title, "columns": columns, "rows": [[cell(c) for c in row] for row in rows]})

    def note(self, text):
        self.notes.append(text)

    def profile(self, title, rows):
        """`rows` as cpu_profile.py gives them: attached to the document for who wants to see what stops a goal."""
        self.profiles.append({"title": title, "rows": [[f"{share:.1f} %", what] for share, what in rows]})

    def memory(self, title, rows):
        """`rows` as measure.memory_by_place() gives them."""
        self.profiles.append({"title": title, "rows": [[f"{megabytes:.2f} MB", what] for megabytes, what in rows]})

    def as_json(self):
        return {"title": self.title, "method": self.method, "goals": self.goals, "tables": self.tables, "notes": self.notes, "profiles": self.profiles}


def cell(value):
    if isinstance(value, float):
        return figure(value)
    return "–" if value is None else str(value)


def figure(value):
    """Three significant digits, without an exponent."""
    if value == 0:
        return "0"
    magnitude = abs(value)
    for bound, digits in ((100, 0), (10, 1), (1, 2), (0.1, 3), (0.01, 4)):
        if magnitude >= bound:
            return f"{value:,.{digits}f}"
    return f"{value:.5f}"


def spread(values):
    """Median and range as they stand in the tables."""
    return f"{figure(statistics.median(values))} ({figure(min(values))}–{figure(max(values))})"
