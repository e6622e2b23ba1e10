"""The latency that rows are compared by, of every strategy, beside its ratio to the baseline."""

from plots import canvas, conclusion, histogram, labels, statistics, style
from plots.figures.throughput import annotate, draw_ratios, list_rows
from plots.metric import P99

NAME = "percentiles"
TITLE = "Latency, by strategy"
HALF, NEARLY_ALL = "p50", "p99"


def applicable(experiment):
    latency = experiment.metric.lower_is_better or experiment.open_loop
    return latency and not experiment.varied and bool(_rows(experiment))


def caption(experiment):
    metric = _metric(experiment)
    text = (f"The marker is the median over the runs of each run's {metric.words}, the bar through it its interval, and "
            "the small dots are the single runs; the thin line reaches from the median request to the slowest of all. "
            "Further left is better. ")
    if _compared(experiment):
        text += (f"Right: the {metric.words} as a multiple of that of {labels.compared_with(experiment)} in the same "
                 "round, which decides whether two strategies differ. ")
    text += conclusion.latency_starts(experiment)
    if experiment.open_loop:
        text += (" The rate is given, so a strategy shows in how long a request takes: a server that is late with one "
                 "request pays for all that wait behind it.")
    return text


def caveats_of(experiment):
    if all(_estimate(experiment, row).has_interval for row in _rows(experiment)):
        return []
    return ["Some of these have no interval: a difference that is not there in nearly every round may be chance."]


def draw(experiment):
    rows, right, metric = _rows(experiment), _compared(experiment), _metric(experiment)
    figure, axes = canvas.figure(
        f"{metric.title}, by strategy",
        f"Median of {labels.rounds(experiment.rounds)}, 95 % interval; thin: from the median to the maximum. Log scale.",
        0.6 + 0.36 * len(rows), columns=1 + right, sharey=True, gridspec_kw={"width_ratios": [3, 2][:1 + right]})
    panel = axes[0, 0]
    for place, row in enumerate(rows):
        _draw_row(panel, experiment, row, place)
    canvas.log_scale(panel, "x", labels.format_seconds)
    panel.set_xlabel(f"{metric.unit} (log scale)")
    panel.grid(axis="y", visible=False)
    if right:
        draw_ratios(axes[0, 1], experiment, rows)
    list_rows(panel, rows)
    return figure


def _metric(experiment):
    return experiment.metric if experiment.metric.lower_is_better else P99


def _compared(experiment):
    return experiment.compares and experiment.metric.lower_is_better


def _estimate(experiment, row):
    """Of an older summary, which has no value for each run, what all rounds together say."""
    return _metric(experiment).of(row) or statistics.latency(experiment, row, NEARLY_ALL, 0.99)


def _rows(experiment):
    return style.in_order(experiment, [row for row in experiment.rows if row.measured and _estimate(experiment, row)])


def _draw_row(panel, experiment, row, place):
    look, found = style.look_of(experiment, row), _estimate(experiment, row)
    middle = _shown(found.median)
    ends = [_shown(row.latency.get(key, found.median)) for key in (HALF, "max")]
    panel.plot(ends, [place, place], color=look.colour, linewidth=0.9, alpha=0.5)
    panel.plot([*map(_shown, found.values)], [place] * len(found.values), ".", color=look.colour, alpha=0.35,
               markersize=4)
    if found.has_interval:
        panel.plot([_shown(found.low), _shown(found.high)], [place] * 2, color=look.colour, linewidth=2.4,
                   solid_capstyle="butt")
    panel.plot(middle, place, zorder=3, **look.point(8))
    annotate(panel, labels.format_seconds(found.median), middle, place)


def _shown(seconds):
    return max(seconds, histogram.SHORTEST)
