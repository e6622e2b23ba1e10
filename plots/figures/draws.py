"""SO_REUSEPORT's throughput over its draws, beside what a placement by hash predicts."""

import numpy as np
from matplotlib.lines import Line2D

from plots import canvas, conclusion, labels, statistics, style

NAME = "draws"
TITLE = "SO_REUSEPORT: every run is a draw"
HASHED = "reuseport"


def applicable(experiment):
    """The theory is about fixed shares, and listeners that each have a core, be it an emulated one."""
    row = _row(experiment)
    theory_holds = _fixed_shares(experiment) and conclusion.has_cores(experiment)
    return row is not None and theory_holds and bool(_draws(experiment, row))


def caption(experiment):
    row = _row(experiment)
    theory, mean_load = _theory(experiment, row)
    predicted = theory.relative_throughput(mean_load)
    measured = [draw[1] for draw in _draws(experiment, row)]
    return (f"The kernel's hash decides which listener gets a connection; with fixed shares of the work the "
            f"fullest listener ends the test. Theory for this many connections and listeners: mean "
            f"{predicted.mean():.3f}, standard deviation {_deviation(predicted)}. Measured: mean "
            f"{np.mean(measured):.3f}, standard deviation {_deviation(measured)}, over {len(measured)} draws. "
            f"Left: how often the fullest listener had so many connections. Middle: each run by the connections its "
            f"fullest listener really had, beside the curve the theory gives. Right: which share of the runs "
            f"stayed at or below a throughput.{_shortfall(experiment, row)}")


def _shortfall(experiment, row):
    """Theory compares with an even placement that loses nothing; what is measured, with a strategy."""
    reference = _reference(experiment, row)
    if reference.percent_of_ceiling is None:
        return ""
    return (f" {reference.name} itself reached {reference.percent_of_ceiling:.0f} % of what the cores take, so the "
            f"measured ratios lie above theory's by as much as that falls short.")


def draw(experiment):
    row = _row(experiment)
    theory, mean_load = _theory(experiment, row)
    drawn = _draws(experiment, row)
    figure, axes = canvas.figure(
        "Throughput of SO_REUSEPORT over its draws, beside theory",
        f"{len(drawn)} runs, each relative to {_reference(experiment, row).name} in the same round; theory: "
        f"20,000 simulated placements by hash.", 2.7, columns=3, legend=_legend(experiment, row))
    look = style.look_of(experiment, row)
    _draw_fullest(axes[0, 0], drawn, theory, look)
    _draw_by_fullest(axes[0, 1], drawn, mean_load, look)
    axes[0, 1].set_ylabel(_unit(experiment, row, " ÷ "))
    _draw_distribution(axes[0, 2], drawn, theory, mean_load, look)
    axes[0, 2].set_xlabel(_unit(experiment, row, " ÷\n"))
    return figure


def _row(experiment):
    """The one row that is placed by hash; None where there are several, or none."""
    rows = [row for row in experiment.rows if row.strategy == HASHED and row.measured]
    return rows[0] if len(rows) == 1 and not experiment.varied else None


def _workers(experiment, row):
    return max((len(run.workers) for run in experiment.runs_of(row)), default=0)


def _fixed_shares(experiment):
    load = experiment.spec.get("load") or {}
    return load.get("split", "static") == "static" and not load.get("requests-per-connection")


def _reference(experiment, row):
    """A row that places connections evenly on as many workers: the baseline, or the fastest."""
    others = [other for other in experiment.rows if other.measured and not other.peer
              and other.strategy != HASHED
              and _workers(experiment, other) == _workers(experiment, row)]
    named = [other for other in others if other.name == experiment.baseline]
    return max(named or others, key=lambda other: other.requests_per_second.median, default=None)


def _draws(experiment, row):
    """(connections on the fullest listener, throughput relative to the reference) of every run."""
    reference = _reference(experiment, row)
    if reference is None:
        return []
    rates = statistics.rate_by_round(experiment.runs_of(reference))
    return [(max(_connections(run)), run.requests_per_second / rates[run.round])
            for run in experiment.runs_of(row)
            if run.workers and run.requests_per_second and rates.get(run.round)]


def _connections(run):
    return [worker.get("connections") or 0 for worker in run.workers]


def _theory(experiment, row):
    counts = [_connections(run) for run in experiment.runs_of(row) if run.workers]
    listeners = len(counts[0])
    connections = round(np.median([sum(count) for count in counts]))
    return statistics.simulate_placement(connections, listeners), connections / listeners


def _deviation(values):
    return f"{100 * np.std(values) / np.mean(values):.0f} %"


def _unit(experiment, row, over):
    return f"throughput{over}{_reference(experiment, row).name}'s"


def _legend(experiment, row):
    look = style.look_of(experiment, row)
    return [(Line2D([], [], **look.point()), f"measured ({row.name})"),
            (Line2D([], [], color=style.INK, marker="o", markersize=4.5), "theory")]


def _draw_fullest(axes, drawn, theory, look):
    measured = np.array([count for count, _ in drawn])
    counts = np.arange(min(measured.min(), theory.fullest.min()), max(measured.max(), 7) + 1)
    axes.bar(counts, [np.mean(measured == count) for count in counts], 0.75, color=look.colour)
    axes.plot(counts, [theory.share_with_fullest(count) for count in counts], "o", color=style.INK,
              markersize=4.5, markeredgecolor=style.PAPER)
    axes.set(xlabel="connections on the\nfullest listener", ylabel="share of the runs, %")
    axes.xaxis.get_major_locator().set_params(integer=True)
    labels.ticks(axes.yaxis, labels.hundredths)


def _draw_by_fullest(axes, drawn, mean_load, look):
    fullest = np.array([count for count, _ in drawn], dtype=float)
    ratios = [ratio for _, ratio in drawn]
    spread = np.random.default_rng(1).uniform(-0.16, 0.16, len(fullest))
    curve = np.linspace(max(mean_load, 1), max(fullest.max(), 7) + 0.4, 100)
    axes.plot(curve, np.minimum(1, mean_load / curve), color=style.INK, linewidth=1)
    axes.plot(fullest + spread, ratios, **look.point(5), alpha=0.8)
    axes.set(xlabel="connections on the\nfullest listener")
    axes.set_ylim(0, max(1.02, *ratios))
    axes.xaxis.get_major_locator().set_params(integer=True)


def _draw_distribution(axes, drawn, theory, mean_load, look):
    measured = np.sort([ratio for _, ratio in drawn])
    predicted = np.sort(theory.relative_throughput(mean_load))[::20]
    for values, line in ((predicted, {"color": style.INK, "linewidth": 1.1}),
                         (measured, {"color": look.colour, "linewidth": 2})):
        axes.step(values, np.arange(1, len(values) + 1) / len(values), where="post", **line)
    axes.axvline(predicted.mean(), color=style.MUTED, linestyle=(0, (4, 2)), linewidth=1)
    axes.annotate(f"theory's mean\n{predicted.mean():.3f}", (predicted.mean(), 0.05), xytext=(5, 0),
                  textcoords="offset points", fontsize=8)
    axes.set(ylabel="share of runs at or below, %", ylim=(0, 1.02))
    axes.set_xlim(0, max(0.62, measured[-1] + 0.03))
    labels.ticks(axes.yaxis, labels.hundredths)
