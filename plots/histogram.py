"""Durations counted in buckets, as loadgen writes them. Percentiles are always of merged counts."""

from dataclasses import dataclass

import numpy as np

SHORTEST = 1e-9  # seconds: what a log scale shows of a latency of 0


@dataclass(frozen=True)
class Histogram:
    """How many durations lie at or below each upper bound (ns, rising) and above the one before."""
    upper_ns: np.ndarray
    counts: np.ndarray
    max_ns: float

    @property
    def count(self):
        return float(self.counts.sum())


def merge(histograms):
    """One histogram of all values together; None of none."""
    histograms = [histogram for histogram in histograms if histogram is not None]
    if not histograms:
        return None
    uppers = np.concatenate([histogram.upper_ns for histogram in histograms])
    counts = np.concatenate([histogram.counts for histogram in histograms])
    bounds, place = np.unique(uppers, return_inverse=True)
    return Histogram(bounds, np.bincount(place, weights=counts), max(h.max_ns for h in histograms))


def percentile(histogram, quantiles):
    """Seconds that each quantile (0..1) of all values does not exceed, to a bucket's width (1.6 %)."""
    wanted = np.maximum(1, np.ceil(np.asarray(quantiles) * histogram.count - 1e-9))
    bucket = np.searchsorted(np.cumsum(histogram.counts), wanted)
    bucket = np.minimum(bucket, len(histogram.upper_ns) - 1)
    return np.minimum(histogram.upper_ns[bucket], histogram.max_ns) / 1e9
