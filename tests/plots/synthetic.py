"""Builds run folders as `bench` leaves them, with data that behaves as the theory says it should."""

import itertools
import json

import numpy as np

STRATEGIES = ("single-reactor", "reuseport", "condvar-queue", "condvar-queue-article", "unpark-queue",
              "work-stealing", "threads-epoll")
PUBLISHED = {"single-reactor": 0.09, "reuseport": 0.16, "condvar-queue-article": 0.55, "unpark-queue": 0.65,
             "threads-epoll": 1.0}
SPEED = {"condvar-queue": 0.96, "condvar-queue-article": 0.9, "unpark-queue": 0.97, "work-stealing": 1.0,
         "threads-epoll": 1.0}
WORKERS, INTERVAL, SECOND = 32, 400_000_000, 1_000_000_000
SERVER = {"threads": WORKERS, "null": True, "copy": "splice", "emulate-core": "100MB/s"}
LOAD = {"requests": 10_000, "threads": 32, "body-size": "1MB", "split": "static", "requests-per-connection": 0}
REAL = {"threads": WORKERS, "null": True, "copy": "read"}
# As the files in experiments/ lay them out.
LAYOUTS = {
    "article-cores": {"repeats": {"reuseport": 4}},
    "article": {"server": REAL, "peers": ("nginx",)},
    "connection-model": {"names": ("reuseport", "condvar-queue", "unpark-queue"), "baseline": "unpark-queue",
                         "vary": {"load.requests-per-connection": [0, 1], "load.split": ["static", "shared"],
                                  "load.connections": [32, 320, 3200]}},
    "zero-copy": {"server": REAL, "vary": {"server.copy": ["read", "splice", "discard"]}, "baseline": None,
                  "baseline_point": {"server.copy": "read"}},
    "backends": {"server": REAL, "names": ("single-reactor", "reuseport", "unpark-queue"), "baseline": None,
                 "vary": {"server.backend": ["asio", "epoll"]}, "baseline_point": {"server.backend": "asio"}},
}


def write(folder, kind="article-cores", rounds=10, fail=(), seed=1):
    """A finished run of one kind of experiment, in `folder`; runs of the names in `fail` failed."""
    random = np.random.default_rng(seed)
    runs = [{**run_file(random, kind, row, point, number, row["name"] in fail), "repeat": repeat}
            for number in range(1, rounds + 1) for point in points(kind) for row in rows(kind)
            for repeat in range(LAYOUTS[kind].get("repeats", {}).get(row["name"], 1))]
    for index, run in enumerate(runs):
        dump(folder / "runs" / f"{index:03}-{run['round']}-{run['name']}.json", {**run, "index": index})
    dump(folder / "manifest.json", manifest(kind))
    dump(folder / "summary.json", summary(kind, rounds, runs))
    return folder


def dump(file, document):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(document))


def edit(file, change):
    """Applies `change` to the document in a file."""
    document = json.loads(file.read_text())
    change(document)
    file.write_text(json.dumps(document))


def rows(kind):
    layout = LAYOUTS[kind]
    own = [{"name": name, "strategy": name, "backend": "asio"} for name in layout.get("names", STRATEGIES)]
    return own + [{"name": name, "peer": True} for name in layout.get("peers", ())]


def points(kind):
    vary = LAYOUTS[kind].get("vary", {})
    return [dict(zip(vary, values)) for values in itertools.product(*vary.values())]


def manifest(kind):
    machine = {"cpu": "Example CPU", "cores": 2, "kernel": "6.1.0", "memory_bytes": 8 << 30, "governor": None}
    spec = {"name": kind, "server": LAYOUTS[kind].get("server", SERVER), "load": LOAD}
    return {"schema_version": 1, "experiment": kind, "spec": spec, "seed": 1, "machine": machine,
            "notes": ["load.requests 10000: 1000 in each of 10 rounds"],
            "strategies": [{"name": name, "summary": name, "backends": ["asio"]} for name in STRATEGIES]}


def share_of_workers(random, strategy, point):
    """The share of the work that each worker has."""
    if strategy == "single-reactor":
        return np.ones(1)
    connections = point.get("load.connections", 32)
    if point.get("load.requests-per-connection"):
        connections = 10_000
    if strategy == "reuseport":
        counts = random.multinomial(connections, np.full(WORKERS, 1 / WORKERS))
        if point.get("load.split") == "shared":
            counts = np.minimum(counts, 1.4 * connections / WORKERS)
        return counts / counts.sum()
    shares = random.normal(1, 0.02, WORKERS)
    return shares / shares.sum()


def speed_of(row, point):
    copy = {"splice": 1.6, "discard": 2.1}.get(point.get("server.copy"), 1)
    return SPEED.get(row.get("strategy"), 0.94) * copy * {"epoll": 1.05}.get(point.get("server.backend"), 1)


def run_file(random, kind, row, point, number, failed):
    shares = share_of_workers(random, row.get("strategy", "peer"), point)
    speed = speed_of(row, point) * random.normal(1, 0.01)
    seconds = 10 * shares.max() * WORKERS / speed
    started = 5 * SECOND + int(1e6 * random.integers(1, 50))
    finished = started + int(seconds * SECOND)
    load = load_report(random, started, finished, len(shares), row)
    server = None if row.get("peer") else server_report(random, row, shares, started, finished)
    return {"schema_version": 1, "experiment": kind, "round": number, "name": row["name"],
            "strategy": row.get("strategy"), "point": point, "status": "failed" if failed else "ok",
            "failure": {"what": "the server exited with 1", "last_words": "bind: in use"} if failed else None,
            "server": {"exit_code": 0, "report": None if failed else server},
            "load": {"exit_code": 0, "report": None if failed else load},
            "machine": {"idle_fraction": 0.3, "steal_fraction": 0.0},
            "flags": ["sleep-overshoot"] if row["name"] == "work-stealing" and number == 2 else []}


def load_report(random, started, finished, workers, row):
    seconds = (finished - started) / SECOND
    latencies = random.lognormal(np.log(0.03 * (10 if workers == 1 else 1)), 0.4, 1000) * SECOND
    return {"schema_version": 1, "started_ns": started, "finished_ns": finished, "requests": 1000,
            "requests_per_second": 1000 / seconds, "bytes_per_second": 1e9 / seconds,
            "histogram": histogram(latencies)}


def histogram(nanoseconds):
    """Counted as loadgen does: 64 parts a power of two."""
    values = np.asarray(nanoseconds).astype(np.int64)
    shift = np.maximum(0, np.floor(np.log2(np.maximum(values, 1))).astype(int) - 6)
    uppers, counts = np.unique(((values >> shift) + 1 << shift) - 1, return_counts=True)
    return {"count": len(values), "sum_ns": int(values.sum()), "max_ns": int(values.max()),
            "buckets": [[int(upper), int(count)] for upper, count in zip(uppers, counts)]}


def server_report(random, row, shares, started, finished):
    busy = timeline(random, shares, started, finished)
    return {"schema_version": 1, "strategy": row["strategy"], "backend": row["backend"], "threads": WORKERS,
            "workers": [worker(index, share) for index, share in enumerate(shares)],
            "timeline": {"start_ns": started - SECOND, "interval_ns": INTERVAL, "busy": busy.round(3).tolist()}}


def worker(index, share):
    return {"index": index, "connections": round(32 * share), "requests": round(1000 * share),
            "bytes": round(1e9 * share), "busy_seconds": 10 * share, "cpu_seconds": share}


def timeline(random, shares, started, finished):
    """A worker is busy from the load's start until its share is done; the fullest ends last."""
    samples = (finished - started + 2 * SECOND) // INTERVAL
    at = np.arange(samples) * INTERVAL - SECOND
    ends = shares / shares.max() * (finished - started)
    working = (at >= 0) & (at[None, :] < ends[:, None])
    return np.clip(working * random.normal(0.95, 0.04, working.shape), 0, 1)


MARKS = {"sleep-overshoot": "sleeps of the emulated cores ended over 2 % late"}


def summary(kind, rounds, runs):
    baseline, at = LAYOUTS[kind].get("baseline", "threads-epoll"), LAYOUTS[kind].get("baseline_point", {})
    published = {"about": "a post of 2017", "ratio": PUBLISHED} if kind.startswith("article") else None
    entries = [row for point in points(kind) for row in ranked(runs, [
        entry(runs, own, point, baseline or own["name"], {**point, **at}) for own in rows(kind)])]
    return {"schema_version": 1, "experiment": kind, "about": f"A made-up run of {kind}.", "rounds": rounds,
            "baseline": baseline, "baseline_point": at, "planned_runs": len(runs), "published": published,
            "strategies": entries, "noise_floor": [], "stopping": None, "marks": MARKS,
            "not_concluded": ["whatever a made-up run cannot tell"]}


def ranked(runs, entries):
    """Entries of one point with tiers, as far as there are intervals."""
    def rates(entry):
        return {run["round"]: run["load"]["report"]["requests_per_second"] for run in runs
                if run["name"] == entry["name"] and run["point"] == entry["point"] and run["status"] == "ok"}
    left = sorted((e for e in entries if e["requests_per_second"] and not e["peer"]),
                  key=lambda e: -e["requests_per_second"]["median"])
    first, tier, certain = left[0] if left else None, 0, True
    while left:
        leader, tier = rates(left[0]), tier + 1
        ratios = {e["name"]: estimate([rate / leader[at] for at, rate in rates(e).items()]) for e in left}
        certain = certain and all(ratio["high"] for ratio in ratios.values())
        for e in left:
            if tier == 1 and e is not first:
                e.update(leader=first["name"], ratio_to_leader=ratios[e["name"]])
            if e is left[0] or (ratios[e["name"]]["high"] or 1) >= 1:
                e["tier"] = tier
        left = [e for e in left if e["tier"] is None]
    return entries if certain else [{**e, "tier": None} for e in entries]


def entry(runs, row, point, baseline, baseline_point):
    own = [run for run in runs if run["name"] == row["name"] and run["point"] == point]
    good = [run for run in own if run["status"] == "ok"]
    base = {run["round"]: run["load"]["report"] or {} for run in runs
            if run["name"] == baseline and run["point"] == baseline_point}
    rates = {run["round"]: run["load"]["report"]["requests_per_second"] for run in good}
    ratios = [rate / base[number]["requests_per_second"] for number, rate in rates.items()
              if base.get(number)]
    return {"name": row["name"], "strategy": row.get("strategy"), "peer": row.get("peer", False),
            "point": point, "rounds": len(own), "failed": len(own) - len(good), "flags": {},
            "requests_per_second": estimate(list(rates.values())),
            "bytes_per_second": estimate([1e6 * rate for rate in rates.values()]),
            "placement_by_chance": row.get("strategy") == "reuseport", "tier": None, "leader": None,
            "ratio_to_leader": None, "percent_of_ceiling": 93.1, "limited_by": {"not-saturated": len(good)},
            "over_rounds": {"outlier_rounds": [], "autocorrelation": None, "trend": None}, "draws": None,
            "server_cpu_seconds_per_request": 2e-4, "client_cpu_seconds_per_request": 1e-4,
            "ratio_to_baseline": estimate(ratios), "server_cpu_seconds_per_gb": 0.21,
            "client_cpu_seconds_per_gb": 0.18,
            "latency_seconds": {"p50": 0.03, "p90": 0.05, "p99": 0.09, "max": 0.2},
            "utilization": {"mean": 0.9, "of_cores": 0.9, "busiest_over_mean": 1.1, "time_above_half_busy": 0.95}}


def estimate(values):
    if not values:
        return None
    ordered = sorted(values)
    rank = 1 if len(values) > 8 else 0
    ends = (ordered[rank], ordered[-1 - rank]) if len(values) > 5 else (None, None)
    return {"median": float(np.median(values)), "low": ends[0], "high": ends[1], "values": values}
