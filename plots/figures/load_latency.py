"""Latency against load: the figure by which queueing systems are compared."""

import operator

from matplotlib.lines import Line2D

from plots import along, canvas, conclusion, histogram, labels, lettering, offered, statistics, style, units

NAME = "load-latency"
TITLE = "Latency against load"
KEY = "load.rate"
PERCENTILES = (("p50", 0.5), ("p99", 0.99), ("p999", 0.999))
GROUPS = 6      # rows of panels; more are too small to read
THEORY = (("one_queue", "theory: one queue for all cores", "-"),
          ("queue_each", "theory: a queue for each core", (0, (1, 1.6))))
SIMULATED = {"linewidth": 0.9, "marker": "_", "markersize": 13}
BOUND = {"color": style.MUTED, "linewidth": 1, "linestyle": (0, (4, 2))}


def applicable(experiment):
    if not experiment.varied or len(along.values(experiment, KEY)) < 2:
        return False
    return len(along.groups(experiment, KEY)) <= GROUPS and any("p99" in row.latency for row in experiment.rows)


def caption(experiment):
    text = ("Each line is a strategy; from left to right more requests come in a second, whatever the server does. Its "
            "markers are percentiles of all rounds together, and the thin bars through them reach over those of the "
            "single rounds; lower is better, on a logarithmic scale. Where a line turns up, the strategy can bear no "
            f"more. {conclusion.latency_starts(experiment)}")
    if offered.known(experiment):
        text += (" Load is the work that comes in over what all cores can do together: at 1 even a server that wastes "
                 "nothing falls behind.")
    if _has_theory(experiment):
        text += (" Thin below them: what theory has for these arrivals and demands where all cores share one queue "
                 "(nobody can do better without knowing the demands), and where each core has its own, at random.")
    if experiment.theory.rows:
        text += (" The thin lines with a dash for a marker, in the strategies' colours, are the same requests at "
                 "simulated servers: where one lies apart from its strategy's line, the emulation is off. "
                 f"{experiment.theory.sentence}")
    if _bounded(experiment):
        text += (f" The dashed line is {offered.SERVICE_TIMES} mean service times, a common limit in such "
                 "figures.")
    return text


def caveats_of(experiment):
    beyond = ["Theory is of endless runs in which dispatching costs nothing and connections do not matter; what is "
              "measured has an end, costs, and requests that wait for one another on a connection."]
    return (beyond if _has_theory(experiment) else []) + ["At loads near 1 a queue takes many seconds to fill, so a run that is shorter shows less than theory's "
            "endless one."] if offered.known(experiment) else []


def draw(experiment):
    groups = along.groups(experiment, KEY)
    shown = style.in_order(experiment, experiment.first_rows)
    figure, axes = canvas.figure(
        "Latency of requests against the load that is offered, by strategy",
        "All rounds together; bars: from the lowest to the highest round. Log scale, lower is better.",
        0.3 + (3.5 if len(groups) == 1 else 2.6 * len(groups)), len(groups), len(PERCENTILES),
        legend=_legend(experiment, shown), sharex=True, sharey="row", gridspec_kw={"width_ratios": (2, 3, 2)})
    for panels, rest in zip(axes, groups):
        for panel, percentile in zip(panels, PERCENTILES):
            _draw_panel(panel, experiment, rest, percentile)
        _title(panels, rest)
    _finish(axes, experiment)
    return figure


def _legend(experiment, shown):
    entries = canvas.legend_of(experiment, shown, lines=True)
    if _has_theory(experiment):
        entries += [(Line2D([], [], **_thin(dash)), text) for _, text, dash in THEORY]
    if experiment.theory.rows:
        entries.append((Line2D([], [], color=style.MUTED, **{**SIMULATED, "marker": "|", "markersize": 6}),
                        "simulated"))
    if _bounded(experiment):
        entries.append((Line2D([], [], **BOUND), f"{offered.SERVICE_TIMES} service times"))
    return entries


def _bounded(experiment):
    return any(offered.bound(experiment, row) for row in experiment.rows)


def _has_theory(experiment):
    return any(getattr(row, key) for row in experiment.theory.rows for key, *_ in THEORY)


def _thin(dash):
    return {"color": style.INK, "linewidth": 0.8, "linestyle": dash}


def _draw_beside(panel, experiment, line, percentile, of, **look):
    """A thin line through what `of` says of the rows; none where it says nothing."""
    found = [(_across(experiment, row), experiment.theory.of(row)) for _, row in line]
    told = [(across, of(beside)) for across, beside in found if beside]
    known = [(across, getattr(latencies, percentile)) for across, latencies in told if latencies]
    drawn = [(across, seconds) for across, seconds in known if seconds]
    if drawn:
        panel.plot(*zip(*drawn), **look)


def _draw_panel(panel, experiment, rest, percentile):
    lines = along.lines(experiment, KEY, rest)
    for key, _, dash in THEORY:
        _draw_beside(panel, experiment, max(lines, key=lambda entry: len(entry[1]))[1], percentile[0],
                     operator.attrgetter(key), zorder=1, **_thin(dash))
    for _, line in lines:
        colour = style.look_of(experiment, line[0][1]).colour
        _draw_beside(panel, experiment, line, percentile[0], operator.attrgetter("simulated"), color=colour,
                     zorder=1.5, **SIMULATED)
    for place, (_, line) in enumerate(lines):
        measured = [(_across(experiment, row), statistics.latency(experiment, row, *percentile)) for _, row in line]
        found = [(across, estimate) for across, estimate in measured if estimate]
        if found:
            look = style.look_of(experiment, line[0][1])
            canvas.draw_estimates(panel, found, look, place, len(lines), histogram.SHORTEST)
    for bound in {offered.bound(experiment, row) for _, line in lines for _, row in line} - {None}:
        panel.axhline(bound, **BOUND)


def _across(experiment, row):
    """The load that is offered, or the rate where the work of a request is not known."""
    return offered.load(experiment, row) if offered.known(experiment) else units.number(row.point[KEY])


def _title(panels, rest):
    for panel, (key, _) in zip(panels, PERCENTILES):
        panel.set_title(labels.percentile(key))
    if rest:
        text = f"{labels.percentile('p99')}: {labels.point(rest)}"
        panels[1].set_title(lettering.broken(text, 0.34 * canvas.ROOM, canvas.PANEL_TITLE, 3, "bold"))


def _finish(axes, experiment):
    known = offered.known(experiment)
    for panel in axes[:, 0]:
        canvas.log_scale(panel, "y", labels.format_seconds)
        panel.set_ylabel("latency (log scale)")
    for panel in axes[-1]:
        panel.set_xlabel("load" if known else "requests per second")
    if known:
        axes[0, 0].set_xlim(0, max(1, *(panel.dataLim.x1 for panel in axes.flat)))
    labels.ticks(axes[0, 0].xaxis, labels.format_short)
