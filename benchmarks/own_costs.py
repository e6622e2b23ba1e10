"""The checks of speed.py that need no other server: what reports, idle connections and emulation cost."""

import contextlib
import json
import os
import pathlib
import resource
import socket
import statistics
import tempfile
import time

from clients import LARGE, Figure, loadgen, wrk
from servers import ours

MANY = 16  # workers of reuseport, whatever the machine has
TOGETHER = ("-n", 100_000, "-t", 2, "-c", 128, "-s", "10B")


def ratio_of(first, second):
    """Of two rates, each measured four times, in an order that a steady drift does not favour."""
    sums = {first: 0, second: 0}
    for measured in (first, second, second, first, second, first, first, second):
        sums[measured] += measured()
    return sums[first] / sums[second]


def reporting():
    """What the report, the sampler and Server-Timing cost.

    With large bodies the rates spread by ten times the bound, even taken in turns; there the
    processor time of the sampler, the only part that costs anything between answers, decides.
    What workers write for the sampler to see costs most where several of them write at once.
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

        def small(*options, close=False):
            with ours("single-reactor", *options, cpus="0") as server:
                return wrk(server.url, close=close, cpus="0")[1]

        def together(*options):
            with ours("reuseport", "--threads", str(MANY), *options) as server:
                return loadgen(server.url, *TOGETHER)["bytes_per_second"]

        figures["40 MB PUTs, rate"] = Figure(
            ratio_of(lambda: large(*told), lambda: large(*quiet)), "of without")
        figures["40 MB PUTs, sampler"] = Figure(
            statistics.mean(shares), "of processor", "<= 0.01")
        figures["small PUTs, rate"] = Figure(
            ratio_of(lambda: small(*told), lambda: small(*quiet)), "of without", ">= 0.95")
        figures["small PUTs, a connection each, rate"] = Figure(
            ratio_of(lambda: small(*told, close=True), lambda: small(*quiet, close=True)), "of without", ">= 0.95")
        figures[f"small PUTs, {MANY} workers, rate"] = Figure(
            ratio_of(lambda: together(*told), lambda: together(*quiet)), "of without", ">= 0.95")
    return figures


def sampler_share(report, load):
    """Of the processor time of client and server, all threads."""
    sampler = sum(thread["cpu_seconds"] for thread in report["other_threads"]
                  if thread["name"] == "sampler")
    workers = sum(worker["cpu_seconds"] for worker in report["workers"])
    return sampler / (sampler + workers + load["cpu_seconds"])


def idle():
    """Resident memory of an idle keep-alive connection that has served a request."""
    count = min(10_000, raised_descriptor_limit() - 100)
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


def raised_descriptor_limit():
    """The hard limit, which the soft one is from now on, for servers started later too."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


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
