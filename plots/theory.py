"""What simulation and theory say of the runs that were measured: theory.json, in plain values. Seconds."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Latencies:
    """Of one row, by one way to know it; None where that says nothing of it."""
    mean: float
    p50: float | None
    p99: float | None
    p999: float | None


@dataclass(frozen=True)
class Beside:
    """A row at a point."""
    name: str
    point: dict
    measured: Latencies
    simulated: Latencies
    model: str | None            # of the formula, such as M/M/16
    expected: Latencies | None   # by it
    one_queue: Latencies | None   # the same load where all cores share one queue
    queue_each: Latencies | None  # and where each has its own, joined at random
    off: dict                    # measured / simulated - 1 of the mean and of p99


@dataclass(frozen=True)
class Theory:
    rows: tuple
    sentence: str
    left_out: tuple  # why some rows have no simulation, each a sentence

    def of(self, row):
        """None where the row was not simulated."""
        return next((found for found in self.rows if (found.name, found.point) == (row.name, row.point)), None)


NONE = Theory((), "", ())


def of(document):
    """From what is in the file; one of an older version lacks some of it."""
    return Theory(tuple(map(_beside, document["rows"])), str(document.get("sentence") or ""),
                  tuple(str(entry["why"]) for entry in document.get("without_model") or ()))


def _beside(entry):
    expected, ideals = entry.get("expected") or {}, entry.get("ideals") or {}
    return Beside(
        name=str(entry["name"]), point=dict(entry.get("point") or {}), measured=_latencies(entry["measured"]),
        simulated=_latencies(entry["simulated"]), model=expected.get("model"), expected=_latencies(expected),
        one_queue=_latencies(ideals.get("one_queue")), queue_each=_latencies(ideals.get("queue_each")),
        off={key: float(value) for key, value in entry["residual"].items()})


def _latencies(entry):
    if not entry:
        return None
    mean, *percentiles = (entry.get(f"{key}_seconds") for key in ("mean", "p50", "p99", "p999"))
    return Latencies(float(mean), *(None if value is None else float(value) for value in percentiles))
