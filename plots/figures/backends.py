"""The same strategy on Asio and on each other backend, side by side."""

from plots import canvas, labels, style
from plots.figures.throughput import annotate, draw_estimate, finish, mark_even

NAME = "backends"
TITLE = "What the event backend costs"
FIRST = "asio"


def applicable(experiment):
    return bool(_pairs(experiment))


def caption(experiment):
    other = " or ".join(_others(experiment))
    return (f"Left: requests per second on {FIRST} (upper, hollow) and on {other} (lower, filled). Right: "
            f"{other} over {FIRST}, paired round by round, with its exact interval. Right of the dashed "
            f"line {other} is faster; an interval that crosses the line shows no difference.")


def draw(experiment):
    pairs = _pairs(experiment)
    others = _others(experiment)
    figure, axes = canvas.figure(
        f"Requests answered per second on {FIRST} and on {' and '.join(others)}, by strategy",
        f"Hollow: {FIRST}. Filled: {' or '.join(others)}. Median over rounds and 95 % interval.",
        0.6 + 0.45 * len(pairs),
        columns=2, sharey=True, gridspec_kw={"width_ratios": [3, 2]})
    for place, (_, _, first, second) in enumerate(pairs):
        _draw_rates(axes[0, 0], experiment, place, first, second)
        _draw_ratio(axes[0, 1], experiment, place, second)
    _finish(axes, [name if len(others) == 1 else f"{name}, {other}" for name, other, _, _ in pairs],
            " or ".join(others))
    return figure


def _pairs(experiment):
    """(name, another backend, row on Asio, row on that one) wherever rows differ in the backend alone and the
    summary compares them."""
    found = {}
    for row in experiment.rows:
        backend = _backend(experiment, row)
        if backend and row.measured and not row.peer:
            point = {key: value for key, value in row.point.items() if not key.endswith("backend")}
            name = " · ".join(filter(None, (row.strategy, labels.point(point))))
            found.setdefault(name, {})[backend] = row
    return [(name, other, rows[FIRST], rows[other]) for name, rows in found.items()
            if FIRST in rows and experiment.is_baseline(rows[FIRST])
            for other in rows if other != FIRST and rows[other].ratio]


def _others(experiment):
    return list(dict.fromkeys(other for _, other, _, _ in _pairs(experiment)))


def _backend(experiment, row):
    runs = experiment.runs_of(row)
    return row.point.get("server.backend") or (runs[0].backend if runs else None)


def _draw_rates(axes, experiment, place, first, second):
    look = style.look_of(experiment, first)
    draw_estimate(axes, first.requests_per_second, place - 0.17, look)
    draw_estimate(axes, second.requests_per_second, place + 0.17, look)
    axes.plot(first.requests_per_second.median, place - 0.17, look.marker, markersize=7,
              markerfacecolor=style.PAPER, markeredgecolor=look.colour, markeredgewidth=1.4, zorder=4)


def _draw_ratio(axes, experiment, place, second):
    draw_estimate(axes, second.ratio, place, style.look_of(experiment, second))
    annotate(axes, labels.format_ratio(second.ratio.median), second.ratio.median, place)


def _finish(axes, names, other):
    finish(axes[0, 0], "requests per second")
    canvas.name_ticks(axes[0, 0], range(len(names)), names)
    axes[0, 0].set_ylim(len(names) - 0.4, -0.6)
    right = axes[0, 1]
    mark_even(right)
    right.set_xlabel(f"{other} ÷ {FIRST}")
    right.grid(axis="y", visible=False)
