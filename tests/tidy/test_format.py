# SPDX-License-Identifier: GPL-3.0-or-later
"""The layout of C++ is clang-format's, that of the shell scripts passes bash -n."""

import subprocess

from source_tree import ROOT, files


def test_sources_are_formatted():
    sources = [str(path) for path in files("src/*.cc", "src/*.h", "tests/*.cc", "tests/*.h")]
    done = subprocess.run(["clang-format-19", "--dry-run", "-Werror", *sources],
                          cwd=ROOT, capture_output=True, text=True)
    wrong = sorted({line.split(":")[0] for line in done.stderr.splitlines() if ": error:" in line})
    assert done.returncode == 0, f"run make format: {wrong}"


def test_scripts_parse():
    for path in files("scripts/*"):
        if (ROOT / path).read_text().startswith("#!/bin/bash"):
            subprocess.run(["bash", "-n", str(ROOT / path)], check=True)


def test_python_parses():
    for path in files("scripts/*", "tests/*.py"):
        text = (ROOT / path).read_text(errors="replace")
        if path.suffix == ".py" or "python3" in text.split("\n", 1)[0]:
            compile(text, str(path), "exec")


def test_no_line_ends_in_blanks():
    wrong = []
    for path in files("*.md", "*.py", "scripts/*", "cmake/*", "src/*.cc", "src/*.h"):
        for number, line in enumerate((ROOT / path).read_text(errors="replace").split("\n"), 1):
            if line != line.rstrip():
                wrong.append(f"{path}:{number}")
    assert not wrong, wrong
