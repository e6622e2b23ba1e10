"""Throughput of every strategy with its interval, beside the article's ratio."""

from matplotlib.lines import Line2D

from plots import canvas, labels, style
from plots.metric import REQUESTS

NAME = "throughput"
TITLE = "Throughput"
ARTICLE = {"marker": "D", "markersize": 8.5, "markerfacecolor": "none", "markeredgecolor": style.INK,
           "markeredgewidth": 1.1, "linestyle": "none"}


def applicable(experiment):
    return not experiment.varied and any(row.measured for row in experiment.rows)


def caption(experiment):
    text = ("The marker is the median over rounds, the bar through it its interval, and the small dots are the single "
            "runs. ")
    if any(not row.requests_per_second.has_interval for row in _rows(experiment)):
        text += "A strategy without a bar had too few rounds for an interval. "
    if _compared(experiment):
        text += "Whether two strategies differ is decided by their ratio within a round, not by these bars. "
        text += f"Right: the same relative to {labels.compared_with(experiment)} in the same round"
        text += "; the hollow diamond is what the article published." if experiment.published else "."
    if experiment.open_loop:
        text += "In an open loop the rate is given: a strategy that keeps up answers what was asked, and no more."
    return text


def draw(experiment):
    rows = _rows(experiment)
    right = _compared(experiment)
    figure, axes = canvas.figure(
        "Requests answered per second, by strategy", _detail(experiment), 0.6 + 0.36 * len(rows),
        columns=1 + right, legend=_legend(experiment) if right else (),
        sharey=True, gridspec_kw={"width_ratios": [3, 2][:1 + right]})
    _draw_rates(axes[0, 0], experiment, rows)
    if right:
        draw_ratios(axes[0, 1], experiment, rows, experiment.published)
    list_rows(axes[0, 0], rows)
    return figure


def _rows(experiment):
    return style.in_order(experiment, [row for row in experiment.rows if row.measured])


def _compared(experiment):
    """Ratios are of what the experiment compares, which may be a latency."""
    return experiment.compares and experiment.metric is REQUESTS


def _detail(experiment):
    return f"Median of {labels.rounds(experiment.rounds)}, 95 % interval; further right is better."


def _legend(experiment):
    return [(Line2D([], [], **ARTICLE), "published by the article")] if experiment.published else []


def _draw_rates(axes, experiment, rows):
    most = max(row.requests_per_second.median for row in rows)
    for place, row in enumerate(rows):
        median = row.requests_per_second.median
        draw_estimate(axes, row.requests_per_second, place, style.look_of(experiment, row))
        annotate(axes, labels.format_number(median), median, place, median < 0.06 * most)
    finish(axes, "requests per second")


def draw_ratios(axes, experiment, rows, published=()):
    """Beside them those that were published, by row."""
    for place, row in enumerate(rows):
        if row.name in published:
            axes.plot(published[row.name], place, zorder=4, **ARTICLE)
        if row.ratio:
            draw_estimate(axes, row.ratio, place, style.look_of(experiment, row))
    mark_even(axes)
    finish(axes, canvas.fitted_label(f"relative to {labels.compared_with(experiment)}", 2.5))


def list_rows(axes, rows):
    """A line a row, the first at the top."""
    canvas.name_ticks(axes, range(len(rows)), [row.name for row in rows])
    axes.set_ylim(len(rows) - 0.4, -0.6)


def draw_estimate(axes, estimate, place, look, size=8):
    """The rounds as dots, the interval as a bar, the median as the strategy's marker."""
    values = estimate.values
    axes.plot(values, [place] * len(values), ".", color=look.colour, alpha=0.35, markersize=4)
    if estimate.has_interval:
        axes.plot([estimate.low, estimate.high], [place] * 2, color=look.colour, linewidth=2.4,
                  solid_capstyle="butt")
    axes.plot(estimate.median, place, zorder=3, **look.point(size))


def annotate(axes, text, value, place, near_axis=False):
    """The median as a number above its marker."""
    axes.annotate(text, (value, place), xytext=(-3 if near_axis else 0, 7), textcoords="offset points",
                  ha="left" if near_axis else "center", fontsize=8,
                  bbox={"facecolor": style.PAPER, "edgecolor": "none", "pad": 0.6}, zorder=2.5)


def mark_even(axes):
    """The dashed line of a ratio of 1."""
    axes.axvline(1, color=style.MUTED, linewidth=0.9, linestyle=(0, (4, 2)))


def finish(axes, label):
    canvas.from_zero(axes)
    labels.ticks(axes.xaxis, labels.format_short)
    axes.set_xlabel(label)
    axes.grid(axis="y", visible=False)
