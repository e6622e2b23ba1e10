#!/usr/bin/env python3
"""What 2,000 slow clients leave of the fast ones' rate, for every strategy.

Each round measures a strategy once alone and once beside connections that send a byte now and then,
in shuffled order, each time with a fresh server; the ratio is taken within the round. Prints a table
and writes the figures as JSON.

    benchmarks/slow_clients.py [--rounds 5] [--slow 2000] [--output FILE]
"""

import argparse
import contextlib
import itertools
import json
import pathlib
import random
import resource
import socket
import statistics
import subprocess
import tempfile
import threading
import urllib.request

from servers import BIN, running

WANTED = 0.9  # of the rate without slow clients
BEGINNINGS = [b"", b"PUT /slow HTTP/1.1\r\nHost: t\r\nX: ",
              b"PUT /slow HTTP/1.1\r\nHost: t\r\nContent-Length: 100000\r\n\r\n"]


class Crowd:
    """Connections that each send a byte about every `period` seconds."""

    def __init__(self, url, size, period=5.0):
        host, port = url.removeprefix("http://").split(":")
        self.sockets = [socket.create_connection((host, int(port))) for _ in range(size)]
        self.period = period
        for number, one in enumerate(self.sockets):
            one.sendall(BEGINNINGS[number % len(BEGINNINGS)])
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.trickle)

    def trickle(self):
        groups = 100  # one after the other within a period
        for group in itertools.cycle(range(groups)):
            if self.over.wait(self.period / groups):
                return
            for number in range(group, len(self.sockets), groups):
                if number % len(BEGINNINGS):
                    with contextlib.suppress(OSError):
                        self.sockets[number].send(b"a")

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()
        for one in self.sockets:
            one.close()


def rate(url, seconds):
    """Requests a second of the fast clients."""
    with tempfile.TemporaryDirectory() as folder:
        output = pathlib.Path(folder) / "load.json"
        subprocess.run([BIN / "loadgen", url, "--duration", f"{seconds}s", "--warmup", "500ms", "-t",
                        "2", "-c", "32", "-s", "10kB", "-o", output], check=True,
                       stdout=subprocess.DEVNULL)
        return json.loads(output.read_text())["requests_per_second"]


def await_turn(url):
    """Until connections that came after the crowd are served, by whichever worker."""
    for _ in range(16):
        urllib.request.urlopen(urllib.request.Request(f"{url}/a", method="PUT", data=b"a")).close()


def measure(strategy, slow, seconds):
    command = [BIN / "dispatch_server", "--strategy", strategy, "--threads", "4", "--null", "--listen",
               "127.0.0.1:0", "--header-timeout", "10m", "--body-timeout", "10m"]
    with running(command) as server, Crowd(server.url, slow):
        await_turn(server.url)
        return rate(server.url, seconds)


def strategies():
    listed = subprocess.run([BIN / "dispatch_server", "--list-strategies", "--json"], check=True,
                            capture_output=True, text=True).stdout
    return [row["name"] for row in json.loads(listed)]


def run(options):
    ratios = {name: [] for name in strategies()}
    chance = random.Random(options.seed)
    for _ in range(options.rounds):
        for name in chance.sample(list(ratios), len(ratios)):
            sizes = chance.sample([0, options.slow], 2)
            rates = {size: measure(name, size, options.seconds) for size in sizes}
            ratios[name].append(rates[options.slow] / rates[0])
    return ratios


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--slow", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", type=pathlib.Path)
    options = parser.parse_args()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    ratios = run(options)
    for name, values in ratios.items():
        median = statistics.median(values)
        verdict = "" if median >= WANTED else f"  below {WANTED}"
        print(f"{name:24} {median:.3f}  ({min(values):.3f} to {max(values):.3f}){verdict}")
    if options.output:
        figures = {name: {"median": statistics.median(values), "values": values}
                   for name, values in ratios.items()}
        options.output.write_text(json.dumps({"slow_clients": options.slow, "wanted": WANTED,
                                              "ratio_of_rate": figures}, indent=1) + "\n")


if __name__ == "__main__":
    main()
