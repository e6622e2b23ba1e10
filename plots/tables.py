"""The page's tables: what stands in each column, as (heading, cell of a row). A cell is a tuple of texts: the
first is the figure, the others are small below it."""

from typing import NamedTuple

from plots import caveats, conclusion, labels, marks
from plots.metric import P99, REQUESTS


class Column(NamedTuple):
    """Of the results: with the key in summary.json that caveats know it by."""
    heading: str
    cell: object
    key: str | None = None


NOTHING = ("–",)
NO_INTERVAL = "no interval"


def results(experiment):
    """What decides comes first."""
    tiers = experiment.ranked and any(row.tier for row in experiment.rows)
    columns = [Column("Tier", lambda row: (row.tier or "–",), "tier")] if tiers else []
    columns += _reloads(experiment)
    rates, latencies = _rates(experiment), _latencies(experiment)
    columns += latencies + rates if experiment.metric.lower_is_better else rates + latencies
    columns += _comparisons(experiment)
    if any(row.limit for row in experiment.rows) and not marks.one_limit(experiment):
        columns.append(Column("Limited by", lambda row: (conclusion.limit_name(experiment, row),), "limited_by"))
    return columns if marks.has_intervals(experiment) else [_bare(column) for column in columns]


def _bare(column):
    """One of a table in which nothing has an interval; marks.said_once says so."""
    return column._replace(heading=column.heading.replace(" (interval)", ""),
                           cell=lambda row: tuple(text for text in column.cell(row) if text != NO_INTERVAL))


def _reloads(experiment):
    if not any(row.reload for row in experiment.rows):
        return []
    return [Column(heading, lambda row, key=key, show=show: estimate(row.reload.get(key), show))
            for heading, key, show in (("Lost a reload (interval)", "lost_each", labels.format_number),
                                       ("Reset a reload (interval)", "reset_each", labels.format_number),
                                       ("Longest gap (interval)", "longest_gap_seconds", labels.format_seconds))]


def _rates(experiment):
    if experiment.open_loop:
        return [Column("Requests/s (interval)", _rate, REQUESTS.name)]
    columns = [Column("Requests/s (interval)", _rate, REQUESTS.name),
               Column("Bytes/s", lambda row: (labels.format_rate(row.bytes_per_second and row.bytes_per_second.median),))]
    if has_ceiling(experiment):
        columns.append(Column(f"Of {ceiling_name(experiment)}", _of_ceiling))
    return columns


def _rate(row):
    cell = estimate(row.requests_per_second, labels.format_number)
    return (f"≥ {cell[0]}", *cell[1:]) if row.limit == "client-bound" else cell


def _latencies(experiment):
    metric = experiment.metric
    columns = [Column(f"Latency {key}", _of(key, "latency", labels.format_seconds))
               for key in (("p50", "p90", "max") if experiment.open_loop else ())]
    if metric is not P99:
        columns.insert(0, Column("Latency p99 (interval)", _p99, P99.name))
    if metric.lower_is_better:
        columns.insert(0, Column(f"{metric.words[0].upper()}{metric.words[1:]} (interval)",
                                 lambda row: _latency(metric, row), metric.name))
    return columns


def _p99(row):
    """Of all rounds together where an older summary has no value for each."""
    return _latency(P99, row) if P99.of(row) else (labels.format_seconds(row.latency.get("p99")),)


def _latency(metric, row):
    cell = estimate(metric.of(row), metric.show)
    return (f"≥ {cell[0]}", *cell[1:]) if metric.name in row.at_least else cell


def _of(key, part, show):
    return lambda row: (show(getattr(row, part).get(key)),)


def _of_ceiling(row):
    return NOTHING if row.percent_of_ceiling is None else (f"{row.percent_of_ceiling:.0f} %",)


def has_ceiling(experiment):
    return any(row.percent_of_ceiling is not None for row in experiment.rows)


def ceiling_name(experiment):
    return "emulated cores" if caveats.emulation(experiment) else "the bare sink"


def _comparisons(experiment):
    if not experiment.compares:
        return []
    metric, to = experiment.metric, labels.compared_with(experiment)
    what = "Relative" if metric is REQUESTS else f"{metric.words[0].upper()}{metric.words[1:]} relative"
    columns = [Column(f"{what} to {to}", lambda row: _ratio(experiment, row), "ratio_to_baseline")]
    if metric is not P99 and any(row.other_ratios.get(P99.name) for row in experiment.rows):
        columns.append(Column(f"P99 relative to {to}", lambda row: _p99_ratio(experiment, row)))
    if experiment.published and metric is REQUESTS:
        columns.append(Column("The article's ratio",
                              lambda row: (labels.format_ratio(experiment.published.get(row.name)),), "published"))
    return columns


def _ratio(experiment, row):
    if experiment.is_baseline(row):
        return ("1", "baseline")
    return _told_apart(row.ratio) + signed_rank(row)


def _p99_ratio(experiment, row):
    return NOTHING if experiment.is_baseline(row) else _told_apart(row.other_ratios.get(P99.name))


def _told_apart(ratio):
    cell = estimate(ratio, labels.format_ratio)
    even = ratio and ratio.has_interval and ratio.low <= 1 <= ratio.high
    return (*cell, "indistinguishable") if even else cell


def signed_rank(row):
    """Nothing where it is the interval that stands above it already."""
    found = row.signed_rank
    if not found or not found.has_interval:
        return ()
    interval = estimate(found, labels.format_ratio)[1]
    return () if interval == estimate(row.ratio, labels.format_ratio)[-1] else (f"signed ranks: {interval}",)


def estimate(value, show):
    if value is None:
        return NOTHING
    return show(value.median), f"{show(value.low)} – {show(value.high)}" if value.has_interval else NO_INTERVAL


def utilization(experiment):
    latencies = () if experiment.open_loop else (("Latency p50", _of("p50", "latency", labels.format_seconds)),
                                                 ("Latency max", _of("max", "latency", labels.format_seconds)))
    return (*latencies,
            ("Busiest worker ÷ mean", _of("busiest_over_mean", "utilization", labels.format_number)),
            ("Mean use of its workers", _of("mean", "utilization", labels.format_percent)),
            ("Mean use of all cores asked for", _of("of_cores", "utilization", labels.format_percent)),
            ("Time with over half the workers busy", _of("time_above_half_busy", "utilization", labels.format_percent)),
            *_idle_while_queued(experiment))


def _idle_while_queued(experiment):
    """Older servers did not look, nor can a peer's be seen."""
    key = "idle_while_queued"
    if not any(key in row.utilization for row in experiment.rows):
        return ()
    return (("Time with a worker idle while a request waited for another",
             _of(key, "utilization", labels.format_percent)),)


def theory(experiment):
    """What was measured, with the simulation of the same requests and the formula below it."""
    if not experiment.theory.rows:
        return []
    return [("Formula", lambda row: _model(experiment, row)),
            ("Latency mean", lambda row: _held_against(experiment, row, "mean")),
            ("Latency p99", lambda row: _held_against(experiment, row, "p99"))]


def _model(experiment, row):
    beside = experiment.theory.of(row)
    return (beside.model or "none",) if beside else NOTHING


def _held_against(experiment, row, key):
    beside = experiment.theory.of(row)
    if beside is None:
        return NOTHING
    cell = (labels.format_seconds(getattr(beside.measured, key)),
            f"simulated {labels.format_seconds(getattr(beside.simulated, key))} ({100 * beside.off[key]:+.1f} %)")
    by_formula = beside.expected and getattr(beside.expected, key)
    return (*cell, f"formula {labels.format_seconds(by_formula)}") if by_formula else cell


COSTS = tuple((heading, lambda row, name=name: (labels.format_seconds(getattr(row, name)),)) for heading, name in (
    ("Server per GB", "server_cpu_per_gb"), ("Client per GB", "client_cpu_per_gb"),
    ("Server per request", "server_cpu_per_request"), ("Client per request", "client_cpu_per_request")))
