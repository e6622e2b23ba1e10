"""What speed.py measures: one function a check, each one turn of all its candidates.

A check returns {what is measured: Figure}. `wanted` is the bound that the project sets itself.
"""

import contextlib
import json
import os
import pathlib
import random
import re
import socket
import statistics
import subprocess
import tempfile
import time
from typing import NamedTuple, Optional

from servers import BIN, ROOT, ceiling, epoll_loop, nginx, ours, pinned


class Figure(NamedTuple):
    value: float
    unit: str
    wanted: Optional[str] = None


def loadgen(url, *options, cpus=None):
    """One load; its load.json."""
    with tempfile.TemporaryDirectory() as folder:
        output = pathlib.Path(folder, "load.json")
        subprocess.run(pinned(cpus) + [str(BIN / "loadgen"), url, "-o", str(output),
                                       *map(str, options)], check=True, stdout=subprocess.DEVNULL)
        return json.loads(output.read_text())


def wrk(url, seconds=1, close=False, cpus=None):
    """Requests answered, and requests a second, of small PUTs from one thread, 32 connections."""
    command = pinned(cpus) + ["wrk", "-t1", "-c32", f"-d{seconds}s", "-s",
                              str(ROOT / "benchmarks/put.lua"), url]
    if close:
        command += ["-H", "Connection: close"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in text:
        raise RuntimeError(text)
    return int(re.search(r"(\d+) requests in", text)[1]), float(
        re.search(r"Requests/sec:\s+([\d.]+)", text)[1])


LARGE = ("-n", 96, "-t", 32, "-s", "40MB")


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


def ratio_of(first, second):
    """Of two rates, each measured four times, in an order that a steady drift does not favour."""
    sums = {first: 0, second: 0}
    for measured in (first, second, second, first, second, first, first, second):
        sums[measured] += measured()
    return sums[first] / sums[second]


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

    Neither writes the body anywhere.
    """
    candidates = {"single-reactor, epoll": ("single-reactor", "--backend", "epoll"),
                  "threads-epoll": ("threads-epoll", "--threads", "1")}

    def of_ours(options):
        with ours(*options, "--copy", "discard", cpus="0") as server:
            return cpu_per_request(server)

    with epoll_loop(cpus="0") as bare:
        reference, ratios = between(
            lambda: cpu_per_request(bare),
            {name: lambda options=options: of_ours(options)
             for name, options in candidates.items()},
            SMALL_TIMES)
    wanted = {"single-reactor, epoll": "<= 1.08"}
    return {"bare loop": Figure(reference, "us a request")} | {
        name: Figure(ratios[name], "of bare loop", wanted.get(name)) for name in candidates}


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


def reporting():
    """What the report, the sampler and Server-Timing cost.

    With large bodies the rates spread by ten times the bound, even taken in turns; there the
    processor time of the sampler, the only part that costs anything between answers, decides.
    """
    figures = {}
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder, "report.json")
        told = ("--report", report)
        quiet = ("--no-server-timing",)
        shares = []

        def large(*options):
            with ours("threads-epoll", "--copy", "splice", "--threads", "32", *options) as server:
                load = loadgen(server.url, *LARGE)
            if options == told:
                shares.append(sampler_share(json.loads(report.read_text()), load))
            return load["bytes_per_second"]

        def small(*options):
            with ours("single-reactor", *options, cpus="0") as server:
                return wrk(server.url, cpus="0")[1]

        figures["40 MB PUTs, rate"] = Figure(
            ratio_of(lambda: large(*told), lambda: large(*quiet)), "of without")
        figures["40 MB PUTs, sampler"] = Figure(
            statistics.mean(shares), "of processor", "<= 0.01")
        figures["small PUTs, rate"] = Figure(
            ratio_of(lambda: small(*told), lambda: small(*quiet)), "of without", ">= 0.95")
    return figures


def sampler_share(report, load):
    """Of the processor time of client and server, all threads."""
    sampler = sum(thread["cpu_seconds"] for thread in report["other_threads"]
                  if thread["name"] == "sampler")
    workers = sum(worker["cpu_seconds"] for worker in report["workers"])
    return sampler / (sampler + workers + load["cpu_seconds"])


def idle():
    """Resident memory of an idle keep-alive connection that has served a request."""
    count = 4000
    request = b"PUT /idle HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody"
    candidates = [("reuseport", "asio"), ("reuseport", "epoll"), ("work-stealing", "epoll"),
                  ("threads-epoll", "epoll")]
    figures = {}
    for strategy, backend in candidates:
        with contextlib.ExitStack() as stack:
            server = stack.enter_context(
                ours(strategy, "--threads", "2", "--backend", backend, "--backlog", "4096"))
            port = int(server.url.rsplit(":", 1)[1])
            open_one(stack, port, request)
            before = server.resident_bytes()
            for _ in range(count):
                open_one(stack, port, request)
            time.sleep(0.1)
            figures[f"{strategy}, {backend}"] = Figure(
                (server.resident_bytes() - before) / count, "B a connection", "<= 1536")
    return figures


def open_one(stack, port, request):
    connection = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
    connection.sendall(request)
    if not connection.recv(4096).startswith(b"HTTP/1.1 200"):
        raise RuntimeError("a PUT was not answered 200")


def emulated():
    """32 emulated cores of 100 MB/s: what they move, and how exact one request is."""
    cores = ("--threads", "32", "--emulate-core", "100MB/s", "--copy", "discard")
    figures = {}
    for strategy in ("condvar-queue", "unpark-queue", "work-stealing"):
        with tempfile.TemporaryDirectory() as folder:
            report = pathlib.Path(folder, "report.json")
            with ours(strategy, *cores, "--report", report) as server:
                load = loadgen(server.url, "-n", 320, "-t", 32, "-s", "20MB")
            rate = steady_rate(load, json.loads(report.read_text()))
        figures[strategy] = Figure(rate / 3.2e9, "of 32 cores", ">= 0.95")
    with ours("single-reactor", *cores) as server:
        load = loadgen(server.url, "-n", 32, "-t", 8, "-s", "4MB")
        ratio = load["bytes_per_second"] / 100e6
        figures["single-reactor, off by"] = Figure(abs(ratio - 1), "of 1 core", "<= 0.02")
    for strategy in ("single-reactor", "unpark-queue", "work-stealing"):
        with ours(strategy, *cores, cpus="0") as server:
            figures[f"4 MB through {strategy}, off 40 ms by"] = Figure(
                abs(one_upload_ms(server, 4_000_000) - 40), "ms", "<= 1")
    figures["small PUT beside a busy home"] = Figure(beside_busy_home(cores), "ms", "<= 5")
    return figures


def one_upload_ms(server, size):
    """The median of PUTs one after another, from a core of the client's own.

    On the server's core the client would be copying its body while the server waits to run.
    """
    everywhere = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {1})
    try:
        with socket.create_connection(("127.0.0.1", int(server.url.rsplit(":", 1)[1]))) as client:
            head = b"PUT /x HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % size
            request = head + bytes(size)
            return statistics.median(timed_upload_ms(client, request) for _ in range(15))
    finally:
        os.sched_setaffinity(0, everywhere)


def timed_upload_ms(client, request):
    start = time.monotonic()
    client.sendall(request)
    if not client.recv(4096).startswith(b"HTTP/1.1 200"):
        raise RuntimeError("a PUT was not answered 200")
    return (time.monotonic() - start) * 1e3


def steady_rate(load, report):
    """Bytes a second that the server handled while all connections had requests left."""
    timeline = report["timeline"]
    start, interval = timeline["start_ns"], timeline["interval_ns"]
    first = int((load["started_ns"] - start) // interval) + 1
    last = int((min(thread["last_ns"] for thread in load["threads"]) - start) // interval)
    return sum(timeline["bytes"][first:last]) / ((last - first) * interval / 1e9)


def beside_busy_home(cores):
    """Two workers; both connections of one home, which is kept busy; how long the small PUT takes."""
    two = ("--threads", "2", *cores[2:])
    with ours("work-stealing", *two) as server, contextlib.ExitStack() as stack:
        port = int(server.url.rsplit(":", 1)[1])
        large, _, small = (stack.enter_context(socket.create_connection(("127.0.0.1", port)))
                           for _ in range(3))
        head = b"PUT /x HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n"
        small.sendall(head % 4 + b"body")  # its home is now known to be the first worker's
        small.recv(4096)
        large.sendall(head % 4_000_000 + bytes(4_000_000))
        time.sleep(0.01)
        start = time.monotonic()
        small.sendall(head % 4 + b"body")
        small.recv(4096)
        return (time.monotonic() - start) * 1e3


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


ALL = {check.__name__: check
       for check in (sink, pieces, small_cpu, small_cpu_loop, small_rate, short, reporting, idle, emulated,
                     client)}
