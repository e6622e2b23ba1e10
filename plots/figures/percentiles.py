"""The percentiles of latency of every strategy in an open loop, where they and not the rate tell who is ahead."""

from plots import canvas, conclusion, histogram, labels, statistics, style
from plots.figures.throughput import annotate, list_rows

NAME = "percentiles"
TITLE = "Latency in an open loop"
HALF, NEARLY_ALL = "p50", "p99"


def applicable(experiment):
    return experiment.open_loop and not experiment.varied and bool(_rows(experiment))


def caption(experiment):
    return ("The rate is given, so a strategy shows in how long a request takes. The marker is the 99th percentile of "
            "all rounds together, the line reaches from the median to the maximum, and the small dots are the 99th "
            f"percentiles of single rounds; further left is better. {conclusion.latency_starts(experiment)} A server "
            "that is late with one request therefore pays for all that wait behind it.")


def caveats_of(_experiment):
    return ["These percentiles have no intervals: a difference that is not there in nearly every round may be chance."]


def draw(experiment):
    rows = _rows(experiment)
    figure, axes = canvas.figure(
        "99th percentile of latency, by strategy",
        "Marker: p99 of all rounds. Line: from the median to the maximum. Dots: p99 of single rounds. Log scale.",
        0.6 + 0.36 * len(rows))
    panel = axes[0, 0]
    for place, row in enumerate(rows):
        _draw_row(panel, experiment, row, place)
    canvas.log_scale(panel, "x", labels.format_seconds)
    list_rows(panel, rows)
    panel.set_xlabel("latency (log scale)")
    panel.grid(axis="y", visible=False)
    return figure


def _rows(experiment):
    return style.in_order(experiment, [row for row in experiment.rows if row.measured and NEARLY_ALL in row.latency])


def _draw_row(panel, experiment, row, place):
    look = style.look_of(experiment, row)
    high = _shown(row.latency[NEARLY_ALL])
    ends = [_shown(row.latency.get(HALF, high)), _shown(row.latency.get("max", high))]
    panel.plot(ends, [place, place], color=look.colour, linewidth=1.4, alpha=0.6)
    rounds = statistics.percentile_by_round(experiment.runs_of(row), 0.99).values()
    panel.plot([*map(_shown, rounds)], [place] * len(rounds), ".", color=look.colour, alpha=0.35, markersize=4)
    panel.plot(high, place, zorder=3, **look.point(8))
    annotate(panel, labels.format_seconds(row.latency[NEARLY_ALL]), high, place)


def _shown(seconds):
    return max(seconds, histogram.SHORTEST)
