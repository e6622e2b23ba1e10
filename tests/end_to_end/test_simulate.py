"""simulate: the same experiments without sockets."""

import json

import pytest

from .bench_run import validator
from .programs import BENCH, SIMULATE, run
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


def test_a_measured_run_is_set_beside_its_simulation(tmp_path):
    """How near they come is for a quiet machine to say; here, that every row is there and simulated alike."""
    load = {"requests": 200, "rate": 400, "connections": 8, "threads": 2}
    file = experiment(tmp_path, "threads-epoll", load=load)
    measured = tmp_path / "measured"
    bench = run(BENCH, "run", file, "--output", measured)
    assert bench.returncode == 0, bench.stderr
    beside = run(SIMULATE, "--beside", measured)
    assert beside.returncode == 0, beside.stderr
    theory = json.loads((measured / "theory.json").read_text())
    validator("theory.schema.json").validate(theory)
    (row,) = theory["rows"]
    assert row["requests"] == 200
    assert row["expected"]["model"] == "M/M/4"
    assert "threads-epoll" in beside.stdout
    summary = json.loads((simulate(tmp_path, file) / "summary.json").read_text())
    assert summary["strategies"][0]["latency_seconds"]["p99"] == row["simulated"]["p99_seconds"]


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
