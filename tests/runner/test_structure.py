"""Which folder may know which: what docs/architecture.md says, held against every #include."""

import collections
import re

import pytest

from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
RUNNER = Path("experiments/runner")
SOURCES = {".cpp", ".hpp", ".py"}
MOST_FILES = 40
MOST_ALIKE = 9  # lines one after another that occur twice; #include and comments do not count

# The contract of strategies/ is known to its parts, and its registry knows them: one area.
ONE_AREA = [Path("strategies")]


def rooms():
    """From the lowest up, as the document's table has them."""
    text = (SOURCE / "docs" / "architecture.md").read_text()
    table = text.split("## The runner's rooms")[1].split("\n## ")[0]
    return re.findall(r"^\| `(\w+)/` \|", table, re.M)


def area_of(path):
    for area in [RUNNER / room for room in rooms()] + ONE_AREA:
        if path.is_relative_to(area):
            return area
    return path.parent


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
        own, other = area_of(path), area_of(included)
        if own in order and other in order and order.index(other) > order.index(own):
            yield f"{path} knows {included}"


def circles(tree, part_of=area_of):
    """The parts that are left when those that know no other are taken away, again and again."""
    knows = collections.defaultdict(set)
    for path, included in includes(tree):
        knows[part_of(path)].add(part_of(included))
    while knows:
        left = {part: others & (knows.keys() - {part}) for part, others in knows.items()}
        if all(left.values()):
            return {str(part): sorted(map(str, others)) for part, others in left.items()}
        knows = {part: others for part, others in left.items() if others}
    return {}


def unit_of(path):
    """A header and what it declares; outside the runner an area as a whole."""
    return path.with_suffix("") if path.is_relative_to(RUNNER) else area_of(path)


def overfull(tree, files):
    count = collections.Counter(path.parent for path in files if path.suffix in SOURCES)
    return {str(folder.relative_to(tree)): n for folder, n in count.items() if n > MOST_FILES}


def code_of(path):
    lines = [line.strip() for line in path.read_text().splitlines()]
    no_code = ("#", "//", "namespace", "}  //")
    return [line for line in lines if line and not line.startswith(no_code)]


def repeated(files):
    """Where a run of lines occurs that has occurred before."""
    seen = {}
    for path in sorted(files):
        code = code_of(path)
        for start in range(len(code) - MOST_ALIKE):
            lines = tuple(code[start : start + MOST_ALIKE + 1])
            earlier = seen.setdefault(lines, (path, start))
            if earlier != (path, start):
                yield f"{path} repeats {earlier[0]}: {lines[0]}"


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


def test_no_files_of_the_runner_know_each_other():
    assert circles(SOURCE, unit_of) == {}


def test_areas_that_know_each_other_are_found(planted):
    planted("loadgen/a.hpp", "base/a.hpp")
    planted("base/a.hpp", "servers/a.hpp")
    assert set(circles(planted("servers/a.hpp", "loadgen/a.hpp"))) == {"base", "loadgen", "servers"}


def test_files_that_know_each_other_are_found(planted):
    planted(RUNNER / "spec/rows.cpp", RUNNER / "spec/plan.hpp")
    tree = planted(RUNNER / "spec/plan.hpp", RUNNER / "spec/rows.hpp")
    assert set(circles(tree, unit_of)) == {f"{RUNNER}/spec/plan", f"{RUNNER}/spec/rows"}
    assert circles(tree) == {}


def test_no_folder_holds_more_files_than_one_can_look_over():
    assert overfull(SOURCE, sources(SOURCE)) == {}


def test_a_folder_that_is_too_full_is_found(tmp_path):
    files = [tmp_path / "base" / f"{number}.cpp" for number in range(MOST_FILES + 1)]
    assert overfull(tmp_path, files) == {"base": MOST_FILES + 1}
    assert overfull(tmp_path, files[1:]) == {}


def test_nothing_in_the_runner_is_said_twice_at_length():
    files = [path for path in (SOURCE / RUNNER).rglob("*") if path.suffix in SOURCES]
    assert list(repeated(files)) == []


def test_what_is_said_twice_is_found(tmp_path):
    for name, extra in [("a.cpp", "int a;"), ("b.cpp", "int b;")]:
        lines = [extra] + [f"int line{number};" for number in range(MOST_ALIKE + 1)]
        (tmp_path / name).write_text("\n".join(lines) + "\n")
    assert len(list(repeated(tmp_path.iterdir()))) == 1
