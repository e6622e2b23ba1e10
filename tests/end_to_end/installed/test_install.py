"""What `cmake --install` leaves works from any folder, and strategies can be built against it."""

import json
import os
import subprocess

import pytest

from ..bench_run import SPEC
from ..http_client import PATIENCE
from ..programs import BINARIES, REPOSITORY

pytestmark = pytest.mark.one_target

BUILD = BINARIES.parent


def call(folder, *command):
    """In an environment that names none of our places."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("DISPATCHBENCH_")}
    return subprocess.run([*map(str, command)], cwd=folder, env=clean, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=10 * PATIENCE)


def succeed(folder, *command):
    said = call(folder, *command)
    assert (said.returncode, said.stderr) == (0, "")
    return said.stdout


@pytest.fixture(scope="module")
def prefix(tmp_path_factory):
    if not (BUILD / "cmake_install.cmake").exists():
        pytest.skip(f"{BUILD} is not the folder of a build")
    prefix = tmp_path_factory.mktemp("installed") / "a prefix"
    succeed(BUILD, "cmake", "--install", BUILD, "--prefix", prefix)
    return prefix


@pytest.fixture
def bench(prefix):
    return prefix / "bin" / "bench"


def test_it_knows_the_experiments_the_peers_and_the_claims_below_the_prefix(bench, prefix, tmp_path):
    folders = (REPOSITORY / "experiments", REPOSITORY / "experiments" / "ledger")
    ours = {path.stem for folder in folders for path in folder.glob("*.json")}
    listed = {row["name"]: row["path"] for row in json.loads(succeed(tmp_path, bench, "list", "--json"))}
    assert listed.keys() == ours
    assert all(path.startswith(str(prefix)) for path in listed.values())
    peers = {row["name"]: row["program"] for row in json.loads(succeed(tmp_path, bench, "list", "--peers", "--json"))}
    assert peers["ceiling"] == str(prefix / "bin" / "ceiling_server")
    assert f"{prefix}/share/dispatchbench/results/reference" in succeed(tmp_path, bench, "verdict")
    assert list(tmp_path.iterdir()) == []


def test_results_go_to_the_current_folder_and_are_drawn_there(bench, prefix, tmp_path):
    server = {**SPEC["server"], "null": True}
    spec = {**SPEC, "name": "one", "rounds": 1, "server": server, "rows": ["threads-epoll", {"peer": "ceiling"}]}
    (tmp_path / "one.json").write_text(json.dumps(spec))
    call(tmp_path, bench, "run", "one.json")  # whether the machine stood still is not asked here
    manifest = json.loads((tmp_path / "results/one/latest/manifest.json").read_text())
    told = succeed(REPOSITORY, "git", "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*")
    assert manifest["machine"]["git_revision"] == told.strip()
    succeed(tmp_path, prefix / "bin" / "dispatchbench-plots", "results/one/latest")
    assert (tmp_path / "results/one/latest/report.html").exists()


def test_simulate_finds_its_experiments_there_as_well(prefix, tmp_path):
    succeed(tmp_path, prefix / "bin" / "simulate", "first-look", "--rounds", "1", "--scale", "0.1")
    assert list(tmp_path.glob("results/first-look-simulated/*/summary.json"))


def test_a_strategy_is_built_outside_of_the_tree(prefix, tmp_path):
    source = prefix / "share/dispatchbench/examples/strategy"
    succeed(tmp_path, "cmake", "-G", "Ninja", "-S", source, "-B", tmp_path, f"-DCMAKE_PREFIX_PATH={prefix}")
    succeed(tmp_path, "cmake", "--build", tmp_path)
    server = subprocess.Popen([prefix / "bin" / "dispatch_server", "--strategy", "./skeleton_strategy.so",
                               "--null", "--listen", "127.0.0.1:0"], cwd=tmp_path, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout.readline().startswith("listening on http://127.0.0.1:")
    finally:
        server.terminate()
        assert server.wait(PATIENCE) == 0


def test_bash_completes_the_names_of_the_experiments(prefix, tmp_path):
    completions = prefix / "share/bash-completion/completions/bench"
    script = (f"PATH='{prefix}/bin':$PATH; source '{completions}'; COMP_WORDS=(bench run first); COMP_CWORD=2; "
              '_bench bench first run; printf "%s\\n" "${COMPREPLY[@]}"')
    assert succeed(tmp_path, "bash", "-c", script).split() == ["first-look"]
