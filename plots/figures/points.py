"""What the experiment varies, point by point: the rate, and its ratio to the baseline."""

from plots import canvas, labels, statistics, style
from plots.figures.throughput import draw_estimate, mark_even
from plots.metric import REQUESTS

NAME = "points"
TITLE = "What the varied options change"
DODGE = 0.125   # inches between two strategies of a point
HEADING = 0.31  # inches for a point's heading
LOG_FROM = 30   # best rates of the points that lie further apart need a log scale


def applicable(experiment):
    """The figure of the backends shows what they alone change."""
    varied = any(not key.endswith("backend") for point in experiment.points for key in point)
    return experiment.varied and varied and any(row.measured for row in experiment.rows)


def caption(experiment):
    text = ("Each band is one combination of the varied options; in it, every strategy has a line: "
            "its marker is {}, its dots are the single rounds. ").format(
                "the 99th percentile of all rounds together" if _is_older(experiment)
                else "the median over rounds with its interval")
    if experiment.compares and not _is_older(experiment):
        text += (f"Right: relative to {labels.compared_with(experiment)}, all else at the same point; a strategy "
                 "whose marker moves from band to band is one that the varied option helps or hurts.")
    return text


def draw(experiment):
    shown = style.in_order(experiment, experiment.first_rows)
    places, headings, bottom = _layout(experiment, shown)
    right = experiment.compares and not _is_older(experiment)
    figure, axes = canvas.figure(
        f"{_measure(experiment)[0]}, by strategy, at every point of what was varied",
        _detail(experiment), bottom + 0.5, columns=1 + right, legend=canvas.legend_of(experiment, shown),
        sharey=True)
    _draw_rates(axes[0, 0], experiment, places)
    if right:
        _draw_ratios(axes[0, 1], experiment, places)
    _write_headings(axes[0], headings, bottom)
    return figure


def _is_older(experiment):
    """An open loop whose rate is compared, as it was before there was a choice: its latency says more."""
    return experiment.open_loop and experiment.metric is REQUESTS


def _measure(experiment):
    """What is shown: its name, its unit, how to show it, and a row's estimate of it: what is compared; of an older
    open loop the latency; bytes where the size of a request is varied, for requests of unlike size do not compare."""
    metric = experiment.metric
    if metric is not REQUESTS:
        return metric.title, metric.unit, metric.show, metric.of
    if _is_older(experiment):
        return ("99th percentile of latency", "latency p99", labels.format_seconds,
                lambda row: statistics.latency(experiment, row, "p99", 0.99))
    if any("body-size" in key or "copy" in key for key in experiment.points[0]):
        return ("Bytes received per second", "bytes per second", labels.format_rate,
                lambda row: row.bytes_per_second)
    return ("Requests answered per second", "requests per second", labels.format_short,
            lambda row: row.requests_per_second)


def _detail(experiment):
    if experiment.metric.lower_is_better:
        return f"Median of {labels.rounds(experiment.rounds)} at each point, 95 % interval; further left is better."
    if _is_older(experiment):
        return f"Marker: all {labels.rounds(experiment.rounds)} together; dots: single rounds; further left is better."
    return f"Median of {labels.rounds(experiment.rounds)} at each point, 95 % interval; further right is better."


def _layout(experiment, shown):
    """Inches from the top for every row of every point, and for every point's heading."""
    order = [row.name for row in shown]
    places, headings, top = [], [], 0.0
    for point in experiment.points:
        headings.append((top, labels.point(point)))
        top += HEADING
        for row in sorted(experiment.rows_at(point), key=lambda row: order.index(row.name)):
            places.append((top, row))
            top += DODGE
    return places, headings, top


def _draw_rates(axes, experiment, places):
    _, unit, show, estimate_of = _measure(experiment)
    estimates = [(place, row, estimate_of(row)) for place, row in places]
    for place, row, estimate in estimates:
        if estimate:
            draw_estimate(axes, estimate, place, style.look_of(experiment, row), size=5.5)
    best = [max((e.median for _, row, e in estimates if e and row.point == point), default=0)
            for point in experiment.points]
    _finish(axes, unit, show, [median for median in best if median > 0])


def _draw_ratios(axes, experiment, places):
    rows = [(place, row) for place, row in places if row.ratio]
    for place, row in rows:
        draw_estimate(axes, row.ratio, place, style.look_of(experiment, row), size=5.5)
    mark_even(axes)
    _finish(axes, canvas.fitted_label(f"relative to {labels.compared_with(experiment)}", 2), labels.format_short, [])


def _finish(axes, label, show, best):
    if best and max(best) > LOG_FROM * min(best):
        canvas.log_scale(axes, "x", show)
        label += " (log scale)"
    else:
        canvas.from_zero(axes)
        labels.ticks(axes.xaxis, show)
    axes.set_xlabel(label)
    axes.grid(axis="y", visible=False)


def _write_headings(axes, headings, bottom):
    axes[0].set_ylim(bottom, 0)
    axes[0].set_yticks([])
    for top, text in headings:
        for panel in axes:
            panel.axhline(top, color=style.RULE, linewidth=0.8)
    canvas.headings(axes[0], headings)
