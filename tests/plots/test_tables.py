"""plots/tables.py: what decides stands first, with its interval and its ratio."""

import shapes
import synthetic

from plots import load, tables

OPEN = {"rate": 100, "duration": "1s"}


def cells(experiment, place):
    return {heading: cell(experiment.rows[place]) for heading, cell, _ in tables.results(experiment)}


def test_an_open_loop_leads_with_its_p99_its_interval_and_its_ratio(tmp_path):
    def delay(summary, _runs):
        shapes.compare_latency(summary, 4)
    found = cells(load.experiment(shapes.experiment(tmp_path, rounds=7, load=OPEN, change=delay)), 1)
    assert list(found)[:2] == ["Tier", "P99 latency (interval)"]
    assert found["P99 latency (interval)"] == ("30 ms", "30 ms – 30 ms")
    assert found["P99 latency relative to one"] == ("0.25 ×", "0.25 × – 0.25 ×")


def test_a_latency_that_requests_without_an_answer_reach_is_at_least_that(tmp_path):
    def censor(summary, _runs):
        summary["strategies"][0]["latency_at_least"] = ["p99"]
    experiment = load.experiment(shapes.experiment(tmp_path, rounds=7, load=OPEN, change=censor))
    assert cells(experiment, 0)["P99 latency (interval)"][0] == "≥ 30 ms"
    assert cells(experiment, 1)["P99 latency (interval)"][0] == "30 ms"


def test_what_a_reload_cost_stands_before_the_rates(tmp_path):
    experiment = load.experiment(shapes.experiment(tmp_path, rounds=2, change=shapes.add_reloads))
    found = {heading.removesuffix(" (interval)"): cell for heading, cell in cells(experiment, 0).items()}
    costs = ["Lost a reload", "Reset a reload", "Longest gap"]
    assert [heading for heading in found if heading != "Tier"][:3] == costs
    assert [found[heading][0] for heading in costs] == ["2.50", "2.50", "20 ms"]


def test_a_closed_loop_has_p99_with_its_ratio_beside_the_rate(small):
    def add(document):
        for row in document["strategies"]:
            row.update(latency_p99={"median": 0.02, "low": 0.01, "high": 0.03, "values": [0.02]},
                       other_ratios_to_baseline={"latency_p99": {"median": 2, "low": 1.5, "high": 3, "values": [2]}},
                       ratio_to_baseline_signed_rank={"median": 1.1, "low": 1.05, "high": 1.2})
    synthetic.edit(small / "summary.json", add)
    experiment = load.experiment(small)
    place = next(place for place, row in enumerate(experiment.rows) if not experiment.is_baseline(row))
    found = cells(experiment, place)
    assert found["Latency p99 (interval)"] == ("20 ms", "10 ms – 30 ms")
    assert found["P99 relative to the same strategy with backend asio"] == ("2.00 ×", "1.50 × – 3.00 ×")
    assert found["Relative to the same strategy with backend asio"][-1] == "signed ranks: 1.05 × – 1.20 ×"


def test_signed_ranks_that_give_the_same_interval_are_left_out(small):
    def add(document):
        for row in document["strategies"]:
            row["ratio_to_baseline"] = {"median": 1.1, "low": 1.05, "high": 1.2, "values": [1.1]}
            row["ratio_to_baseline_signed_rank"] = {"median": 1.12, "low": 1.05, "high": 1.2}
    synthetic.edit(small / "summary.json", add)
    experiment = load.experiment(small)
    place = next(place for place, row in enumerate(experiment.rows) if not experiment.is_baseline(row))
    assert cells(experiment, place)["Relative to the same strategy with backend asio"] == ("1.10 ×", "1.05 × – 1.20 ×")


def test_what_was_simulated_stands_below_what_was_measured(tmp_path):
    experiment = load.experiment(shapes.experiment(tmp_path, simulated=True))
    found = [{heading: cell(row) for heading, cell in tables.theory(experiment)} for row in experiment.rows]
    assert set(found[0].values()) == {tables.NOTHING}
    assert found[1] == {"Formula": ("M/G/4",), "Latency mean": ("10 ms", "simulated 10 ms (+10.0 %)", "formula 10 ms"),
                        "Latency p99": ("20 ms", "simulated 20 ms (-20.0 %)", "formula 20 ms")}


def test_a_run_that_nobody_simulated_has_no_such_table(tmp_path):
    assert tables.theory(load.experiment(shapes.experiment(tmp_path))) == []
