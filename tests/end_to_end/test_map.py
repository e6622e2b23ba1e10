"""bench map: strategies by workloads by cores, at a size that takes a moment."""

import json
import os
import shutil
import signal
import subprocess

import pytest

from .bench_run import finish, read_whole, without_stalls
from .http_client import PATIENCE
from .programs import BENCH, REFERENCE, REPOSITORY, run, wait_until

pytestmark = pytest.mark.one_target

TINY = ["--quick", "--scale", "0.01", "--draws", "2", "--cores", "2,4", "--workloads", "kept-few,per-request",
        "--only", "reuseport,threads-epoll,single-reactor"]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("map") / "out"
    ended = run(BENCH, "map", *TINY, "--output", folder)
    assert (ended.returncode, ended.stderr) == (0, "")
    return folder, ended.stdout


def map_in(folder):
    return read_whole(folder / "map.json", "map.schema.json")


def cells_in(folder):
    return {(cell["workload"], cell["cores"], cell["strategy"]): cell for cell in map_in(folder)["cells"]}


def test_every_cell_is_in_the_map_once(made):
    assert len(cells_in(made[0])) == len(map_in(made[0])["cells"]) == 2 * 2 * 3
    assert len(map_in(made[0])["choices"]) == 2 * 2


@pytest.mark.parametrize("folder", ["made", "measured"])
def test_what_it_was_made_of_lies_beside_it(folder, request):
    plan = read_whole(request.getfixturevalue(folder)[0] / "plan.json", "map-plan.schema.json")
    assert plan["strategies"] == ["single-reactor", "reuseport", "threads-epoll"] and list(plan["cores"]) == [2, 4]
    assert bool(plan.get("measured")) == (folder == "measured")


def test_the_best_cell_of_a_workload_has_a_relative_latency_of_1(made):
    cells = cells_in(made[0])
    for key in [("kept-few", 4), ("per-request", 2)]:
        panel = [cell for found, cell in cells.items() if found[:2] == key]
        best = min(panel, key=lambda cell: cell["latency_p99"]["seconds"])
        assert (best["latency_p99"]["relative"], best["tier"], best["cause"]) == (1, 1, None)


def test_one_reactor_on_four_cores_is_bound_to_its_core(made):
    cell = cells_in(made[0])["kept-few", 4, "single-reactor"]
    assert cell["cause"] == "core-bound"
    assert (cell["tier"], cell["uncertain"]) == (4, True)  # two draws have no interval
    assert cell["throughput"]["relative"] < 0.5


def test_a_hash_leaves_workers_idle_while_requests_wait_and_a_shared_queue_does_not(made):
    cells = cells_in(made[0])
    assert cells["kept-few", 4, "reuseport"]["idle_while_queued"]["share"] > 0.1
    assert cells["kept-few", 4, "threads-epoll"]["idle_while_queued"]["share"] < 0.02


def test_every_cell_says_how_busy_its_workers_were_over_the_time_of_the_load(made):
    for cell in cells_in(made[0]).values():
        busy = cell["busy_over_time"]
        assert len(busy["least"]) == len(busy["median"]) == len(busy["most"]) == 40
        assert busy["seed"] in [draw["seed"] for draw in cell["draws"]]
        assert all(map(lambda least, most: least <= most, busy["least"], busy["most"]))
        assert max(busy["most"]) > 0.2
    one_queue, by_hash = (cells_in(made[0])["kept-few", 4, name]["busy_over_time"] for name in ("threads-epoll", "reuseport"))
    apart = [sum(busy["most"]) - sum(busy["least"]) for busy in (one_queue, by_hash)]
    assert apart[0] < apart[1]


def test_every_caveat_says_what_it_is_about(made):
    map_ = map_in(made[0])
    assert [subject["of"] for subject in map_["caveat_subjects"]] == ["run", "figure", "column", "figure", "figure", "column"]
    columns = {subject["name"] for subject in map_["caveat_subjects"] if subject["of"] == "column"}
    assert columns <= set(map_["cells"][0])


def test_what_the_choices_explain_adds_up_to_all_there_is(made):
    for choice in map_in(made[0])["choices"]:
        shares = sum(part["share"] for part in choice["explains"])
        assert shares + choice["together"] + choice["chance"] == pytest.approx(1, abs=1e-3)  # rounded


def test_the_terminal_has_a_line_a_strategy_and_every_caveat(made):
    folder, text = made
    for caveat in map_in(folder)["caveats"]:
        assert caveat in text
    assert "p99 at load 0.7 as a multiple of the best, 4 cores" in text
    assert text.count("\nreuseport ") == 2


def test_the_same_seed_makes_the_same_cells_and_another_does_not(made, tmp_path):
    one = ["--quick", "--scale", "0.01", "--draws", "2", "--cores", "2", "--workloads", "kept-few", "--only", "reuseport"]
    for name, seed in [("a", 1), ("b", 2)]:
        assert run(BENCH, "map", *one, "--seed", seed, "--output", tmp_path / name).returncode == 0
    key = ("kept-few", 2, "reuseport")
    whole = cells_in(made[0])[key]
    assert cells_in(tmp_path / "a")[key]["curve"] == whole["curve"]
    assert cells_in(tmp_path / "b")[key]["draws"] != whole["draws"]


def test_an_interrupted_map_is_gone_on_with_where_it_was(made, tmp_path):
    folder = tmp_path / "out"
    bench = subprocess.Popen([BENCH, "map", *TINY, "--output", folder], stdout=subprocess.PIPE, text=True)
    wait_until(lambda: bench.poll() is not None or any(folder.glob("cells/*.json")), "a cell")
    bench.send_signal(signal.SIGINT)
    text, _ = bench.communicate(timeout=PATIENCE)
    if bench.returncode != 0:  # it had not finished yet
        assert bench.returncode == 128 + signal.SIGINT
        assert f"map --resume {folder}" in text
    kept = {path.name: path.stat().st_mtime_ns for path in folder.glob("cells/*.json")}
    assert run(BENCH, "map", "--resume", folder).returncode == 0
    assert cells_in(folder) == cells_in(made[0])
    assert all((folder / "cells" / name).stat().st_mtime_ns == time for name, time in kept.items())


@pytest.mark.parametrize(
    "key, change, words",
    [("profile", {}, "two-vm-cores.json has changed"), ("program", "another", "begun by this program")],
)
def test_a_map_of_other_costs_or_another_program_is_not_gone_on_with(made, tmp_path, key, change, words):
    plan = json.loads((made[0] / "plan.json").read_text())
    (tmp_path / "plan.json").write_text(json.dumps({**plan, key: change}))
    ended = run(BENCH, "map", "--resume", tmp_path)
    assert (ended.returncode, ended.stderr.count("\n")) == (2, 1)
    assert words in ended.stderr


def test_a_strategy_that_is_named_twice_is_mapped_once_and_few_requests_are_enough(tmp_path):
    ended = run(BENCH, "map", "--quick", "--scale", "0.01", "--draws", "1", "--cores", "2", "--workloads", "kept-one",
                "--only", "reuseport,reuseport", "--output", tmp_path / "out")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert [cell["strategy"] for cell in map_in(tmp_path / "out")["cells"]] == ["reuseport"]


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["--cores", "2,many"], "--cores many"),
        (["--cores", "0"], "--cores 0"),
        (["--only", "peers"], "some of single-reactor, reuseport"),
        (["--workloads", "nobody"], "some of blocking, bursts"),
        (["--workloads", ","], "some of blocking, bursts"),
        (["--scale", "0"], "--scale 0"),
        (["--resume", "nowhere"], "nowhere"),
    ],
)
def test_what_cannot_be_mapped_is_refused_in_one_line(tmp_path, arguments, words):
    output = [] if "--resume" in arguments else ["--output", tmp_path / "out"]
    ended = run(BENCH, "map", *arguments, *output)
    assert ended.returncode == 2
    assert words in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_workload_is_one_file(tmp_path):
    experiments = tmp_path / "experiments"
    (experiments / "workloads").mkdir(parents=True)
    (experiments / "machines").symlink_to(REPOSITORY / "experiments" / "machines")
    mine = {"title": "Mine", "description": "Mine alone.", "connections_per_core": 3,
            "load": {"demand": "2ms", "skew": "zipf:1"}}
    (experiments / "workloads" / "mine.json").write_text(json.dumps(mine))
    ended = subprocess.run(
        [BENCH, "map", "--quick", "--scale", "0.01", "--draws", "1", "--cores", "2", "--only", "reuseport",
         "--output", tmp_path / "out"],
        env={**os.environ, "DISPATCHBENCH_EXPERIMENTS": str(experiments)}, capture_output=True,
        text=True, timeout=PATIENCE)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert [workload["title"] for workload in map_in(tmp_path / "out")["workloads"]] == ["Mine"]


def test_the_committed_maps_are_whole_and_have_every_workload():
    workloads = set()
    for folder in ("map", "map-many-cores"):
        committed = map_in(REFERENCE / folder)
        cells = len(committed["strategies"]) * len(committed["workloads"]) * len(committed["cores"])
        assert len(committed["cells"]) == cells
        workloads |= {workload["name"] for workload in committed["workloads"]}
    assert workloads == {path.stem for path in (REPOSITORY / "experiments" / "workloads").glob("*.json")}


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    folder = tmp_path_factory.mktemp("measured") / "out"
    ended = finish(folder, "map", *TINY, "--measure", "-o", folder, timeout=600)
    assert ended.returncode == 0, ended.stderr
    return folder, ended.stdout


def outlasts_a_sample(folder):
    """Whether the load of some run lasted as long as the server's samples do, so that one fell into it for certain."""
    runs = [json.loads(file.read_text()) for file in folder.glob("runs/*.json")]
    return any(run["load"]["report"]["finished_ns"] - run["load"]["report"]["started_ns"]
               >= run["server"]["report"]["timeline"]["interval_ns"] for run in runs)


def test_the_best_the_middle_and_the_worst_on_the_fewest_cores_are_measured(measured):
    folder, text = measured
    cells = cells_in(folder)
    assert {key for key, cell in cells.items() if cell["measured"]} == {key for key in cells if key[1] == 2}
    for cell in cells.values():
        if not cell["measured"]:
            continue
        check = cell["measured"]
        assert check["rounds"] == 6 and check["load"] == 0.7 and check["low"] <= check["latency_p99_seconds"] <= check["high"]
        assert check["residual"] is not None and check["simulated_p99_seconds"] > 0
        assert check["requests_per_second"] > 0
        idle = check["idle_while_queued"]
        assert idle is None or 0 <= idle["share"] <= 1
        assert idle or not outlasts_a_sample(folder / check["result"])
        assert (folder / check["result"] / "summary.json").exists()
    assert "measures 6 cells after it is simulated: 36 runs, about " in text
    assert "Measured as well, with sockets on emulated cores at load 0.7" in text
    assert "6 of 12 cells were measured as well" in text


def test_what_was_measured_is_an_experiment_of_its_own(measured):
    folder = measured[0]
    manifest = read_whole(folder / "measured" / "map-kept-few-2" / "manifest.json", "manifest.schema.json")
    assert manifest["experiment_file"].endswith("/experiments/map-kept-few-2.json")
    read_whole(folder / "experiments" / "map-kept-few-2.json", "experiment.schema.json")


def test_a_finished_map_can_be_measured_later_and_what_is_there_is_kept(made, tmp_path):
    folder = shutil.copytree(made[0], tmp_path / "out")
    before = {path.name: path.stat().st_mtime_ns for path in (folder / "cells").iterdir()}
    ended = finish(folder, "map", "--resume", folder, "--measure", "threads-epoll", timeout=600)
    assert ended.returncode == 0, ended.stderr
    assert {key for key, cell in cells_in(folder).items() if cell["measured"]} == {
        ("kept-few", 2, "threads-epoll"), ("per-request", 2, "threads-epoll")}
    runs = sorted((folder / "measured" / "map-kept-few-2" / "runs").iterdir())
    times = [path.stat().st_mtime_ns for path in runs]
    assert len(runs) == 6 and run(BENCH, "map", "--resume", folder).returncode == 0
    assert [path.stat().st_mtime_ns for path in runs] == times
    assert before == {path.name: path.stat().st_mtime_ns for path in (folder / "cells").iterdir()}


def test_a_measured_run_that_failed_is_made_again_and_its_file_says_so(measured, tmp_path):
    folder = shutil.copytree(measured[0], tmp_path / "out")
    file = min((folder / "measured" / "map-kept-few-2" / "runs").iterdir())
    failure = {"what": "made up", "last_words": ""}
    failed = {**json.loads(file.read_text()), "status": "failed", "failure": failure}
    file.write_text(json.dumps(failed))
    assert finish(folder, "map", "--resume", folder).returncode == 0
    again = read_whole(file, "run.schema.json")
    assert (again["failure"], without_stalls(again["earlier_failures"])) == (None, ["made up"])


def test_a_measurement_that_is_interrupted_leaves_nothing_half_done(made, tmp_path):
    folder = shutil.copytree(made[0], tmp_path / "out")
    bench = subprocess.Popen([BENCH, "map", "--resume", folder, "--measure", "threads-epoll"], stdout=subprocess.DEVNULL)
    wait_until(lambda: bench.poll() is not None or any(folder.glob("measured/*/work/*")), "a run")
    bench.send_signal(signal.SIGINT)
    assert bench.wait(timeout=PATIENCE) == 128 + signal.SIGINT
    assert not any(folder.glob("measured/*/work"))


@pytest.mark.parametrize("words,expected", [
    (["--measure", "reuseport,bogus"], "--measure bogus: expected nothing behind it, all, or some of"),
    (["--measure", "reuseport,reuseport"], "--measure reuseport,reuseport: expected each name once"),
    (["all"], "map all: expected --measure before it"),
])
def test_what_cannot_be_measured_is_refused_before_a_folder_is_made(tmp_path, words, expected):
    ended = run(BENCH, "map", *TINY, "-o", tmp_path / "out", *words)
    assert (ended.returncode, ended.stdout) == (2, "") and expected in ended.stderr
    assert not (tmp_path / "out").exists()
