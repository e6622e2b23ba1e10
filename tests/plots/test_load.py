"""plots/load.py: what it reads, and what it refuses."""

import pytest
import shapes
import synthetic

from plots import load


def test_a_run_folder_is_read_with_its_rows_runs_and_points(finished):
    experiment = finished("connection-model")
    assert experiment.name == "connection-model"
    assert len(experiment.points) == 12
    assert len(experiment.rows) == 12 * 3
    assert len(experiment.runs) == 10 * 12 * 3


def test_strategies_keep_the_order_of_the_registry(finished):
    assert finished("article-cores").strategies == synthetic.STRATEGIES


def test_a_failed_run_is_kept_with_its_reason_but_not_used(tmp_path):
    folder = synthetic.write(tmp_path, "backends", rounds=2, fail=("reuseport",))
    experiment = load.experiment(folder)
    row = next(row for row in experiment.rows if row.name == "reuseport")
    assert not row.measured and row.failed == 2
    assert experiment.runs_of(row) == []
    assert [run.failure for run in experiment.runs if not run.ok] == ["the server exited with 1: bind: in use"] * 4


def test_absent_optional_keys_are_tolerated(small):
    def strip(document):
        for entry in document["strategies"]:
            for key in ("utilization", "latency_seconds", "ratio_to_baseline", "flags", "point", "peer"):
                del entry[key]
        for key in ("published", "about", "baseline", "planned_runs"):
            del document[key]
    synthetic.edit(small / "summary.json", strip)
    assert load.experiment(small).rows[0].utilization == {}


def test_a_missing_folder_is_refused_by_name(tmp_path):
    with pytest.raises(load.Unreadable, match="nowhere: no such folder"):
        load.experiment(tmp_path / "nowhere")


def test_an_unfinished_run_is_refused_with_advice(small):
    (small / "summary.json").unlink()
    with pytest.raises(load.Unreadable, match="summary.json: no such file; is the run finished"):
        load.experiment(small)


@pytest.mark.parametrize("name", ["manifest.json", "summary.json", "runs/000-1-single-reactor.json"])
def test_a_newer_schema_is_refused_in_every_file(small, name):
    synthetic.edit(small / name, lambda document: document.update(schema_version=2))
    with pytest.raises(load.Unreadable, match=f"{name}: it has schema version 2, newer than 1"):
        load.experiment(small)


@pytest.mark.parametrize("side", ["server", "load"])
def test_a_newer_report_inside_a_run_is_refused(small, side):
    file = small / "runs/000-1-single-reactor.json"
    synthetic.edit(file, lambda document: document[side]["report"].update(schema_version=7))
    with pytest.raises(load.Unreadable, match=f"its {side} report has schema version 7"):
        load.experiment(small)


@pytest.mark.parametrize("version", [None, "1", 0, True])
def test_a_schema_version_that_is_not_one_is_refused(small, version):
    synthetic.edit(small / "summary.json", lambda document: document.update(schema_version=version))
    with pytest.raises(load.Unreadable, match="schema_version"):
        load.experiment(small)


def test_published_ratios_are_left_out_where_their_baseline_was_not_measured(tmp_path, finished):
    assert finished("article-cores").published
    folder = synthetic.write(tmp_path, "article-cores", rounds=2)
    synthetic.edit(folder / "summary.json", lambda summary: summary.update(
        strategies=[row for row in summary["strategies"] if row["name"] != summary["baseline"]]))
    assert load.experiment(folder).published == {}


BROKEN = {
    "no rows": lambda summary: summary.update(strategies=[]),
    "rows are text": lambda summary: summary.update(strategies="all"),
    "a row is a number": lambda summary: summary.update(strategies=[5]),
    "a row has no name": lambda summary: summary["strategies"][0].pop("name"),
    "a median is text": lambda summary: summary["strategies"][0].update(requests_per_second={"median": "fast"}),
    "published is a list": lambda summary: summary.update(published=[1]),
    "no experiment": lambda summary: summary.pop("experiment"),
}


@pytest.mark.parametrize("damage", BROKEN.values(), ids=BROKEN.keys())
def test_a_damaged_summary_is_refused_in_one_line_that_names_it(small, damage):
    synthetic.edit(small / "summary.json", damage)
    with pytest.raises(load.Unreadable, match="summary.json: ") as refusal:
        load.experiment(small)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("busy", [[[0.5], [0.5, 0.5]], [0.5], "no", [[{}]]])
def test_a_timeline_that_is_no_table_is_refused(small, busy):
    def damage(document):
        document["server"]["report"]["timeline"]["busy"] = busy
    synthetic.edit(small / "runs/000-1-single-reactor.json", damage)
    with pytest.raises(load.Unreadable, match="000-1-single-reactor.json: "):
        load.experiment(small)


@pytest.mark.parametrize("part, damage", [
    ("server", {"workers": [3]}), ("server", {"workers": [{"bytes": "many"}]}),
    ("load", {"histogram": {"count": 3}}), ("load", {"started_ns": "x"}),
])
def test_a_damaged_report_is_refused(small, part, damage):
    file = small / "runs/000-1-single-reactor.json"
    synthetic.edit(file, lambda document: document[part]["report"].update(damage))
    with pytest.raises(load.Unreadable, match="000-1-single-reactor.json: "):
        load.experiment(small)


def test_a_file_that_is_not_json_is_refused(small):
    (small / "manifest.json").write_text("{")
    with pytest.raises(load.Unreadable, match="manifest.json: not JSON"):
        load.experiment(small)


def test_what_no_page_may_contain_is_replaced(small):
    text = (small / "summary.json").read_text().replace("A made-up run", r"A \u0007 made-up \ud800 run \ud83d\ude42")
    (small / "summary.json").write_bytes(text.encode().replace(b"made-up", b"made\xffup"))
    assert load.experiment(small).about == "A   made\ufffdup ? run \U0001f642 of backends."


def test_what_was_simulated_beside_is_read_where_it_is_there(tmp_path):
    experiment = load.experiment(shapes.experiment(tmp_path, names=("one", "two"), simulated=True))
    first, second = map(experiment.theory.of, experiment.rows)
    assert (first, second.simulated.p99, second.model, second.off["p99"]) == (None, 0.02, "M/G/4", -0.2)
    assert experiment.theory.left_out == ("other: a peer has no model",)


def test_a_theory_of_an_older_version_lacks_what_it_did_not_say(tmp_path):
    folder = shapes.experiment(tmp_path, simulated=True)
    def age(document):
        figures = {"mean_seconds": 0.01, "p99_seconds": 0.02}
        document.pop("sentence"), document.pop("without_model")
        for row in document["rows"]:
            row.pop("ideals")
            row.update(measured=figures, simulated=figures, expected=None)
    synthetic.edit(folder / "theory.json", age)
    found = load.experiment(folder)
    assert (found.theory.sentence, found.theory.rows[0].simulated.p50, found.theory.rows[0].expected) == ("", None, None)


def test_a_simulation_that_cannot_be_read_is_refused(tmp_path):
    folder = shapes.experiment(tmp_path, simulated=True)
    synthetic.edit(folder / "theory.json", lambda document: document.update(rows=[{"name": "one"}]))
    with pytest.raises(load.Unreadable, match="theory.json: key 'measured' is missing"):
        load.experiment(folder)
