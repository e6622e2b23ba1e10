"""plots/figures/distribution.py: a step a run, each relative to the baseline of its own round."""

import pytest
import shapes

from plots import figures, load
from plots.figures import distribution

POINTS = tuple({"load.connections": count} for count in (2, 4))


def experiment(folder, **shape):
    return load.experiment(shapes.experiment(folder, **{
        "names": ("one", "dice"), "chance": ("dice",), "rounds": 12, "points": POINTS, **shape}))


def test_a_run_is_set_against_the_baseline_of_its_round(tmp_path):
    found = experiment(tmp_path, rates=(100, 110, 90))
    assert distribution._values(found, found.rows[0]) == [1] * 12
    assert distribution._values(found, found.rows[1])[:3] == [pytest.approx(90 / 110), pytest.approx(100 / 90), 1.1]


def test_an_open_loop_shows_its_latencies(tmp_path):
    found = experiment(tmp_path, load={"rate": 500})
    assert distribution._values(found, found.rows[0]) == [pytest.approx(0.05, rel=0.02)] * 12
    assert "99th percentile" in distribution.caption(found)


@pytest.mark.parametrize("shape", [
    {"rounds": 9}, {"chance": ()}, {"points": tuple({"load.connections": count} for count in range(1, 14))},
], ids=str)
def test_few_runs_or_runs_without_chance_are_no_distribution(tmp_path, shape):
    assert distribution not in figures.applicable(experiment(tmp_path, **shape))


def test_drawn_work_is_chance_too(tmp_path):
    found = experiment(tmp_path, chance=(), load={"body-size": "pareto:100kB,1.5"})
    assert distribution in figures.applicable(found)


def test_a_placement_with_a_figure_of_its_own_is_left_to_it(tmp_path):
    found = experiment(tmp_path, names=("one", "reuseport"), chance=("reuseport",), points=({},))
    assert distribution not in figures.applicable(found)
