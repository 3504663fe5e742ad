# SPDX-License-Identifier: GPL-3.0-or-later
"""The direction of dependencies: each include against the DEPENDS lists, and the invariants behind them."""

import re

import pytest

from source_tree import ROOT, SRC, component_of, components, files, includes

SOURCES = files("src/*.cc", "src/*.h")

# Foreign libraries whose types stay inside one component.
KEPT_INSIDE = {
    r"boost/(asio|beast)": {"http"},
    r"sqlite3\.h": {"store"},
    r"boost/json": {"api", "cli", "control", "model", "store"},
    r"lib(knot|zscanner|dnssec)/": {"dns"},
    r"CLI/": {"cli"},
}

# The data plane: what answers queries and transfers, and must never wait for a database or for HTTP.
DATA_PLANE = {"dns", "zone", "access", "transfer", "publication", "secondaries", "notify", "server"}
CONTROL_PLANE = {"store", "control", "http", "api", "cli"}


def test_every_include_is_declared():
    wrong = []
    for path in SOURCES:
        component = component_of(path)
        if component is None:
            continue
        allowed = components()[component] | {component}
        for line, kind, target in includes(path):
            other = target.split("/")[0]
            if kind == "quoted" and other in components() and other not in allowed:
                wrong.append(f"{path}:{line} includes {target}, but {component} does not list {other}")
    assert not wrong, "\n".join(wrong)


def test_own_headers_are_included_by_their_path_below_src():
    wrong = [f'{path}:{line} "{target}"' for path in SOURCES for line, kind, target in includes(path)
             if kind == "quoted" and not (SRC / target).exists()]
    assert not wrong, "\n".join(wrong)


def test_dependencies_have_no_cycle():
    order = []
    left = dict(components())
    while left:
        ready = sorted(name for name, needs in left.items() if needs <= set(order))
        assert ready, f"a cycle among {sorted(left)}"
        order += ready
        for name in ready:
            del left[name]


def test_every_component_is_built():
    listed = re.search(r"foreach\(component([^)]*)\)", (SRC / "CMakeLists.txt").read_text()).group(1).split()
    assert sorted(listed) == sorted(components())


@pytest.mark.parametrize("component", sorted(DATA_PLANE))
def test_data_plane_cannot_reach_the_control_plane(component):
    assert not components()[component] & CONTROL_PLANE


def test_only_control_sees_both_store_and_the_data_plane():
    both = {name for name, needs in components().items()
            if "store" in needs and needs & {"publication", "server", "transfer", "notify"}}
    assert both <= {"control", "app"}, "app is the wiring of main.cc"


def test_foreign_libraries_stay_in_their_components():
    wrong = []
    for path in SOURCES:
        component = component_of(path)
        for line, kind, target in includes(path):
            for pattern, inside in KEPT_INSIDE.items():
                if component and re.match(pattern, target) and component not in inside:
                    wrong.append(f"{path}:{line} <{target}> belongs to {', '.join(sorted(inside))}")
    assert not wrong, "\n".join(wrong)


def test_architecture_document_has_a_row_for_every_component_and_tells_the_truth():
    rows = dict(re.findall(r"(?m)^\| `(\w+)` \|.*\| ([^|]*) \|$", (ROOT / "docs/architecture.md").read_text()))
    assert sorted(rows) == sorted(components())
    wrong = []
    for name, told in rows.items():
        needs = components()[name] - {"base", "dns"}
        if told == "all of the above but cli":
            right = "cli" not in needs
        else:
            right = needs == (set() if told == "–" else set(told.split(", ")))
        if not right:
            wrong.append(f"{name}: the document says {told}, CMake {', '.join(sorted(needs)) or 'nothing'}")
    assert not wrong, "\n".join(wrong)
