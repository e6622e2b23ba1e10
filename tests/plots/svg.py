"""What an SVG shows, without what may differ between two drawings of the same: the last digits of its coordinates,
and the names that are made of those."""

import re


def texts(svg):
    return re.findall(r"<text[^>]*>([^<]*)", svg)


def shown(svg):
    """Its texts, and the name of every element in its order."""
    return texts(svg), re.findall(r"<(\w+)", svg)
