"""For how much of the test the strategy kept (nearly) all threads busy, and how long its tail was."""

import matplotlib
import numpy as np
from matplotlib.patches import Patch

from plots import canvas, conclusion, labels, style, timeline

NAME = "tail"
TITLE = "How long all workers are busy"
ALL, FEW = 0.9, 1 / 6  # of the threads: "all" leaves room for a sample's noise; 5 of 32 are "few"
ON_COLOURS = ("#16191e", "#fefefe", "#fefefe")  # no ink of the page's: the bars keep their colours in dark mode
BAR, HEADING = 0.19, 0.3  # inches


def applicable(experiment):
    return any(run.ok and run.timeline and run.window for run in experiment.runs)


def caption(experiment):
    return conclusion.cores_note(experiment) + (
            f"Each bar is the load window of one strategy, by how many of its threads were busy at once; the mean "
            f"over rounds. Bright: at least {labels.percent(ALL)} of them. Dark: at most a sixth, but some – a few "
            f"threads finishing alone while the others idle. Where a bar ends early, no thread was busy for the "
            f"rest. Grey: a strategy that has only one thread, which is busy whenever it works.")


def draw(experiment):
    places, headings, bottom = _layout(experiment)
    figure, axes = canvas.figure(
        "Share of the test with all, some and few worker threads busy",
        "Of the threads that a strategy has; mean over rounds.", bottom + 0.45, legend=_legend())
    panel = axes[0, 0]
    for place, row in places:
        shares = _shares(experiment, row)
        if _threads(experiment, row) == 1:
            _draw_part(panel, place, 0, sum(shares), style.PEER_COLOUR, "#fefefe", "one thread only")
        else:
            _draw_row(panel, place, shares)
    _finish(panel, places, headings, bottom)
    return figure


def _colours():
    return [matplotlib.colormaps[style.HEAT](at) for at in (0.93, 0.55, 0.13)]


def _legend():
    texts = ("all busy", "some busy", "few busy")
    return [(Patch(color=colour), text) for colour, text in zip(_colours(), texts)]


def _shares(experiment, row):
    """Mean over rounds of the shares of time with all, some and few threads busy."""
    return np.mean([timeline.time_by_busy(run, ALL, FEW) for run in experiment.runs_of(row)
                    if run.timeline and run.window], axis=0)


def _threads(experiment, row):
    return max(len(run.workers) for run in experiment.runs_of(row))


def _layout(experiment):
    places, headings, top = [], [], 0.0
    for point in experiment.points:
        if experiment.varied:
            headings.append((top, labels.point(point)))
            top += HEADING
        for row in style.in_order(experiment, experiment.rows_at(point)):
            if any(run.timeline and run.window for run in experiment.runs_of(row)):
                places.append((top + BAR / 2, row))
                top += BAR
    return places, headings, top


def _draw_row(panel, place, shares):
    left = 0.0
    for share, colour, ink in zip(shares, _colours(), ON_COLOURS):
        _draw_part(panel, place, left, share, colour, ink, labels.percent(share) if share > 0.06 else "")
        left += share


def _draw_part(panel, place, left, share, colour, ink, text):
    panel.barh(place, share, 0.8 * BAR, left=left, color=colour)
    panel.text(left + share / 2, place, text, ha="center", va="center_baseline", fontsize=7.5, color=ink)


def _finish(panel, places, headings, bottom):
    panel.set(xlim=(0, 1), ylim=(bottom, 0), xlabel="share of the load window, %")
    panel.set_yticks([place for place, _ in places], [row.name for _, row in places], fontsize=8)
    panel.tick_params(axis="y", length=0)
    panel.grid(visible=False)
    panel.spines["left"].set_visible(False)
    labels.ticks(panel.xaxis, labels.hundredths)
    for top, text in headings:
        panel.annotate(text, (0, top), xytext=(0, -5), textcoords="offset points", va="top",
                       fontsize=8.5, fontweight="bold")
