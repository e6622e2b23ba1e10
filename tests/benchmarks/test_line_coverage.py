"""tests/line_coverage.py: which lines count, and how a folder's share is told."""

import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

import line_coverage as coverage  # noqa: E402


def test_a_line_counts_once_and_was_run_if_it_ever_was():
    counts = {Path("servers/a.cpp"): Counter({1: 5, 2: 0}), Path("servers/b.hpp"): Counter({1: 1, 7: 0})}
    assert coverage.told(counts)["servers"] == {"lines": 4, "run": 2, "percent": 50.0}


def test_a_folder_that_was_not_built_has_no_lines_and_is_not_covered():
    assert coverage.told({})["loadgen"] == {"lines": 0, "run": 0, "percent": 0.0}


@pytest.mark.parametrize(
    ("name", "found"),
    [
        (f"{ROOT}/servers/a.cpp", "servers/a.cpp"),
        (f"{ROOT}/build/x/../../loadgen/b.hpp", "loadgen/b.hpp"),
        (f"{ROOT}/tests/servers/a.cpp", None),
        (f"{ROOT}/servers/peers/a/a.cpp", None),
        (f"{ROOT}/build/test-coverage/servers/unity.cxx", None),
        ("/usr/include/string", None),
    ],
)
def test_only_sources_of_the_repository_count(name, found):
    path = coverage.source(name, ROOT / "build" / "test-coverage")
    assert (path and str(path)) == found


def test_lines_that_never_ran_are_told_as_ranges():
    counts = {Path("servers/a.cpp"): Counter({3: 0, 1: 0, 2: 0, 9: 0, 4: 1})}
    assert list(coverage.missing(counts, "servers")) == ["servers/a.cpp: 1-3, 9"]
    assert list(coverage.missing(counts, "loadgen")) == []
