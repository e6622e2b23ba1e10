"""What figures need beside the summary's own: medians by round, and what chance alone does to a placement
by hash. Medians of ratios, intervals and tiers are the summary's; nothing here works them out again."""

import functools
from dataclasses import dataclass

import numpy as np

from plots import histogram
from plots.experiment import Estimate


def rate_by_round(runs):
    """{round: the median requests per second of its repeats}"""
    rates = {}
    for run in runs:
        if run.requests_per_second:
            rates.setdefault(run.round, []).append(run.requests_per_second)
    return {number: float(np.median(repeats)) for number, repeats in rates.items()}


def percentile_by_round(runs, quantile):
    """{round: the seconds that this share of its requests did not exceed}, repeats merged"""
    found = {}
    for run in runs:
        if run.histogram:
            found.setdefault(run.round, []).append(run.histogram)
    merged = {number: histogram.merge(repeats) for number, repeats in found.items()}
    return {number: float(histogram.percentile(whole, quantile)) for number, whole in merged.items()}


def latency_by_round(experiment, row, key, quantile):
    """The percentile of each round: of its runs together, or where none were kept the median of what the summary has of
    each."""
    runs, of_runs = experiment.runs_of(row), row.samples.get(f"latency_{key}")
    if runs or of_runs is None:
        return percentile_by_round(runs, quantile)
    found = {}
    for number, value in zip(row.run_rounds, of_runs.values):
        found.setdefault(number, []).append(value)
    return {number: float(np.median(repeats)) for number, repeats in found.items()}


def latency(experiment, row, key, quantile):
    """The percentile of all rounds together, with those of the single rounds as its values: the summary's, what stands
    beside theory, or of the runs where neither has it. Where no runs were kept, the summary's estimate over them."""
    runs, of_runs = experiment.runs_of(row), row.samples.get(f"latency_{key}")
    merged = histogram.merge(run.histogram for run in runs)
    together = row.latency.get(key) or _beside_theory(experiment, row, key)
    if merged is None:
        together = together or (of_runs and of_runs.median)
        return None if together is None else Estimate(together, values=of_runs.values if of_runs else ())
    if together is None:
        together = float(histogram.percentile(merged, quantile))
    return Estimate(together, values=tuple(percentile_by_round(runs, quantile).values()))


def _beside_theory(experiment, row, key):
    beside = experiment.theory.of(row)
    return getattr(beside.measured, key, None) if beside else None


def representative(runs):
    """The run whose throughput is the median one (the lower of the middle two)."""
    ordered = sorted(runs, key=lambda run: run.requests_per_second or 0)
    return ordered[(len(ordered) - 1) // 2] if ordered else None


def by_rank(runs, key):
    """The share of the total that the busiest worker had, the second, …: the mean over runs."""
    shares = [np.sort([worker.get(key) or 0 for worker in run.workers])[::-1] for run in runs]
    shares = [share / share.sum() for share in shares if len(share) and share.sum() > 0]
    width = max(map(len, shares), default=0)
    padded = [np.pad(share, (0, width - len(share))) for share in shares]
    return np.mean(padded, axis=0) if padded else None


@dataclass(frozen=True)
class Placement:
    """Connections placed on listeners by a hash, many times over."""
    non_empty: np.ndarray     # a value a draw: listeners with any connection
    maximum_load: np.ndarray  # a value a draw: connections on the listener that has most

    def share_with_maximum(self, connections):
        return float(np.mean(self.maximum_load == connections))

    def relative_throughput(self, mean_load):
        """Against an even placement, when every connection has a fixed share of the work and the
        maximum load therefore ends the test."""
        return mean_load / self.maximum_load


@functools.lru_cache(maxsize=8)
def simulate_placement(connections, listeners, draws=20_000, seed=1):
    chance = np.full(listeners, 1 / listeners)
    counts = np.random.default_rng(seed).multinomial(connections, chance, size=draws)
    return Placement((counts > 0).sum(axis=1), counts.max(axis=1))
