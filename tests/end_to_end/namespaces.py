"""Network namespaces as the hosts of a load: a bridge, and behind it a namespace a host."""

import functools
import itertools
import os
import shutil
import subprocess
from pathlib import Path

import pytest

numbers = itertools.count()
REMOTE_SHELL = Path(__file__).with_name("in_namespace.sh")
AS_HOST = Path(__file__).with_name("as_host.sh")


def said_by(*command):
    """Nothing if it went well, otherwise why not."""
    answer = subprocess.run(command, capture_output=True, text=True, timeout=60)
    return None if answer.returncode == 0 else f"{' '.join(command)}: {answer.stderr.strip()}"


@functools.cache
def why_no_network():
    """Nothing if this system has one. Tried, for what root may do differs from container to container."""
    missing = [name for name in ("ip", "unshare") if not shutil.which(name)]
    if missing:
        return f"no {missing[0]}"
    try:
        network = Network(1)
    except OSError as problem:
        return str(problem)
    try:
        return said_by("ip", "netns", "exec", network.hosts[0], "unshare", "--uts", "true")
    finally:
        network.remove()


def network_or_skip(count):
    why = why_no_network()
    if why:
        pytest.skip(f"no network namespaces: {why}")
    return Network(count)


def why_no_shifted_clock():
    return said_by("unshare", "--time", "--monotonic", "3", "true")


class Network:
    """Hosts 10.x.y.1 and so on; this process, where servers and mpirun run, is 10.x.y.254. OSError: cannot be."""

    def __init__(self, count):
        process, number = os.getpid(), next(numbers)
        self.prefix = f"10.{128 + process % 100}.{(process // 100 + number) % 250}"
        self.name = f"db{process}n{number}"  # of a device at most 15 letters
        self.hosts = [f"{self.name}h{i}" for i in range(1, count + 1)]
        self.address = f"{self.prefix}.254"
        try:
            self._make()
        except BaseException:
            self.remove()
            raise

    def named(self):
        """(name, address) of each host."""
        return [(host, f"{self.prefix}.{i}") for i, host in enumerate(self.hosts, 1)]

    def _make(self):
        bridge = f"{self.name}b"
        self._ip("link", "add", bridge, "type", "bridge")
        self._ip("addr", "add", f"{self.address}/24", "dev", bridge)
        self._ip("link", "set", bridge, "up")
        for i, host in enumerate(self.hosts, 1):
            wire = f"{self.name}v{i}"
            self._ip("netns", "add", host)
            self._ip("link", "add", wire, "type", "veth", "peer", "name", "eth0", "netns", host)
            self._ip("link", "set", wire, "master", bridge, "up")
            self._ip("-n", host, "addr", "add", f"{self.prefix}.{i}/24", "dev", "eth0")
            self._ip("-n", host, "link", "set", "eth0", "up")
            self._ip("-n", host, "link", "set", "lo", "up")

    def _ip(self, *words):
        problem = said_by("ip", *words)
        if problem:
            raise OSError(problem)

    def disturb(self, *netem):
        """Why the kernel cannot, or nothing: delay and loss on the way from every host."""
        for host in self.hosts:
            command = ["ip", "netns", "exec", host, "tc", "qdisc", "add", "dev", "eth0", "root", "netem"]
            problem = said_by(*command, *netem)
            if problem:
                return problem
        return None

    def remove(self):
        for host in self.hosts:
            said_by("ip", "netns", "delete", host)
        said_by("ip", "link", "delete", f"{self.name}b")

    def mpirun(self):
        """The words that start a process on each host, and all that they say to each other over it."""
        only = f"{self.prefix}.0/24"
        return [
            "--host", ",".join(self.hosts), "-n", str(len(self.hosts)),
            "--mca", "plm_rsh_agent", str(REMOTE_SHELL),
            "--mca", "pml", "ob1", "--mca", "btl", "tcp,self",
            "--mca", "btl_tcp_if_include", only, "--mca", "oob_tcp_if_include", only,
        ]
