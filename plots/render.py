"""Figures to files, and to SVG that can stand in a page beside others and follow its colours."""

import contextlib
import io
import re
import warnings
from dataclasses import dataclass

import matplotlib

from plots import files, style

MOST_PIXELS = 60_000  # of a side; matplotlib refuses 65,536 and more


@contextlib.contextmanager
def house_style():
    """Nothing but the house style, whatever was set before."""
    with matplotlib.rc_context(), warnings.catch_warnings():
        # A name may have characters that the font of the PNG lacks; it draws a box for them.
        warnings.filterwarnings("ignore", message="Glyph .* missing from current font")
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(style.PARAMETERS)
        yield


def drawn(draw, experiment):
    """The figure, drawn in the house style."""
    with house_style():
        return draw(experiment)


@dataclass(frozen=True)
class Made:
    """A figure as both files."""
    png: bytes
    svg: str


def made(figure):
    """The same data gives the same figure, and almost always the same bytes on one machine; the last digits of a
    logarithm differ from processor to processor."""
    with house_style():
        png = _saved(figure, "png", {"Software": None})
        figure.set_layout_engine("none")  # the layout stands, and is most of the work
        for axes in figure.axes:  # its solver goes by addresses, and each last digit would go into the ids
            axes.set_position([round(value, 9) for value in axes.get_position().bounds])
        svg = _saved(figure, "svg", {"Date": None, "Creator": None})
    return Made(png, svg.decode("utf-8").replace(f"'{style.FONT}'", style.FALLBACK))


def write(picture, base):
    """base.svg and base.png."""
    files.write(base.with_suffix(".png"), picture.png)
    files.write(base.with_suffix(".svg"), picture.svg.encode("utf-8"))


def save(figure, base):
    """The figure, made and written; the SVG."""
    picture = made(figure)
    write(picture, base)
    return picture.svg


def _saved(figure, kind, metadata):
    written, dpi = io.BytesIO(), min(160, MOST_PIXELS / max(figure.get_size_inches()))
    figure.savefig(written, format=kind, dpi=dpi, metadata=metadata)
    return written.getvalue()


def inline(svg, name, title):
    """The <svg> element alone, its ids made the page's own and its ink the page's."""
    svg = svg[svg.index("<svg"):]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.S)
    svg = _own_styles(svg)
    svg = _unique(re.sub(r'\bid="', f'id="{name}-', svg))
    svg = re.sub(r'xlink:href="#', f'href="#{name}-', svg)
    svg = svg.replace("xlink:href=", "href=").replace("url(#", f"url(#{name}-")
    svg = re.sub(r'\sxmlns(:xlink)?="[^"]*"', "", svg)
    return _labelled(themed(svg), title)


def _own_styles(svg):
    """What a style sheet says of all that there is would be of the whole page; its elements inherit the same."""
    sheet = re.search(r"<defs>\s*<style[^>]*>\s*\*\s*\{([^}]*)\}\s*</style>\s*</defs>", svg)
    return svg if not sheet else svg.replace(sheet[0], "").replace("<svg", f'<svg style="{sheet[1]}"', 1)


def _unique(svg):
    """Each id once: what is drawn twice just the same, matplotlib also defines twice just the same."""
    seen = set()

    def first(found):
        known = found[1] in seen
        seen.add(found[1])
        return "" if known else found[0]
    return re.sub(r'\bid="([^"]*)"', first, svg)


def themed(svg):
    for colour, variable in style.THEMED.items():
        svg = svg.replace(colour, variable)
    return svg


def _labelled(svg, title):
    text = title.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    svg = re.sub(r'(<svg[^>]*?) (?:height|width)="[^"]*pt"', r"\1", svg)
    svg = re.sub(r'(<svg[^>]*?) (?:height|width)="[^"]*pt"', r"\1", svg)
    return svg.replace("<svg", f'<svg role="img" aria-label="{text}"', 1)
