# SPDX-License-Identifier: GPL-3.0-or-later
"""Each file has its place: licence line, one noun, somebody who uses it, self-contained headers."""

import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor

from source_tree import ROOT, component_of, components, files, includes

LINES_MAX = 700

# Headers that only their own source includes, and through which function of which other header they are reached.
REACHED_OTHERWISE = {"src/store/embedded/embedded_store.h": "open_embedded_store() in store/store.h"}

SOURCES = files("src/*.cc", "src/*.h")
HEADERS = [path for path in SOURCES if path.suffix == ".h"]


def test_every_source_names_its_licence():
    wrong = []
    for path in files("src/*.cc", "src/*.h", "tests/*.py", "tests/*.cc", "scripts/*"):
        if path.suffix == ".zone":
            continue  # data
        text = (ROOT / path).read_text(errors="replace")
        head = text.split("\n")[:2]
        if text.strip() and not any("SPDX-License-Identifier: GPL-3.0-or-later" in line for line in head):
            wrong.append(str(path))
    assert not wrong, wrong


def test_no_header_is_dead():
    used = set()
    for path in SOURCES:
        for _, kind, target in includes(path):
            own = re.sub(r"_(test|fuzz)$", "", path.stem) == target.rsplit("/", 1)[-1].removesuffix(".h")
            if kind == "quoted" and not (own and str(path.parent) == "src/" + target.rsplit("/", 1)[0]):
                used.add("src/" + target)
    dead = [str(path) for path in HEADERS if str(path) not in used and str(path) not in REACHED_OTHERWISE]
    assert not dead, f"included by nobody but their own source and test: {dead}"


def test_every_source_includes_its_own_header_first():
    """Compiling it then proves that the header needs nothing before it. A class with a file of its own may be declared
    beside its neighbours, in another header of the component."""
    wrong = []
    for path in SOURCES:
        if path.suffix != ".cc" or component_of(path) is None:
            continue
        header = path.with_suffix(".h")
        first = (includes(path) or [(0, "", "")])[0][2]
        if (ROOT / header).exists():
            if first != str(header.relative_to("src")):
                wrong.append(f"{path} does not include {header.relative_to('src')} first")
        elif not re.search(r"_(test|fuzz)$", path.stem) and not any(
                target.startswith(f"{component_of(path)}/") for _, _, target in includes(path)):
            wrong.append(f"{path} has no header of its name and includes none of its component")
    assert not wrong, "\n".join(wrong)


def test_headers_without_a_source_are_self_contained():
    alone = [path for path in HEADERS if not (ROOT / path.with_suffix(".cc")).exists()]

    def compiles(path):
        done = subprocess.run(
            ["g++-12", "-std=c++23", "-fsyntax-only", "-Isrc", "-x", "c++", "-include", str(path), "/dev/null"],
            cwd=ROOT, capture_output=True, text=True)
        return None if done.returncode == 0 else f"{path}: {done.stderr.splitlines()[0]}"

    with ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
        wrong = [error for error in pool.map(compiles, alone) if error]
    assert not wrong, "\n".join(wrong)


def test_headers_are_guarded():
    wrong = [str(path) for path in HEADERS if "#pragma once" not in (ROOT / path).read_text()]
    assert not wrong, wrong


def test_no_file_holds_more_than_one_noun_can_fill():
    long = {str(path): count for path in SOURCES
            if (count := (ROOT / path).read_text().count("\n")) > LINES_MAX}
    assert not long, f"more than {LINES_MAX} lines: {long}"


def test_promises_name_their_issue():
    wrong = []
    for path in files("src/*.cc", "src/*.h", "scripts/*", "cmake/*", "tests/*.py"):
        for number, line in enumerate((ROOT / path).read_text(errors="replace").splitlines(), 1):
            if re.search(r"\b(TO" r"DO|FIX" r"ME|X" r"XX|HA" r"CK)\b(?!\(#\d+\))", line):
                wrong.append(f"{path}:{number} {line.strip()}")
    assert not wrong, "\n".join(wrong)


def test_every_component_has_tests():
    tested = {component_of(path) for path in SOURCES if path.stem.endswith("_test")}
    with_code = {component_of(path) for path in SOURCES if path.suffix == ".cc" and component_of(path)}
    assert with_code <= tested | {None}, f"no *_test.cc in {sorted(with_code - tested)}"
    assert with_code <= set(components())
