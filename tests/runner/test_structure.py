"""Which folder may know which: what docs/architecture.md says, held against every #include."""

import collections
import re

import pytest

from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
RUNNER = Path("experiments/runner")
SOURCES = {".cpp", ".hpp", ".py"}
MOST_FILES = 40

# The contract of strategies/ is known to its parts, and its registry knows them: one area.
ONE_AREA = [Path("strategies")]


def rooms():
    """From the lowest up, as the document's table has them."""
    text = (SOURCE / "docs" / "architecture.md").read_text()
    table = text.split("## The runner's rooms")[1].split("\n## ")[0]
    return re.findall(r"^\| `(\w+)/` \|", table, re.M)


def area_of(folder):
    for area in [RUNNER / room for room in rooms()] + ONE_AREA:
        if folder.is_relative_to(area):
            return area
    return folder


def sources(tree):
    """All but what tests, builds and tools have of their own."""
    for top in tree.iterdir():
        if top.is_dir() and top.name not in {"build", "tests"} and not top.name.startswith("."):
            yield from (path for path in top.rglob("*") if path.suffix in SOURCES)


def includes(tree):
    """(including file, included file), both from the tree's root."""
    for path in sources(tree):
        if path.suffix == ".py":
            continue
        for name in re.findall(r'^#include "([^"]+)"', path.read_text(), re.M):
            yield path.relative_to(tree), Path(name)


def upward(tree):
    order = [RUNNER / room for room in rooms()]
    for path, included in includes(tree):
        own, other = area_of(path.parent), area_of(included.parent)
        if own in order and other in order and order.index(other) > order.index(own):
            yield f"{path} knows {included}"


def circles(tree):
    """The areas that are left when those that know no other are taken away, again and again."""
    knows = collections.defaultdict(set)
    for path, included in includes(tree):
        knows[area_of(path.parent)].add(area_of(included.parent))
    while knows:
        left = {area: others & (knows.keys() - {area}) for area, others in knows.items()}
        if all(left.values()):
            return {str(area): sorted(map(str, others)) for area, others in left.items()}
        knows = {area: others for area, others in left.items() if others}
    return {}


def overfull(tree, files):
    count = collections.Counter(path.parent for path in files if path.suffix in SOURCES)
    return {str(folder.relative_to(tree)): n for folder, n in count.items() if n > MOST_FILES}


@pytest.fixture
def planted(tmp_path):
    """Writes a file of a small tree that includes another."""

    def plant(path, included):
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f'#include "{included}"\n')
        return tmp_path

    return plant


def test_the_document_names_every_room_of_the_runner():
    assert set(rooms()) == {path.name for path in (SOURCE / RUNNER).iterdir() if path.is_dir()}


def test_no_room_of_the_runner_knows_one_above_it():
    assert list(upward(SOURCE)) == []


def test_a_room_that_knows_one_above_it_is_found(planted):
    tree = planted(RUNNER / "process/a.hpp", RUNNER / "results/json.hpp")
    assert list(upward(tree)) == [f"{RUNNER}/process/a.hpp knows {RUNNER}/results/json.hpp"]
    assert list(upward(planted(RUNNER / "process/a.hpp", "base/clock.hpp"))) == []


def test_no_areas_know_each_other():
    assert circles(SOURCE) == {}


def test_areas_that_know_each_other_are_found(planted):
    planted("loadgen/a.hpp", "base/a.hpp")
    planted("base/a.hpp", "servers/a.hpp")
    assert set(circles(planted("servers/a.hpp", "loadgen/a.hpp"))) == {"base", "loadgen", "servers"}


def test_no_room_of_the_runner_holds_more_files_than_one_can_look_over():
    assert overfull(SOURCE, (SOURCE / RUNNER).rglob("*")) == {}


def test_a_folder_that_is_too_full_is_found(tmp_path):
    files = [tmp_path / "base" / f"{number}.cpp" for number in range(MOST_FILES + 1)]
    assert overfull(tmp_path, files) == {"base": MOST_FILES + 1}
    assert overfull(tmp_path, files[1:]) == {}
