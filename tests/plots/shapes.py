"""Small runs of every shape that data can have: few, equal, zero, absent, many, or oddly named."""

import json

import synthetic

SECOND = 1_000_000_000
AWKWARD = ("_private", r"a $x_1^2$ \frac{1", "50 % & <b>more</b>", "späß-日本-🙂", '{curly} #"quote\'s"')
LONG = tuple(f"a-strategy-whose-name-is-sixty-characters-long-and-ends-in-{end}" for end in ("aa", "bb", "cc"))
TWO = ("one", "two")
FLAT = {"p50": 0.01, "p90": 0.02, "p99": 0.03, "max": 0.05}


def experiment(folder, names=TWO, rounds=1, points=({},), peers=(), load=None, rates=(100, 110, 90),
               latency=FLAT, workers=3, samples=8, change=None, server=None, baseline=None, intervals=True, chance=(),
               simulated=False):
    """A run folder; `change(summary, runs)` damages it before it is written."""
    load = {"requests": 30, "connections": 6, "threads": 2, **(load or {})}
    server = {"threads": workers, "emulate-core": "1MB/s"} if server is None else server
    rows = [(name, False) for name in names] + [(name, True) for name in peers]
    runs = [_run(name, peer, point, number, load, server, rates[(place + number) % len(rates)], workers, samples)
            for number in range(1, rounds + 1) for point in points for place, (name, peer) in enumerate(rows)]
    baseline = baseline or rows[0][0]
    summary = {"schema_version": 1, "experiment": "a shape", "about": "Made up.", "rounds": rounds,
               "baseline": baseline, "baseline_point": {}, "planned_runs": len(runs),
               "published": {"about": "a post", "ratio": {name: 0.5 for name, _ in rows}},
               "strategies": [_row(name, peer, point, runs, baseline, latency, intervals, name in chance)
                              for point in points for name, peer in rows]}
    if "rate" in load:
        compare_latency(summary)
    if change:
        change(summary, runs)
    if simulated:
        synthetic.dump(folder / "theory.json", _theory(summary["strategies"][1:]))
    for index, run in enumerate(runs):
        synthetic.dump(folder / "runs" / f"{index:04}.json", run)
    synthetic.dump(folder / "summary.json", summary)
    synthetic.dump(folder / "manifest.json", {
        "schema_version": 1, "machine": {"cores": 2}, "strategies": list(names),
        "spec": {"server": server, "load": load}})
    return folder


def add_reloads(summary, _runs):
    """What reloads cost: nothing in the last row."""
    for place, row in enumerate(summary["strategies"]):
        last = place == len(summary["strategies"]) - 1
        each = {"median": 0 if last else 2.5, "low": None, "high": None, "values": [0, 0] if last else [2, 3]}
        row["reload"] = {"made": 8, "lost": 20, "reset": 20, "lost_each": each, "reset_each": each,
                         "longest_gap_seconds": {**each, "median": 0.02}}


def _predict(summary, _runs):
    """Each row is compared with itself on real processors: it comes out 0.9, 1.3, 1.0, … times as fast there."""
    summary.update(baseline=None, baseline_point={"machine.real": True})
    for place, row in enumerate(summary["strategies"]):
        real = row["point"]["machine.real"]
        row["ratio_to_baseline"] = _estimate([1 if real else (0.9, 1.3, 1.0)[place % 3]] * row["rounds"], True)


def _theory(rows):
    """A formula for the percentiles of the first row alone, and for none of the tails."""
    known = {"mean_seconds": 0.01, "p50_seconds": 0.008, "p99_seconds": 0.02, "p999_seconds": 0.03}
    no_tail = {"mean_seconds": 0.009, "p50_seconds": None, "p99_seconds": None, "p999_seconds": None}
    return {"schema_version": 1, "sentence": "Measured against a simulation: far off.",
            "without_model": [{"name": "other", "why": "other: a peer has no model"}],
            "rows": [{"name": row["name"], "point": row["point"], "measured": known, "simulated": known,
                      "expected": {"model": "M/G/4", **(no_tail if place else known)},
                      "ideals": {"one_queue": no_tail if place else known, "queue_each": None},
                      "residual": {"mean": 0.1, "p99": -0.2}} for place, row in enumerate(rows)]}


def _run(name, peer, point, number, load, server, rate, workers, samples):
    latencies = [int(1e7 * (1 + place)) for place in range(5)]
    report = {"schema_version": 1, "strategy": name, "backend": "epoll", "options": server,
              "workers": [{"connections": 1 + place % 2, "requests": 5, "bytes": 50} for place in range(workers)],
              "timeline": {"start_ns": 0, "interval_ns": SECOND // 8,
                           "busy": [[0.9] * samples for _ in range(workers)]}}
    return {"schema_version": 1, "round": number, "name": name, "point": point, "status": "ok",
            "server": {"report": None if peer else report},
            "load": {"report": {"schema_version": 1, "started_ns": 0, "finished_ns": SECOND, "requests": 30,
                                "options": {**load, **{key.split(".")[-1]: value for key, value in point.items()}},
                                "requests_per_second": rate, "histogram": synthetic.histogram(latencies)}}}


def _row(name, peer, point, runs, baseline, latency, intervals, chance):
    def rates(wanted):
        return {run["round"]: run["load"]["report"]["requests_per_second"] for run in runs
                if run["name"] == wanted and run["point"] == point}
    own, base = rates(name), rates(baseline)
    ratios = [rate / base[number] for number, rate in own.items() if base.get(number)]
    return {"name": name, "strategy": name, "peer": peer, "point": point, "rounds": len(own), "runs": len(own),
            "failed": 0, "requests_per_second": _estimate([*own.values()], intervals),
            "bytes_per_second": _estimate([10 * rate for rate in own.values()], intervals),
            "ratio_to_baseline": _estimate(ratios, intervals), "latency_seconds": dict(latency), "tier": 1,
            "leader": None, "ratio_to_leader": None, "placement_by_chance": chance, "percent_of_ceiling": 90,
            "limited_by": {"core-bound": 1}, "utilization": {"mean": 0.5}}


def _estimate(values, intervals):
    if not values:
        return None
    low, high = (min(values), max(values)) if intervals else (None, None)
    return {"median": sorted(values)[len(values) // 2], "low": low, "high": high, "values": values}


def compare_latency(summary, factor=1):
    """By p99, as an open loop is: the first row's is `factor` times that of the others in every round."""
    summary["compare"] = "latency_p99"
    for place, row in enumerate(summary["strategies"]):
        times = 1 if place else factor
        row["latency_p99"] = _estimate([times * 0.03] * row["rounds"], True)
        row["ratio_to_baseline"] = _estimate([1 / factor if place else 1] * row["rounds"], True)
        if factor > 1:
            row.update(tier=1 if place else 2, leader=None if place == 1 else "two",
                       ratio_to_leader=_estimate([times], True))


def _fail(summary, runs):
    """Nothing of the first row succeeded."""
    name = runs[0]["name"]
    for run in (run for run in runs if run["name"] == name):
        run.update(status="failed", failure={"what": "no answer", "last_words": None}, server={}, load={})
    for row in (row for row in summary["strategies"] if row["name"] == name):
        row.update(failed=row["runs"], runs=0, requests_per_second=None, bytes_per_second=None, latency_p99=None,
                   ratio_to_baseline=None, latency_seconds={})


def _fail_all(summary, runs):
    for row in {run["name"] for run in runs}:
        _fail(summary, sorted(runs, key=lambda run: run["name"] != row))


def _forget(summary, _runs):
    """Every figure of every row is null, though its runs are there."""
    for row in summary["strategies"]:
        row.update({key: None for key in row if key not in ("name", "strategy", "peer", "point")})


def _one_request(_summary, runs):
    for run in runs:
        run["load"]["report"].update(requests=1, histogram=synthetic.histogram([20_000_000]))


def _no_time(_summary, runs):
    for run in runs:
        run["load"]["report"]["histogram"] = synthetic.histogram([0] * 50)


def _no_reports(_summary, runs):
    for run in runs:
        run.update(server={}, load={})


def _unknown(_summary, runs):
    """Null where a number was expected, in the workers and in the samples."""
    for run in runs:
        report = run["server"]["report"]
        report["workers"] = [{"connections": None, "requests": 0, "bytes": None}] * 3
        report["timeline"]["busy"][0] = [None] * len(report["timeline"]["busy"][0])


def _short_timeline(_summary, runs):
    for run in runs:
        run["server"]["report"]["timeline"]["busy"] = [[0.9], [0.0]]


def _cross(summary, runs):
    """The second row begins behind the first and ends ahead of it."""
    for place, row in enumerate(summary["strategies"]):
        point, behind = row["point"], place % 2
        for run in (run for run in runs if run["name"] == row["name"] and run["point"] == point):
            many = point["load.requests-per-connection"] or 10_000
            run["load"]["report"]["requests_per_second"] = many if behind else 30
        summary["strategies"][place] = _row(row["name"], False, point, runs, "one", FLAT, row["rounds"] > 5, False)


def _cross_by_length(summary, runs):
    """Two strategies and requests of several lengths. With n requests a connection the first is 4 / √n times as slow as
    the second, and they are told apart but at ten."""
    summary["compare"] = "latency_mean"
    for row in summary["strategies"]:
        name, length = row["name"].split("-")
        count = row["point"]["load.requests-per-connection"] or 10_000
        times = 4 / count ** 0.5 if name == "one" else count ** 0.5 / 4
        other = {"one": "two", "two": "one"}[name]
        row.update(strategy=name, latency_mean=_estimate([0.01] * row["rounds"], True))
        if times > 1:
            spread = [times / 2, times, 2 * times] if count == 10 else [times]
            row.update(leader=f"{other}-{length}", ratio_to_leader=_estimate(spread, True))
    for run in runs:
        run["load"]["report"]["options"]["demand"] = run["name"].split("-")[1]


RATE = {"rate": 500, "duration": "1s"}
SERVING = {"threads": 4, "demand": "emulate"}
DEMAND = {"rate": 1, "demand": "exponential:5ms", "arrivals": "poisson", "duration": "1s"}
LOADS = tuple({"load.rate": rate, "load.demand": demand} for demand in ("exponential:5ms", "bimodal:0.9:2ms,32ms")
              for rate in (80, 400, 760))
TAIL = {**FLAT, "p999": 0.04}
CHURN = tuple({"load.requests-per-connection": count} for count in (1, 10, 100, 0))
# Where something is long or there is much of it, whether all of it is inside the figure is looked at too.
ROOMY = ("long names", "awkward names", "a long point", "forty rows", "an open loop, long names",
         "loads, long names")
CONNECTIONS = tuple({"load.connections": 2 ** place} for place in range(12))
SHAPES = {
    "one run": {},
    "many rounds": {"rounds": 12},
    "equal values": {"names": TWO, "rates": (100,), "rounds": 6},
    "all rates zero": {"rates": (0,), "rounds": 2},
    "rates far apart": {"names": TWO, "rates": (1e-7, 1e12), "rounds": 2},
    "no intervals": {"intervals": False, "rounds": 2},
    "one request a run": {"change": _one_request},
    "latencies of zero": {"change": _no_time, "latency": dict.fromkeys(FLAT, 0.0)},
    "no workers": {"workers": 0},
    "one worker": {"workers": 1},
    "unknown workers and samples": {"change": _unknown},
    "no timeline": {"samples": 0},
    "a timeline shorter than the load": {"change": _short_timeline},
    "no reports": {"change": _no_reports},
    "no runs kept": {"change": lambda summary, runs: runs.clear()},
    "a row that failed": {"names": TWO, "change": _fail, "rounds": 2},
    "every run failed": {"change": _fail_all, "rounds": 2},
    "null figures": {"change": _forget},
    "twelve points": {"points": CONNECTIONS, "names": ("one",)},
    "long names": {"names": LONG, "peers": (LONG[0] + "-peer",), "rounds": 6, "chance": LONG[:1]},
    "awkward names": {"names": AWKWARD, "peers": ("_peer $",), "baseline": AWKWARD[1], "chance": AWKWARD[:1]},
    "awkward points": {"points": tuple({"load.key $_<": name} for name in AWKWARD[1:4])},
    "a point of its own beside none": {"points": ({}, {"load.connections": 7})},
    "a long point": {"points": ({"server.x": "y" * 300}, {"server.x": [1, {"z": None}]})},
    "forty rows": {"names": tuple(f"strategy-{number}" for number in range(40))},
    "peers alone": {"names": (), "peers": ("nginx", "go")},
    "a peer first": {"names": ("one",), "peers": ("nginx",), "baseline": "nginx"},
    "backends": {"points": ({"server.backend": "asio"}, {"server.backend": "epoll"})},
    "chance, one draw": {"names": ("reuseport", "one"), "baseline": "one", "chance": ("reuseport",)},
    "chance without theory": {"names": ("dice", "one"), "baseline": "one", "chance": ("dice",), "rounds": 3},
    "chance over many rounds": {"names": ("reuseport", "one"), "baseline": "one", "chance": ("reuseport",),
                                "rounds": 12, "points": CONNECTIONS[:3]},
    "chance over many rounds, rates of zero": {"names": ("reuseport",), "rates": (0,), "chance": ("reuseport",),
                                               "rounds": 12, "points": CONNECTIONS[:2]},
    "chance in an open loop": {"names": ("reuseport", "one"), "load": RATE, "chance": ("reuseport",)},
    "an open loop": {"load": RATE, "rounds": 3},
    "an open loop, long names": {"load": RATE, "names": LONG},
    "an open loop of an older version": {"load": RATE, "change": lambda summary, _runs: summary.pop("compare")},
    "an older open loop of varied rates": {"load": RATE, "points": ({"load.rate": 10}, {"load.rate": 100}),
                                           "change": lambda summary, _runs: summary.pop("compare")},
    "an open loop of varied rates": {"load": RATE, "points": ({"load.rate": 10}, {"load.rate": 100})},
    "loads": {"load": DEMAND, "server": SERVING, "points": LOADS, "latency": TAIL, "rounds": 2},
    "loads, simulated too": {"load": DEMAND, "server": SERVING, "points": LOADS, "latency": TAIL, "names": TWO,
                             "simulated": True},
    "loads, long names": {"load": DEMAND, "server": SERVING, "points": LOADS, "names": LONG, "latency": TAIL},
    "rates from nothing": {"load": RATE, "points": ({"load.rate": 0}, {"load.rate": "10"}, {"load.rate": 1e9})},
    "latencies of zero at varied rates": {"change": _no_time, "latency": dict.fromkeys(TAIL, 0.0), "load": DEMAND,
                                          "server": SERVING, "points": LOADS},
    "requests a connection": {"names": TWO, "points": CHURN, "rounds": 6, "change": _cross},
    "requests a connection, one round": {"names": TWO, "points": CHURN, "change": _cross},
    "connections in an open loop": {"names": TWO, "points": CONNECTIONS[:4], "load": RATE, "rounds": 6},
    "two strategies, requests of three lengths": {
        "names": tuple(f"{name}-{length}" for length in ("20us", "1ms", "50ms") for name in TWO), "points": CHURN,
        "server": SERVING, "rounds": 6, "change": _cross_by_length},
    "a row that failed along a number": {"names": TWO, "points": CHURN, "rounds": 2, "change": _fail},
    "predictions": {"names": TWO, "rounds": 6, "change": _predict, "points": tuple(
        {"machine.cores": cores, "machine.real": real} for cores in (1, 2) for real in (True, False))},
    "a number that is not one": {"points": tuple({"load.connections": value} for value in (1, 2, "auto", True))},
}
