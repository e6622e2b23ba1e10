"""plots/conclusion.py: what the page says in words."""

from dataclasses import replace

import shapes
import synthetic

from plots import conclusion, load


def verdict(experiment):
    return conclusion.sentences(experiment)[0][1]


def test_who_is_behind_by_more_than_chance_is_said_with_its_ratio(finished):
    text = verdict(finished("article-cores"))
    assert "single-reactor at 0.0" in text.split("Slower by more than chance")[1]


def test_strategies_whose_interval_spans_one_are_tied_with_the_fastest(finished):
    top = verdict(finished("article-cores")).split("statistically tied with it")[0]
    assert "threads-epoll" in top and "work-stealing" in top
    assert "reuseport" not in top


def test_too_few_rounds_give_no_winner(small):
    assert verdict(load.experiment(small)).endswith("Too few rounds to say who is ahead.")


def test_published_ratios_are_held_against_the_measured_interval(finished):
    text = conclusion.against_article(finished("article-cores"))
    assert "not consistent with it: single-reactor" in text


def test_points_compared_with_a_point_are_summed_up_by_row(finished):
    effects = dict(conclusion.effects(finished("zero-copy")))
    assert "copy by splice 1.6" in effects["threads-epoll"]


def test_varied_rows_are_summed_up_by_their_worst_and_best_point(finished):
    effects = dict(conclusion.effects(finished("connection-model")))
    assert "(keep-alive, fixed shares, 32 connections) to 0.9" in effects["reuseport"]


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


def test_rows_that_the_machine_is_too_small_for_are_not_compared(small):
    def stop(document):
        for row in document["strategies"]:
            row.update(stopped="it needs 67 % of 2 processors", tier=None, leader=None, ratio_to_leader=None)
    synthetic.edit(small / "summary.json", stop)
    assert "the machine is too small" in verdict(load.experiment(small))


def test_a_row_that_the_machine_is_too_small_for_may_be_better_than_the_rest(finished):
    experiment = finished("article-cores")
    rows = tuple(replace(row, stopped=row.name == "threads-epoll") for row in experiment.rows)
    assert verdict(replace(experiment, rows=rows)).startswith("The machine is too small for threads-epoll, which may be better")


def test_marks_are_counted_over_the_runs(finished):
    assert conclusion.marks(finished("article-cores")) == [
        "1 of 100 runs: sleeps of the emulated cores ended over 2 % late."]


def test_peers_alone_are_listed_and_not_ranked(tmp_path):
    text = verdict(load.experiment(shapes.experiment(tmp_path, names=(), peers=("nginx", "go"))))
    assert text.startswith("Only other servers were measured: nginx (")
    assert "failed" not in text


OPEN = {"rate": 100, "duration": "1s"}


def open_loop(folder, factor, **changes):
    def delay(summary, _runs):
        shapes.compare_latency(summary, factor)
        for row in summary["strategies"]:
            row.update(changes)
    return load.experiment(shapes.experiment(folder, rounds=7, load=OPEN, rates=(100,), change=delay))


def test_an_open_loop_is_judged_by_its_latency_and_not_by_its_rate(tmp_path):
    assert verdict(open_loop(tmp_path, 4)) == (
        "two has the lowest p99 latency, 30 ms. Longer by more than chance: one at 4.00 × two's p99 latency.")


def test_rows_whose_latencies_do_not_differ_are_tied(tmp_path):
    text = verdict(open_loop(tmp_path, 1.5, tier=1))
    assert text == ("two has the lowest median (p99 latency 30 ms); one is statistically tied with it.")


def test_too_few_rounds_list_latencies_with_the_lowest_first(tmp_path):
    text = verdict(open_loop(tmp_path, 2, tier=None))
    assert text.startswith("The medians, lowest first: two (p99 latency 30 ms), one (p99 latency 60 ms). Too few")


def test_a_mix_whose_client_was_asked_for_a_rate_is_an_open_loop(tmp_path):
    def asked(_summary, runs):
        for run in runs:
            run["load"]["report"]["asked_requests_per_second"] = 400
    mix = {"mix": "mix.json"}
    assert not load.experiment(shapes.experiment(tmp_path / "closed", load=mix)).open_loop
    assert load.experiment(shapes.experiment(tmp_path / "open", load=mix, change=asked)).open_loop


def test_an_open_loop_of_an_older_version_is_read_by_its_rate(tmp_path):
    folder = shapes.experiment(tmp_path, load=OPEN, change=lambda summary, _runs: summary.pop("compare"))
    assert load.experiment(folder).metric.name == "requests_per_second"


def test_who_falls_behind_the_rate_that_was_asked_for_is_named(tmp_path):
    text = verdict(load.experiment(shapes.experiment(tmp_path, load=OPEN, rates=(99.9, 80))))
    assert text.endswith("Behind the rate asked for, in requests/s: one (80.0 of 100).")


def test_published_ratios_are_those_to_the_baseline_of_the_run(tmp_path):
    def publish(summary, _runs):
        summary["published"]["ratio"] = {"one": 0.5, "two": 0.25}
    folder = shapes.experiment(tmp_path, rounds=6, baseline="two", change=publish)
    assert load.experiment(folder).published == {"one": 2, "two": 1}


def test_a_baseline_of_which_nothing_was_published_hides_the_published_ratios(tmp_path):
    def publish(summary, _runs):
        summary["published"]["ratio"] = {"one": 0.5}
    assert load.experiment(shapes.experiment(tmp_path, baseline="two", change=publish)).published == {}


def test_effects_in_an_open_loop_are_those_on_its_latency(tmp_path):
    points = ({"load.rate": 10}, {"load.rate": 100})
    (_, text), = conclusion.effects(load.experiment(shapes.experiment(tmp_path, points=points, load=OPEN)))
    assert text.startswith("p99 latency relative to one: 1.00 ×")
