"""plots/figures: every row of the registry, over every kind of experiment."""

import pytest
import synthetic

from plots import figures, load, render, style

KINDS = tuple(synthetic.LAYOUTS)


def names_for(experiment):
    return {figure.NAME for figure in figures.applicable(experiment)}


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


def test_every_figure_is_drawn_for_some_experiment(finished):
    drawn = {name for kind in KINDS for name in names_for(finished(kind))}
    assert drawn == {figure.NAME for figure in figures.FIGURES}


@pytest.mark.parametrize("kind, shown, hidden", [
    ("article-cores", {"throughput", "draws", "heat", "shares", "busy-threads", "tail", "latency"}, {"points"}),
    ("article", {"throughput", "heat", "shares"}, {"draws", "points", "backends"}),
    ("connection-model", {"points", "tail", "busy-threads"}, {"throughput", "draws", "heat"}),
    ("zero-copy", {"points", "tail"}, {"throughput", "backends"}),
    ("backends", {"backends", "shares"}, {"draws", "points", "throughput"}),
])
def test_an_experiment_shows_the_figures_that_its_data_can_carry(finished, kind, shown, hidden):
    names = names_for(finished(kind))
    assert shown <= names
    assert not hidden & names


def test_a_strategy_has_the_same_look_in_every_experiment(finished):
    looks = {}
    for kind in KINDS:
        experiment = finished(kind)
        for row in (row for row in experiment.rows if not row.peer):
            look = style.look_of(experiment, row)
            looks.setdefault(row.strategy, set()).add((look.colour, look.marker))
    assert all(len(found) == 1 for found in looks.values())
    assert len({next(iter(found)) for found in looks.values()}) == len(synthetic.STRATEGIES)


def test_a_new_strategy_gets_a_look_of_its_own_without_an_edit(small):
    many = [f"strategy-{number}" for number in range(30)]
    synthetic.edit(small / "manifest.json", lambda document: document.update(strategies=many))
    synthetic.edit(small / "summary.json", lambda document: document.update(
        strategies=[{"name": name} for name in many]))
    experiment = load.experiment(small)
    looks = [style.look_of(experiment, row) for row in experiment.rows]
    assert len({(look.colour, look.marker) for look in looks}) == 30


def test_twins_of_a_strategy_share_its_colour_and_differ_in_dashes(small):
    def make_twins(document):
        document["strategies"] = [{"name": name, "strategy": "reuseport"} for name in ("one", "again")]
    synthetic.edit(small / "summary.json", make_twins)
    experiment = load.experiment(small)
    first, second = (style.look_of(experiment, row) for row in experiment.rows[:2])
    assert first.colour == second.colour
    assert first.dash != second.dash


def test_a_figure_is_the_same_file_byte_for_byte_every_time(finished, tmp_path):
    experiment = finished("article-cores")
    for figure in (figures.throughput, figures.heat):
        first, second = (render.save(render.drawn(figure.draw, experiment), tmp_path / name)
                         for name in ("one", "two"))
        assert first == second
        assert len(first) < 400_000


@pytest.mark.parametrize("kind", ["article-cores", "zero-copy", "backends"])
def test_figures_draw_without_intervals_and_with_a_row_that_failed(tmp_path, kind):
    folder = synthetic.write(tmp_path, kind, rounds=2, fail=("single-reactor",))
    experiment = load.experiment(folder)
    for figure in figures.applicable(experiment):
        render.drawn(figure.draw, experiment)
        figure.caption(experiment)


def test_nothing_is_drawn_where_every_run_failed(tmp_path):
    names = tuple(row["name"] for row in synthetic.rows("backends"))
    folder = synthetic.write(tmp_path, "backends", rounds=2, fail=names)
    assert names_for(load.experiment(folder)) == set()
