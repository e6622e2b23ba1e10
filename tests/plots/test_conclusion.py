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
