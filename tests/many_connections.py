#!/usr/bin/python3
"""A load of so many open connections as the hosts of one machine can hold.

Network namespaces are the hosts, a process of loadgen in each; one server takes all. Every connection
sends one request while all are opened, another while all are open, and a third, after which it is
closed. All have to be answered; what client, server and kernel held at the most is divided by the
connections. Takes root; ends with 1 if a connection or an answer was missing.

    tests/many_connections.py [--connections 100000] [--hosts 4] [--strategy reuseport]
                              [--rate 4000] [--output results/many-connections.json]

Each host has 64,000 ports, so many connections at the most.
"""

import argparse
import json
import resource
import sys
import tempfile
import threading
from pathlib import Path

from end_to_end.mpi_load import MpiLoad
from end_to_end.namespaces import Network, said_by, why_no_network
from end_to_end.programs import REPOSITORY, Server, read_targets

PORTS = (1500, 65500)
REQUESTS = 3  # of each connection
SPARE = 1000  # descriptors beside the connections
SETTINGS = {
    "net.ipv4.ip_local_port_range": f"{PORTS[0]} {PORTS[1]}",
    "net.ipv4.tcp_tw_reuse": "1",
}


def allow_descriptors(count):
    """In this process and all that it starts. Throws ValueError or OSError where that may not be."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (count, max(count, most)))


def kernel_bytes():
    """What the kernel keeps for itself, sockets above all."""
    fields = dict(line.split(":") for line in Path("/proc/meminfo").read_text().splitlines())
    return sum(int(fields[name].split()[0]) * 1024 for name in ("Slab", "Percpu"))


def resident_bytes(pids):
    total = 0
    for pid in pids:
        try:
            pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        except (OSError, IndexError):  # it has just ended
            continue
        total += pages * resource.getpagesize()
    return total


class Watch:
    """The most that there was of everything, looked at once a second until it is stopped."""

    def __init__(self, load, server, idle):
        self.most = {"connections": 0, "client_bytes": 0, "server_bytes": 0, "kernel_bytes": 0}
        self.before = kernel_bytes()
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._run, args=(load, server, idle))
        self.thread.start()

    def _run(self, load, server, idle):
        while not self.over.wait(1):
            self._note("connections", server.descriptors() - idle)
            self._note("client_bytes", resident_bytes(load.processes().values()))
            self._note("server_bytes", resident_bytes([server.pid]))
            self._note("kernel_bytes", kernel_bytes() - self.before)

    def _note(self, name, value):
        self.most[name] = max(self.most[name], value)

    def stop(self):
        self.over.set()
        self.thread.join()
        return self.most


def measure(network, target, options):
    """The load's figures, and the most that was held."""
    limits = ["--max-connections", options.connections + SPARE, "--backlog", 65535,
              "--idle-timeout", "60m", "--header-timeout", "60m"]
    load_options = ["-t", options.hosts, "-c", options.connections, "-s", "10B", "--rate", options.rate,
                    "-n", REQUESTS * options.connections, "--timeout", "1m"]
    with tempfile.TemporaryDirectory() as folder:
        server = Server(target, *limits, listen=f"{network.address}:0")
        idle = server.descriptors()
        load = MpiLoad(network.mpirun(), server.url, *load_options, folder=folder)
        try:
            watch = Watch(load, server, idle)
            try:
                load.process.wait()
            finally:
                most = watch.stop()
            return load.succeed(), most
        finally:
            load.end()
            server.kill()


def parsed():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--connections", type=int, default=100_000)
    parser.add_argument("--hosts", type=int, default=4)
    parser.add_argument("--strategy", default="reuseport")
    parser.add_argument("--rate", type=int, default=4000, help="requests a second, of all")
    parser.add_argument("--output", type=Path, default=REPOSITORY / "results/many-connections.json")
    options = parser.parse_args()
    if not 0 < options.connections <= options.hosts * (PORTS[1] - PORTS[0]) or not 0 < options.hosts < 250:
        parser.error(f"expected --connections of 1 to {PORTS[1] - PORTS[0]} for each of 1 to 249 --hosts")
    targets = [target for target in read_targets() if target.strategy == options.strategy]
    if not targets:
        parser.error("no such strategy")
    if why_no_network():
        parser.error(f"no network namespaces: {why_no_network()}")
    try:
        allow_descriptors(options.connections + 2 * SPARE)
    except (OSError, ValueError) as problem:
        parser.error(f"{options.connections} connections: {problem}: see ulimit -Hn and fs.nr_open")
    return options, next((target for target in targets if target.backend == "epoll"), targets[0])


def main():
    options, target = parsed()
    network = Network(options.hosts)
    try:
        for host in network.hosts:
            for name, value in SETTINGS.items():
                problem = said_by("ip", "netns", "exec", host, "sysctl", "-qw", f"{name}={value}")
                if problem:
                    sys.exit(problem)
        load, most = measure(network, target, options)
    finally:
        network.remove()
    held = most.pop("connections")
    figures = {
        "schema_version": 1,
        "strategy": target.strategy,
        "hosts": options.hosts,
        "connections": options.connections,
        "open_at_once": held,
        "requests": load["requests"],
        "errors": load["errors"],
        "bytes_a_connection": {name.removesuffix("_bytes"): round(value / options.connections)
                               for name, value in most.items()},
    }
    print(json.dumps(figures, indent=1))
    options.output.write_text(json.dumps(figures, indent=1) + "\n")
    return held < options.connections or load["requests"] < REQUESTS * options.connections


if __name__ == "__main__":
    sys.exit(main())
