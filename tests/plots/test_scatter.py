"""plots/scatter.py: what the rounds say about themselves."""

import shapes
import synthetic

from plots import load, scatter

NOISE = {"first": "a", "second": "b", "point": {}, "rounds": 20, "spread": 0.012,
         "ratio": {"median": 1.001, "low": 0.99, "high": 1.01, "values": [1]},
         "rounds_to_detect": [{"difference": 0.01, "rounds": None}, {"difference": 0.05, "rounds": 6}]}


def test_the_noise_floor_is_told_with_the_rounds_that_it_asks_for(small):
    synthetic.edit(small / "summary.json", lambda document: document.update(noise_floor=[NOISE]))
    text, = scatter.noise(load.experiment(small))
    assert "indistinguishable, as it must be" in text
    assert "over 1000 for 1 % and 6 for 5 %" in text


def test_an_a_a_pair_that_is_told_apart_is_a_false_alarm(small):
    alarm = {**NOISE, "ratio": {**NOISE["ratio"], "low": 1.0005}}
    synthetic.edit(small / "summary.json", lambda document: document.update(noise_floor=[alarm]))
    assert "a false alarm" in scatter.noise(load.experiment(small))[0]


def test_outliers_and_drift_are_told_by_row(small):
    def mark(document):
        document["strategies"][0]["over_rounds"] = {
            "outlier_rounds": [7], "autocorrelation": None,
            "trend": {"value": -0.9, "probability": 1e-4, "significant": True}}
    synthetic.edit(small / "summary.json", mark)
    first, second = scatter.over_rounds(load.experiment(small))
    assert "round 7 stands out" in first and "kept" in first
    assert "the rounds drift (Kendall's tau -0.90)" in second


DRAWS = {"runs": 4, "connections": 32, "listeners": 32, "mean_fullest": 3.6, "expected_mean": 3.53, "as_expected": True}


def test_equal_chances_are_named_only_where_the_strategy_gives_them(tmp_path):
    def draw(summary, _runs):
        for row in summary["strategies"]:
            row["draws"] = DRAWS
    folder = shapes.experiment(tmp_path, names=("reuseport", "dice"), change=draw)
    hashed, other = scatter.chance(load.experiment(folder))
    assert "the maximum load was 3.60 on average; equal chances for all workers give 3.53" in hashed
    assert "3.60 on average. Every run is a draw" in other
