"""How a figure is distributed over many runs, where chance decides each of them and the distribution is the result."""

import numpy as np

from plots import canvas, histogram, labels, loads, statistics, style
from plots.figures import draws

NAME = "distribution"
TITLE = "Over many repetitions"
LEAST = 10   # runs that make a distribution
PANELS = 12
SPAN = 12    # values that lie further apart need a log scale


def applicable(experiment):
    """Where `draws` has a theory beside it, that says more."""
    by_chance = any(row.by_chance or loads.drawn(experiment.load_of(row)) for row in experiment.rows)
    return by_chance and len(experiment.points) <= PANELS and not draws.applicable(experiment) and any(
        len(_values(experiment, row)) >= LEAST for row in experiment.rows)


def caption(experiment):
    better = "left" if experiment.open_loop else "right"
    return (f"Each step is a run: the line tells which share of a strategy's runs had {_quantity(experiment)} at or "
            f"below the value beneath it. A steep line is a strategy that does the same every time, a flat one a "
            f"gamble; further {better} is better. The marker is the median run.")


def draw(experiment):
    rows = style.in_order(experiment, experiment.first_rows)
    down, across = canvas.panels(experiment)
    figure, axes = canvas.figure(
        "Share of a strategy's runs at or below a value", _detail(experiment), 3.4 if down == 1 else 2.1 * down,
        down, across, canvas.legend_of(experiment, rows, lines=True), sharex=True, sharey=True)
    for panel, point in zip(axes.flat, experiment.points):
        shown = style.in_order(experiment, experiment.rows_at(point))
        for place, row in enumerate(shown):
            values = np.sort(_values(experiment, row))
            if len(values):
                _draw_row(panel, values, style.look_of(experiment, row), place, len(shown))
        panel.set_title(canvas.panel_title(point, across))
    _finish(axes, experiment)
    return figure


def _relative(experiment):
    return experiment.compares and not experiment.open_loop


def _quantity(experiment):
    if experiment.open_loop:
        return "a 99th percentile of latency"
    if _relative(experiment):
        return f"a rate relative to {labels.compared_with(experiment)} in the same round"
    return "a rate"


def _detail(experiment):
    text = _quantity(experiment)
    return f"A step is a run: {text[2:]}."


def _unit(experiment):
    if _relative(experiment):
        return f"relative to {labels.compared_with(experiment)}"
    return "latency p99" if experiment.open_loop else "requests per second"


def _values(experiment, row):
    """One of each run: seconds in an open loop, else the rate or its ratio, for other rounds draw other work."""
    runs = experiment.runs_of(row)
    if experiment.open_loop:
        return [max(float(histogram.percentile(run.histogram, 0.99)), histogram.SHORTEST)
                for run in runs if run.histogram]
    rates = [(run, run.requests_per_second) for run in runs if run.requests_per_second]
    if not _relative(experiment):
        return [rate for _, rate in rates]
    baseline = experiment.baseline_of(row)
    base = statistics.rate_by_round(experiment.runs_of(baseline)) if baseline else {}
    return [rate / base[run.round] for run, rate in rates if base.get(run.round)]


def _draw_row(panel, values, look, place, count):
    shares = np.arange(1, len(values) + 1) / len(values)
    panel.step(np.concatenate((values[:1], values)), np.concatenate(([0], shares)), where="post", color=look.colour,
               linestyle=look.dash, linewidth=2.6 - 1.4 * place / count)
    middle = (len(values) - 1) // 2
    panel.plot(values[middle], shares[middle], **look.point(5.5), zorder=3)


def _finish(axes, experiment):
    used = len(experiment.points)
    canvas.finish_panels(axes, used, canvas.fitted_label(_unit(experiment), axes.shape[1]))
    first, show = axes[0, 0], labels.format_seconds if experiment.open_loop else labels.format_short
    ends = [(panel.dataLim.x0, panel.dataLim.x1) for panel in axes.flat[:used] if panel.has_data()]
    least, most = min(low for low, _ in ends), max(high for _, high in ends)
    if 0 < least and most > SPAN * least:
        canvas.log_scale(first, "x", show)
    else:
        first.set_xlim(0, 1.05 * most or 1)
        labels.ticks(first.xaxis, show)
    first.set_ylim(0, 1.02)
    labels.ticks(first.yaxis, labels.format_hundredths)
    for panel in axes[:, 0]:
        panel.set_ylabel("share of the runs, %")
