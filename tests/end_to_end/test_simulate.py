"""simulate: the same experiments without sockets."""

import csv
import json
import os
import shutil
import statistics
import subprocess

import pytest

from .bench_run import finish, validator
from .programs import BENCH, REPOSITORY, SIMULATE, run
from .simulated import experiment, simulate

pytestmark = pytest.mark.one_target


def test_the_results_are_read_by_bench_and_say_that_nothing_was_measured(tmp_path):
    folder = simulate(tmp_path, experiment(tmp_path, "threads-epoll"))
    (file,) = (folder / "runs").iterdir()
    assert json.loads(file.read_text())["simulated"] is True
    assert json.loads((folder / "manifest.json").read_text())["simulated"] is True
    again = run(BENCH, "summarize", folder)
    assert again.returncode == 0, again.stderr
    assert "threads-epoll" in again.stdout


def test_the_same_experiment_gives_the_same_file(tmp_path):
    file = experiment(tmp_path, "work-stealing")
    simulate(tmp_path, file)
    first = (tmp_path / "requests.csv").read_bytes()
    (tmp_path / "results").rename(tmp_path / "earlier")
    simulate(tmp_path, file)
    assert (tmp_path / "requests.csv").read_bytes() == first


def test_requests_on_standard_output_are_not_mixed_with_what_people_read(tmp_path):
    file = experiment(tmp_path, "work-stealing")
    told = run(SIMULATE, file, "-o", tmp_path / "results", "--dump", "/dev/stdout")
    rows = list(csv.DictReader(told.stdout.splitlines()))
    assert rows and all(row["number"].isdigit() for row in rows)
    assert "results in" in told.stderr


@pytest.mark.parametrize(
    "arguments, words",
    [
        ([], "expected an experiment"),
        (["no-such-experiment"], "no-such-experiment"),
        (["article-cores", "--rounds", "0"], "--rounds 0"),
        (["article-cores", "--only", "nobody"], "--only nobody"),
        (["article"], "takes simulated time"),
        (["peers"], "has no model"),
    ],
)
def test_what_cannot_be_simulated_is_refused_in_one_line(tmp_path, arguments, words):
    result = run(SIMULATE, *arguments, "-o", tmp_path / "results")
    assert result.returncode == 2
    assert words in result.stderr
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / "results").exists()


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """A load of 0.1 on emulated cores, measured, with what bench said; and its experiment."""
    folder = tmp_path_factory.mktemp("measured")
    load = {"requests": 100, "rate": 80, "connections": 8, "threads": 2, "body-size": "exponential:2kB"}
    file = experiment(folder, "threads-epoll", "unpark-queue", load=load)
    bench = finish(folder / "results", "run", file, "--output", folder / "results")
    assert bench.returncode == 0, bench.stderr
    return folder / "results", file, bench.stdout


def theory_in(folder):
    theory = json.loads((folder / "theory.json").read_text())
    validator("theory.schema.json").validate(theory)
    return theory


def test_what_was_measured_is_set_beside_its_simulation_at_once(measured, tmp_path):
    """How near they come is for a quiet machine to say; here, that every row is there and simulated alike."""
    folder, file, said = measured
    theory = theory_in(folder)
    assert theory["sentence"] in said
    assert [row["expected"]["model"] for row in theory["rows"]] == ["M/M/4", "4 x M/M/1"]
    assert [row["requests"] for row in theory["rows"]] == [100, 100]
    summary = json.loads((simulate(tmp_path, file) / "summary.json").read_text())
    for row, simulated in zip(theory["rows"], summary["strategies"]):
        assert row["simulated"]["p99_seconds"] == simulated["latency_seconds"]["p99"]


def only_run(folder, name):
    (file,) = (folder / "runs").glob(f"*-{name}.json")
    document = json.loads(file.read_text())
    return document["server"]["report"], document["load"]["report"]


@pytest.mark.parametrize("row", ["threads-epoll", "unpark-queue"])
def test_the_same_work_is_drawn_for_measuring_and_for_simulating(measured, tmp_path, row):
    folder, file, _ = measured
    for_real, simulated = only_run(folder, row), only_run(simulate(tmp_path, file), row)
    servers, loads = zip(for_real, simulated)
    assert loads[0]["bytes_sent"] == loads[1]["bytes_sent"]
    requests = [[slot["requests"] for slot in load["slots"]] for load in loads]
    assert requests[0] == requests[1]
    placed = [sorted(worker["connections"] for worker in server["workers"]) for server in servers]
    assert row == "threads-epoll" or placed[0] == placed[1] == [2, 2, 2, 2]
    # What was slept does not hold the processor time that fell within it; demands are sent in whole microseconds.
    slept, busy, demanded = (sum(worker[key] for worker in server["workers"]) for server, key in (
        (servers[0], "emulated_seconds"), (servers[0], "busy_seconds"), (servers[1], "busy_seconds")))
    assert 0.999 * slept <= demanded <= 1.001 * busy


def test_nobody_is_quicker_than_the_work_that_is_asked_for(measured, tmp_path):
    """What a late sleep saves the next request it has cost an earlier one."""
    folder, file, _ = measured
    simulate(tmp_path, file)
    with (tmp_path / "requests.csv").open() as dump:
        demands = [int(line["demand_ns"]) for line in csv.DictReader(dump) if line["run"] == "1"]
    for row in theory_in(folder)["rows"]:
        for figures in (row["measured"], row["simulated"], row["expected"]):
            assert figures["mean_seconds"] > 0
        assert row["measured"]["mean_seconds"] >= 0.999e-9 * statistics.mean(demands)


def test_a_connection_without_an_answer_is_simulated_on_the_worker_that_had_it(measured, tmp_path):
    """Which worker it was is told by answers, and by the number of connections that each had."""
    folder = shutil.copytree(measured[0], tmp_path / "results")
    before = theory_in(folder)["rows"][1]
    (file,) = (folder / "runs").glob("*-unpark-queue.json")
    document = json.loads(file.read_text())
    silent = next(slot for slot in document["load"]["report"]["slots"] if slot["worker"] == 3)
    silent.update(requests=0, worker=None)
    file.write_text(json.dumps(document))
    assert run(SIMULATE, "--beside", folder).returncode == 0
    assert theory_in(folder)["rows"][1] == before


def test_a_summary_made_anew_has_its_theory_made_anew(measured):
    folder, _, _ = measured
    before = theory_in(folder)
    (folder / "theory.json").unlink()
    again = run(BENCH, "summarize", folder)
    assert (again.returncode, theory_in(folder)) == (0, before)
    assert before["sentence"] in again.stdout


def test_each_group_of_a_mix_has_its_figures(tmp_path):
    groups = [{"name": "few", "connections": 2, "requests": 20, "demand": "1ms"},
              {"name": "often", "connections": 1, "requests": 50, "rate": 1000}]
    (tmp_path / "mix.json").write_text(json.dumps(groups))
    asked = ("requests", "connections", "rate", "arrivals", "demand", "skew", "body-size")
    folder = simulate(tmp_path, experiment(tmp_path, "threads-epoll", load={"mix": "mix.json", "threads": 1}, drop=asked))
    (file,) = (folder / "runs").iterdir()
    report = json.loads(file.read_text())["load"]["report"]
    assert report["requests"] == 70
    assert [group["requests"] for group in report["groups"]] == [20, 50]
    assert report["groups"][0]["latency_seconds"]["p50"] >= 0.001


def test_rows_without_a_model_are_named_and_the_others_simulated(tmp_path):
    rows = ({"strategy": "threads-epoll"}, {"name": "blocks", "strategy": "threads-epoll", "server": {"demand": "block"}})
    file = experiment(tmp_path, *rows, load={"requests": 30, "rate": 300, "connections": 4, "threads": 2})
    assert finish(tmp_path / "measured", "run", file, "--output", tmp_path / "measured").returncode == 0
    beside = run(SIMULATE, "--beside", tmp_path / "measured")
    assert beside.returncode == 0, beside.stderr
    theory = theory_in(tmp_path / "measured")
    assert [row["name"] for row in theory["rows"]] == ["threads-epoll"]
    assert [row["name"] for row in theory["without_model"]] == ["blocks"]
    assert "without a model: blocks" in beside.stdout


def test_requests_without_end_that_take_no_time_are_refused(tmp_path):
    file = experiment(tmp_path, "threads-epoll", drop=("rate", "arrivals", "skew", "requests", "demand"),
                      load={"duration": "1s"})
    result = run(SIMULATE, file, "-o", tmp_path / "results")
    assert result.returncode == 2
    assert "no simulated time" in result.stderr


@pytest.mark.parametrize("folder", ["missing", "results"])
def test_what_was_not_measured_is_not_set_beside_anything(tmp_path, folder):
    simulate(tmp_path, experiment(tmp_path, "threads-epoll"))
    result = run(SIMULATE, "--beside", tmp_path / folder)
    assert result.returncode == 2
    assert result.stderr.count("\n") == 1


def test_a_simulated_run_cannot_be_gone_on_with_by_measuring(tmp_path):
    result = run(BENCH, "run", "--resume", simulate(tmp_path, experiment(tmp_path, "threads-epoll")))
    assert result.returncode == 2
    assert "not simulated" in result.stderr


def test_no_formula_is_given_for_work_in_slices(tmp_path):
    """A core that takes turns among threads is no queue of first come, first served."""
    profile = json.loads((REPOSITORY / "experiments" / "machines" / "two-vm-cores.json").read_text())
    for cost in profile["costs"].values():
        cost.update(ns=0, low=0, high=0)
    (tmp_path / "free.json").write_text(json.dumps(profile))
    load = {"requests": 40, "rate": 80, "connections": 8, "threads": 2}
    file = experiment(tmp_path, "threads-epoll", load=load)
    document = json.loads(file.read_text())
    document["machine"] = {"cores": 2, "costs": "free.json", "client": "elsewhere", "slice": "1ms"}
    file.write_text(json.dumps(document))
    bench = finish(tmp_path / "results", "run", file, "--output", tmp_path / "results")
    assert bench.returncode == 0, bench.stderr
    assert [row["expected"] for row in theory_in(tmp_path / "results")["rows"]] == [None]


def peak_bytes(folder, connections):
    """Of memory, in a simulation of a few requests."""
    folder.mkdir()
    file = experiment(folder, "reuseport", load={"connections": connections, "requests": 2000, "rate": 500})
    process = subprocess.Popen([SIMULATE, file, "-o", folder / "results"], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return usage.ru_maxrss * 1024


def test_a_connection_that_waits_for_its_client_takes_64_bytes_at_most(tmp_path):
    few, many = 1_000, 1_000_000
    grown = peak_bytes(tmp_path / "many", many) - peak_bytes(tmp_path / "few", few)
    assert grown / (many - few) <= 64


def test_of_more_connections_than_anybody_reads_the_report_has_no_figures_of_each(tmp_path):
    folder = simulate(tmp_path, experiment(tmp_path, "threads-epoll", load={"connections": 20_001}))
    (file,) = (folder / "runs").iterdir()
    report = json.loads(file.read_text())["load"]["report"]
    validator("load.schema.json").validate(report)
    assert (report["slots"], report["requests"]) == ([], 3000)


@pytest.mark.parametrize("strategy", ["thread-per-connection", "blocking-pool", "blocking-accept"])
def test_kept_connections_without_a_thread_would_wait_for_ever_and_are_refused(tmp_path, strategy):
    result = run(SIMULATE, experiment(tmp_path, strategy), "-o", tmp_path / "results")
    assert result.returncode == 2
    assert "24 connections are kept, and 4 threads serve one each" in result.stderr
    simulate(tmp_path, experiment(tmp_path, strategy, server={"threads": 24}))
    ending = experiment(tmp_path, strategy, load={"requests-per-connection": 2})
    assert run(SIMULATE, ending, "-o", tmp_path / "ending").returncode == 0
