"""plots/timeline.py: the server's samples, clipped to the load's window."""

from types import SimpleNamespace

import numpy as np
import pytest

from plots import timeline
from plots.timeline import Timeline


def run_with(busy, window, interval=100, start=0):
    return SimpleNamespace(timeline=Timeline(start, interval, np.array(busy, dtype=float)), window=window)


def test_samples_outside_the_window_are_clipped_away():
    run = run_with([[1, 0, 0.5, 1, 1]], window=(1100, 1300), start=1000)
    assert timeline.heat(run, 2).tolist() == [[0, 0.5]]


def test_a_sample_counts_for_as_much_as_it_overlaps_a_part():
    run = run_with([[0, 1]], window=(50, 150))
    assert timeline.heat(run, 1).tolist() == [[0.5]]


def test_parts_of_the_window_without_samples_are_unknown_and_not_idle():
    run = run_with([[1, 1]], window=(0, 400))
    assert timeline.busy_over_window(run, 4).tolist()[:2] == [1, 1]
    assert np.isnan(timeline.busy_over_window(run, 4)[2:]).all()


def test_a_worker_is_busy_above_half_of_a_sample():
    run = run_with([[0.51, 0.5], [1, 0]], window=(0, 200))
    assert timeline.busy_over_window(run, 2).tolist() == [2, 0]


def test_the_busiest_worker_is_at_the_top_of_the_heat_map():
    run = run_with([[0, 0], [1, 1], [1, 0]], window=(0, 200))
    assert timeline.heat(run, 2).tolist() == [[1, 1], [1, 0], [0, 0]]


def test_time_is_split_by_how_many_workers_were_busy():
    run = run_with([[1] * 10, [1] * 7 + [0] * 3, [1] * 7 + [0] * 3], window=(0, 1000))
    assert timeline.time_by_busy(run, 0.9, 0.4) == pytest.approx([0.7, 0, 0.3])


def test_time_in_which_no_worker_is_busy_belongs_to_no_part():
    run = run_with([[1, 1, 0, 0], [1, 0, 0, 0]], window=(0, 400))
    assert timeline.time_by_busy(run, 0.9, 0.5) == pytest.approx([0.25, 0, 0.25])


def test_time_is_counted_by_the_samples_whose_middle_lies_in_the_window():
    run = run_with([[0, 1, 0, 0]], window=(60, 200))
    assert timeline.time_by_busy(run, 0.9, 0.5) == pytest.approx([1, 0, 0])


def test_a_run_without_a_timeline_has_no_busy_workers_to_show():
    assert timeline.busy_over_window(SimpleNamespace(timeline=None, window=(0, 1)), 3) is None
