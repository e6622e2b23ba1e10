"""plots/units.py: what options mean as numbers."""

import pytest

from plots import units


@pytest.mark.parametrize("text, seconds", [
    ("5ms", 0.005), ("120us", 0.00012), ("1.5s", 1.5), ("2m", 120), ("5", None), ("", None), (None, None), ("ms", None),
])
def test_a_time_needs_its_unit(text, seconds):
    assert units.seconds(text) == (None if seconds is None else pytest.approx(seconds))


@pytest.mark.parametrize("text, size", [
    ("4MB", 4e6), ("16KiB", 16384), ("25MB/s", 25e6), (700, 700), ("many", None),
])
def test_a_size_may_stand_without_a_unit_and_be_a_rate(text, size):
    assert units.size(text) == size


@pytest.mark.parametrize("value, number", [
    (3, 3), ("2.5", 2.5), (True, None), ("auto", None), ("inf", None), (None, None),
])
def test_an_option_is_a_number_only_if_it_is_one(value, number):
    assert units.number(value) == number


@pytest.mark.parametrize("distribution, mean", [
    ("5ms", 0.005), ("uniform:2ms,4ms", 0.003), ("exponential:5ms", 0.005), ("lognormal:5ms,2", 0.005),
    ("bimodal:0.9:2.5ms,27.5ms", 0.005), ("pareto:1ms,1.5", 0.003), ("pareto:1ms,1", None), ("pareto:1ms", None),
    ("bimodal:2ms", None), ("weibull:1,2", None), ("uniform:a,b", None),
])
def test_a_distribution_has_the_mean_of_its_formula(distribution, mean):
    assert units.mean(distribution, units.seconds) == (None if mean is None else pytest.approx(mean))
