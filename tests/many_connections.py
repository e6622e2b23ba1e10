#!/usr/bin/python3
"""A load of many open connections, from several hosts that are all on this machine.

Network namespaces are the hosts, a process of loadgen in each; one server takes all, or several that
share its port where one may not have so many descriptors. Every connection sends one request while all
are opened, another while all are open, and a third, after which it is closed. All have to be answered;
what client, server and kernel hold more at the most than before is divided by the connections. Takes
root; ends with 1 if a connection or an answer was missing.

    tests/many_connections.py [--connections 10000] [--hosts 2] [--servers 1] [--strategy reuseport]
                              [--rate 4000] [--output results/many-connections.json]

Each host has 64,000 ports and each process as many descriptors as ulimit -Hn says, so many
connections at the most.
"""

import argparse
import contextlib
import json
import resource
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from end_to_end.mpi_load import MpiLoad
from end_to_end.namespaces import Network, said_by, why_no_network
from end_to_end.programs import REPOSITORY, Server, read_targets

PORTS = (1500, 65500)
REQUESTS = 3  # of each connection
EVEN = 0.85  # of what servers can take in all, where the kernel's hash chooses among them
CONNECTIONS_OF_A_THREAD = 1000  # libcurl looks through all of a thread's for each request
SPARE = 200  # descriptors of a process beside its connections
PATIENCE = 90  # seconds for what takes a few
SETTINGS = {
    "net.ipv4.ip_local_port_range": f"{PORTS[0]} {PORTS[1]}",
    "net.ipv4.tcp_tw_reuse": "1",
}


def most_descriptors(wanted):
    """That a process may have, of those wanted; from now on it and all that it starts do."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = max(soft, min(hard, wanted))
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    return most


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

    def __init__(self, servers):
        self.servers = servers
        self.idle = self._descriptors()
        self.server_before = self._server_bytes()
        self.kernel_before = kernel_bytes()
        self.most = {"connections": 0, "client_bytes": 0, "server_bytes": 0, "kernel_bytes": 0}
        self.over = threading.Event()

    def _descriptors(self):
        return sum(server.descriptors() for server in self.servers)

    def _server_bytes(self):
        return resident_bytes(server.pid for server in self.servers)

    def start(self, load):
        self.thread = threading.Thread(target=self._run, args=(load,))
        self.thread.start()

    def _run(self, load):
        while not self.over.wait(1):
            self._note("connections", self._descriptors() - self.idle)
            self._note("client_bytes", resident_bytes(load.processes().values()))
            self._note("server_bytes", self._server_bytes() - self.server_before)
            self._note("kernel_bytes", kernel_bytes() - self.kernel_before)

    def _note(self, name, value):
        self.most[name] = max(self.most[name], value)

    def stop(self):
        self.over.set()
        self.thread.join()
        return self.most


@contextlib.contextmanager
def servers_at(address, target, count):
    """So many, on one port."""
    options = ["--backlog", 65535, "--idle-timeout", "60m", "--header-timeout", "60m"]
    if count > 1:
        options += ["--share-port", "beside"]
    servers, listen = [], f"{address}:0"
    try:
        for _ in range(count):
            servers.append(Server(target, *options, listen=listen))
            listen = servers[0].url.removeprefix("http://")
        yield servers
    finally:
        for server in servers:
            server.kill()


def measure(network, target, options):
    """The load's figures, and the most that was held."""
    threads = max(options.hosts, options.connections // CONNECTIONS_OF_A_THREAD)
    words = ["-t", threads, "-c", options.connections, "-s", "10B", "--rate", options.rate,
             "-n", REQUESTS * options.connections, "--timeout", "1m"]
    with (tempfile.TemporaryDirectory() as folder,
          servers_at(network.address, target, options.servers) as servers):
        watch = Watch(servers)
        load = MpiLoad(network.mpirun(), servers[0].url, *words, folder=folder)
        try:
            watch.start(load)
            try:
                load.process.wait(PATIENCE + 2 * REQUESTS * options.connections / options.rate)
            finally:
                most = watch.stop()
            return load.succeed(), most
        finally:
            load.end()


def parsed():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--connections", type=int, default=10_000)
    parser.add_argument("--hosts", type=int, default=2)
    parser.add_argument("--servers", type=int, default=1, help="that share the port")
    parser.add_argument("--strategy", default="reuseport")
    parser.add_argument("--rate", type=int, default=4000, help="requests a second, of all")
    parser.add_argument("--output", type=Path, default=REPOSITORY / "results/many-connections.json")
    options = parser.parse_args()
    if not 0 < options.hosts < 250 or options.servers < 1 or options.connections < 1:
        parser.error("expected --hosts of 1 to 249, and --servers and --connections of at least 1")
    descriptors = most_descriptors(2 * options.connections + SPARE) - SPARE
    of_a_host = min(PORTS[1] - PORTS[0], descriptors)
    if options.connections > options.hosts * of_a_host:
        parser.error(f"expected at most {of_a_host} --connections for each of --hosts")
    if options.connections > options.servers * EVEN * descriptors:
        parser.error(f"expected at most {EVEN * descriptors:.0f} --connections for each of --servers")
    targets = [target for target in read_targets() if target.strategy == options.strategy]
    if not targets:
        parser.error("no such strategy")
    if why_no_network():
        parser.error(f"no network namespaces: {why_no_network()}")
    return options, next((target for target in targets if target.backend == "epoll"), targets[0])


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # not without the network's end
    options, target = parsed()
    network = Network(options.hosts)
    try:
        for host in network.hosts:
            for name, value in SETTINGS.items():
                problem = said_by("ip", "netns", "exec", host, "sysctl", "-qw", f"{name}={value}")
                if problem:
                    sys.exit(problem)
        load, most = measure(network, target, options)
    except (AssertionError, subprocess.TimeoutExpired) as problem:
        sys.exit(f"many_connections.py: {problem}")
    finally:
        network.remove()
    held = most.pop("connections")
    figures = {
        "schema_version": 1,
        "strategy": target.strategy,
        "hosts": options.hosts,
        "servers": options.servers,
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
