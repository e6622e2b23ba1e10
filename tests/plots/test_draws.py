"""plots/figures/draws.py: theory only where its assumptions hold."""

import pytest
import shapes

from plots import load, loads, placement
from plots.figures import draws

CLOSED = {"requests": 30, "connections": 6, "threads": 2, "split": "static", "body-size": "1MB"}


def experiment(folder, options, strategy="reuseport"):
    return load.experiment(shapes.experiment(folder, names=(strategy, "one"), baseline="one", rounds=3,
                                             load={**CLOSED, **options}, chance=(strategy,)))


@pytest.mark.parametrize("options", [
    {"rate": 500}, {"rate": 500, "arrivals": "poisson"}, {"body-size": "pareto:1MB,1.2"}, {"duration": "10s"},
    {"split": "shared"}, {"demand": "exponential:5ms"}, {"think": "5ms"}, {"skew": "zipf:1.1"}, {"mix": "a.json"},
    {"trace": "a.csv"}, {"requests-per-connection": 1},
], ids=str)
def test_a_load_without_fixed_shares_has_no_theory_of_throughput(tmp_path, options):
    assert not loads.fixed_shares({**CLOSED, **options})
    found = experiment(tmp_path, options)
    assert "Theory, if" not in draws.caption(found)
    assert draws._throughput_theory(found, draws._row(found)) is None


@pytest.mark.parametrize("options", [{}, {"demand": "5ms"}, {"warmup": "10"}], ids=str)
def test_a_closed_loop_of_fixed_shares_has_a_theory_of_throughput(tmp_path, options):
    found = experiment(tmp_path, options)
    assert "Theory, if every connection has the same share of the work" in draws.caption(found)


def test_a_placement_by_other_than_equal_chances_has_no_theory(tmp_path):
    found = experiment(tmp_path, {}, strategy="dice")
    assert draws.applicable(found)
    caption = draws.caption(found)
    assert "heory:" not in caption and "hash" not in caption and "SO_REUSEPORT" not in caption


def test_a_random_deal_is_not_called_a_hash(tmp_path):
    caption = draws.caption(experiment(tmp_path, {}, strategy="random"))
    assert "A random number decides" in caption and "hash" not in caption


def test_draws_that_differ_in_their_connections_have_no_theory(tmp_path):
    def lose_one(_summary, runs):
        runs[0]["server"]["report"]["workers"][1]["connections"] -= 1
    folder = shapes.experiment(tmp_path, names=("reuseport", "one"), baseline="one", rounds=2, load=CLOSED,
                               change=lose_one)
    found = load.experiment(folder)
    assert draws._placement_theory(found, draws._row(found)) is None


def test_an_open_loop_shows_the_latency_of_its_draws(tmp_path):
    found = experiment(tmp_path, {"rate": 500})
    assert "p99 latency of each run by its maximum load" in draws.caption(found)
    assert all(value == pytest.approx(0.05, rel=0.02) for _, value in draws._draws(found, draws._row(found)))


@pytest.mark.parametrize("strategy, options, decided", [
    ("reuseport", {}, placement.HASH),
    ("reuseport", {"accept": "own-listener", "placement": "here"}, placement.HASH),
    ("reuseport", {"accept": "own-listener", "placement": "least-connections"}, None),
    ("reuseport", {"accept": "shared-listener", "placement": "here"}, placement.CHANCE),
    ("unpark-queue", {"accept": "acceptor-thread", "placement": "random"}, placement.RANDOM),
    ("unpark-queue", {"accept": "acceptor-thread", "placement": "round-robin"}, None),
])
def test_what_decides_is_read_from_the_parts_that_a_server_ran_with(tmp_path, strategy, options, decided):
    found = load.experiment(shapes.experiment(tmp_path, names=(strategy,), server={"threads": 3, **options},
                                              chance=("reuseport",)))
    assert placement.decided_by(found, found.rows[0]) == decided
