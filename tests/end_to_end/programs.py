"""Starts dispatch_server and loadgen, waits for them, and looks at what they leave."""

import contextlib
import json
import os
import re
import select
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from .http_client import PATIENCE, Client

REPOSITORY = Path(__file__).resolve().parents[2]
BINARIES = Path(os.environ.get("DISPATCHBENCH_BIN", REPOSITORY / "build/release/bin")).resolve()
SERVER = BINARIES / "dispatch_server"
LOADGEN = BINARIES / "loadgen"
BENCH = BINARIES / "bench"
SIMULATE = BINARIES / "simulate"
REFERENCE = REPOSITORY / "results" / "reference"

# Of a server that ends no connection for its client's silence.
PATIENT = ["--header-timeout", "10m", "--idle-timeout", "10m", "--body-timeout", "10m"]


@dataclass(frozen=True)
class Target:
    """A strategy on one of its backends."""

    strategy: str
    backend: str
    single_worker: bool
    kind: tuple = ()  # what a request can see of its parts; none: it has a loop of its own
    one_connection_each: bool = False  # of the workers; more connections wait
    unavailable: str | None = None  # why this system has no such backend

    @property
    def workers(self):
        if self.one_connection_each:
            return 64
        return 1 if self.single_worker else 4

    def options(self, threads=None):
        count = str(threads or self.workers)
        return ["--strategy", self.strategy, "--backend", self.backend, "--threads", count]

    def __str__(self):
        return f"{self.strategy}-{self.backend}"


def run(program, *arguments, cwd=None, timeout=4 * PATIENCE):
    """Runs to the end; never for ever."""
    return subprocess.run(
        [program, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=timeout,
        stdin=subprocess.DEVNULL,
        cwd=cwd,
    )


def listed(what):
    answer = run(SERVER, what, "--json")
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


def read_targets():
    unavailable = {row["name"]: row["unavailable"] for row in listed("--list-parts")["backend"]}
    return [
        Target(
            row["name"],
            backend,
            row["threads"].startswith("1 worker"),
            kind_of(row["parts"]),
            "a connection each" in row["threads"],
            unavailable[backend],
        )
        for row in listed("--list-strategies")
        for backend in row["backends"]
    ]


def kind_of(parts):
    """Which worker accepts and which gets a connection, no request sees; only that they are workers."""
    return parts and (parts["accept"] == "acceptor-thread", parts["handoff"], parts["afterwards"])


def wait_until(condition, what, patience=PATIENCE):
    """For what raises no event."""
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline, f"still waiting until {what}"
        time.sleep(0.005)


def listening_sockets():
    """The inodes of all on this machine: a port may be another's by now."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return {f"socket:[{row[9]}]" for row in rows if row[3] == "0A"}


def sockets_of(pid):
    """And all else that it has open; none once it has ended."""
    found = set()
    with contextlib.suppress(OSError):
        for entry in Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(OSError):  # closed meanwhile
                found.add(os.readlink(entry))
    return found


class Server:
    """A dispatch_server from the line that says it listens to its end."""

    def __init__(
        self,
        target,
        *options,
        threads=None,
        listen="127.0.0.1:0",
        report=None,
        store=None,
        environment=None,
        prepare=None,  # called by the new process before it becomes the server
    ):
        self.store = store
        self.report_path = report
        bodies = ["--store", store] if store else ["--null"]
        reporting = ["--report", report] if report else []
        command = [SERVER, *target.options(threads), "--listen", listen]
        self.errors = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            [str(word) for word in [*command, *bodies, *reporting, *options]],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            text=True,
            env={**os.environ, **(environment or {})},
            preexec_fn=prepare,
        )
        self.ended = False
        try:
            self.url = self._read_url()
        except BaseException:
            self.kill()
            raise
        host, port = self.url.removeprefix("http://").split(":")
        self.address = (host, int(port))

    def _read_url(self):
        ready, _, _ = select.select([self.process.stdout], [], [], PATIENCE)
        line = self.process.stdout.readline() if ready else ""
        match = re.fullmatch(r"listening on (http://[\d.]+:\d+)\n", line)
        assert match, f"said {line!r} and {self._stderr()!r}"
        return match[1]

    @property
    def pid(self):
        return self.process.pid

    def client(self, **rest):
        return Client(self.address, **rest)

    def ask(self, method, target, body=None, **rest):
        """One request on a connection of its own."""
        with self.client() as client:
            return client.ask(method, target, body, **rest)

    def signal(self, number=signal.SIGTERM):
        self.process.send_signal(number)

    def listeners(self):
        return sockets_of(self.pid) & listening_sockets()

    def stop_accepting(self):
        """Sends SIGTERM and waits until it has had its effect."""
        self.signal()
        wait_until(lambda: not self.listeners(), "nobody listens")

    def wait(self, stderr="", code=0):
        """Waits for its end, which must be a clean one."""
        self.ended = True
        try:
            rest, _ = self.process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()
            raise
        said = self._stderr()
        assert (self.process.returncode, said, rest) == (code, stderr, "")

    def stop(self):
        if self.ended:
            return
        self.signal()
        self.wait()

    def kill(self):
        self.ended = True
        self.process.kill()
        self.process.communicate()

    def report(self):
        """Ends it and reads what it has written."""
        self.stop()
        return json.loads(Path(self.report_path).read_text())

    def sockets(self):
        """How many it has open, the listening ones and the kernel's own not told apart."""
        folder = f"/proc/{self.pid}/fd"
        count = 0
        for name in os.listdir(folder):
            try:
                count += os.readlink(f"{folder}/{name}").startswith("socket:")
            except FileNotFoundError:
                pass
        return count

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def threads(self):
        return len(os.listdir(f"/proc/{self.pid}/task"))

    def resident_bytes(self):
        """Counted page by page; what statm says lags behind on machines of many processors."""
        rollup = Path(f"/proc/{self.pid}/smaps_rollup").read_text()
        return int(re.search(r"^Rss: +(\d+) kB$", rollup, re.MULTILINE)[1]) * 1024

    def rests(self):
        """Whether every thread waits for something, and none is woken for 5 ms."""
        before = self._switches()
        time.sleep(0.005)
        return None not in before.values() and self._switches() == before

    def _switches(self):
        """How often each thread was given a processor; nothing for those that have one or have ended."""
        counts = {}
        for task in Path(f"/proc/{self.pid}/task").iterdir():
            status = ""
            with contextlib.suppress(OSError):
                status = (task / "status").read_text()
            asleep = "\nState:\tS" in status
            counts[task.name] = re.findall(r"ctxt_switches:\t(\d+)", status) if asleep else None
        return counts

    def _stderr(self):
        self.errors.seek(0)
        return self.errors.read()


class Load:
    """What a finished loadgen has said and written."""

    def __init__(self, completed, output):
        self.code = completed.returncode
        self.stdout = completed.stdout
        self.stderr = completed.stderr
        self.json = json.loads(output.read_text()) if output.exists() else None


def run_load(url, *options, folder):
    output = Path(folder) / "load.json"
    return Load(run(LOADGEN, url, "-o", output, *options), output)


def succeed(load):
    """What a load that met no error says."""
    assert (load.code, load.stderr) == (0, "")
    assert load.json["errors"] == {}
    return load.json


def total(report, column):
    """Of the report's workers."""
    return sum(worker[column] for worker in report["workers"])
