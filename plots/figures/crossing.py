"""Which of two strategies is ahead, over how long a request takes and a number that is varied, and where they cross."""

import itertools
import math
from dataclasses import dataclass

from matplotlib.cm import ScalarMappable
from matplotlib.colors import LinearSegmentedColormap, LogNorm
from matplotlib.patches import Rectangle

from plots import along, canvas, crossings, labels, offered, style, units

NAME = "crossing"
TITLE = "Where two strategies cross"
LEAST = 3      # service times, and values of the option: fewer make no map
CELL = 0.42    # inches
TICKS = (0.1, 0.2, 0.5, 0.7, 1, 1.4, 2, 5, 10)
COLOURS = LinearSegmentedColormap.from_list("either", style.EITHER)
RING = {"marker": "o", "markersize": 9, "markerfacecolor": style.PAPER, "markeredgecolor": style.INK,
        "markeredgewidth": 1.1, "linestyle": "none"}


@dataclass(frozen=True)
class Cell:
    across: int   # the place of the option's value
    seconds: float  # that a request takes a core
    ratio: float  # of the first strategy's metric to the second's
    decided: bool  # whether the rounds tell which side of 1 the ratio is on


def applicable(experiment):
    if len(_strategies(experiment)) != 2 or _key(experiment) is None or not experiment.metric.lower_is_better:
        return False
    cells = _cells(experiment)
    if any(position <= 0 for _, position in _columns(experiment)) or len({_place(cell) for cell in cells}) < len(cells):
        return False  # no logarithm; rows that differ in more than the time of a request
    return len({cell.seconds for cell in cells}) >= LEAST and len({cell.across for cell in cells}) >= LEAST


def caption(experiment):
    first, second = _strategies(experiment)
    text = (f"A line is how long a request takes a core, a column a value of {_option(experiment)}. The number is the "
            f"{experiment.metric.words} of {first} over that of {second}, the median of the rounds' ratios: where it is "
            f"above 1, {second} is ahead. With “=” the rounds do not tell who is. A ring is where the ratio passes 1, "
            "on a straight line between the logarithms of the nearest two that are not so marked")
    told = "; ".join(_in_words(experiment))
    return f"{text}: {told}." if told else f"{text}; here it does not."


def draw(experiment):
    first, second = _strategies(experiment)
    cells = _cells(experiment)
    times = sorted({cell.seconds for cell in cells})
    figure, axes = canvas.figure(
        f"{experiment.metric.title}: {first} over {second}",
        f"Median of {labels.rounds(experiment.rounds)}. Orange: {second} is ahead; blue: {first} is.",
        0.9 + CELL * len(times))
    panel, norm = axes[0, 0], _norm(cells)
    for cell in cells:
        _draw_cell(panel, cell, times.index(cell.seconds), COLOURS(norm(cell.ratio)))
    _draw_rings(panel, cells, times)
    _name_sides(panel, experiment, times)
    _add_bar(figure, panel, norm)
    return figure


def _strategies(experiment):
    return list(dict.fromkeys(row.strategy for row in experiment.rows if not row.peer))


def _key(experiment):
    """The one option that is varied, if its values are numbers."""
    keys = [key for key in along.keys(experiment) if key != "load.rate"]
    return keys[0] if len(keys) == 1 and len(along.groups(experiment, keys[0])) == 1 else None


def _option(experiment):
    return labels.option_name(_key(experiment))


def _columns(experiment):
    """The option's values, and where each lies on an axis, in that order."""
    return sorted(along.positions(experiment, _key(experiment)).items(), key=lambda column: column[1])


def _place(cell):
    return cell.across, cell.seconds


def _cells(experiment):
    """The pairs of rows of the two strategies with the same value of the option and the same time of a request."""
    first, second = _strategies(experiment)
    columns = [value for value, _ in _columns(experiment)]
    timed = [(row, offered.service_seconds(experiment, row)) for row in experiment.rows]
    found = []
    for (row, seconds), (other, others) in itertools.product(timed, repeat=2):
        alike = (row.strategy, other.strategy) == (first, second) and (row.point, seconds) == (other.point, others)
        ratio = _ratio(row, other) if alike and seconds else None
        if ratio:
            found.append(Cell(columns.index(units.number(row.point[_key(experiment)])), seconds, *ratio))
    return found


def _ratio(row, other):
    """The summary has it of whichever of the two is not the best; (ratio, whether it is decided)."""
    of, inverse = (row.to_leader, False) if row.leader == other.name else (
        other.to_leader if other.leader == row.name else None, True)
    if of is None or not of.median:
        return None
    return (1 / of.median if inverse else of.median), crossings.side(of) != 0


def _norm(cells):
    """As far to either side of 1."""
    most = max(1.2, *(math.exp(abs(math.log(cell.ratio))) for cell in cells))
    return LogNorm(1 / most, most)


def _draw_cell(panel, cell, down, fill):
    panel.add_patch(Rectangle((cell.across - 0.48, down - 0.48), 0.96, 0.96, facecolor=fill, edgecolor="none"))
    text = f"{cell.ratio:.2f}" + ("" if cell.decided else " =")
    panel.text(cell.across, down, text, ha="center", va="center", fontsize=canvas.SMALL, color=style.ink_on(fill))


def _crossings(cells, seconds):
    """Where the ratio passes 1 at this service time, as a place between columns."""
    line = sorted((cell for cell in cells if cell.seconds == seconds and cell.decided), key=lambda cell: cell.across)
    found = []
    for left, right in zip(line, line[1:]):
        low, high = math.log(left.ratio), math.log(right.ratio)
        if low * high < 0:
            found.append(left.across + (right.across - left.across) * low / (low - high))
    return found


def _draw_rings(panel, cells, times):
    found = [_crossings(cells, seconds) for seconds in times]
    if all(len(each) == 1 for each in found):
        panel.plot([each[0] for each in found], range(len(times)), color=style.INK, linewidth=1, zorder=3)
    for down, each in enumerate(found):
        panel.plot(each, [down] * len(each), zorder=4, **RING)


def _told(place, experiment):
    """The option's value there, on a logarithm between two of its values."""
    left = int(place)
    (low, from_), (high, to) = _columns(experiment)[left:left + 2]
    if along.endless(_key(experiment), high):
        return f"between {labels.format_short(low)} and kept"
    return f"at {labels.format_short(float(f'{from_ * (to / from_) ** (place - left):.2g}'))}"


def _in_words(experiment):
    cells = _cells(experiment)
    for seconds in sorted({cell.seconds for cell in cells}):
        for place in _crossings(cells, seconds):
            yield f"for {labels.format_seconds(seconds)} {_told(place, experiment)}"


def _name_sides(panel, experiment, times):
    key, values = _key(experiment), [value for value, _ in _columns(experiment)]
    panel.set_xticks(range(len(values)), ["kept" if along.endless(key, value) else labels.format_short(value)
                                          for value in values])
    panel.set_xlabel(_option(experiment))
    canvas.name_ticks(panel, range(len(times)), [labels.format_seconds(seconds) for seconds in times], 1, canvas.SMALL)
    panel.set_ylabel("time of a core a request")
    panel.set(xlim=(-0.5, len(values) - 0.5), ylim=(-0.5, len(times) - 0.5))
    panel.tick_params(length=0)
    panel.grid(visible=False)
    for spine in panel.spines.values():
        spine.set_visible(False)


def _add_bar(figure, panel, norm):
    bar = figure.colorbar(ScalarMappable(norm, COLOURS), ax=panel, location="right", shrink=0.9, aspect=18, pad=0.02)
    ticks = [tick for tick in TICKS if norm.vmin <= tick <= norm.vmax]
    bar.set_ticks(ticks, labels=[labels.format_short(tick) for tick in ticks])
    bar.minorticks_off()
    bar.outline.set_visible(False)
