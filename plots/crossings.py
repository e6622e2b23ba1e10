"""Where a row's line passes that of its baseline, and whether rounds bear it out."""

import math
from dataclasses import dataclass

from plots import along, histogram

APART = 0.05  # what two medians must differ by where too few rounds say more


@dataclass(frozen=True)
class Crossing:
    name: str
    across: float  # on the varied option's axis
    up: float      # the metric that rows are compared by
    better: bool   # whether the row is ahead of the baseline beyond it
    certain: bool  # whether the intervals of the ratio lie on either side of 1


def of(experiment, key, rest, scale_x, scale_y):
    """The crossings with the baseline's line, by the metric that the experiment compares. `scale_x` and `scale_y` are
    what the axes do to a number, so that a crossing lies where the drawn lines meet."""
    lines, metric = dict(along.lines(experiment, key, rest)), experiment.metric
    base = {place: row for place, row in lines.get(experiment.baseline, ())}
    found = []
    for name, line in lines.items():
        if name != experiment.baseline:
            both = [_Pair(place, row.ratio, _shown(metric, row), _shown(metric, base[place])) for place, row in line
                    if place in base and row.ratio and metric.of(row) and metric.of(base[place])]
            found += _along(name, both, metric.lower_is_better, scale_x, scale_y)
    return found


def _shown(metric, row):
    return max(metric.of(row).median, histogram.SHORTEST)


@dataclass(frozen=True)
class _Pair:
    """A row and its baseline at one place."""
    place: float
    ratio: object
    own: float
    base: float


def _along(name, both, lower_is_better, scale_x, scale_y):
    certain = all(pair.ratio.has_interval for pair in both)
    sides = [side(pair.ratio) for pair in both]
    decided = [index for index, side in enumerate(sides) if side]
    found = []
    for left, right in zip(decided, decided[1:]):
        if sides[left] != sides[right]:
            met = _met(both[left:right + 1], scale_x, scale_y)
            if met:
                found.append(Crossing(name, *met, (sides[right] > 0) != lower_is_better, certain))
    return found


def side(ratio):
    """1 above the baseline, -1 below it, 0 where the rounds do not tell; with too few of them the median decides."""
    low, high = (ratio.low, ratio.high) if ratio.has_interval else (ratio.median / (1 + APART),
                                                                    ratio.median * (1 + APART))
    return (low > 1) - (high < 1)


def _met(both, scale_x, scale_y):
    """The first place at which the two drawn lines meet."""
    for left, right in zip(both, both[1:]):
        gap, next_gap = (scale_y(pair.own) - scale_y(pair.base) for pair in (left, right))
        if gap * next_gap <= 0 and gap != next_gap:
            share = gap / (gap - next_gap)
            return (_between(scale_x(left.place), scale_x(right.place), share, scale_x),
                    _between(scale_y(left.base), scale_y(right.base), share, scale_y))
    return None


def _between(left, right, share, scale):
    value = left + share * (right - left)
    return math.exp(value) if scale is math.log else value
