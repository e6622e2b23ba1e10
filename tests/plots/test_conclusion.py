"""plots/conclusion.py: what the page says in words."""

import synthetic

from plots import conclusion, load


def verdict(experiment):
    return conclusion.sentences(experiment)[0][1]


def test_who_is_behind_by_more_than_chance_is_said_with_its_ratio(finished):
    text = verdict(finished("article-cores"))
    assert "single-reactor at 0.0" in text.split("Behind by more than chance")[1]


def test_strategies_whose_interval_spans_one_cannot_be_told_apart(finished):
    top = verdict(finished("article-cores")).split("cannot be told apart")[0]
    assert "threads-epoll" in top and "work-stealing" in top
    assert "reuseport" not in top


def test_too_few_rounds_give_no_winner(small):
    assert verdict(load.experiment(small)).startswith("Too few rounds to say who is ahead.")


def test_published_ratios_are_held_against_the_measured_interval(finished):
    text = conclusion.against_article(finished("article-cores"))
    assert "not consistent with it: single-reactor" in text


def test_points_compared_with_a_point_are_summed_up_by_row(finished):
    effects = dict(conclusion.effects(finished("zero-copy")))
    assert "copy by splice 1.6" in effects["threads-epoll"]


def test_varied_rows_are_summed_up_by_their_worst_and_best_point(finished):
    effects = dict(conclusion.effects(finished("connection-model")))
    assert "(keep-alive, fixed shares, 32 connections) to 0.9" in effects["reuseport"]


def test_few_real_cores_are_named_as_a_limit(finished):
    limits = " ".join(conclusion.limits(finished("article")))
    assert "2 hardware threads for up to 32 server threads" in limits


def test_emulated_cores_are_named_as_a_limit(finished):
    limits = " ".join(conclusion.limits(finished("article-cores")))
    assert "emulates a core of 100MB/s on the 2" in limits


def test_failures_and_missing_runs_are_named_as_limits(tmp_path):
    folder = synthetic.write(tmp_path, "backends", rounds=2, fail=("reuseport",))
    synthetic.edit(folder / "summary.json", lambda document: document.update(planned_runs=20))
    limits = " ".join(conclusion.limits(load.experiment(folder)))
    assert "4 of 12 runs failed" in limits
    assert "8 of 20 planned runs are missing" in limits


def test_an_older_summary_is_read_and_does_not_rank(tmp_path):
    folder = synthetic.write(tmp_path, "backends", rounds=10)
    new = ("tier", "leader", "ratio_to_leader", "limited_by", "percent_of_ceiling", "over_rounds", "draws",
           "placement_by_chance")

    def strip(document):
        document["strategies"] = [{k: v for k, v in row.items() if k not in new} for row in document["strategies"]]
    synthetic.edit(folder / "summary.json", strip)
    assert "bench summarize" in verdict(load.experiment(folder))


def test_rows_without_a_common_setting_are_not_compared(small):
    def separate(document):
        for row in document["strategies"]:
            row.update(tier=None, leader=None, ratio_to_leader=None)
    synthetic.edit(small / "summary.json", separate)
    assert verdict(load.experiment(small)).startswith("No two of these did the same work")


def test_marks_are_counted_over_the_runs(finished):
    assert conclusion.marks(finished("article-cores")) == [
        "1 of 100 runs: sleeps of the emulated cores ended over 2 % late."]


NOISE = {"first": "a", "second": "b", "point": {}, "rounds": 20, "spread": 0.012,
         "ratio": {"median": 1.001, "low": 0.99, "high": 1.01, "values": [1]},
         "rounds_to_detect": [{"difference": 0.01, "rounds": None}, {"difference": 0.05, "rounds": 6}]}


def test_the_noise_floor_is_told_with_the_rounds_that_it_asks_for(small):
    synthetic.edit(small / "summary.json", lambda document: document.update(noise_floor=[NOISE]))
    text, = conclusion.noise(load.experiment(small))
    assert "indistinguishable, as it must be" in text
    assert "over 1000 for 1 % and 6 for 5 %" in text


def test_twins_that_are_told_apart_are_a_false_alarm(small):
    alarm = {**NOISE, "ratio": {**NOISE["ratio"], "low": 1.0005}}
    synthetic.edit(small / "summary.json", lambda document: document.update(noise_floor=[alarm]))
    assert "a false alarm" in conclusion.noise(load.experiment(small))[0]


def test_outliers_and_drift_are_told_by_row(small):
    def mark(document):
        document["strategies"][0]["over_rounds"] = {
            "outlier_rounds": [7], "autocorrelation": None,
            "trend": {"value": -0.9, "probability": 1e-4, "significant": True}}
    synthetic.edit(small / "summary.json", mark)
    first, second = conclusion.over_rounds(load.experiment(small))
    assert "round 7 stands out" in first and "kept" in first
    assert "the rounds drift (Kendall's tau -0.90)" in second
