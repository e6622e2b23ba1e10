"""plots/statistics.py: placement by hash, and rounds."""

import dataclasses
from types import SimpleNamespace

import pytest
import shapes

from plots import load, statistics, theory


@pytest.fixture(scope="module")
def placement():
    return statistics.simulate_placement(connections=32, listeners=32)


def test_20_of_32_listeners_get_a_connection(placement):
    assert placement.non_empty.mean() == pytest.approx(20.4, abs=0.1)


def test_the_maximum_load_of_32_listeners_is_3_and_a_half_connections(placement):
    assert placement.maximum_load.mean() == pytest.approx(3.54, abs=0.03)


@pytest.mark.parametrize("connections, share", [(2, 0.03), (3, 0.52), (4, 0.36), (5, 0.08)])
def test_the_distribution_of_the_maximum_load_is_the_published_one(placement, connections, share):
    assert placement.share_with_maximum(connections) == pytest.approx(share, abs=0.01)


def test_fixed_shares_reach_0_295_of_an_even_placement(placement):
    relative = placement.relative_throughput(mean_load=1)
    assert relative.mean() == pytest.approx(0.295, abs=0.003)
    assert relative.std() / relative.mean() == pytest.approx(0.20, abs=0.015)


def test_3200_connections_reach_0_83_of_an_even_placement():
    placement = statistics.simulate_placement(3200, 32, draws=5000)
    assert placement.relative_throughput(100).mean() == pytest.approx(0.82, abs=0.015)


def run(number, rate, repeat=0, workers=()):
    return SimpleNamespace(round=number, repeat=repeat, requests_per_second=rate, workers=workers)


def test_repeats_are_merged_to_the_median_of_their_round():
    assert statistics.rate_by_round([run(1, 10), run(2, 10), run(2, 20, 1), run(2, 90, 2)]) == {1: 10, 2: 20}


def test_the_representative_run_has_the_median_throughput():
    assert statistics.representative([run(1, 9), run(2, 1), run(3, 5)]).round == 3


def test_shares_are_ranked_in_every_run_before_they_are_averaged():
    runs = [run(1, 1, workers=({"bytes": 3}, {"bytes": 1})), run(2, 1, workers=({"bytes": 1}, {"bytes": 1}))]
    assert statistics.by_rank(runs, "bytes").tolist() == [0.625, 0.375]


def test_a_percentile_that_the_summary_lacks_is_that_of_the_runs(tmp_path):
    experiment = load.experiment(shapes.experiment(tmp_path, names=("one",), rounds=2))
    given, found = (statistics.latency(experiment, experiment.rows[0], key, 0.999) for key in ("p99", "p999"))
    assert given.median == 0.03
    assert found.median == pytest.approx(0.05, rel=0.02) and len(found.values) == 2


def test_without_runs_a_percentile_is_the_summarys_estimate_over_them(tmp_path):
    def forget(summary, runs):
        runs.clear()
        summary["strategies"][0]["latency_p999"] = {"median": 0.06, "low": None, "high": None, "values": [0.05, 0.07]}
    experiment = load.experiment(shapes.experiment(tmp_path, names=("one",), rounds=2, change=forget))
    given, found = (statistics.latency(experiment, experiment.rows[0], key, 0.999) for key in ("p99", "p999"))
    assert (given.median, given.values) == (0.03, ())
    assert (found.median, found.values) == (0.06, (0.05, 0.07))


def test_without_runs_the_rounds_are_those_of_the_summary(tmp_path):
    def forget(summary, runs):
        runs.clear()
        summary["strategies"][0] |= {
            "run_rounds": [1, 1, 1, 2], "latency_p99": {"median": 0.04, "low": None, "high": None, "values": [3, 1, 2, 9]}}
    experiment = load.experiment(shapes.experiment(tmp_path, names=("one",), rounds=2, change=forget))
    assert statistics.latency_by_round(experiment, experiment.rows[0], "p99", 0.99) == {1: 2, 2: 9}


def test_without_runs_a_percentile_of_all_rounds_together_is_what_stands_beside_theory(tmp_path):
    whole = theory.Latencies(0.01, 0.02, 0.03, 0.07)
    beside = theory.Beside("one", {}, whole, whole, None, None, None, None, {})
    found = load.experiment(shapes.experiment(tmp_path, names=("one",), change=lambda _, runs: runs.clear()))
    experiment = dataclasses.replace(found, theory=theory.Theory((beside,), "", ()))
    assert statistics.latency(experiment, experiment.rows[0], "p999", 0.999).median == 0.07
