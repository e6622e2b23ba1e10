"""What a number that is varied does to every strategy: connections, cores, requests a connection."""

import math

from matplotlib.lines import Line2D

from plots import along, canvas, crossings, histogram, labels, lettering, statistics, style
from plots.metric import BY_NAME, P99

NAME = "curves"
TITLE = "Along what is varied"
LEAST = 3         # values that make a curve
GROUPS = 6        # rows of panels; more are too small to read
TICKS = 9         # values of the option that fit below a panel
SPAN = 12         # values that lie further apart need a log scale
NEAR = 1.3        # times as far along: crossings that are labelled together
CROSSING = {"marker": "o", "markersize": 11, "markerfacecolor": "none", "markeredgecolor": style.INK,
            "markeredgewidth": 1.1, "linestyle": "none"}


def applicable(experiment):
    key = _key(experiment)
    return key is not None and len(along.groups(experiment, key)) <= GROUPS and any(
        row.measured for row in experiment.rows)


def caption(experiment):
    text = ("Each line is a strategy; from left to right one option grows, all else stays the same. Markers are the "
            "medians of all rounds, the thin bars through them reach from the lowest round to the highest.")
    if _crossings(experiment):
        text += (f" A ring is where a strategy overtakes {experiment.baseline} or falls behind it, on a straight line "
                 f"between two measured points: {'; '.join(_in_words(experiment))}.")
    return text


def draw(experiment):
    key = _key(experiment)
    groups, metrics = along.groups(experiment, key), _metrics(experiment)
    shown = style.in_order(experiment, experiment.first_rows)
    figure, axes = canvas.figure(
        lettering.shortened(f"Along {labels.option_name(key)}: {labels.listed(metric.words for metric in metrics)}",
                            canvas.ROOM, 11.5, "bold"),
        "All rounds together; bars: from the lowest to the highest round.",
        0.3 + (3.3 if len(groups) == 1 else 2.4 * len(groups)), len(groups), len(metrics),
        legend=_legend(experiment, shown), sharex=True)
    for panels, rest in zip(axes, groups):
        for panel, metric in zip(panels, metrics):
            _draw_panel(panel, experiment, rest, metric)
            panel.set_title(canvas.panel_title(rest, len(metrics)))
            _scale(panel, metric, experiment, rest)
    _draw_crossings(axes[:, 0], groups, experiment)
    _finish(axes, experiment, key)
    return figure


def _key(experiment):
    """The option with most values; rates have a figure of their own."""
    found = [key for key in along.keys(experiment) if key != "load.rate"]
    return found[0] if found and len(along.values(experiment, found[0])) >= LEAST else None


def _metrics(experiment):
    """What the experiment compares, and what else one wants to see of it."""
    first = experiment.metric
    return (first, P99 if first is not P99 else BY_NAME["latency_p50"])


def _estimate(experiment, row, metric):
    """Older summaries have no latencies a run."""
    key = metric.name.removeprefix("latency_")
    share = {"p50": 0.5, "p99": 0.99}.get(key)
    return metric.of(row) or (share and statistics.latency(experiment, row, key, share))


def _legend(experiment, shown):
    entries = canvas.legend_of(experiment, shown, lines=True)
    if not _crossings(experiment):
        return entries
    return entries + [(Line2D([], [], **CROSSING), f"crosses {experiment.baseline}")]


def _crossings(experiment):
    """[(what else is varied, crossing)] of what the experiment compares."""
    if not experiment.compares or not experiment.baseline:
        return []
    key = _key(experiment)
    scale_x = math.log if _far_apart(along.positions(experiment, key).values()) else float
    return [(rest, found) for rest in along.groups(experiment, key) for found in crossings.of(
        experiment, key, rest, scale_x, _scale_of(experiment, key, rest, experiment.metric))]


def _scale_of(experiment, key, rest, metric):
    """What the vertical axis does to a number."""
    found = [_estimate(experiment, row, metric) for _, line in along.lines(experiment, key, rest) for _, row in line]
    return math.log if metric.lower_is_better or _far_apart(each.median for each in found if each) else float


def _far_apart(numbers):
    """Whether a log scale shows them better, and can."""
    numbers = list(numbers)
    return bool(numbers) and min(numbers) > 0 and max(numbers) > SPAN * min(numbers)


def _in_words(experiment):
    for rest, found in _crossings(experiment):
        where = f" ({labels.point(rest)})" if rest else ""
        surely = "" if found.certain else ", in too few rounds to be sure"
        yield (f"{found.name} is {'ahead' if found.better else 'behind'} from {labels.format_short(found.across)} on"
               f"{where}{surely}")


def _draw_panel(panel, experiment, rest, metric):
    lines, least = along.lines(experiment, _key(experiment), rest), histogram.SHORTEST * metric.lower_is_better
    for place, (_, line) in enumerate(lines):
        estimates = [(across, _estimate(experiment, row, metric)) for across, row in line]
        found = [(across, estimate) for across, estimate in estimates if estimate]
        if found:
            canvas.draw_estimates(panel, found, style.look_of(experiment, line[0][1]), place, len(lines), least)


def _draw_crossings(panels, groups, experiment):
    for rest, found in _crossings(experiment):
        panels[groups.index(rest)].plot(found.across, found.up, zorder=5, **CROSSING)
    for panel, rest in zip(panels, groups):
        near = _near([found for other, found in _crossings(experiment) if other == rest])
        for place, cluster in enumerate(near):
            _label(panel, cluster, above=place % 2)


def _near(found):
    """Crossings in clusters whose labels would lie on each other."""
    clusters = []
    for each in sorted(found, key=lambda crossing: crossing.across):
        if clusters and each.across < NEAR * clusters[-1][-1].across:
            clusters[-1].append(each)
        else:
            clusters.append([each])
    return clusters


def _label(panel, cluster, above):
    ends = dict.fromkeys(labels.format_short(each.across) for each in (cluster[0], cluster[-1]))
    panel.annotate("–".join(ends), (cluster[-1].across, cluster[-1].up), fontsize=8,
                   xytext=(-7, 9) if above else (7, -9), textcoords="offset points",
                   va="bottom" if above else "top", ha="right" if above else "left")


def _scale(panel, metric, experiment, rest):
    if _scale_of(experiment, _key(experiment), rest, metric) is math.log:
        canvas.log_scale(panel, "y", metric.show)
        panel.set_ylabel(f"{metric.unit}, log scale")
    else:
        panel.set_ylim(0, max(panel.get_ylim()[1], 1.05 * panel.dataLim.y1) or 1)
        labels.ticks(panel.yaxis, metric.show)
        panel.set_ylabel(metric.unit)


def _finish(axes, experiment, key):
    first, positions = axes[0, 0], along.positions(experiment, key)
    if _far_apart(positions.values()):
        canvas.log_scale(first, "x", labels.format_short)
    places = list(positions.values())
    names = ["kept" if along.endless(key, value) else labels.format_short(value) for value in positions]
    if len(places) <= TICKS:
        first.set_xticks(places, names)
        first.minorticks_off()
    for panel in axes[-1]:
        panel.set_xlabel(labels.option_name(key))
