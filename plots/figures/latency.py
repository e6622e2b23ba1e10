"""Latency by percentile, on a log scale."""

import numpy as np
from matplotlib.ticker import LogLocator

from plots import canvas, histogram, labels, style
from plots.experiment import first_of_each_name

NAME = "latency"
TITLE = "Latency by percentile"
PANELS = 12
NINES = np.array([0.5, 0.9, 0.99, 0.999, 0.9999])
LABELS = ("50", "90", "99", "99.9", "99.99")


def applicable(experiment):
    return len(experiment.points) <= PANELS and any(run.ok and run.histogram for run in experiment.runs)


def caption(_experiment):
    return ("Up to which time a given share of the requests was answered: read at 99 %, one request in a hundred "
            "took longer than the line. The horizontal axis is stretched towards the slowest requests; both axes "
            "are logarithmic, and lower is better. All rounds are merged before the percentiles are taken. A "
            "line ends where fewer than one request is left.")


def draw(experiment):
    rows = style.in_order(experiment, _named(experiment))
    down, across = canvas.panels(experiment)
    figure, axes = canvas.figure(
        "Latency that a share of the requests did not exceed, by strategy",
        "From the start of a request to its whole answer; all rounds merged.",
        3.4 if down == 1 else 2.1 * down, down, across, canvas.legend_of(experiment, rows, lines=True),
        sharex=True, sharey=True)
    for panel, point in zip(axes.flat, experiment.points):
        for row in style.in_order(experiment, experiment.rows_at(point)):
            _draw_row(panel, experiment, row)
        panel.set_title(canvas.panel_title(point, across))
    _finish(axes, len(experiment.points))
    return figure


def _named(experiment):
    rows = [row for row in experiment.rows if any(run.histogram for run in experiment.runs_of(row))]
    return first_of_each_name(rows)


def _draw_row(panel, experiment, row):
    merged = histogram.merge(run.histogram for run in experiment.runs_of(row))
    if merged is None:
        return
    look = style.look_of(experiment, row)
    slow = np.geomspace(1, 1 / merged.count, 200)
    slow = slow[slow <= 0.9]
    panel.plot(_place(1 - slow), histogram.percentile(merged, 1 - slow), **look.line())
    marked = NINES[NINES <= 1 - 0.99 / merged.count]
    panel.plot(_place(marked), histogram.percentile(merged, marked), **look.point(5.5))


def _place(quantiles):
    """Every further nine takes the same room."""
    return -np.log10(1 - np.asarray(quantiles) + 1e-15)


def _finish(axes, used):
    canvas.finish_panels(axes, used, "share of the requests, %")
    first = axes[0, 0]
    first.set_yscale("log")
    first.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    labels.ticks(first.yaxis, labels.seconds)
    first.yaxis.set_minor_formatter(lambda *_: "")
    last = max(panel.dataLim.x1 for panel in axes.flat[:used])
    shown = _place(NINES) <= last + 0.05
    first.set_xticks(_place(NINES)[shown], np.array(LABELS)[shown])
    first.set_xlim(0, last + 0.1)
    for panel in axes[:, 0]:
        panel.set_ylabel("latency (log)")
