"""Where a row's line passes that of its baseline, and whether rounds bear it out."""

import math
from dataclasses import dataclass

from plots import along

APART = 0.05  # what two medians must differ by where too few rounds say more


@dataclass(frozen=True)
class Crossing:
    name: str
    across: float  # on the varied option's axis
    up: float      # requests per second
    better: bool   # whether the row is ahead of the baseline beyond it
    certain: bool  # whether the intervals of the ratio lie on either side of 1


def of_rates(experiment, key, rest, scale_x, scale_y):
    """The crossings with the baseline's line in requests/s. `scale_x` and `scale_y` are what the axes do to a number,
    so that a crossing lies where the drawn lines meet."""
    lines = dict(along.lines(experiment, key, rest))
    base = {place: row for place, row in lines.get(experiment.baseline, ())}
    found = []
    for name, line in lines.items():
        if name != experiment.baseline:
            both = [(place, row, base[place]) for place, row in line if _compared(row, base.get(place))]
            found += _along(name, both, scale_x, scale_y)
    return found


def _compared(row, base):
    return base is not None and row.ratio and row.requests_per_second and base.requests_per_second


def _along(name, both, scale_x, scale_y):
    certain = all(row.ratio.has_interval for _, row, _ in both)
    sides = [_side(row.ratio) for _, row, _ in both]
    decided = [index for index, side in enumerate(sides) if side]
    found = []
    for left, right in zip(decided, decided[1:]):
        if sides[left] != sides[right]:
            met = _met(both[left:right + 1], scale_x, scale_y)
            if met:
                found.append(Crossing(name, *met, sides[right] > 0, certain))
    return found


def _side(ratio):
    """1 above the baseline, -1 below it, 0 where the rounds do not tell; with too few of them the median decides."""
    low, high = (ratio.low, ratio.high) if ratio.has_interval else (ratio.median / (1 + APART),
                                                                    ratio.median * (1 + APART))
    return (low > 1) - (high < 1)


def _met(both, scale_x, scale_y):
    """The first place at which the two drawn lines meet."""
    for (left, row, base), (right, next_row, next_base) in zip(both, both[1:]):
        pair, next_pair = ([scale_y(entry.requests_per_second.median) for entry in entries]
                           for entries in ((row, base), (next_row, next_base)))
        gap, next_gap = pair[0] - pair[1], next_pair[0] - next_pair[1]
        if gap * next_gap <= 0 and gap != next_gap:
            share = gap / (gap - next_gap)
            return (_between(scale_x(left), scale_x(right), share, scale_x),
                    _between(pair[1], next_pair[1], share, scale_y))
    return None


def _between(left, right, share, scale):
    value = left + share * (right - left)
    return math.exp(value) if scale is math.log else value
