"""A small map with all that a map may have: odd names, a cell that is missing, one without intervals, one measured."""

import json

HOSTILE = '<img src="x" onerror="window.hacked=1"></script><script>window.hacked=1</script>'
STRATEGIES = {"threads-epoll": ("shared-listener", "one queue"), "unpark-queue": ("acceptor-thread", "round-robin"),
              "reuseport": ("own-listener", "here"), "=cmd": ("own-listener", "here")}
WORKLOADS = {"kept": 0.005, "short": 0.0005, "heavy": 0.00199}
CORES, LOADS = (2, 8), (0.5, 0.7, 0.9)
SHARES = {"accept": 0.1, "placement": 0.7, "handoff": 0.05, "afterwards": 0.05}
CAUSES = (None, "hand-over", "imbalance", "core-bound")


def write(folder, **changes):
    """map.json in the folder; what it has is returned."""
    folder.mkdir(parents=True, exist_ok=True)
    made = {**document(), **changes}
    (folder / "map.json").write_text(json.dumps(made), encoding="utf-8")
    return made


def document():
    cells = [cell(strategy, workload, cores) for cores in CORES for workload in WORKLOADS for strategy in STRATEGIES]
    cells = [entry for entry in cells if (entry["strategy"], entry["workload"]) != ("=cmd", "heavy")]
    cells[0]["measured"] = {"load": 0.7, "requests_per_second": 1190.0, "latency_p99_seconds": 0.0239, "low": 0.0223,
                            "high": 0.0258, "rounds": 3, "simulated_p99_seconds": 0.0235, "residual": 0.0172,
                            "idle_while_queued": {"share": 0.0123, "low": None, "high": None}, "result": "results/map/check"}
    for figure in ("latency_p99", "idle_while_queued"):
        cells[-1][figure].update(low=None, high=None)
    return {"schema_version": 1, "title": f"A map {HOSTILE}", "created_at": "2026-01-01T00:00:00Z", "revision": "abc",
            "machine": {"costs": "a processor", "client": "elsewhere", "real_cores": 2}, "seed": 1, "quick": True, "cores": list(CORES),
            "loads": list(LOADS), "reference_load": 0.7,
            "caveats": [f"A caveat {HOSTILE}", "Of p99.", "Of the tiers.", "Of curves.", "Of choices."],
            "caveat_subjects": [{"of": "run"}, {"of": "column", "name": "latency_p99"},
                                {"of": "column", "name": "tier"}, {"of": "figure", "name": "curve"},
                                {"of": "figure", "name": "choices"}],
            "strategies": [strategy(name, *parts) for name, parts in STRATEGIES.items()],
            "workloads": [workload(name, mean) for name, mean in WORKLOADS.items()], "cells": cells,
            "choices": [choice(name, cores) for name in WORKLOADS for cores in CORES]}


def strategy(name, accept, placement):
    return {"name": name, "title": f"title of {name}",
            "choices": {"accept": accept, "placement": placement, "handoff": "none", "afterwards": "stays"}}


def workload(name, mean):
    return {"name": name, "title": f"{name} {HOSTILE}" if name == "heavy" else f"Requests, {name}",
            "description": "What it is.", "mean_service_seconds": mean, "connections_per_core": 25,
            "requests_per_connection": None, "threads_per_core": 1, "demand": "exponential:5ms",
            "arrivals": "poisson", "blocks": False}


def cell(strategy, workload, cores):
    place = list(STRATEGIES).index(strategy)
    relative = (1.0, 1.104, 5.1049, 43.21)[place] + cores / 1000 * place
    p99 = 4.6 * WORKLOADS[workload] * relative
    curve = [{"load": load, "requests_per_second": 1000 * load, "latency_p50_seconds": p99 * load / 5,
              "latency_p99_seconds": p99 * load, "latency_p999_seconds": p99 * load * 1.6,
              "theory_p99_seconds": None if place else p99, "idle_while_queued": 0.01 * place, "utilization": load}
             for load in LOADS]
    return {"strategy": strategy, "workload": workload, "cores": cores, "source": "simulated",
            "throughput": {"requests_per_second": 1234.5 / (place + 1), "relative": 1 / (place + 1)},
            "latency_p99": {"seconds": p99, "low": p99 * 0.9, "high": p99 * 1.2, "relative": relative},
            "load_at_ten_service_times": {"load": (None, 0.9, 0.7, None)[place], "at_least": place == 0, "at_most": place == 3,
                                          "relative": 1.0},
            "evidence": {"workers": cores, "busiest_over_mean": 1 + place, "acceptor_busy": None,
                         "core_seconds_per_request": WORKLOADS[workload]}, "tier": place + 1,
            "uncertain": place == 2 and cores == 2,
            "cause": CAUSES[place], "idle_while_queued": {"share": 0.01 * place, "low": 0.0, "high": 0.02 * place},
            "curve": curve, "busy_over_time": busy_over_time(place), "draws": [{"seed": seed, "latency_p99_seconds": p99 * (0.9 + 0.05 * seed)}
                                      for seed in range(1, 6)], "measured": None}


def busy_over_time(place):
    middle = [0.1 * (1 + slice_ % 7) for slice_ in range(8)]
    return {"seed": 2, "slice_seconds": 0.025, "least": [share / (1 + place) for share in middle], "median": middle,
            "most": [min(1, share * (1 + place)) for share in middle]}


def choice(workload, cores):
    return {"workload": workload, "cores": cores, "metric": "latency_p99", "together": 0.06, "chance": 0.04,
            "explains": [{"choice": name, "share": share, "low": share / 2, "high": min(1, share * 1.5)}
                         for name, share in SHARES.items()]}
