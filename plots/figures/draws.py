"""A placement by chance over its draws, beside what theory predicts of it where theory can."""

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from plots import canvas, caveats, histogram, labels, loads, placement, statistics, style

NAME = "draws"
TITLE = "Placement by chance: every run is a draw"


def applicable(experiment):
    """Where workers share cores, whoever has most connections shows in nothing."""
    row = _row(experiment)
    return row is not None and caveats.has_cores(experiment) and bool(_draws(experiment, row))


def caption(experiment):
    row = _row(experiment)
    return " ".join(filter(None, (_how(experiment, row), _panels(experiment, row), _in_numbers(experiment, row),
                                  _ideal(experiment, row))))


def _how(experiment, row):
    placed = placement.decided_by(experiment, row)
    lottery = "SO_REUSEPORT is a lottery: " if placed == placement.HASH else ""
    text = f"{lottery}{placed} decides which worker gets a connection, and it stays there."
    return text[0].upper() + text[1:]


def _panels(experiment, row):
    theory = " Dark: theory." if _placement_theory(experiment, row) else ""
    return (f"Left: how often the maximum load, the connections of the worker that has most of them, came out as "
            f"what. Middle: {_quantity(experiment, row)} of each run by its maximum load. Right: which share of the "
            f"runs stayed at or below it.{theory}")


def _in_numbers(experiment, row):
    measured = [value for _, value in _draws(experiment, row)]
    if _open_loop(experiment, row):
        return "The load has a rate to keep, so the latency shows the draw and the throughput does not."
    predicted = _throughput_theory(experiment, row)
    text = f"Measured: {_moments(measured)}, over {labels.counted(len(measured), 'draw')}."
    if predicted is None and _placement_theory(experiment, row):
        return f"{text} Connections do not have fixed shares of the work here, so theory gives no throughput."
    if predicted is None:
        return f"{text} There is no theory of this placement here."
    return text + (f" Theory, if every connection has the same share of the work and the maximum load ends the test: "
                   f"{_moments(predicted)}.")


def _ideal(experiment, row):
    """Theory compares with an even placement that loses nothing; what is measured, with a strategy."""
    if _throughput_theory(experiment, row) is None:
        return None
    reference = _reference(experiment, row)
    if reference.percent_of_ceiling is None:
        return None
    return (f"Theory divides by an even placement that loses nothing; {reference.name} reached "
            f"{reference.percent_of_ceiling:.0f} % of what the cores take.")


def draw(experiment):
    row = _row(experiment)
    drawn = _draws(experiment, row)
    figure, axes = canvas.figure(
        f"{_quantity(experiment, row)[0].upper()}{_quantity(experiment, row)[1:]} over the draws of a placement",
        _detail(experiment, row, drawn), 2.7, columns=3, legend=_legend(experiment, row))
    look = style.look_of(experiment, row)
    _draw_maximum(axes[0, 0], drawn, _placement_theory(experiment, row), look)
    _draw_by_maximum(axes[0, 1], drawn, _curve(experiment, row, drawn), look)
    show = labels.format_seconds if _open_loop(experiment, row) else labels.format_short
    labels.ticks(axes[0, 1].yaxis, show)
    labels.ticks(axes[0, 2].xaxis, show)
    axes[0, 1].set_ylabel(canvas.fitted_label(_unit(experiment, row, " ÷ "), 3))
    _draw_distribution(axes[0, 2], drawn, _throughput_theory(experiment, row), look)
    axes[0, 2].set_xlabel(_quantity(experiment, row))
    return figure


def _row(experiment):
    """The row of which theory knows something, else the first that is placed by chance."""
    rows = [row for row in experiment.rows if row.measured and placement.decided_by(experiment, row)]
    known = [row for row in rows if placement.decided_by(experiment, row) in placement.UNIFORM]
    return next(iter(known + rows), None) if not experiment.varied else None


def _open_loop(experiment, row):
    return loads.rate(experiment.load_of(row)) is not None


def _workers(experiment, row):
    return max((len(run.workers) for run in experiment.runs_of(row)), default=0)


def _reference(experiment, row):
    """A row that leaves nothing to chance, on as many workers: the baseline, or the fastest."""
    workers = _workers(experiment, row)
    others = [other for other in experiment.rows if other.measured and not other.peer
              and not placement.decided_by(experiment, other) and _workers(experiment, other) == workers]
    named = [other for other in others if other.name == experiment.baseline]
    return max(named or others, key=lambda other: other.requests_per_second.median, default=None)


def _draws(experiment, row):
    """(maximum load, throughput relative to the reference or p99 in seconds) of every run."""
    value_of = _p99_of if _open_loop(experiment, row) else _relative_rate(experiment, row)
    found = [(_maximum(run), value_of(run)) for run in experiment.runs_of(row) if run.workers]
    return [(most, value) for most, value in found if most and value]


def _p99_of(run):
    return run.histogram and float(histogram.percentile(run.histogram, 0.99))


def _relative_rate(experiment, row):
    reference = _reference(experiment, row)
    rates = statistics.rate_by_round(experiment.runs_of(reference)) if reference else {}
    return lambda run: rates.get(run.round) and (run.requests_per_second or 0) / rates[run.round]


def _connections(run):
    return [worker.get("connections") or 0 for worker in run.workers]


def _maximum(run):
    return max(_connections(run))


def _placement_theory(experiment, row):
    """Equal chances, independent of each other; connections last, and every run has as many of them."""
    counts = [_connections(run) for run in experiment.runs_of(row) if run.workers]
    totals, workers = {sum(count) for count in counts}, {len(count) for count in counts}
    uniform = placement.decided_by(experiment, row) in placement.UNIFORM
    kept = loads.keeps_connections(experiment.load_of(row))
    if not uniform or not kept or len(totals) != 1 or len(workers) != 1 or not min(totals):
        return None
    return statistics.simulate_placement(round(min(totals)), min(workers))


def _throughput_theory(experiment, row):
    """Relative throughput in every simulated draw; None where shares are not fixed."""
    theory = _placement_theory(experiment, row)
    if theory is None or not loads.fixed_shares(experiment.load_of(row)):
        return None
    return theory.relative_throughput(_mean_load(experiment, row))


def _mean_load(experiment, row):
    counts = next(_connections(run) for run in experiment.runs_of(row) if run.workers)
    return sum(counts) / len(counts)


def _curve(experiment, row, drawn):
    """(maximum load, relative throughput) as theory has it."""
    if _throughput_theory(experiment, row) is None:
        return None
    mean = _mean_load(experiment, row)
    most = np.linspace(max(mean, 1), max(max(count for count, _ in drawn), 7) + 0.4, 100)
    return most, np.minimum(1, mean / most)


def _moments(values):
    spread = f", standard deviation {100 * np.std(values) / np.mean(values):.0f} %" if len(values) > 1 else ""
    return f"mean {np.mean(values):.3f}{spread}"


def _quantity(experiment, row):
    return "p99 latency" if _open_loop(experiment, row) else "relative throughput"


def _unit(experiment, row, over):
    if _open_loop(experiment, row):
        return "p99 latency"
    return f"throughput{over}{_reference(experiment, row).name}'s"


def _detail(experiment, row, drawn):
    text = f"{row.name}: {labels.counted(len(drawn), 'run')}"
    if not _open_loop(experiment, row):
        text += f", each relative to {_reference(experiment, row).name} in the same round"
    return text + ("; theory: 20,000 simulated placements." if _placement_theory(experiment, row) else ".")


def _legend(experiment, row):
    entries = [(Line2D([], [], **style.look_of(experiment, row).point()), f"measured ({row.name})")]
    if _placement_theory(experiment, row):
        entries.append((Line2D([], [], color=style.INK, marker="o", markersize=4.5), "theory"))
    return entries


def _draw_maximum(axes, drawn, theory, look):
    measured = np.array([count for count, _ in drawn])
    ends = [*measured, *((theory.maximum_load.min(), min(7, theory.maximum_load.max())) if theory else ())]
    counts = np.arange(min(ends), max(ends) + 1)
    axes.bar(counts, [np.mean(measured == count) for count in counts], 0.75, color=look.colour)
    if theory:
        axes.plot(counts, [theory.share_with_maximum(count) for count in counts], "o", color=style.INK,
                  markersize=4.5, markeredgecolor=style.PAPER)
    axes.set(xlabel="maximum load, connections", ylabel="share of the runs, %")
    _whole_numbers(axes, counts)
    labels.ticks(axes.yaxis, labels.format_hundredths)


def _whole_numbers(axes, counts):
    axes.set_xlim(min(counts) - 0.9, max(counts) + 0.9)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True, min_n_ticks=1))


def _draw_by_maximum(axes, drawn, curve, look):
    most = np.array([count for count, _ in drawn], dtype=float)
    values = [value for _, value in drawn]
    spread = np.random.default_rng(1).uniform(-0.16, 0.16, len(most))
    if curve:
        axes.plot(*curve, color=style.INK, linewidth=1)
    axes.plot(most + spread, values, **look.point(5), alpha=0.8)
    axes.set(xlabel="maximum load, connections", ylim=(0, 1.05 * max(values)))
    _whole_numbers(axes, most)


def _draw_distribution(axes, drawn, predicted, look):
    measured = np.sort([value for _, value in drawn])
    axes.step(*_steps(measured), where="post", color=look.colour, linewidth=2)
    if predicted is not None:
        axes.step(*_steps(np.sort(predicted)[::20]), where="post", color=style.INK, linewidth=1.1)
        axes.axvline(predicted.mean(), color=style.MUTED, linestyle=(0, (4, 2)), linewidth=1)
        axes.annotate(f"theory's mean\n{predicted.mean():.3f}", (predicted.mean(), 0.05), xytext=(5, 0),
                      textcoords="offset points", fontsize=8)
    most = max([measured[-1], *([] if predicted is None else [predicted.max()])])
    axes.set(ylabel="share of runs at or below, %", ylim=(0, 1.02), xlim=(0, 1.05 * most))
    axes.xaxis.get_major_locator().set_params(nbins=4)
    labels.ticks(axes.yaxis, labels.format_hundredths)


def _steps(values):
    return np.concatenate((values[:1], values)), np.arange(len(values) + 1) / len(values)

