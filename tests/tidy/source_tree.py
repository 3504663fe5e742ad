# SPDX-License-Identifier: GPL-3.0-or-later
"""The source tree as the tidy tests see it: components, their declared dependencies, files and includes."""

import re
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src"


@cache
def files(*patterns):
    """Files that are in the repository or about to be, as paths relative to its root."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\n")
    return sorted({Path(name) for name in listed if name and (ROOT / name).exists()})


@cache
def components():
    """{component: what its zonecast_component() call lists after DEPENDS}."""
    found = {}
    for cmake in SRC.glob("*/CMakeLists.txt"):
        call = re.search(r"zonecast_component\(\s*(\w+)([^)]*)\)", cmake.read_text())
        assert call, f"{cmake} declares no component"
        name, rest = call.groups()
        assert name == cmake.parent.name, f"{cmake} declares {name}"
        depends = re.search(r"\bDEPENDS\b([\w\s]*?)(?=\bLIBRARIES\b|$)", rest)
        found[name] = set(depends.group(1).split()) if depends else set()
    return found


def includes(path):
    """[(line, "quoted" or "angled", target)] of one source file."""
    found = []
    for number, line in enumerate((ROOT / path).read_text().splitlines(), 1):
        match = re.match(r'\s*#\s*include\s+(?:"([^"]+)"|<([^>]+)>)', line)
        if match:
            found.append((number, "quoted" if match.group(1) else "angled", match.group(1) or match.group(2)))
    return found


def component_of(path):
    """The component of a file below src/, or None for src/main.cc and what lies elsewhere."""
    parts = Path(path).parts
    return parts[1] if len(parts) > 2 and parts[0] == "src" else None
