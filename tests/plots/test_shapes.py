"""Every figure and the page, over every shape that data can have."""

import re
from xml.etree import ElementTree

import pytest
import shapes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from plots import figures, load, render, report


pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture
def shaped(request, tmp_path):
    shape = {"names": ("one",), **shapes.SHAPES[request.param]}
    return load.experiment(shapes.experiment(tmp_path / "run", **shape))


def texts_of(drawn):
    return " ".join(text.get_text() for text in drawn.findobj(Text) if text.get_visible())


def overhang(drawn):
    """Inches by which anything leaves the figure at its left, bottom, right or top."""
    box = drawn.get_tightbbox(FigureCanvasAgg(drawn).get_renderer())
    wide, high = drawn.get_size_inches()
    return max(-box.x0, -box.y0, box.x1 - wide, box.y1 - high)


@pytest.mark.parametrize("shaped", [name for name in shapes.SHAPES if name not in shapes.ROOMY], indirect=True)
def test_every_figure_is_drawn_and_says_nothing_that_is_no_number(shaped):
    for figure in figures.applicable(shaped):
        drawn = render.drawn(figure.draw, shaped)
        drawn.set_layout_engine("none")  # it takes most of the time, and is looked at below
        with render.house_style():
            drawn.draw_without_rendering()
        assert not re.search(r"\bnan\b|\binf\b|\\math", texts_of(drawn) + figure.caption(shaped))


@pytest.mark.parametrize("shaped", shapes.ROOMY, indirect=True)
def test_nothing_leaves_the_figure_and_its_file_is_whole(shaped):
    for figure in figures.applicable(shaped):
        drawn = render.drawn(figure.draw, shaped)
        with render.house_style():
            drawn.draw_without_rendering()
            assert overhang(drawn) < 0.03, figure.NAME
            drawn.set_layout_engine("none")
            ElementTree.fromstring(render._saved(drawn, "svg", {"Date": None}))


@pytest.mark.parametrize("shaped", shapes.SHAPES, indirect=True)
def test_the_page_says_something_of_every_row(shaped, monkeypatch):
    monkeypatch.setattr(report, "pictures", lambda _: [])
    text = report.write(shaped, report.pictures(shaped)).read_text()
    for row in shaped.rows:
        escaped = row.name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        assert escaped.replace('"', "&#34;").replace("'", "&#39;") in text
