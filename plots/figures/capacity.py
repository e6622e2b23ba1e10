"""Up to which load every strategy keeps its 99th percentile below ten service times."""

import itertools
import math

from plots import along, canvas, histogram, labels, offered, statistics, style
from plots.figures import load_latency

NAME = "capacity"
TITLE = "Load that a latency limit allows"
KEY = load_latency.KEY
DODGE, HEADING = 0.2, 0.31  # inches
PERCENTILE, QUANTILE = "p99", 0.99


def applicable(experiment):
    return load_latency.applicable(experiment) and offered.known(experiment) and any(
        value is not None for _, lines in _bands(experiment) for _, value, _ in lines)


def caption(experiment):
    text = (f"The marker is the load at which the 99th percentile passes {offered.SERVICE_TIMES} mean service times, "
            "between two measured loads on a straight line of its logarithm; the small dots are the single rounds; "
            "further right is better. At the ends: it passes before the lowest load measured, or not up to the "
            "highest. ")
    return text + " ".join(_in_words(rest, lines, _ends(experiment)) for rest, lines in _bands(experiment))


def draw(experiment):
    bands, places, headings, top = _bands(experiment), [], [], 0.0
    for rest, lines in bands:
        if rest:
            headings.append((top, labels.point(rest)))
            top += HEADING
        for line in lines:
            places.append((top + DODGE / 2, line))
            top += DODGE
    figure, axes = canvas.figure(
        f"Load at which the 99th percentile passes {offered.SERVICE_TIMES} service times, by strategy",
        "Marker: all rounds together; dots: single rounds; further right is better.", top + 0.5)
    panel = axes[0, 0]
    for place, line in places:
        _draw_line(panel, experiment, place, line)
    _finish(panel, places, headings, top)
    return figure


def passing(experiment):
    """{strategy: the load at which it passes, over all rounds}; infinite where it does not, minus that where it always
    does."""
    return {row.name: value for _, lines in _bands(experiment) for row, value, _ in lines}


def _bands(experiment):
    """(what else is varied, [(row, value over all rounds, {round: value})]) with values as along.passes has them."""
    return [(rest, [_passing(experiment, line) for _, line in along.lines(experiment, KEY, rest)])
            for rest in along.groups(experiment, KEY)]


def _passing(experiment, line):
    rows = [row for _, row in line]
    whole = {index: row.latency[PERCENTILE] for index, row in enumerate(rows)
             if PERCENTILE in row.latency and not row.stopped}
    rounds = [{} if row.stopped else statistics.latency_by_round(experiment, row, PERCENTILE, QUANTILE) for row in rows]
    by_round = {number: {index: found[number] for index, found in enumerate(rounds) if number in found}
                for number in sorted(set().union(*rounds))}
    return rows[0], _crossing(experiment, rows, whole), {
        number: _crossing(experiment, rows, found) for number, found in by_round.items()}


def _crossing(experiment, rows, found):
    """None where a load is missing before it passes: its runs may have failed, or it was too much for the machine."""
    known = list(itertools.takewhile(found.__contains__, range(len(rows))))
    across = [offered.load(experiment, rows[index]) for index in known]
    up = [max(found[index], histogram.SHORTEST) for index in known]
    value = along.passes(across, up, offered.bound(experiment, rows[0]))
    return None if value == math.inf and len(known) < len(rows) else value


def _draw_line(panel, experiment, place, line):
    row, value, by_round = line
    if value is None:
        return
    look, ends = style.look_of(experiment, row), _ends(experiment)
    rounds = [_shown(found, ends) for found in by_round.values() if found is not None]
    panel.plot(rounds, [place] * len(rounds), ".", color=look.colour, alpha=0.35, markersize=4)
    panel.plot(_shown(value, ends), place, zorder=3, **look.point(7))
    panel.annotate(_told(value, ends), (1, place), xycoords=("axes fraction", "data"), xytext=(-4, 0),
                   textcoords="offset points", ha="right", va="center_baseline", fontsize=8)


def _ends(experiment):
    loads = [offered.load(experiment, row) for row in experiment.rows]
    return min(loads), max(loads)


def _shown(value, ends):
    return min(max(value, ends[0]), ends[1])


def _told(value, ends):
    if math.isinf(value):
        return f"below {ends[0]:.2f}" if value < 0 else f"beyond {ends[1]:.2f}"
    return f"{value:.2f}"


def _in_words(rest, lines, ends):
    where = f"With {labels.point(rest)}: " if rest else ""
    told = [f"{row.name} {_told(value, ends)}" for row, value, _ in lines if value is not None]
    return f"{where}{', '.join(told)}." if told else ""


def _finish(panel, places, headings, bottom):
    canvas.name_ticks(panel, [place for place, _ in places], [row.name for _, (row, *_) in places], lines=1, size=8)
    panel.set(xlim=(0, 1.2 * max(1, panel.dataLim.x1)), ylim=(bottom, 0), xlabel="load")
    panel.tick_params(axis="y", length=0)
    panel.grid(axis="y", visible=False)
    labels.ticks(panel.xaxis, labels.format_short)
    canvas.headings(panel, headings)
