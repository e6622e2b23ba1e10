"""What figures show, without what may differ between two drawings of the same: the last digits of coordinates, and
the names that are made of those."""

import re

FIGURE = re.compile(r"<svg\b.*?</svg>", re.S)


def texts(svg):
    return re.findall(r"<text[^>]*>([^<]*)", svg)


def shown(page):
    """Of a page or an SVG: all that is no figure, and of each figure its texts and the names of its elements."""
    return FIGURE.sub("", page), [(texts(svg), re.findall(r"<(\w+)", svg)) for svg in FIGURE.findall(page)]
