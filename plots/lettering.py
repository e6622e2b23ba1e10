"""Text that fits its room: measured in the figures' font, shortened and broken into lines where it must be."""

import functools
import re

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from plots import style

ELLIPSIS = "…"


@functools.lru_cache(maxsize=4096)
def width(text, size, weight="normal"):
    """Points that a line of text takes at a size."""
    font = FontProperties(family=style.FONT, size=size, weight=weight)
    return text_to_path.get_text_width_height_descent(text, font, ismath=False)[0]


def shortened(text, room, size, weight="normal"):
    """The text, or its two ends with an ellipsis between: names often differ at their ends."""
    if width(text, size, weight) <= room:
        return text
    few, many = 0, len(text)  # characters kept
    while few + 1 < many:
        kept = (few + many) // 2
        if width(_ends(text, kept), size, weight) <= room:
            few = kept
        else:
            many = kept
    return _ends(text, few)


def _ends(text, kept):
    tail = kept // 2
    return text[:kept - tail] + ELLIPSIS + text[len(text) - tail:]


def broken(text, room, size, lines, weight="normal"):
    """At most so many lines, broken after spaces and hyphens where there are any."""
    done, rest = [], text
    while rest and len(done) < lines - 1 and width(rest, size, weight) > room:
        line = _first_line(rest, room, size, weight)
        done.append(line.rstrip())
        rest = rest[len(line):]
    return "\n".join([*done, shortened(rest, room, size, weight)])


def _first_line(text, room, size, weight):
    """As many whole words as fit, or as many characters as fit of a word that is longer than a line."""
    line = ""
    for word in re.findall(r"[^\s\-,_/]*[\s\-,_/]*", text):
        if width((line + word).rstrip(), size, weight) > room:
            break
        line += word
    if line:
        return line
    fitting = max(1, len(shortened(text, room, size, weight)) - len(ELLIPSIS))
    return text[:fitting]


def apart(places, gap, low, high):
    """Where lines of text stand that belong at these places, which rise: a gap from each other at the least, no
    further from their places than that takes, and between low and high if there is room."""
    pools = []  # of lines that push each other: the place of their first and their number
    for place, own in enumerate(places):
        mean, count = own - place * gap, 1
        while pools and pools[-1][0] > mean:
            other, more = pools.pop()
            mean, count = (mean * count + other * more) / (count + more), count + more
        pools.append((mean, count))
    firsts = [mean for mean, count in pools for _ in range(count)]
    most = max(low, high - (len(places) - 1) * gap)
    return [min(max(first, low), most) + place * gap for place, first in enumerate(firsts)]
