#!/usr/bin/env python3
"""Holds the ways to dispatch against each other, and against what they have to keep up with.

    benchmarks/dispatch_targets.py [CHECK…] [--repeats 5] [--json FILE]

As speed.py, whose rules hold here too. Needs a release build, wrk and nginx (Debian: nginx-light).
"""

import contextlib
import json
import pathlib
import random
import statistics
import subprocess
import tempfile
import time

import speed
from checks import cpu_per_request
from clients import Figure, loadgen, wrk
from own_costs import open_one, raised_descriptor_limit
from servers import BIN, bare_loop, nginx, ours

TIMES = 4  # that each is measured in a turn: runs of a second scatter by a tenth, now and then by more


def between(reference, candidates, times=TIMES):
    """The reference's median, and each candidate's ratio to the mean of the two of it around it: the
    median of so many. A disturbance of one run is none of the figure."""
    references = [reference()]
    ratios = {name: [] for name in candidates}
    for name in random.sample(list(candidates) * times, len(candidates) * times):
        reached = candidates[name]()
        references.append(reference())
        ratios[name].append(reached / statistics.mean(references[-2:]))
    return statistics.median(references), {name: statistics.median(each) for name, each in ratios.items()}


# Known to be slow, which is what they are there to show: two wake-ups, or a thread to start.
SLOW_DESIGNS = ("condvar-queue", "condvar-queue-article", "thread-per-connection")
ALONE = ("-t", 1, "-c", 1, "-s", "100B", "--requests-per-connection", 1, "--think", "1ms")


def strategies():
    listed = subprocess.run([BIN / "dispatch_server", "--list-strategies", "--json"], check=True,
                            capture_output=True, text=True).stdout
    return [row["name"] for row in json.loads(listed)]


def first_answer(server, times):
    load = loadgen(server.url, *ALONE, "-n", times)
    return load["first_answer_seconds"]["p50"] * 1e6


def handover():
    """From connect to the first answer, one connection after the other, a millisecond apart.

    All servers are there from the beginning, and sleep until it is their turn.
    """
    with contextlib.ExitStack() as stack:
        servers = {name: stack.enter_context(ours(name, "--threads", "4")) for name in strategies()}
        reference = servers.pop("reuseport")
        asked = {name: lambda server=server: first_answer(server, 120)
                 for name, server in servers.items()}
        microseconds, ratios = between(lambda: first_answer(reference, 120), asked, 2)
        closest = {"unpark-queue": asked["unpark-queue"]}  # its bound is the closest
        ratios |= between(lambda: first_answer(reference, 120), closest, 10)[1]
    wanted = {name: None if name in SLOW_DESIGNS else "<= 2.0" for name in ratios}
    wanted["unpark-queue"] = "<= 1.3"
    return {"reuseport": Figure(microseconds, "us, median")} | {
        name: Figure(ratios[name], "of reuseport", wanted[name]) for name in servers}


def emulated_rate(server):
    load = loadgen(server.url, "-n", 1600, "-t", 2, "-c", 64, "-s", "250kB", "--split", "static")
    return load["requests_per_second"]


NOTHING_TO_STEAL = {  # every worker has work of its own, as much as the others
    "processor time a small request, 2 workers that share a processor":
        (("--threads", "2", "--copy", "discard"), "0", cpu_per_request, "<= 1.03"),
    "rate on 8 emulated cores, as many requests for each":
        (("--threads", "8", "--emulate-core", "25MB/s"), None, emulated_rate, ">= 0.97"),
    "rate of small requests, 2 workers that sleep now and then":
        (("--threads", "2", "--copy", "discard"), None, lambda server: wrk(server.url)[1], None),
}


def nothing_to_steal():
    """work-stealing of unpark-queue, where stealing gains nothing."""
    figures = {}
    for name, (options, cpus, measured, wanted) in NOTHING_TO_STEAL.items():
        def of(strategy, options=options, cpus=cpus, measured=measured):
            with ours(strategy, "--backend", "epoll", *options, cpus=cpus) as server:
                return measured(server)

        _, ratios = between(lambda: of("unpark-queue"), {name: lambda: of("work-stealing")},
                            2 if "emulated" in name else TIMES)
        figures[name] = Figure(ratios[name], "of unpark-queue", wanted)
    return figures


SKEWED = {
    "name": "skewed-capacity", "about": "p99 by load.", "rounds": 1, "seed": 17,
    "server": {"threads": 8, "backend": "epoll", "null": True, "demand": "emulate"},
    "load": {"threads": 2, "connections": 96, "arrivals": "poisson", "skew": "zipf:0.5",
             "body-size": "1B", "rate": 1200, "demand": "exponential:5ms", "warmup": "500ms",
             "duration": "6s"},
    "run_timeout": "1m",
}
LOADS = (0.7, 0.8, 0.85, 0.9, 0.94)
SERVICE = 5e-3


def p99_by_load(command, strategy, folder, seed):
    spec = {**SKEWED, "seed": seed, "rows": [strategy],
            "vary": {"load.rate": [round(load * 8 / SERVICE) for load in LOADS]}}
    file, output = pathlib.Path(folder, f"{command}.json"), pathlib.Path(folder, command)
    file.write_text(json.dumps(spec))
    program = [BIN / "bench", "run"] if command == "bench" else [BIN / "simulate"]
    subprocess.run([*map(str, program), str(file), "--output", str(output)], check=True,
                   stdout=subprocess.DEVNULL)
    summary = json.loads(pathlib.Path(output, "summary.json").read_text())
    return [row["latency_p99"]["median"] for row in summary["strategies"]]


def load_at(limit, latencies):
    """Where the latency passes it, on a line between the loads; the last load if it never does."""
    for (low, below), (high, above) in zip(zip(LOADS, latencies), zip(LOADS[1:], latencies[1:])):
        if below <= limit < above:
            return low + (high - low) * (limit - below) / (above - below)
    return LOADS[-1] if latencies[-1] <= limit else LOADS[0]


def skew():
    """The load at which p99 is ten service times: work-stealing, and a shared queue simulated.

    8 emulated cores whose only cost is what requests ask for; some connections ask more often than
    others. Both have the same arrivals and the same work.
    """
    seed = random.randrange(1 << 30)
    with tempfile.TemporaryDirectory() as folder:
        ideal = load_at(10 * SERVICE, p99_by_load("simulate", "threads-epoll", folder, seed))
        stealing = load_at(10 * SERVICE, p99_by_load("bench", "work-stealing", folder, seed))
    return {"shared queue": Figure(ideal, "of 8 cores"),
            "work-stealing": Figure(stealing / ideal, "of shared queue", ">= 0.85")}


SMALL_ROWS = {"single-reactor": ("single-reactor",), "reuseport": ("reuseport", "--threads", "1")}


def on_epoll(options, measured):
    with ours(*options, "--backend", "epoll", "--copy", "discard", cpus="0") as server:
        return measured(server)


def kept():
    """Processor time a small kept request on epoll, of a loop that only waits, receives and sends."""
    with bare_loop("epoll", cpus="0") as bare:
        reference, ratios = between(
            lambda: cpu_per_request(bare),
            {name: lambda options=options: on_epoll(options, cpu_per_request)
             for name, options in SMALL_ROWS.items()})
    return {"bare loop": Figure(reference, "us a request")} | {
        name: Figure(ratios[name], "of bare loop", "<= 1.06") for name in ratios}


def short_cpu(server):
    before = server.cpu_seconds()
    requests, _ = wrk(server.url, close=True, cpus="1")
    return (server.cpu_seconds() - before) / requests * 1e6


def one_each():
    """Processor time of a connection for each request, of nginx."""
    with nginx(cpus="0") as theirs:
        reference, ratios = between(
            lambda: short_cpu(theirs),
            {name: lambda options=options: on_epoll(options, short_cpu)
             for name, options in SMALL_ROWS.items()})
    return {"nginx": Figure(reference, "us a request")} | {
        name: Figure(ratios[name], "of nginx", "<= 1.0") for name in ratios}


CROWD = 10_000


def crowd():
    """32 busy connections beside others that are open and idle, of the same 32 alone."""
    open_ones = min(CROWD, raised_descriptor_limit() - 200) - 32
    figures = {}
    for strategy in ("reuseport", "unpark-queue", "work-stealing", "threads-epoll"):
        with contextlib.ExitStack() as stack:
            options = ("--threads", "2", "--copy", "discard", "--backlog", "4096",
                       "--max-connections", str(CROWD + 100), "--idle-timeout", "10m",
                       "--header-timeout", "10m")
            alone = stack.enter_context(ours(strategy, *options))
            beside = stack.enter_context(ours(strategy, *options))
            wrk(beside.url)
            before = beside.resident_bytes()
            port = int(beside.url.rsplit(":", 1)[1])
            for _ in range(open_ones):
                open_one(stack, port, IDLE_REQUEST)
            time.sleep(0.1)
            memory = (beside.resident_bytes() - before) / open_ones
            _, ratios = between(lambda: wrk(alone.url)[1],
                                {strategy: lambda: wrk(beside.url)[1]}, 2)
        figures[f"{strategy}, requests/s"] = Figure(ratios[strategy], "of 32 alone", ">= 0.95")
        figures[f"{strategy}, memory"] = Figure(memory, "B a connection", "<= 1536")
    return figures


IDLE_REQUEST = b"PUT /idle HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody"


def others():
    """A run of two strategies, beside all others of which none is run, of the two alone."""
    two = ["reuseport", "unpark-queue"]
    spec = {"name": "two", "about": "Two.", "rounds": 2, "server": {"threads": 2, "null": True},
            "load": {"requests": 2000, "connections": 4, "threads": 1, "body-size": "1kB"}}

    def seconds(rows, *options):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "two.json")
            file.write_text(json.dumps({**spec, "rows": rows}))
            start = time.monotonic()
            subprocess.run([str(BIN / "bench"), "run", str(file), "--output", f"{folder}/out",
                            *options], check=True, stdout=subprocess.DEVNULL)
            return time.monotonic() - start

    reference, ratios = between(
        lambda: seconds(two),
        {"beside all": lambda: seconds("all", "--only", ",".join(two))})
    return {"two alone": Figure(reference, "s a run"),
            f"two of {len(strategies())}": Figure(ratios["beside all"], "of two alone", "<= 1.03")}


ALL = {check.__name__: check
       for check in (handover, nothing_to_steal, skew, kept, one_each, crowd, others)}

if __name__ == "__main__":
    speed.main(__doc__, ALL)
