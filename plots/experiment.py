"""What a run's folder holds, in plain values: an experiment, its rows over all rounds, its runs.

Times are CLOCK_MONOTONIC nanoseconds where a name ends in _ns and seconds elsewhere.
"""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from plots.histogram import Histogram
from plots.metric import Metric
from plots.theory import NONE, Theory
from plots.timeline import Timeline


@dataclass(frozen=True)
class Estimate:
    """A median over rounds; low and high are None where there are too few rounds for an interval."""
    median: float
    low: float | None = None
    high: float | None = None
    values: tuple = ()

    @property
    def has_interval(self):
        return self.low is not None and self.high is not None


@dataclass(frozen=True)
class Row:
    """One row of the experiment at one point of what it varies, over all rounds."""
    name: str
    strategy: str
    peer: bool
    point: dict
    rounds: int
    runs: int  # repeats of a round counted
    failed: int
    stopped: bool  # after its first run: the machine is too small for it
    requests_per_second: Estimate | None
    bytes_per_second: Estimate | None
    at_least: tuple        # metrics that could be longer, for requests had no answer
    samples: dict          # {metric's name: Estimate over the runs}
    ratio: Estimate | None  # of the metric that the experiment compares
    other_ratios: dict     # {metric's name: Estimate} of others beside it
    signed_rank: Estimate | None  # the ratio, if its logarithms scatter symmetrically
    latency: dict
    utilization: dict
    server_cpu_per_gb: float | None
    client_cpu_per_gb: float | None
    server_cpu_per_request: float | None
    client_cpu_per_request: float | None
    flags: dict  # how many runs have each
    by_chance: bool
    tier: int | None
    leader: str | None  # of its tier 1; None for the leader itself
    to_leader: Estimate | None
    percent_of_ceiling: float | None
    limited_by: dict  # how many runs by what
    draws: dict
    outlier_rounds: tuple
    remarks: tuple  # what the rounds say of themselves, each a sentence
    run_rounds: tuple = ()  # of each of its runs, as the samples have their values; older summaries lack it
    reload: dict = field(default_factory=dict)  # what a reload cost, {"lost_each": Estimate, …}; {}: there was none

    @property
    def measured(self):
        return self.requests_per_second is not None

    @property
    def limit(self):
        """What limited most of its runs, or None."""
        return max(self.limited_by, key=self.limited_by.get, default=None)


@dataclass(frozen=True)
class Run:
    """One server process under one load. What a peer does not report is empty."""
    file: str
    round: int
    repeat: int
    name: str
    strategy: str
    point: dict
    failure: str | None
    backend: str | None
    workers: tuple
    timeline: Timeline | None
    window: tuple | None
    requests: int
    requests_per_second: float | None
    asked_requests_per_second: float | None  # of an open loop
    histogram: Histogram | None
    flags: tuple
    load: dict    # the options that client and server ran with
    server: dict

    @property
    def ok(self):
        return self.failure is None


@dataclass(frozen=True, eq=False)
class Experiment:
    """A run's folder, read. Two are equal only if they are the same object."""
    folder: Path
    name: str
    about: str
    baseline: str | None
    published: dict
    published_about: str
    rounds: int
    strategies: tuple
    machine: dict
    spec: dict
    provenance: dict
    baseline_point: dict
    planned_runs: int
    rows: tuple
    runs: tuple
    ranked: bool  # older summaries do not say who is ahead
    noise_floor: tuple  # of rows that differ in name alone, each a sentence
    metric: Metric  # that rows are compared by
    marks: dict  # what the flags of runs mean
    limits: dict  # what limited rows: {"what": …, "meaning": …}
    caveats: tuple  # of Caveat: what this run cannot show; older summaries have none
    not_concluded: tuple  # of older summaries: parts of such sentences
    stopping: tuple  # how a run that could stop early ended, in a sentence
    points: tuple = field(default=())
    theory: Theory = NONE

    def rows_at(self, point):
        return [row for row in self.rows if row.point == point]

    def runs_of(self, row):
        """The successful runs of one row at its point, in the order of rounds."""
        return self._successful.get(_key(row), [])

    @cached_property
    def _successful(self):
        found = {}
        for run in sorted((run for run in self.runs if run.ok), key=lambda run: (run.round, run.repeat)):
            found.setdefault(_key(run), []).append(run)
        return found

    @cached_property
    def first_rows(self):
        """The first row of every name."""
        return first_of_each_name(self.rows)

    def is_baseline(self, row):
        """Whether others are compared with this row."""
        same_point = self.baseline_point.items() <= row.point.items()
        return self.compares and same_point and self.baseline in (None, row.name)

    def baseline_of(self, row):
        """The row that this one is compared with, all else at the same point; None if there is none."""
        name, point = self.baseline or row.name, {**row.point, **self.baseline_point}
        return next((other for other in self.rows if other.name == name and other.point == point), None)

    @cached_property
    def threads(self):
        """The most workers that a run had; peers start as many as they like, so ours decide if any. As many as
        were asked for where no run tells."""
        peers = {row.name for row in self.rows if row.peer}
        ours = [run for run in self.runs if run.name not in peers]
        asked = (self.spec.get("server") or {}).get("threads")
        most = max((len(run.workers) for run in ours or self.runs), default=0)
        return most or (asked if isinstance(asked, int) else 0)

    @property
    def compares(self):
        """Whether there is a ratio to show: a baseline is named, and it was measured."""
        return bool(self.baseline or self.baseline_point) and any(row.ratio for row in self.rows)

    @property
    def varied(self):
        return len(self.points) > 1

    def load_of(self, row):
        """The options of a row's load: as the load generator reports them, else as the experiment asks."""
        return self._options_of(row, "load")

    def server_of(self, row):
        return self._options_of(row, "server")

    def _options_of(self, row, side):
        reported = [found for run in self.runs_of(row) if (found := getattr(run, side))]
        point = {key.removeprefix(f"{side}."): value for key, value in row.point.items() if key.startswith(side)}
        return reported[0] if reported else {
            **(self.spec.get(side) or {}), **(self._asked_rows.get(row.name, {}).get(side) or {}), **point}

    @cached_property
    def _asked_rows(self):
        """{name: what the experiment says of that row}, of rows with options of their own."""
        return {_asked_name(entry): entry for entry in self.spec.get("rows") or () if isinstance(entry, dict)}

    @cached_property
    def open_loop(self):
        """Whether any load had a rate to keep, whatever the server did."""
        asked = (run.asked_requests_per_second for run in self.runs)
        return any(asked) or any(self.load_of(row).get("rate") for row in self.rows)


def _asked_name(entry):
    """As bench names the row; a peer of the command line is an object with a name of its own."""
    peer = entry.get("peer")
    return entry.get("name") or entry.get("strategy") or (peer.get("name") if isinstance(peer, dict) else peer)


def _key(entry):
    return entry.name, repr(sorted(entry.point.items()))


def first_of_each_name(rows):
    return list({row.name: row for row in reversed(rows)}.values())[::-1]
