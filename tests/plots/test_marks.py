"""plots/marks.py: a mark that every row carries is said once, others stand with their row."""

import shapes

from plots import load, marks, tables


def read(folder, change):
    return load.experiment(shapes.experiment(folder, rounds=7, change=change))


def texts(experiment):
    return [[mark.text for mark in marks.of(experiment, row)] for row in experiment.rows]


def test_a_mark_of_one_row_stands_with_it(tmp_path):
    def disturb(summary, _runs):
        summary["strategies"][1]["flags"] = {"machine-busy": 2, "client-late": 3}
    experiment = read(tmp_path, disturb)
    assert texts(experiment) == [[], ["disturbed 3/7"]]
    assert marks.of(experiment, experiment.rows[1])[0].about == "machine-busy in 2; client-late in 3"
    assert "disturbed" not in " ".join(marks.said_once(experiment))


def test_a_mark_of_all_rows_is_said_once(tmp_path):
    def disturb(summary, _runs):
        for row in summary["strategies"]:
            row.update(flags={"machine-busy": 1}, placement_by_chance=True)
    experiment = read(tmp_path, disturb)
    assert texts(experiment) == [[], []]
    once = " ".join(marks.said_once(experiment))
    assert "were disturbed, some of every row" in once and "every run is a draw" in once


def test_a_limit_of_all_rows_is_said_once_and_has_no_column(tmp_path):
    def limit(summary, _runs):
        summary["limits"] = {"machine-bound": {"what": "the machine", "meaning": "It was used up."}}
        for row in summary["strategies"]:
            row["limited_by"] = {"machine-bound": 7}
    experiment = read(tmp_path, limit)
    assert "Every row was limited by the machine." in marks.said_once(experiment)
    assert "Limited by" not in [column.heading for column in tables.results(experiment)]


def test_where_nothing_has_an_interval_no_cell_says_so(tmp_path):
    experiment = load.experiment(shapes.experiment(tmp_path, intervals=False))
    columns = {column.heading: column.cell for column in tables.results(experiment)}
    assert "Requests/s" in columns and columns["Requests/s"](experiment.rows[0]) == ("110",)
