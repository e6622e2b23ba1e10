"""What each worker did over time, laid over the load's window."""

from dataclasses import dataclass

import numpy as np

BUSY = 0.5  # a worker counts as busy in a sample when it worked for more than this part of it


@dataclass(frozen=True)
class Timeline:
    """busy[worker][sample], 0..1; sample i begins at start_ns + i × interval_ns."""
    start_ns: int
    interval_ns: int
    busy: np.ndarray


def resample(values, timeline, window, bins):
    """The mean of `values` (a row a series, a column a sample) in each of `bins` equal parts of the
    window; samples count for as much as they overlap it, NaN where nothing was sampled."""
    values = np.atleast_2d(values)
    samples = np.arange(values.shape[1] + 1) * float(timeline.interval_ns)
    cuts = np.linspace(window[0] - timeline.start_ns, window[1] - timeline.start_ns, bins + 1)
    totals = np.cumsum(np.pad(values, ((0, 0), (1, 0))), axis=1) * timeline.interval_ns
    inside = np.diff([np.interp(cuts, samples, total) for total in totals], axis=1)
    sampled = np.diff(np.clip(cuts, samples[0], samples[-1]))
    return np.divide(inside, sampled, out=np.full_like(inside, np.nan), where=sampled > 0)


def busy_workers(timeline):
    """How many workers were busy in each sample."""
    return (timeline.busy > BUSY).sum(axis=0)


def busy_over_window(run, bins):
    """Busy workers in each part of the run's load window, or None if that was not recorded."""
    if run.timeline is None or run.window is None:
        return None
    return resample(busy_workers(run.timeline), run.timeline, run.window, bins)[0]


def heat(run, columns):
    """Busy 0..1, a row a worker (the busiest first) and a column a part of the load window."""
    busy = resample(run.timeline.busy, run.timeline, run.window, columns)
    return busy[np.argsort(-np.nansum(busy, axis=1), kind="stable")]


def time_by_busy(run, most, few):
    """Shares of the load window with at least `most` of the run's workers busy, with fewer, and with no more
    than `few` of them but at least one; what is left to 1 had none busy. As the runner counts them: by the
    samples whose middle lies in the window."""
    timeline, (start, stop) = run.timeline, run.window
    middles = timeline.start_ns + (np.arange(timeline.busy.shape[1]) + 0.5) * timeline.interval_ns
    busy = busy_workers(timeline)[(middles >= start) & (middles <= stop)] / len(timeline.busy)
    if not len(busy):
        return np.zeros(3)
    low = (busy > 0) & (busy <= few)
    return np.array([np.mean(busy >= most), np.mean((busy > few) & (busy < most)), np.mean(low & (busy < most))])
