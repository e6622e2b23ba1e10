"""What speed.py measures: one function a check, each one turn of all its candidates.

A check returns {what is measured: Figure}. `wanted` is the bound that the project sets itself.
"""

import json
import random
import statistics
import subprocess
import sys

from clients import LARGE, Figure, loadgen, wrk
from own_costs import emulated, idle, reporting
from servers import BIN, bare_loop, ceiling, nginx, ours, pinned, why_no_io_uring


def bare_sink():
    with ceiling() as server:
        return loadgen(server.url, *LARGE)["bytes_per_second"]


def sink():
    """40 MB PUTs through splice, of a bare sink."""
    def rate(strategy, threads, copy):
        with ours(strategy, "--copy", copy, "--threads", threads) as server:
            return loadgen(server.url, *LARGE)["bytes_per_second"]

    candidates = [(strategy, threads, "splice")
                  for strategy in ("reuseport", "unpark-queue", "work-stealing", "threads-epoll")
                  for threads in (2, 32)] + [("threads-epoll", 32, "discard")]
    reference, ratios = between(
        bare_sink, {each: lambda each=each: rate(*each) for each in candidates})
    figures = {"bare sink": Figure(reference / 1e9, "GB/s")}
    for (strategy, threads, copy), ratio in sorted(ratios.items()):
        best = (strategy, threads, copy) == ("threads-epoll", 32, "splice")  # named beforehand
        wanted = ">= 0.95" if best else None
        figures[f"{strategy} --threads {threads} --copy {copy}"] = Figure(
            ratio, "of bare sink", wanted)
    return figures


def pieces():
    """40 MB PUTs through read, by the size of the buffer, of a bare sink."""
    def rate(size, threads):
        options = ("--copy", "read", "--threads", threads, "--buffer-size", f"{size}KiB")
        with ours("threads-epoll", *options) as server:
            return loadgen(server.url, *LARGE)["bytes_per_second"]

    candidates = {f"{size} KiB, {threads} threads": lambda size=size, threads=threads:
                  rate(size, threads) for threads in (2, 32) for size in (16, 32, 64, 128, 256)}
    reference, ratios = between(bare_sink, candidates)
    return {"bare sink": Figure(reference / 1e9, "GB/s")} | {
        name: Figure(ratios[name], "of bare sink") for name in candidates}


def between(reference, candidates, times=1):
    """The reference's median, and each candidate's ratio to the mean of the two of it around it.

    With more `times`, the mean of so many ratios.
    """
    references = [reference()]
    ratios = {name: 0 for name in candidates}
    for name in random.sample(list(candidates) * times, len(candidates) * times):
        reached = candidates[name]()
        references.append(reference())
        ratios[name] += reached / statistics.mean(references[-2:]) / times
    return statistics.median(references), ratios


# By --copy read each body is written to /dev/null, by discard it is not, nor is it by nginx.
SMALL = {
    f"{name}, {copy}": (*options, "--copy", copy)
    for name, options in {
        "single-reactor, asio": ("single-reactor", "--backend", "asio"),
        "single-reactor, epoll": ("single-reactor", "--backend", "epoll"),
        "threads-epoll": ("threads-epoll", "--threads", "1"),
    }.items()
    for copy in ("read", "discard")
}
SMALL_TIMES = 3  # runs of a second scatter by a tenth


def cpu_per_request(server):
    before = server.cpu_seconds()
    requests, _ = wrk(server.url, cpus="1")
    return (server.cpu_seconds() - before) / requests * 1e6


def small_cpu():
    """Processor time a small keep-alive PUT, server and wrk on a core each."""
    def of_ours(options):
        with ours(*options, cpus="0") as server:
            return cpu_per_request(server)

    with nginx(cpus="0") as theirs:
        reference, ratios = between(
            lambda: cpu_per_request(theirs),
            {name: lambda options=options: of_ours(options) for name, options in SMALL.items()},
            SMALL_TIMES)
    return {"nginx": Figure(reference, "us a request")} | {
        name: Figure(ratios[name], "of nginx", "<= 1.0") for name in SMALL}


def small_cpu_loop():
    """Processor time a small keep-alive PUT, against a loop that only waits, receives and sends.

    None writes the body anywhere. The loop on io_uring, where the kernel receives and sends, says what
    a design by completion could gain.
    """
    candidates = {"single-reactor, epoll": ("single-reactor", "--backend", "epoll"),
                  "threads-epoll": ("threads-epoll", "--threads", "1")}
    without_io_uring = why_no_io_uring()
    if without_io_uring:
        print(f"small_cpu_loop: io_uring is left out, for {without_io_uring}", file=sys.stderr)
    else:
        candidates["single-reactor, io_uring"] = ("single-reactor", "--backend", "io_uring")

    def of_ours(options):
        with ours(*options, "--copy", "discard", cpus="0") as server:
            return cpu_per_request(server)

    def of_completions():
        with bare_loop("io_uring", cpus="0") as server:
            return cpu_per_request(server)

    turns = {name: lambda options=options: of_ours(options) for name, options in candidates.items()}
    if not without_io_uring:
        turns["bare loop on io_uring"] = of_completions
    with bare_loop("epoll", cpus="0") as bare:
        reference, ratios = between(lambda: cpu_per_request(bare), turns, SMALL_TIMES)
    wanted = {"single-reactor, epoll": "<= 1.08"}
    return {"bare loop": Figure(reference, "us a request")} | {
        name: Figure(ratios[name], "of bare loop", wanted.get(name)) for name in turns}


def small_rate():
    """Small keep-alive PUTs a second, server and wrk on the same core."""
    def rate(options):
        with ours(*options, cpus="0") as server:
            return wrk(server.url, cpus="0")[1]

    with nginx(cpus="0") as theirs:
        reference, ratios = between(
            lambda: wrk(theirs.url, cpus="0")[1],
            {name: lambda options=options: rate(options) for name, options in SMALL.items()},
            SMALL_TIMES)
    return {"nginx": Figure(reference, "requests/s")} | {
        name: Figure(ratio, "of nginx", ">= 1.0") for name, ratio in sorted(ratios.items())}


def short():
    """A connection per request."""
    def rate(backend):
        with ours("reuseport", "--threads", "2", "--backend", backend) as server:
            return wrk(server.url, close=True)[1]

    backends = ("asio", "epoll")
    with nginx(workers=2) as theirs:
        reference, ratios = between(
            lambda: wrk(theirs.url, close=True)[1],
            {backend: lambda backend=backend: rate(backend) for backend in backends})
    return {"nginx, 2 workers": Figure(reference, "requests/s")} | {
        f"reuseport, {backend}": Figure(ratios[backend], "of nginx", ">= 0.95")
        for backend in backends}


def client():
    """Processor time a GB of loadgen, between two of a plain send() loop."""
    job = ("-n", "192", "-t", "32", "-s", "40MB")
    with ceiling() as server:
        def plain():
            loop = json.loads(subprocess.run([str(BIN / "send_loop"), server.url, *job], check=True,
                                             capture_output=True, text=True).stdout)
            return loop["cpu_seconds"] / loop["bytes"] * 1e9

        def own():
            load = loadgen(server.url, *job)
            return load["cpu_seconds"] / load["bytes_sent"] * 1e9

        reference, ratios = between(plain, {"loadgen": own})
    return {"send() loop": Figure(reference, "s a GB"),
            "loadgen": Figure(ratios["loadgen"], "of send() loop", "<= 1.1")}


def small_client():
    """Processor time of loadgen a small PUT, kept and with a connection each, of a bare libcurl loop.

    Server and client on a core each: what a client pays to wake a server depends on where that is.
    """
    count, connections = 20_000, 16

    def bare(url, *fresh):
        command = pinned("1") + [str(BIN / "curl_loop"), url, str(count), str(connections), *fresh]
        loop = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        return loop["cpu_seconds"] / count * 1e6

    def own(url, *options):
        load = loadgen(url, "-n", count, "-t", 1, "-c", connections, "-s", "10B", *options, cpus="1")
        return load["cpu_seconds"] / count * 1e6

    figures = {}
    with ours("single-reactor", "--copy", "discard", cpus="0", yardstick=True) as server:
        for name, fresh, options in (("kept", (), ()), ("one each", ("fresh",), ("--requests-per-connection", 1))):
            reference, ratios = between(
                lambda: bare(server.url, *fresh), {name: lambda: own(server.url, *options)}, SMALL_TIMES)
            figures[f"libcurl loop, {name}"] = Figure(reference, "us a request")
            figures[f"loadgen, {name}"] = Figure(ratios[name], "of libcurl loop", "<= 1.15")
    return figures


ALL = {check.__name__: check
       for check in (sink, pieces, small_cpu, small_cpu_loop, small_rate, short, reporting, idle, emulated,
                     client, small_client)}
