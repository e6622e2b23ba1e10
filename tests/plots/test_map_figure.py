"""plots/map/figure.py: the map as a static picture, and that it says what the map says."""

import re
import xml.etree.ElementTree as ElementTree

import pytest
import sample_map
from matplotlib.patches import Rectangle
from svg import shown

from plots import __main__ as command
from plots import render, style
from plots.map import figure, library, page

has_d3 = pytest.mark.skipif(not library.D3.is_file(), reason="node-d3 is not installed")


def drawn(**changes):
    return render.drawn(figure.draw, {**sample_map.document(), **changes})


def panel_of(picture):
    return picture.axes[0]


def words(axes):
    return [text.get_text() for text in axes.texts]


def names(axes):
    return [label.get_text() for label in axes.get_yticklabels()]


@has_d3
def test_the_page_has_a_picture_beside_it_and_the_same_one_again(tmp_path):
    sample_map.write(tmp_path)
    file, seen = tmp_path / "figures" / "map.svg", []
    for _ in range(2):
        assert command.main([str(tmp_path)]) == 0
        seen.append(file.read_text(encoding="utf-8"))
    text = seen[0]
    assert shown(text) == shown(seen[1]) and len(text) < 400_000
    assert ElementTree.fromstring(text).tag.endswith("svg") and "<img" not in text
    assert (tmp_path / "figures" / "map.png").is_file()


def test_it_shows_the_most_cores_and_the_best_strategies_first():
    picture = drawn()
    assert "8 cores" in picture.texts[0].get_text()
    assert names(panel_of(picture)) == ["threads-epoll", "unpark-queue", "reuseport", "=cmd"]


def test_every_cell_has_its_figure_and_the_cause_where_it_is_not_in_tier_1():
    said = words(panel_of(drawn()))
    assert said.count("1.0") == said.count("1.1") == said.count("5.1") == 3
    assert said.count("hand-over") == said.count("imbalance") == 3 and said.count("core-bound") == 2
    assert said.count("–") == 1  # the cell that is missing


def test_what_is_in_tier_1_is_framed_and_has_no_cause():
    document = sample_map.document()
    for cell in document["cells"]:
        cell.update(tier=1, cause="imbalance")
    panel = panel_of(render.drawn(figure.draw, document))
    frames = [patch for patch in panel.patches if isinstance(patch, Rectangle) and patch.get_linewidth() > 1
              and patch.get_edgecolor() != (0, 0, 0, 0)]
    assert len(frames) == 11 and "imbalance" not in words(panel)


def test_it_says_what_was_simulated_and_what_was_measured_as_well():
    assert "All cells are simulated" in drawn().texts[1].get_text()
    document = sample_map.document()
    next(cell for cell in document["cells"] if cell["cores"] == 8)["measured"] = {"load": 0.7}
    picture = render.drawn(figure.draw, document)
    assert "measured too (1 of 11)" in picture.texts[1].get_text() and "1.0 ○" in words(panel_of(picture))


def test_a_cell_without_a_figure_and_a_strategy_without_any_are_no_mishap():
    document = sample_map.document()
    for cell in document["cells"]:
        if cell["strategy"] == "reuseport" or cell["workload"] == "short":
            cell["latency_p99"] = None
    assert "reuseport" not in names(panel_of(render.drawn(figure.draw, document)))


def test_page_and_picture_have_the_same_colours():
    light = re.search(r"light: \[(.*?)\]", (page.HERE / "script" / "colour.js").read_text())[1]
    assert tuple(re.findall(r"#\w+", light)) == style.WORSE
