"""Figures to files, and to SVG that can stand in a page beside others and follow its colours."""

import re

import matplotlib

from plots import style


def drawn(draw, experiment):
    """The figure, drawn in the house style."""
    with matplotlib.rc_context(style.PARAMETERS):
        return draw(experiment)


def save(figure, base):
    """base.svg and base.png; the same data gives the same SVG, byte for byte."""
    base.parent.mkdir(parents=True, exist_ok=True)
    with matplotlib.rc_context(style.PARAMETERS):
        figure.savefig(base.with_suffix(".png"), dpi=160, metadata={"Software": None})
        figure.set_layout_engine("none")  # the layout stands, and is most of the work
        figure.savefig(base.with_suffix(".svg"), dpi=160, metadata={"Date": None, "Creator": None})
    return _with_fallback_font(base.with_suffix(".svg"))


def _with_fallback_font(file):
    svg = file.read_text(encoding="utf-8").replace(f"'{style.FONT}'", style.FALLBACK)
    file.write_text(svg, encoding="utf-8")
    return svg


def inline(svg, name, title):
    """The <svg> element alone, its ids made the page's own and its ink the page's."""
    svg = svg[svg.index("<svg"):]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.S)
    svg = re.sub(r'\bid="', f'id="{name}-', svg)
    svg = re.sub(r'xlink:href="#', f'href="#{name}-', svg)
    svg = svg.replace("xlink:href=", "href=").replace("url(#", f"url(#{name}-")
    svg = re.sub(r'\sxmlns(:xlink)?="[^"]*"', "", svg)
    return _labelled(themed(svg), title)


def themed(svg):
    for colour, variable in style.THEMED.items():
        svg = svg.replace(colour, variable)
    return svg


def _labelled(svg, title):
    text = title.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    svg = re.sub(r'(<svg[^>]*?) (?:height|width)="[^"]*pt"', r"\1", svg)
    svg = re.sub(r'(<svg[^>]*?) (?:height|width)="[^"]*pt"', r"\1", svg)
    return svg.replace("<svg", f'<svg role="img" aria-label="{text}"', 1)
