"""benchmarks/false_alarms.py: the same intervals as the runner's, and what they make of noise."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))

import false_alarms  # noqa: E402


@pytest.fixture
def noise():
    """Skewed, with a wild value now and then."""
    values = np.random.default_rng(3).exponential(0.02, 40)
    values[7] = 0.5
    return false_alarms.Noise(values)


@pytest.mark.parametrize("rounds, comparisons, rank", [
    (5, 1, 0), (6, 1, 1), (8, 1, 1), (9, 1, 2), (12, 1, 3), (20, 1, 6), (8, 7, 0), (9, 7, 1), (9, 21, 0), (10, 21, 1)])
def test_ranks_are_those_of_the_published_sign_test(rounds, comparisons, rank):
    assert false_alarms.rank(rounds, comparisons) == rank


def test_intervals_are_those_that_the_runner_wrote():
    summary = json.loads((ROOT / "results/reference/article-cores/summary.json").read_text())
    compared = [row["ratio_to_baseline"] for row in summary["strategies"]]
    for ratio in compared:
        low, high = false_alarms.intervals(np.log(ratio["values"]), summary["comparisons"])
        assert np.exp([low, high]) == pytest.approx([ratio["low"], ratio["high"]])


def test_signed_ranks_are_those_of_wilcoxons_table_and_none_where_there_are_too_few():
    assert [false_alarms.signed_rank(rounds, 1) for rounds in (5, 6, 8, 10, 20)] == [0, 1, 4, 9, 53]
    assert np.isinf(false_alarms.signed_rank_intervals(np.zeros((2, 5)), 1)).all()


def test_a_signed_rank_interval_is_of_the_averages_of_two():
    low, high = false_alarms.signed_rank_intervals(np.array([[1.0, 2, 3, 4, 5, 60]]), 1)
    assert (low, high) == (1, 60)
    low, high = false_alarms.signed_rank_intervals(np.arange(8.0)[None], 1)
    assert (low, high) == (1, 6)  # the fourth of 0, 0.5, 1, 1, …


def test_real_experiments_are_cut_from_the_rounds_in_their_order():
    apart = [0.1] * 6 + [0.1, -0.1] * 3
    assert false_alarms.observed(apart, 6, false_alarms.intervals) == (1, 2)
    assert false_alarms.observed(apart, 20, false_alarms.intervals) == (0, 0)
    assert [row[:2] for row in false_alarms.real_experiments(apart)] == [
        ("signs", 6), ("signs", 9), ("signs", 10), ("signed ranks", 6), ("signed ranks", 9), ("signed ranks", 10)]


def test_noise_is_read_of_the_metric_and_of_p99(tmp_path):
    row = {"point": {}, "run_rounds": [1, 2]}
    (tmp_path / "summary.json").write_text(json.dumps({
        "noise_floor": [{"first": "a", "second": "b", "point": {}, "ratio": {"values": [1.0, 1.0]}}],
        "strategies": [{**row, "name": "a", "latency_p99": {"values": [1, 2]}},
                       {**row, "name": "b", "latency_p99": {"values": [2, 2]}}]}))
    noise = false_alarms.read_noise(tmp_path)
    assert noise["a, b (requests_per_second)"] == pytest.approx([0, 0])
    assert noise["a, b (latency_p99)"] == pytest.approx([np.log(2), 0])


def test_signed_ranks_raise_no_more_false_alarms_where_twins_can_be_exchanged(noise):
    assert false_alarms.alarms(noise, 2000, 8, 10, false_alarms.signed_rank_intervals) <= 0.06


def test_looks_are_those_of_the_runner():
    assert false_alarms.looks_between(10, 50) == [10, 13, 17, 22, 28, 35, 44, 50]


def test_equal_rows_are_told_apart_in_one_of_twenty_experiments_at_most(noise):
    for what, rounds, share in false_alarms.false_alarms(noise, 4000):
        assert share <= 0.06, (what, rounds)


def test_stopping_when_it_looks_precise_is_worse_without_the_correction(noise):
    looks = false_alarms.looks_between(10, 50)
    corrected, naive = (false_alarms.alarms_until(noise, 4000, 8, looks, how) for how in (True, False))
    assert corrected < naive


def test_power_grows_with_the_rounds_and_the_difference(noise):
    few, many = (false_alarms.power(noise, 2000, rounds, 0.03, 7) for rounds in (9, 40))
    assert few < many
    assert false_alarms.power(noise, 2000, 40, 0.01, 7) < many


def test_a_folder_without_twins_is_refused():
    with pytest.raises(ValueError, match="expected a run with one thing under two names"):
        false_alarms.read_noise(ROOT / "results/reference/article-cores")
