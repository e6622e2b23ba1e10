"""What an emulated machine predicts, held against as many of this machine's own processors."""

import numpy as np

from plots import along, canvas, labels, style
from plots.figures.throughput import mark_even

NAME = "prediction"
TITLE = "Predicted against measured"
REAL = "machine.real"
LEAST, MOST = 0.8, 1.25  # how near a prediction is meant to come; this project's own convention
BAND = 0.42  # inches for a point
DOTS = 0.4   # of that, where the dots lie


def applicable(experiment):
    return experiment.baseline_point == {REAL: True} and bool(_predicted(experiment))


def caption(experiment):
    ratios = [row.ratio.median for row in _predicted(experiment)]
    within = sum(LEAST <= ratio <= MOST for ratio in ratios)
    return (f"Each dot is a strategy: its {experiment.metric.words} on the emulated machine as a multiple of that on "
            f"as many of this machine's own processors, paired round by round. The bar is the middle of a line, the "
            f"shaded part {LEAST:g} to {MOST:g}. Of all {labels.counted(len(ratios), 'prediction')} {within:,} are "
            f"within it, and the middle of all is {np.median(ratios):.2f}.")


def draw(experiment):
    lines = _lines(experiment)
    figure, axes = canvas.figure(
        f"Predicted over measured {experiment.metric.words}, by strategy",
        f"Median of {labels.rounds(experiment.rounds)}; 1 is a right prediction, and further right one that is too "
        "high.", BAND * len(lines) + 0.5)
    panel = axes[0, 0]
    panel.axvspan(LEAST, MOST, color=style.RULE, alpha=0.5, linewidth=0)
    mark_even(panel)
    for place, (_, ratios) in enumerate(lines):
        heights = place + DOTS * (np.arange(len(ratios)) / max(len(ratios) - 1, 1) - 0.5)
        panel.plot(ratios, heights, "o", color=style.SERIES[1][0], markersize=3.5, markeredgewidth=0, alpha=0.75)
        panel.plot([np.median(ratios)] * 2, [place - 0.35, place + 0.35], color=style.INK, linewidth=2)
    canvas.log_scale(panel, "x", labels.format_short)
    panel.set_xlabel("predicted / measured (log scale)")
    panel.set_ylim(len(lines) - 0.5, -0.5)
    canvas.name_ticks(panel, range(len(lines)), [name for name, _ in lines])
    panel.grid(axis="y", visible=False)
    return figure


def _predicted(experiment):
    return [row for row in experiment.rows if row.ratio and row.point.get(REAL) is False]


def _lines(experiment):
    """[(a point in words, the ratio of every strategy there)], rising."""
    found = {}
    for row in _predicted(experiment):
        found.setdefault(labels.point(along.without(row.point, REAL)), []).append(row.ratio.median)
    return [(point, sorted(ratios)) for point, ratios in found.items()]
