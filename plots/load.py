"""Reads a run's folder into an Experiment.

Every problem is an Unreadable whose text is one line that names the file.
"""

import json
import math
import re
from pathlib import Path

import numpy as np

from plots import caveat, theory
from plots.experiment import Estimate, Experiment, Row, Run
from plots.histogram import Histogram
from plots.metric import BY_NAME, METRICS, REQUESTS
from plots.timeline import Timeline

SCHEMA_VERSION = 1
ESCAPED = re.compile(r"\\u(00[01]|[dD][89a-fA-F])")  # control characters, and halves of a surrogate pair
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
RELOAD = ("lost_each", "reset_each", "longest_gap_seconds")
NOT_SHOWN = ("schema_version", "experiment", "experiment_file", "planned_runs", "estimate_seconds")


class Unreadable(Exception):
    """A folder or file that cannot be used, and why, in one line."""


def experiment(folder, with_runs=True):
    """Everything in one run's folder; without the single runs where only the summary is to be told. Raises
    Unreadable."""
    folder = Path(folder)
    if not folder.is_dir():
        raise Unreadable(f"{folder}: no such folder")
    manifest = _parsed(folder / "manifest.json", lambda document: document)
    summary = _parsed(folder / "summary.json", lambda document: document)
    files = sorted((folder / "runs").glob("*.json")) if with_runs else []
    runs = tuple(_parsed(file, lambda document, file=file: _run(file.name, document)) for file in files)
    return _checked(folder / "summary.json", lambda: _experiment(folder, manifest, summary, runs))


def document(file, build):
    """build(what is in a JSON file of ours). Raises Unreadable."""
    return _parsed(file, build)


def _parsed(file, build):
    document = _checked(file, lambda: _printable(file.read_text(encoding="utf-8", errors="replace")))
    _require_version(file, document)
    return _checked(file, lambda: build(document))


def _printable(text):
    """What JSON says, with whatever no page or SVG may have in it replaced: it comes from others too."""
    document = json.loads(text)
    return _cleaned(document) if ESCAPED.search(text) else document


def _cleaned(value):
    if isinstance(value, dict):
        return {_cleaned(key): _cleaned(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_cleaned(entry) for entry in value]
    if isinstance(value, str):
        return CONTROL.sub(" ", value.encode("utf-8", "replace").decode("utf-8"))
    return value


def _checked(file, build):
    """build(), with whatever a broken file makes it raise turned into one line."""
    try:
        return build()
    except Unreadable:
        raise
    except FileNotFoundError:
        raise Unreadable(f"{file}: no such file; is the run finished? (bench run --resume)") from None
    except json.JSONDecodeError as problem:
        raise Unreadable(f"{file}: not JSON: {problem}") from None
    except KeyError as problem:
        raise Unreadable(f"{file}: key {problem} is missing") from None
    except (TypeError, ValueError, AttributeError, IndexError, OSError) as problem:
        raise Unreadable(f"{file}: not in the expected form: {problem}") from None


def _require_version(file, document, what="it"):
    if not isinstance(document, dict):
        raise Unreadable(f"{file}: not a JSON object")
    version = document.get("schema_version")
    if type(version) is int and version == SCHEMA_VERSION:
        return
    if type(version) is int and version > SCHEMA_VERSION:
        raise Unreadable(f"{file}: {what} has schema version {version}, newer than {SCHEMA_VERSION}, "
                         "the newest that these plots read")
    raise Unreadable(f"{file}: {what} has schema_version {version!r}, expected {SCHEMA_VERSION}")


def _experiment(folder, manifest, summary, runs):
    rows = tuple(_row(entry) for entry in summary["strategies"])
    if not rows:
        raise ValueError("no strategies in it")
    baseline, published = summary.get("baseline"), summary.get("published") or {}
    return Experiment(
        folder=folder, name=str(summary["experiment"]), about=summary.get("about") or "",
        baseline=baseline, published=_relative(_numbers(published.get("ratio")), baseline, rows),
        published_about=published.get("about") or "", rounds=int(summary.get("rounds") or 0),
        strategies=_registry(manifest, rows), machine=_machine(manifest, summary),
        spec=dict(manifest.get("spec") or {}), provenance=_provenance(manifest),
        baseline_point=dict(summary.get("baseline_point") or {}),
        planned_runs=int(summary.get("planned_runs") or len(runs)), rows=rows, runs=runs,
        ranked=any("tier" in entry for entry in summary["strategies"]),
        noise_floor=_sentences(summary.get("noise_floor")), metric=_metric(summary),
        marks=dict(summary.get("marks") or {}), limits=dict(summary.get("limits") or {}),
        caveats=caveat.read(summary), not_concluded=_texts(summary.get("not_concluded")),
        stopping=_sentences([summary.get("stopping")]),
        points=_distinct(row.point for row in rows), theory=_theory(folder / "theory.json"))


def _theory(file):
    """Whoever measured has it written where the run has a model."""
    return _parsed(file, theory.of) if file.exists() else theory.NONE


def _metric(summary):
    name = summary.get("compare") or REQUESTS.name  # as it was before there was a choice
    if name not in BY_NAME:
        raise ValueError(f"compare {name!r}: a metric that these plots do not know")
    return BY_NAME[name]


def _sentences(entries):
    """Of parts of a summary that word themselves; those of older versions do not."""
    return tuple(str(entry["sentence"]) for entry in entries or () if entry and entry.get("sentence"))


def _relative(published, baseline, rows):
    """Published ratios to the row that ours are relative to; none if nothing was published of it, or it was not
    measured."""
    measured = any(row.name == baseline and row.measured for row in rows)
    reference = published.get(baseline) if measured else None
    return {name: ratio / reference for name, ratio in published.items()} if reference else {}


def _registry(manifest, rows):
    """Strategy names in registry order; the colours follow it. Unlisted ones come last."""
    listed = manifest.get("strategies") or []
    names = [entry["name"] if isinstance(entry, dict) else entry for entry in listed]
    return _distinct(names + [row.strategy for row in rows if not row.peer])


def _machine(manifest, summary):
    return dict(manifest.get("machine") or summary.get("machine") or {})


def _provenance(manifest):
    shown = {key: value for key, value in manifest.items() if isinstance(value, (str, int, float))}
    return {key: value for key, value in shown.items() if key not in NOT_SHOWN}


def _distinct(items):
    found = []
    for item in items:
        if item not in found:
            found.append(item)
    return tuple(found)


def _row(entry):
    return Row(
        name=str(entry["name"]), strategy=str(entry.get("strategy") or entry["name"]),
        peer=bool(entry.get("peer")), point=dict(entry.get("point") or {}),
        rounds=int(entry.get("rounds") or 0), runs=int(entry.get("runs") or 0), failed=int(entry.get("failed") or 0),
        stopped=bool(entry.get("stopped")),
        requests_per_second=_estimate(entry.get("requests_per_second")),
        bytes_per_second=_estimate(entry.get("bytes_per_second")),
        at_least=tuple(f"latency_{name}" for name in _texts(entry.get("latency_at_least"))),
        samples=_estimates({metric.name: entry.get(metric.name) for metric in METRICS}),
        run_rounds=tuple(entry.get("run_rounds") or ()),
        reload=_estimates({key: (entry.get("reload") or {}).get(key) for key in RELOAD}),
        ratio=_estimate(entry.get("ratio_to_baseline")),
        other_ratios=_estimates(entry.get("other_ratios_to_baseline")),
        signed_rank=_estimate(entry.get("ratio_to_baseline_signed_rank")),
        latency=_numbers(entry.get("latency_seconds")),
        utilization=_numbers(entry.get("utilization")),
        server_cpu_per_gb=_number(entry.get("server_cpu_seconds_per_gb")),
        client_cpu_per_gb=_number(entry.get("client_cpu_seconds_per_gb")),
        server_cpu_per_request=_number(entry.get("server_cpu_seconds_per_request")),
        client_cpu_per_request=_number(entry.get("client_cpu_seconds_per_request")),
        flags=_counts(entry.get("flags")), by_chance=bool(entry.get("placement_by_chance")),
        tier=entry.get("tier"), leader=entry.get("leader"), to_leader=_estimate(entry.get("ratio_to_leader")),
        percent_of_ceiling=_number(entry.get("percent_of_ceiling")), limited_by=_counts(entry.get("limited_by")),
        draws=dict(entry.get("draws") or {}),
        outlier_rounds=tuple((entry.get("over_rounds") or {}).get("outlier_rounds") or ()),
        remarks=_texts((entry.get("over_rounds") or {}).get("sentences")))


def _estimates(entries):
    found = {name: _estimate(entry) for name, entry in (entries or {}).items()}
    return {name: estimate for name, estimate in found.items() if estimate}


def _estimate(entry):
    median = _number((entry or {}).get("median"))
    if median is None:
        return None
    values = tuple(v for v in map(_number, entry.get("values") or ()) if v is not None)
    return Estimate(median, _number(entry.get("low")), _number(entry.get("high")), values)


def _number(value):
    if value is None:
        return None
    number = float(value)
    return number if math.isfinite(number) else None


def _numbers(entry):
    numbers = {key: _number(value) for key, value in (entry or {}).items()}
    return {key: value for key, value in numbers.items() if value is not None}


def _counts(entries):
    """{flag: runs}, also from a plain list of flags."""
    return dict(entries) if isinstance(entries, dict) else {str(flag): 1 for flag in entries or ()}


def _texts(entries):
    return tuple(map(str, entries or ()))


def _run(file, document):
    server = _report(file, document, "server")
    load = _report(file, document, "load")
    return Run(
        file=file, round=int(document.get("round") or 0), repeat=int(document.get("repeat") or 0),
        name=str(document["name"]), strategy=str(document.get("strategy") or document["name"]),
        point=dict(document.get("point") or {}), failure=_failure(document),
        backend=server.get("backend"), workers=tuple(_numbers(worker) for worker in server.get("workers") or ()),
        timeline=_timeline(server.get("timeline")), window=_window(load),
        requests=int(load.get("requests") or 0), requests_per_second=_number(load.get("requests_per_second")),
        asked_requests_per_second=_number(load.get("asked_requests_per_second")),
        histogram=_histogram(load.get("histogram")), flags=_texts(document.get("flags")),
        load=dict(load.get("options") or {}),
        server=dict(server.get("options") or {}))


def _report(file, document, side):
    """What the server or the load generator wrote; empty where there is none (a peer, a failure)."""
    report = (document.get(side) or {}).get("report")
    if not report:
        return {}
    _require_version(file, report, f"its {side} report")
    return report


def _failure(document):
    if document["status"] == "ok":
        return None
    failure = document.get("failure") or {}
    parts = [failure.get("what"), failure.get("last_words")] if isinstance(failure, dict) else [failure]
    return ": ".join(str(part) for part in parts if part) or "no reason given"


def _window(load):
    if "started_ns" not in load or "finished_ns" not in load:
        return None
    start, stop = int(load["started_ns"]), int(load["finished_ns"])
    return (start, stop) if stop > start else None


def _timeline(entry):
    if not entry or not entry.get("busy"):
        return None
    busy = np.array(entry["busy"], dtype=float)
    if busy.ndim != 2:
        raise ValueError("timeline.busy is not one row of samples a worker")
    if int(entry["interval_ns"]) <= 0:
        raise ValueError("timeline.interval_ns is not above 0")
    if not busy.shape[1]:
        return None
    return Timeline(int(entry["start_ns"]), int(entry["interval_ns"]), busy)


def _histogram(entry):
    if not entry or not entry.get("count"):
        return None
    buckets = np.array(entry["buckets"], dtype=float).reshape(-1, 2)
    if not len(buckets):
        raise ValueError("a histogram of something has no buckets")
    return Histogram(buckets[:, 0], buckets[:, 1], float(entry["max_ns"]))
