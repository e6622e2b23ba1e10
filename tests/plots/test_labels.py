"""plots/labels.py: numbers, units and options in words."""

import pytest

from plots import labels


@pytest.mark.parametrize("value, text", [
    (None, "–"), (0, "0"), (5412.3, "5,412"), (38.14, "38.1"), (0.2894, "0.289"),
    (1e-7, "0.000000100"), (-3.2, "-3.20"),
])
def test_a_number_has_three_figures(value, text):
    assert labels.format_number(value) == text


@pytest.mark.parametrize("value, text", [(None, "–"), (0, "0 ns"), (2e-9, "2 ns"), (0.0153, "15.3 ms"), (90, "90 s")])
def test_seconds_have_the_largest_unit_that_leaves_one(value, text):
    assert labels.format_seconds(value) == text


@pytest.mark.parametrize("key, value, text", [
    ("load.connections", 1, "1 connection"), ("load.connections", 3200, "3,200 connections"),
    ("server.threads", 2, "2 threads"), ("server.threads", "auto", "auto threads"),
    ("load.split", "static", "fixed shares"), ("load.requests-per-connection", 1, "a connection per request"),
    ("load.rate", [1, {}], "rate [1, {}]"),
])
def test_an_option_reads_as_a_phrase(key, value, text):
    assert labels.option(key, value) == text


@pytest.mark.parametrize("names, text", [([], ""), (["a"], "a"), (["a", "b"], "a and b"), ("abc", "a, b and c")])
def test_names_are_listed_as_in_a_sentence(names, text):
    assert labels.listed(names) == text
