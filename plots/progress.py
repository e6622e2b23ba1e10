"""How far a run has come, from its folder alone."""

import itertools
import statistics
from dataclasses import dataclass

from plots import load


@dataclass(frozen=True)
class Progress:
    done: int
    planned: int
    seconds_left: float | None

    @property
    def share(self):
        return self.done / self.planned if self.planned else 0

    @property
    def sentence(self):
        if not self.planned:
            return "The run has not begun."
        if self.done >= self.planned:
            return f"All {self.planned} runs are made."
        left = "" if self.seconds_left is None else f", about {_time(self.seconds_left)} left"
        return f"{self.done} of {self.planned} runs{left}."


def of(folder):
    """What a run's folder tells while files are added to it."""
    planned, estimate = _planned(folder)
    times = sorted(file.stat().st_mtime for file in _files(folder))
    return Progress(len(times), planned, _seconds_left(times, planned, estimate))


def version(folder):
    """Differs after every round: that is when the summary is written."""
    try:
        return (folder / "summary.json").stat().st_mtime_ns
    except OSError:
        return 0


def _files(folder):
    return [file for file in (folder / "runs").glob("*.json") if not file.name.startswith(".")]


def _planned(folder):
    try:
        return load.document(folder / "manifest.json",
                             lambda manifest: (int(manifest["planned_runs"]), manifest.get("estimate_seconds")))
    except load.Unreadable:
        return 0, None


def _seconds_left(times, planned, estimate):
    """By the median time between two runs, which a pause between two sittings does not change."""
    apart = [later - earlier for earlier, later in itertools.pairwise(times)]
    if apart:
        return statistics.median(apart) * max(0, planned - len(times))
    return estimate if isinstance(estimate, (int, float)) else None


def _time(seconds):
    """42 s · 3 min 10 s · 1 h 7 min"""
    seconds = round(seconds)
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min {seconds % 60} s"
    return f"{seconds // 3600} h {seconds % 3600 // 60} min"
