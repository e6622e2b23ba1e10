#!/usr/bin/python3
"""Every strategy at full load for long, among abuse and random faults: nothing may grow.

For each strategy a server with a store is driven by loadgen and by clients that misbehave in every
way of the table of abuse, while chosen system calls fail by chance; then all of that ends, and
descriptors, threads and memory have to be where they were after the first tenth of the time, the
server has to answer, and to end well. Writes what was seen as JSON and exits with 1 if anything was
not as promised.

    tests/soak.py [--seconds 1200] [--at-once 1] [--strategy NAME …] [--output results/soak.json]
"""

import argparse
import concurrent.futures
import contextlib
import errno
import itertools
import json
import os
import random
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from end_to_end.abuse import CASES
from end_to_end.faults import ANY, LIBRARY, SHORT, Faults
from end_to_end.http_client import request, some_bytes
from end_to_end.programs import LOADGEN, REPOSITORY, Server, read_targets, total, wait_until

BODY = some_bytes(20_000)
ERRORS = [errno.EINTR, errno.EMFILE, errno.ENOMEM, errno.ENOSPC, errno.EIO, errno.ECONNRESET, SHORT]
ONE_IN = 500  # calls that fail, while any do
FAULTY_SECONDS = 5  # with faults, then as long without
MEMORY = Path("/dev/shm")  # where there is such a folder, no disk sets the pace
MOST_GROWTH = 16 << 20  # bytes of resident memory
INTERRUPTED = threading.Event()


class Background:
    """Something that is done over and over on a thread of its own."""

    def __init__(self, action):
        self.over = threading.Event()
        self.action = action
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self):
        while not self.over.is_set():
            with contextlib.suppress(ConnectionError, TimeoutError, AssertionError):
                self.action(self.over)

    def end(self):
        self.over.set()
        self.thread.join()


def misbehave(server, chance):
    """A connection that ends somewhere in a case of the table, perhaps with a reset."""
    message = chance.choice(CASES).message
    with server.client() as client:
        client.socket.settimeout(2)
        client.send(request("PUT", f"/{chance.randrange(20)}", BODY[: chance.randrange(20_000)]))
        client.answer()
        client.send(message[: chance.randrange(len(message) + 1)])
        if chance.random() < 0.5:
            client.reset()


def load(server, over):
    """Some seconds of loadgen; what fails is the faults' doing."""
    options = ["--duration", "3s", "-t", "1", "-c", "16", "-s", "uniform:1B,20kB"]
    options += ["--requests-per-connection", "200", "--timeout", "5s"]
    with subprocess.Popen(
        [LOADGEN, server.url, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        while process.poll() is None:
            if over.wait(0.1):
                process.terminate()


def break_things(faults, chance, over):
    faults.arm(ANY, chance.choice(ERRORS), one_in=ONE_IN)
    over.wait(FAULTY_SECONDS)
    faults.disarm()
    failed = faults.failed
    over.wait(FAULTY_SECONDS)
    return failed


def held(server):
    return {
        "descriptors": server.descriptors(),
        "threads": server.threads(),
        "resident_bytes": server.resident_bytes(),
    }


def drive(server, faults, seconds, chance):
    """Full load for so long; how many calls have failed."""
    failed = []
    actions = [
        lambda over: load(server, over),
        lambda over: misbehave(server, chance),
        lambda over: misbehave(server, chance),
        lambda over: failed.append(break_things(faults, chance, over)),
    ]
    running = [Background(action) for action in actions]
    INTERRUPTED.wait(seconds)
    for each in running:
        each.end()
    faults.disarm()
    return sum(failed)


def rested(server, descriptors):
    """What it holds when nobody is connected any more."""
    wait_until(lambda: server.descriptors() <= descriptors, "every connection is closed")
    return held(server)


def soak(target, seconds, chance, folder):
    """The figures of one strategy."""
    faults = Faults(folder)
    server = Server(
        target,
        *["--header-timeout", "2s", "--body-timeout", "2s", "--idle-timeout", "5s"],
        store=folder / "store",
        report=folder / "report.json",
        environment=faults.environment,
    )
    try:
        idle = server.descriptors() + 2 * server.threads()  # their pipes
        failed = drive(server, faults, seconds / 10, chance)
        before = rested(server, idle)
        failed += drive(server, faults, seconds * 9 / 10, chance)
        after = rested(server, idle)
        answers = server.ask("PUT", "/last", BODY).status == 200
        report = server.report()
    except BaseException:
        server.kill()
        raise
    return {
        "strategy": target.strategy,
        "backend": target.backend,
        "seconds": seconds,
        "requests": total(report, "requests"),
        "connections": total(report, "connections"),
        "failed_calls": failed,
        "before": before,
        "after": after,
        "answers_afterwards": answers,
        "temporary_files": sum(name.startswith(".") for name in os.listdir(folder / "store")),
    }


def complaints(figures):
    """What was not as promised."""
    before, after = figures["before"], figures["after"]
    if after["threads"] != before["threads"]:
        yield f"{before['threads']} threads became {after['threads']}"
    if after["resident_bytes"] - before["resident_bytes"] > MOST_GROWTH:
        yield f"{before['resident_bytes']} B of memory became {after['resident_bytes']} B"
    if not figures["answers_afterwards"]:
        yield "it answers no more"
    if figures["temporary_files"]:
        yield f"{figures['temporary_files']} temporary files are left"


def on_epoll(targets):
    """Where a strategy has it."""
    return next((target for target in targets if target.backend == "epoll"), targets[0])


def soaked(target, seconds, chance):
    """The figures of one strategy, and what is wrong with them."""
    try:
        with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
            figures = soak(target, seconds, chance, Path(folder))
        figures["complaints"] = list(complaints(figures))
    except Exception as problem:  # the others' figures are not lost for it
        figures = {
            **{"strategy": target.strategy, "backend": target.backend, "seconds": seconds},
            **dict.fromkeys(("requests", "connections", "failed_calls"), 0),
            "complaints": [repr(problem)],
        }
    print(json.dumps(figures), flush=True)
    return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--seconds", type=float, default=1200, help="of all strategies together; each has its share"
    )
    parser.add_argument("--at-once", type=int, default=1, help="strategies that have it side by side")
    parser.add_argument("--strategy", nargs="*", help="default: all, each on one of its backends")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", type=Path, default=REPOSITORY / "results/soak.json")
    options = parser.parse_args()
    if not LIBRARY.exists():
        parser.error(f"no {LIBRARY}: build it, or set DISPATCHBENCH_BIN")
    if options.at_once < 1:
        parser.error("--at-once: expected 1 or more")
    by_strategy = itertools.groupby(read_targets(), key=lambda target: target.strategy)
    targets = [on_epoll(list(backends)) for _, backends in by_strategy]
    if options.strategy:
        targets = [target for target in targets if target.strategy in options.strategy]
    if not targets:
        parser.error("no such strategy")
    chances = [random.Random(f"{options.seed} {target.strategy}") for target in targets]
    seconds = [options.seconds / len(targets)] * len(targets)
    with concurrent.futures.ThreadPoolExecutor(options.at_once) as pool:
        try:
            rows = list(pool.map(soaked, targets, seconds, chances))
        except KeyboardInterrupt:
            INTERRUPTED.set()
            pool.shutdown(cancel_futures=True)
            raise
    result = {
        "schema_version": 1,
        "one_call_in": ONE_IN,
        "at_once": options.at_once,
        "requests": sum(row["requests"] for row in rows),
        "connections": sum(row["connections"] for row in rows),
        "failed_calls": sum(row["failed_calls"] for row in rows),
        "strategies": rows,
    }
    options.output.write_text(json.dumps(result, indent=1) + "\n")
    raise SystemExit(any(row["complaints"] for row in rows))


if __name__ == "__main__":
    main()
