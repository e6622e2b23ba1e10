"""How many worker threads are busy, over the time of the test."""

import numpy as np

from plots import canvas, caveats, labels, style, timeline
from plots.experiment import first_of_each_name

NAME = "busy-threads"
TITLE = "Busy threads over time"
BINS = 160
PANELS = 12  # more points than this do not fit a page; the tail figure has them all
ARTICLE = "reuseport"  # the strategy of which the article says: all busy for 70 %, then 4 or 5


def applicable(experiment):
    return len(experiment.points) <= PANELS and any(run.ok and run.timeline and run.window for run in experiment.runs)


def caption(experiment):
    text = ("A thread counts as busy in a sample when it worked for more than half of it. The time axis is "
            "the share of each run's own load window, so that fast and slow strategies can be compared; the "
            "line is the median over rounds and the band holds the middle half of them. A line that stays "
            "high and drops at the end used its threads; one that steps down early waited for a few.")
    if _claims(experiment):
        text += " The grey line is what the article says of SO_REUSEPORT: all busy for 70 % of the test, then 4 or 5."
    return caveats.cores_note(experiment) + text


def draw(experiment):
    rows = style.in_order(experiment, _named(experiment))
    down, across = canvas.panels(experiment)
    figure, axes = canvas.figure(
        "Number of busy worker threads over the time of the test",
        f"Median over {labels.rounds(experiment.rounds)}, with the middle half of the rounds as a band.",
        3.4 if down == 1 else 2.1 * down, down, across, canvas.legend_of(experiment, rows, lines=True),
        sharex=True, sharey=True)
    for panel, point in zip(axes.flat, experiment.points):
        _draw_point(panel, experiment, point)
        panel.set_title(canvas.panel_title(point, across))
    _finish(axes, len(experiment.points))
    return figure


def _named(experiment):
    """The first row of each name that has timelines."""
    rows = [row for row in experiment.rows if any(run.timeline for run in experiment.runs_of(row))]
    return first_of_each_name(rows)


def _claims(experiment):
    return not experiment.varied and ARTICLE in experiment.published and caveats.has_cores(experiment)


def _draw_point(panel, experiment, point):
    if _claims(experiment):
        _draw_claim(panel, experiment)
    rows = style.in_order(experiment, experiment.rows_at(point))
    for place, row in enumerate(rows):
        found = [timeline.busy_over_window(run, BINS) for run in experiment.runs_of(row)]
        found = [busy for busy in found if busy is not None and not np.isnan(busy).all()]
        if found:
            _draw_row(panel, np.array(found), style.look_of(experiment, row), place, len(rows))


def _draw_row(panel, found, look, place, count):
    at = (np.arange(BINS) + 0.5) / BINS
    known = ~np.isnan(found).all(axis=0)
    low, middle, high = np.full((3, BINS), np.nan)
    percentile = np.nanpercentile if np.isnan(found).any() else np.percentile  # the first is slow
    low[known], middle[known], high[known] = percentile(found[:, known], [25, 50, 75], axis=0)
    panel.fill_between(at, low, high, color=look.colour, alpha=0.16, linewidth=0)
    canvas.draw_line(panel, at, middle, look, place, count)


def _draw_claim(panel, experiment):
    threads = experiment.threads
    panel.plot([0, 0.7, 0.7, 1], [threads, threads, 4.5, 4.5], color=style.MUTED, alpha=0.35,
               linewidth=6, solid_capstyle="butt", solid_joinstyle="miter", zorder=0.5)
    panel.annotate("the article on SO_REUSEPORT", (0.7, threads * 0.62), xytext=(-5, 0), ha="right",
                   textcoords="offset points", fontsize=8, color=style.MUTED)


def _finish(axes, used):
    canvas.finish_panels(axes, used, "share of the load window, %")
    for panel in axes[:, 0]:
        panel.set_ylabel("busy threads")
    axes[0, 0].set(xlim=(0, 1), ylim=(0, max(1, axes[0, 0].get_ylim()[1])))
    axes[0, 0].yaxis.get_major_locator().set_params(integer=True)
    labels.ticks(axes[0, 0].xaxis, labels.format_hundredths)
