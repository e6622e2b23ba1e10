"""For how much of the test the strategy kept (nearly) all threads busy, and how long its tail was."""

import numpy as np
from matplotlib.patches import Patch

from plots import canvas, caveats, labels, style, timeline

NAME = "tail"
TITLE = "How long all workers are busy"
ALL, FEW = 0.9, 1 / 6  # of the threads: "all" leaves room for a sample's noise; 5 of 32 are "few"
# None of the page's colours, so that bars and the text on them stay as they are in dark mode.
COLOURS, ON_COLOURS = ("#15579c", "#677b8c", "#c25a00"), "#fefefe"
BAR, HEADING = 0.19, 0.3  # inches


def applicable(experiment):
    return any(run.ok and run.timeline and run.window for run in experiment.runs)


def caption(experiment):
    return caveats.cores_note(experiment) + (
            f"Each bar is the load window of one strategy, by how many of its threads were busy at once; the mean "
            f"over rounds. Blue: at least {labels.format_percent(ALL)} of them. Orange: at most a sixth, but some – "
            f"a few threads finishing alone while the others idle. Grey: anything between. Where a bar ends early, no "
            f"thread was busy for the rest. A strategy that has only one thread is busy whenever it works.")


def draw(experiment):
    places, headings, bottom = _layout(experiment)
    figure, axes = canvas.figure(
        "Share of the test with all, some and few worker threads busy",
        "Of the threads that a strategy has; mean over rounds.", bottom + 0.45, legend=_legend())
    panel = axes[0, 0]
    for place, row in places:
        shares = _shares(experiment, row)
        if _threads(experiment, row) == 1:
            _draw_part(panel, place, 0, sum(shares), COLOURS[1], "one thread only")
        else:
            _draw_row(panel, place, shares)
    _finish(panel, places, headings, bottom)
    return figure


def _legend():
    texts = ("all busy", "some busy", "few busy")
    return [(Patch(color=colour), text) for colour, text in zip(COLOURS, texts)]


def _shares(experiment, row):
    """Mean over rounds of the shares of time with all, some and few threads busy."""
    return np.mean([timeline.time_by_busy(run, ALL, FEW) for run in experiment.runs_of(row)
                    if run.timeline and run.window], axis=0)


def _threads(experiment, row):
    return max(len(run.timeline.busy) for run in experiment.runs_of(row) if run.timeline)


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
    for share, colour in zip(shares, COLOURS):
        _draw_part(panel, place, left, share, colour, labels.format_percent(share) if share > 0.06 else "")
        left += share


def _draw_part(panel, place, left, share, colour, text):
    panel.barh(place, share, 0.8 * BAR, left=left, color=colour)
    panel.text(left + share / 2, place, text, ha="center", va="center_baseline", fontsize=7.5, color=ON_COLOURS)


def _finish(panel, places, headings, bottom):
    panel.set(xlim=(0, 1), ylim=(bottom, 0), xlabel="share of the load window, %")
    canvas.name_ticks(panel, [place for place, _ in places], [row.name for _, row in places], lines=1, size=8)
    panel.tick_params(axis="y", length=0)
    panel.grid(visible=False)
    panel.spines["left"].set_visible(False)
    labels.ticks(panel.xaxis, labels.format_hundredths)
    canvas.headings(panel, headings)
