"""The scripts, from another folder and in a checkout whose path has spaces."""

import os
import shutil
import subprocess
import sys

import pytest

from .http_client import PATIENCE
from .programs import REPOSITORY

sys.path.append(str(REPOSITORY / "tests" / "plots"))
import sample_map  # noqa: E402

FAKE_BENCH = """#!/bin/sh
printf '%s|' "$@" >>"$CALLS"; echo >>"$CALLS"
"""


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """A copy of what the scripts need; nothing in it is built."""
    copy = tmp_path_factory.mktemp("a folder") / "the 'checkout' here"
    for name in ("experiments", "tests"):
        shutil.copytree(REPOSITORY / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("run_all.sh", "setup.sh"):
        shutil.copy2(REPOSITORY / name, copy)
    return copy


def script(checkout, name, *arguments, **variables):
    """Runs it from the folder above, by a path that is no longer right in its own folder."""
    return subprocess.run(
        ["bash", f"{checkout.name}/{name}", *arguments],
        cwd=checkout.parent,
        env={**os.environ, **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=4 * PATIENCE,
    )


@pytest.mark.parametrize("name", ["run_all.sh", "setup.sh", "tests/run.sh"])
def test_help_is_printed_wherever_a_script_is_called_from(checkout, name):
    said = script(checkout, name, "--help")
    assert (said.returncode, said.stderr) == (0, "")
    assert name in said.stdout


@pytest.mark.parametrize(
    ("name", "argument", "choice"),
    [
        ("run_all.sh", "nonsense", "article-cores"),
        ("setup.sh", "--nonsense", "--tests"),
        ("tests/run.sh", "nonsense", "unit"),
    ],
)
def test_what_is_unknown_is_refused_with_the_choices(checkout, name, argument, choice):
    said = script(checkout, name, argument)
    assert (said.returncode, said.stdout) == (2, "")
    assert argument in said.stderr and choice in said.stderr and said.stderr.count("\n") == 1


def test_quick_stands_alone(checkout):
    said = script(checkout, "run_all.sh", "--quick", "article")
    assert (said.returncode, said.stdout) == (2, "")


def write_program(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)


def run_all(checkout, tmp_path, *arguments, bench=FAKE_BENCH, **variables):
    """run_all.sh where nothing is really built or measured."""
    write_program(tmp_path / "bin" / "cmake", "#!/bin/sh\n")
    write_program(checkout / "setup.sh", "#!/bin/sh\n")
    programs = checkout / "build" / "release" / "bin"
    write_program(programs / "handoff_benchmark", '#!/bin/sh\n: >"${2#*=}"\n')
    write_program(programs / "bench", bench)
    path, calls = f"{tmp_path / 'bin'}:{os.environ['PATH']}", tmp_path / "calls"
    said = script(checkout, "run_all.sh", *arguments, PATH=path, CALLS=str(calls), **variables)
    assert "No such file" not in said.stderr
    return said


def calls_of(checkout, tmp_path, *arguments):
    """What run_all.sh calls `bench run` with, by experiment, and `bench map`."""
    said = run_all(checkout, tmp_path, *arguments)
    assert said.returncode == 1  # for nothing has been measured
    made = [call.split("|") for call in (tmp_path / "calls").read_text().splitlines()]
    made = {command: [call[1 : call.index("--output")] for call in made if call[0] == command] for command in ("run", "map")}
    return {run[0]: run[1:] for run in made["run"]}, made["map"]


def test_quick_runs_what_concludes_something_soon(checkout, tmp_path):
    runs, maps = calls_of(checkout, tmp_path, "--quick")
    assert set(runs) == {"article-cores", "first-look"}
    assert maps == [["--quick", "--cores", "8", "--scale", "0.2"]]
    assert runs["article-cores"][2:] == ["--scale", "0.25", "--rounds", "7"]
    assert runs["first-look"] == []


def test_what_the_article_depends_on_is_run_if_nothing_is_named(checkout, tmp_path):
    runs, maps = calls_of(checkout, tmp_path, "--full")
    usual = {"article", "article-cores", "backends", "connection-model", "storing", "zero-copy"}
    assert runs == dict.fromkeys(usual, [])
    assert maps == [["--quick"]]


def test_experiments_that_are_named_are_run_alone(checkout, tmp_path):
    runs, maps = calls_of(checkout, tmp_path, "backends")
    assert (set(runs), maps) == ({"backends"}, [])


MAPPING_BENCH = """#!/bin/sh
printf '%s|' "$@" >>"$CALLS"; echo >>"$CALLS"
if [ "$1" = map ]; then
  while [ "$1" != --output ] && [ "$1" != --resume ]; do shift; done
  mkdir -p "$2" && echo '{}' >"$2/plan.json"
  [ -f "$INTERRUPT" ] && rm "$INTERRUPT" && exit 130
  cp "$MAP" "$2/map.json"
fi
"""


def test_a_map_that_was_broken_off_goes_on_and_its_page_is_told(checkout, tmp_path):
    (tmp_path / "interrupt").touch()
    (checkout / "plots").symlink_to(REPOSITORY / "plots")
    sample_map.write(tmp_path)
    known = {"INTERRUPT": str(tmp_path / "interrupt"), "MAP": str(tmp_path / "map.json")}
    first = run_all(checkout, tmp_path, "--quick", bench=MAPPING_BENCH, **known)
    assert first.returncode == 130 and "--resume" in first.stderr
    second = run_all(checkout, tmp_path, "--resume", bench=MAPPING_BENCH, **known)
    assert (second.returncode, second.stderr) == (0, "")
    (page,) = (checkout / "results" / "map").glob("*/map.html")
    assert second.stdout.splitlines()[-2:] == [f"the map: file://{page}", f"all results: file://{checkout}/results/index.html"]
