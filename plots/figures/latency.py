"""Latency by percentile, on a log scale."""

import numpy as np
from matplotlib.lines import Line2D

from plots import canvas, conclusion, histogram, labels, style
from plots.experiment import first_of_each_name

NAME = "latency"
TITLE = "Latency by percentile"
PANELS = 12
NINES = np.array([0.5, 0.9, 0.99, 0.999, 0.9999])
LABELS = ("50", "90", "99", "99.9", "99.99")
SIMULATED = {"linestyle": "none", "marker": "_", "markersize": 13, "markeredgewidth": 1.6, "zorder": 3}


def applicable(experiment):
    return len(experiment.points) <= PANELS and any(run.ok and run.histogram for run in experiment.runs)


def caption(experiment):
    text = ("Up to which time a given share of the requests was answered: read at 99 %, one request in a hundred "
            "took longer than the line. The horizontal axis is stretched towards the slowest requests; both axes "
            "are logarithmic, and lower is better. All rounds are merged before the percentiles are taken. A "
            "line ends where fewer than one request is left. " + conclusion.latency_starts(experiment))
    if experiment.theory.rows:
        text += (" The dashes at 50, 99 and 99.9 %, in the strategies' colours, are the same requests at simulated "
                 f"servers. {experiment.theory.sentence}")
    return text


def caveats_of(_experiment):
    return ["Client and server share one machine; nothing crosses a network."]


def draw(experiment):
    rows = style.in_order(experiment, _named(experiment))
    down, across = canvas.panels(experiment)
    figure, axes = canvas.figure(
        "Latency that a share of the requests did not exceed, by strategy",
        conclusion.latency_starts(experiment) + " All rounds merged.",
        3.4 if down == 1 else 2.1 * down, down, across, _legend(experiment, rows),
        sharex=True, sharey=True)
    for panel, point in zip(axes.flat, experiment.points):
        shown = style.in_order(experiment, experiment.rows_at(point))
        for place, row in enumerate(shown):
            _draw_row(panel, experiment, row, place, len(shown))
        panel.set_title(canvas.panel_title(point, across))
    _finish(axes, len(experiment.points))
    return figure


def _legend(experiment, rows):
    entries = canvas.legend_of(experiment, rows, lines=True)
    if experiment.theory.rows:
        entries.append((Line2D([], [], color=style.MUTED, **{**SIMULATED, "markersize": 8}), "simulated"))
    return entries


def _named(experiment):
    rows = [row for row in experiment.rows if any(run.histogram for run in experiment.runs_of(row))]
    return first_of_each_name(rows)


def _draw_row(panel, experiment, row, place, count):
    merged = histogram.merge(run.histogram for run in experiment.runs_of(row))
    if merged is None:
        return
    last = max(0.5, 1 - 1 / merged.count)
    quantiles = 1 - np.geomspace(0.9, 1 - last, 200)
    seconds = np.maximum(histogram.percentile(merged, quantiles), histogram.SHORTEST)
    look = style.look_of(experiment, row)
    canvas.draw_line(panel, _place(quantiles), seconds, look, place, count)
    _draw_simulated(panel, experiment.theory.of(row), last, look.colour)


def _draw_simulated(panel, beside, last, colour):
    if beside is None:
        return
    simulated = beside.simulated
    percentiles = ((0.5, simulated.p50), (0.99, simulated.p99), (0.999, simulated.p999))
    shown = [(_place(share), seconds) for share, seconds in percentiles if share <= last and seconds]
    if shown:
        panel.plot(*zip(*shown), color=colour, **SIMULATED)


def _place(quantiles):
    """Every further nine takes the same room."""
    return -np.log10(1 - np.asarray(quantiles) + 1e-15)


def _finish(axes, used):
    canvas.finish_panels(axes, used, "share of the requests, %")
    first = axes[0, 0]
    canvas.log_scale(first, "y", labels.format_seconds)
    last = max(panel.dataLim.x1 for panel in axes.flat[:used] if panel.has_data())
    shown = _place(NINES) <= last + 0.05
    first.set_xticks(_place(NINES)[shown], np.array(LABELS)[shown])
    first.set_xlim(0, last + 0.1)
    for panel in axes[:, 0]:
        panel.set_ylabel("latency (log scale)")
