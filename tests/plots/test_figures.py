"""plots/figures: every row of the registry, over every kind of experiment."""

import pytest
import shapes
import synthetic
from svg import shown

from plots import figures, load, render

KINDS = tuple(synthetic.LAYOUTS)


def names_for(experiment):
    return {figure.NAME for figure in figures.applicable(experiment)}


@pytest.fixture
def open_loop(tmp_path):
    return load.experiment(shapes.experiment(tmp_path, load={"rate": 100, "duration": "1s"}))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("figure", figures.FIGURES, ids=lambda figure: figure.NAME)
def test_a_figure_draws_itself_wherever_it_is_applicable(finished, figure, kind):
    experiment = finished(kind)
    if not figure.applicable(experiment):
        return
    drawn = render.drawn(figure.draw, experiment)
    texts = [text.get_text() for text in drawn.texts]
    assert texts and texts[0]
    assert len(figure.caption(experiment)) > 80
    assert any(axes.get_xlabel() for axes in drawn.axes)


def shaped(folder, name):
    return load.experiment(shapes.experiment(folder / name, **{"names": ("one",), **shapes.SHAPES[name]}))


@pytest.fixture
def loads(tmp_path):
    return shaped(tmp_path, "loads")


@pytest.fixture
def reloaded(tmp_path):
    points = [{"server.share-port": way} for way in ("beside", "take-over")]
    return load.experiment(shapes.experiment(tmp_path / "reloaded", rounds=2, points=points,
                                             change=shapes.add_reloads))


def test_reloads_have_a_panel_for_each_way_to_do_them(reloaded):
    drawn = render.drawn(figures.reloads.draw, reloaded)
    assert [axes.get_title("left") for axes in drawn.axes] == ["share port beside", "share port take-over"]
    assert len(figures.reloads.caption(reloaded)) > 80


def test_predictions_have_a_line_for_each_case_and_a_dot_for_each_strategy(tmp_path):
    experiment = shaped(tmp_path, "predictions")
    panel = render.drawn(figures.prediction.draw, experiment).axes[0]
    assert [text.get_text() for text in panel.get_yticklabels()] == ["cores 1", "cores 2"]
    dots = [sorted(line.get_xdata()) for line in panel.lines if line.get_marker() == "o"]
    assert dots == [[0.9, 1.0], [0.9, 1.3]]
    caption = figures.prediction.caption(experiment)
    assert "Of all 4 predictions 3 are within it, and the middle of all is 0.95." in caption


def test_where_two_strategies_cross_is_told_for_requests_of_every_length(tmp_path):
    experiment = shaped(tmp_path, "two strategies, requests of three lengths")
    panel = render.drawn(figures.crossing.draw, experiment).axes[0]
    told = [text.get_text() for text in panel.texts]
    assert told == [text for text in ("4.00", "1.26 =", "0.40", "0.04") for _ in range(3)]
    assert [text.get_text() for text in panel.get_yticklabels()] == ["20 µs", "1 ms", "50 ms"]
    assert [text.get_text() for text in panel.get_xticklabels()] == ["1", "10", "100", "kept"]
    rings = [line for line in panel.lines if line.get_marker() == "o"]
    assert len(rings) == 3
    assert "for 20 µs at 16; for 1 ms at 16; for 50 ms at 16." in figures.crossing.caption(experiment)


def test_a_row_has_the_load_that_its_own_options_ask_for_where_no_run_was_kept(tmp_path):
    folder = shapes.experiment(tmp_path, load={"demand": "5ms"}, peers=("nginx", "mine"),
                               change=lambda summary, runs: runs.clear())
    synthetic.edit(folder / "manifest.json", lambda manifest: manifest["spec"].update(rows=[
        "one", {"strategy": "two", "load": {"demand": "20us"}}, {"peer": "nginx", "load": {"demand": "2ms"}},
        {"peer": {"name": "mine", "command": ["./mine"]}, "load": {"demand": "1ms"}}]))
    experiment = load.experiment(folder)
    assert {row.name: experiment.load_of(row)["demand"] for row in experiment.rows} == {
        "one": "5ms", "two": "20us", "nginx": "2ms", "mine": "1ms"}


def test_every_figure_is_drawn_for_some_experiment(finished, open_loop, loads, reloaded, tmp_path):
    made = (shaped(tmp_path, name) for name in (
        "chance over many rounds", "predictions", "two strategies, requests of three lengths"))
    drawn = set().union(*map(names_for, (open_loop, loads, reloaded, *made, *map(finished, KINDS))))
    assert drawn == {figure.NAME for figure in figures.FIGURES}


@pytest.mark.parametrize("kind, shown, hidden", [
    ("article-cores", {"throughput", "draws", "heat", "shares", "busy-threads", "tail", "latency"}, {"points"}),
    ("article", {"throughput", "heat", "shares"}, {"draws", "points", "backends"}),
    ("connection-model", {"points", "curves", "tail", "busy-threads"}, {"throughput", "draws", "heat"}),
    ("zero-copy", {"points", "tail"}, {"throughput", "backends"}),
    ("backends", {"backends", "shares"}, {"draws", "points", "throughput"}),
])
def test_an_experiment_shows_the_figures_that_its_data_can_carry(finished, kind, shown, hidden):
    names = names_for(finished(kind))
    assert shown <= names
    assert not hidden & names


def test_a_figure_shows_the_same_every_time(open_loop, tmp_path):
    for figure in (figures.latency, figures.heat):
        first, second = (render.save(render.drawn(figure.draw, open_loop), tmp_path / name)
                         for name in ("one", "two"))
        assert shown(first) == shown(second)
        assert len(first) < 400_000


def test_latencies_by_percentile_have_dashes_where_a_simulation_has_them_as_far_as_their_line_goes(tmp_path):
    experiment = load.experiment(shapes.experiment(tmp_path, simulated=True))
    lines = render.drawn(figures.latency.draw, experiment).axes[0].get_lines()
    dashes = [line for line in lines if line.get_marker() == "_"]
    assert [list(line.get_ydata()) for line in dashes] == [[row.simulated.p50] for row in experiment.theory.rows]
    assert "simulated" in figures.latency.caption(experiment)


@pytest.mark.parametrize("kind", ["article-cores", "zero-copy", "backends"])
def test_figures_draw_without_intervals_and_with_a_row_that_failed(tmp_path, kind):
    folder = synthetic.write(tmp_path, kind, rounds=2, fail=("single-reactor",))
    experiment = load.experiment(folder)
    for figure in figures.applicable(experiment):
        render.drawn(figure.draw, experiment)
        figure.caption(experiment)


def test_every_backend_is_set_beside_the_first(tmp_path, monkeypatch):
    monkeypatch.setitem(synthetic.LAYOUTS["backends"]["vary"], "server.backend", ["asio", "epoll", "io_uring"])
    experiment = load.experiment(synthetic.write(tmp_path, "backends", rounds=6))
    assert "on epoll or io_uring (lower, filled)" in figures.backends.caption(experiment)
    names = [label.get_text() for label in
             render.drawn(figures.backends.draw, experiment).axes[0].get_yticklabels()]
    assert names[:2] == ["single-reactor, epoll", "single-reactor, io_uring"]


def test_nothing_is_drawn_where_every_run_failed(tmp_path):
    names = tuple(row["name"] for row in synthetic.rows("backends"))
    folder = synthetic.write(tmp_path, "backends", rounds=2, fail=names)
    assert names_for(load.experiment(folder)) == set()


def test_an_open_loop_leads_with_its_latency(open_loop, loads):
    assert figures.applicable(open_loop)[0].NAME == "percentiles"
    assert figures.applicable(loads)[0].NAME == "load-latency"
