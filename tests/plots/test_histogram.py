"""plots/histogram.py: merging, and percentiles of what was merged."""

import numpy as np
import pytest
import synthetic

from plots import histogram, load


def counted(nanoseconds):
    return load._histogram(synthetic.histogram(nanoseconds))


def test_percentiles_are_those_of_the_values_to_a_buckets_width():
    values = np.random.default_rng(1).lognormal(17, 1, 20_000)
    found = histogram.percentile(counted(values), [0.5, 0.9, 0.99, 0.999])
    assert found == pytest.approx(np.percentile(values, [50, 90, 99, 99.9]) / 1e9, rel=1 / 64 + 0.01)


def test_the_last_percentile_is_the_exact_maximum():
    assert histogram.percentile(counted([10, 1000, 123_456_789]), 1.0) == 0.123456789


def test_merging_gives_the_histogram_of_all_values_together():
    first, second = np.arange(1, 5000), np.arange(3000, 90_000)
    merged = histogram.merge([counted(first), counted(second)])
    whole = counted(np.concatenate([first, second]))
    assert np.array_equal(merged.upper_ns, whole.upper_ns)
    assert np.array_equal(merged.counts, whole.counts)
    assert merged.max_ns == whole.max_ns


def test_a_percentile_of_merged_data_is_not_the_mean_of_percentiles():
    fast, slow = counted([1_000_000] * 99), counted([1_000_000_000])
    assert histogram.percentile(histogram.merge([fast, slow]), 0.5) == pytest.approx(0.001, rel=0.02)


def test_absent_histograms_are_left_out_and_none_gives_none():
    assert histogram.merge([None, counted([5])]).count == 1
    assert histogram.merge([None]) is None
