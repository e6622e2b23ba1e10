"""plots/along.py, crossings.py and offered.py: lines along an option, where they pass a bound or each other."""

import math
from dataclasses import replace

import pytest
import shapes

from plots import along, crossings, load, offered
from plots.figures import capacity, curves


@pytest.fixture
def shaped(request, tmp_path):
    return load.experiment(shapes.experiment(tmp_path, **{"names": ("one",), **shapes.SHAPES[request.param]}))


@pytest.mark.parametrize("up, found", [
    ((1, 2, 4), 2.5), ((1, 4, 16), 1.75), ((1, 8, 1), 1.5), ((1, 2, 2), math.inf), ((3, 4, 5), -math.inf), ((), None),
])
def test_a_line_passes_a_bound_where_its_logarithm_does(up, found):
    assert along.passes(range(1, len(up) + 1), up, math.sqrt(8)) == (None if found is None else pytest.approx(found))


@pytest.mark.parametrize("shaped", ["requests a connection"], indirect=True)
def test_connections_that_are_kept_come_after_all_that_are_closed(shaped):
    key = "load.requests-per-connection"
    assert along.positions(shaped, key) == {0: 1000, 1: 1, 10: 10, 100: 100}
    (name, line), _ = along.lines(shaped, key, {})
    assert name == "one" and [row.point[key] for _, row in line] == [1, 10, 100, 0]


@pytest.mark.parametrize("shaped", ["requests a connection"], indirect=True)
def test_a_crossing_lies_where_the_drawn_lines_meet(shaped):
    (found,) = crossings.of(shaped, "load.requests-per-connection", {}, math.log, math.log)
    assert (found.name, found.better, found.certain) == ("two", True, True)
    assert (found.across, found.up) == (pytest.approx(30), pytest.approx(30))
    assert "two is ahead from 30 on." in curves.caption(shaped)


@pytest.mark.parametrize("shaped", ["requests a connection, one round"], indirect=True)
def test_a_crossing_of_few_rounds_is_said_to_be_one(shaped):
    assert "in too few rounds to be sure" in curves.caption(shaped)


@pytest.mark.parametrize("shaped", ["many rounds", "twelve points", "all rates zero"], indirect=True)
def test_no_crossing_is_found_where_nothing_crosses(shaped):
    assert not curves.applicable(shaped) or "ring" not in curves.caption(shaped)


@pytest.mark.parametrize("shaped", ["loads"], indirect=True)
def test_load_is_the_work_that_comes_in_over_what_the_cores_can_do(shaped):
    assert sorted({round(offered.load(shaped, row), 9) for row in shaped.rows}) == [0.1, 0.5, 0.95]
    assert all(offered.bound(shaped, row) == pytest.approx(0.05) for row in shaped.rows)
    assert "With demand exponential:5ms: one beyond 0.95." in capacity.caption(shaped)


@pytest.mark.parametrize("shaped", ["loads"], indirect=True)
def test_a_strategy_without_figures_of_the_highest_load_is_not_said_to_bear_it(shaped):
    rows = tuple(replace(row, latency={}) if offered.load(shaped, row) > 0.9 else row for row in shaped.rows)
    assert "beyond" not in capacity.caption(replace(shaped, rows=rows))


@pytest.mark.parametrize("server, options, seconds", [
    ({"demand": "emulate"}, {"demand": "5ms"}, 0.005), ({}, {"demand": "5ms"}, None),
    ({"emulate-request": "2ms"}, {}, 0.002), ({"emulate-core": "25MB/s"}, {"body-size": "1MB"}, 0.04),
    ({"emulate-core": "25MB/s", "emulate-request": "2ms"}, {"body-size": "1MB"}, 0.042),
    ({"emulate-core": "25MB/s"}, {}, None),
])
def test_the_work_of_a_request_is_what_its_options_charge(tmp_path, server, options, seconds):
    found = load.experiment(shapes.experiment(tmp_path, names=("one",), server={"threads": 4, **server}, load=options))
    assert offered.service_seconds(found, found.rows[0]) == (None if seconds is None else pytest.approx(seconds))


def test_of_latencies_the_lower_line_is_ahead(tmp_path):
    def cross(summary, _runs):
        for place, row in enumerate(summary["strategies"]):
            p99 = (0.01 if place < 4 else 0.03) if place % 2 else 0.02
            row["latency_p99"] = {"median": p99, "low": p99, "high": p99, "values": [p99] * 6}
            row["ratio_to_baseline"] = {"median": p99 / 0.02, "low": p99 / 0.02, "high": p99 / 0.02, "values": []}
    found = load.experiment(shapes.experiment(tmp_path, **{
        **shapes.SHAPES["connections in an open loop"], "change": cross}))
    caption = curves.caption(found)
    assert "two is behind from" in caption and "ahead" not in caption
