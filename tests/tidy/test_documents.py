# SPDX-License-Identifier: GPL-3.0-or-later
"""Changelog fragments, decision records, and the links of the documents."""

import re

from source_tree import ROOT, components, files

# Areas besides the components that a change may name.
AREAS = {"bench", "build", "ci", "console", "docs", "front-door", "packaging", "serve", "tests", "zonecast"}


def test_changelog_fragments_are_well_formed():
    wrong = []
    for path in files("changelog.d/*"):
        if path.name == ".gitkeep":
            continue
        text = (ROOT / path).read_text().strip()
        areas = "|".join(sorted(AREAS | set(components()), key=len, reverse=True))
        if not re.fullmatch(rf"({areas})-[a-z0-9-]+\.md", path.name):
            wrong.append(f"{path}: named <area>-<slug>.md, the area a component or one of {sorted(AREAS)}")
        if not text.endswith(".") or text.startswith("#") or "\n\n" in text:
            wrong.append(f"{path}: one paragraph of sentences")
        if len(text) > 900:
            wrong.append(f"{path}: a sentence or three; what is longer belongs into docs/")
    assert not wrong, "\n".join(wrong)


def test_decisions_are_numbered_once_and_complete():
    numbers = []
    for path in files("docs/decisions/*.md"):
        match = re.fullmatch(r"(\d{4})-[a-z0-9-]+\.md", path.name)
        assert match, f"{path} is not named NNNN-title.md"
        numbers.append(match.group(1))
        text = (ROOT / path).read_text().lower()
        for part in ("decision", "consequences"):
            assert part in text, f"{path} has no {part}"
    assert len(numbers) == len(set(numbers)), f"a number is used twice: {sorted(numbers)}"


def test_links_between_documents_lead_somewhere():
    wrong = []
    for path in files("*.md"):
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", (ROOT / path).read_text()):
            if "://" not in target and not target.startswith("mailto:"):
                if not (ROOT / path.parent / target).exists():
                    wrong.append(f"{path}: {target}")
    assert not wrong, "\n".join(wrong)
