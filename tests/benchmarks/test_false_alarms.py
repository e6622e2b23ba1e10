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
