"""Latency against load: the figure by which queueing systems are compared."""

import numpy as np
from matplotlib.lines import Line2D

from plots import along, canvas, conclusion, histogram, labels, lettering, offered, queueing, statistics, style, units

NAME = "load-latency"
TITLE = "Latency against load"
KEY = "load.rate"
PERCENTILES = (("p50", 0.5), ("p99", 0.99), ("p999", 0.999))
GROUPS = 6      # rows of panels; more are too small to read
THEORY = (("theory: one queue for all cores", "-"), ("theory: a queue for each core", (0, (1, 1.6))))
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
    if experiment.simulated:
        text += (" The thin lines with a dash for a marker, in the strategies' colours, are the same requests at "
                 "simulated servers: where one lies apart from its strategy's line, the emulation is off.")
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
        entries += [(Line2D([], [], **_thin(dash)), text) for text, dash in THEORY]
    if experiment.simulated:
        entries.append((Line2D([], [], color=style.MUTED, **SIMULATED), "simulated (p99)"))
    if _bounded(experiment):
        entries.append((Line2D([], [], **BOUND), f"{offered.SERVICE_TIMES} service times"))
    return entries


def _bounded(experiment):
    return any(offered.bound(experiment, row) for row in experiment.rows)


def _has_theory(experiment):
    return offered.known(experiment) and any(offered.is_markovian(experiment, row) for row in experiment.rows)


def _thin(dash):
    return {"color": style.INK, "linewidth": 0.8, "linestyle": dash}


def _draw_theory(panel, experiment, line, share):
    """Below the rows: the same load on cores that share one queue, and on cores with a queue each."""
    row = line[0][1]
    cores, service = round(offered.cores(experiment, row)), offered.service_seconds(experiment, row)
    loads = [load for load in np.linspace(0.02, max(offered.load(experiment, row) for _, row in line), 60) if load < 1]
    for (_, dash), servers in zip(THEORY, (cores, 1)):
        panel.plot(loads, [queueing.latency(servers, load, service, share) for load in loads], zorder=1, **_thin(dash))


def _draw_panel(panel, experiment, rest, percentile):
    lines = along.lines(experiment, KEY, rest)
    if _has_theory(experiment) and offered.is_markovian(experiment, lines[0][1][0][1]):
        _draw_theory(panel, experiment, lines[0][1], percentile[1])
    for _, line in lines if percentile[0] == "p99" else ():
        _draw_simulated(panel, experiment, line)
    for place, (_, line) in enumerate(lines):
        measured = [(_across(experiment, row), statistics.latency(experiment, row, *percentile)) for _, row in line]
        found = [(across, estimate) for across, estimate in measured if estimate]
        if found:
            look = style.look_of(experiment, line[0][1])
            canvas.draw_estimates(panel, found, look, place, len(lines), histogram.SHORTEST)
    for bound in {offered.bound(experiment, row) for _, line in lines for _, row in line} - {None}:
        panel.axhline(bound, **BOUND)


def _draw_simulated(panel, experiment, line):
    found = [(_across(experiment, row), experiment.simulated_p99(row)) for _, row in line]
    known = [(across, seconds) for across, seconds in found if seconds]
    if known:
        panel.plot(*zip(*known), color=style.look_of(experiment, line[0][1]).colour, zorder=1.5, **SIMULATED)


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
