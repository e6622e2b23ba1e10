"""A small experiment run by the real bench, its processes while it runs, and what it leaves."""

import functools
import json
import os
import signal
import subprocess
import tempfile
import time
import uuid
from pathlib import Path

import jsonschema

from .http_client import PATIENCE
from .leftovers import processes_with
from .programs import BENCH, REPOSITORY, listening_sockets, run, sockets_of, wait_until

SCHEMAS = {
    path.name: json.loads(path.read_text())
    for path in (REPOSITORY / "results" / "schema").glob("*.schema.json")
}
MARK = "DISPATCHBENCH_TEST_RUN"  # in the environment of every process of a run
STALL = "nothing could be sampled for "  # how a failure begins that is the machine's
ROWS = ["single-reactor", "reuseport", "threads-epoll"]

SPEC = {
    "name": "small",
    "about": "A run of a few hundred milliseconds.",
    "rounds": 2,
    "seed": 7,
    "baseline": "threads-epoll",
    "server": {"threads": 2, "sample-interval": "2ms"},
    "load": {"requests": 160, "connections": 4, "threads": 2, "body-size": "1kB"},
    "rows": ROWS,
    "run_timeout": "20s",
}


@functools.cache
def validator(schema):
    with_others = jsonschema.RefResolver("", SCHEMAS[schema], store=SCHEMAS)
    return jsonschema.Draft202012Validator(SCHEMAS[schema], resolver=with_others)


def read_whole(path, schema):
    content = json.loads(path.read_text())
    validator(schema).validate(content)
    return content


class BenchRun:
    """`bench run` of one experiment in a folder of its own, as often as it takes."""

    def __init__(self, folder, spec=None, bin=None, environment=None):
        self.folder = folder
        self.output = folder / "out"
        self.store = folder / "store"
        self.spec = folder / "small.json"
        self.spec.write_text(json.dumps(with_store(spec or SPEC, self.store)))
        self.programs = ["--bin", bin] if bin else []
        self.variables = environment or {}
        self.mark = f"{MARK}={uuid.uuid4()}"
        self.listeners = set()

    def start(self, *options):
        name, _, value = self.mark.partition("=")
        self.errors = tempfile.TemporaryFile("w+")
        arguments = options or [self.spec, "--output", self.output]
        self.process = subprocess.Popen(
            [str(word) for word in [BENCH, "run", *arguments, *self.programs]],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self.errors,
            process_group=0,  # as a shell starts what Ctrl-C is to reach
            env={**os.environ, **self.variables, name: value},
        )
        return self

    def wait(self):
        """Its exit code and what it complained of."""
        try:
            code = self.process.wait(2 * PATIENCE)
        finally:
            self.process.kill()
        self.errors.seek(0)
        return code, self.errors.read()

    def finish(self):
        """Starts it or goes on with it, to the end; again where only the machine was at fault."""
        for _ in range(5):
            begun = (self.output / "manifest.json").exists()
            ended = self.start(*(["--resume", self.output] if begun else [])).wait()
            if not self.stalled():
                break
        return ended

    def pids(self, program):
        """Of those of its processes that run a program under load, not just ask it something."""
        found = []
        for pid in processes_with(self.mark.encode()):
            try:
                words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if words[0].endswith(b"/" + program.encode()) and len(words) > 4:
                found.append(pid)
        return found

    def note_listeners(self):
        for pid in self.pids("dispatch_server"):
            self.listeners |= sockets_of(pid) & listening_sockets()

    def kill_child(self, program, number):
        """Whether one was found before bench ended."""
        while self.process.poll() is None:
            for pid in self.pids(program):
                self.note_listeners()
                try:
                    descriptor = os.pidfd_open(pid)
                except ProcessLookupError:
                    continue
                try:
                    if pid in self.pids(program):  # and not another that has got its number
                        signal.pidfd_send_signal(descriptor, number)
                        return True
                except ProcessLookupError:
                    pass
                finally:
                    os.close(descriptor)
            time.sleep(0.001)
        return False

    def check_nothing_runs(self):
        wait_until(lambda: not processes_with(self.mark.encode()), "every process has ended")
        wait_until(lambda: not self.listeners & listening_sockets(), "every port is free")

    def check_files(self, killed=False):
        """Each is whole. Only what was killed with SIGKILL may have left what it worked on."""
        for path in self.files():
            if path.name in ("manifest.json", "summary.json"):
                read_whole(path, f"{path.stem}.schema.json")
            elif path.parent.name == "runs" and path.suffix == ".json":
                read_whole(path, "run.schema.json")
            elif path.name != "table.txt":
                assert killed and (path.parent.name == "work" or ".tmp." in path.name), path

    def check_finished(self):
        self.check_nothing_runs()
        self.check_files()
        assert not list(self.store.glob("*"))
        summary = self.read("summary.json")
        assert summary["finished_runs"] == summary["planned_runs"]
        assert [row["failed"] for row in summary["strategies"]] == [0] * len(summary["strategies"])

    def files(self):
        return [path for path in self.output.rglob("*") if path.is_file()]

    def read(self, name):
        return json.loads((self.output / name).read_text())

    def records(self):
        return [json.loads(path.read_text()) for path in sorted(self.output.glob("runs/*.json"))]

    def failures(self):
        return failures_in(self.output)

    def stalled(self):
        return stalled(self.output)

    def structure(self):
        """What any two finished runs of one experiment have in common, as a set."""
        found = {path.relative_to(self.output) for path in self.files()}
        found |= {("plan", *(run[key] for key in PLANNED)) for run in self.records()}
        for path in self.files():
            if path.suffix == ".json":
                found |= {(path.name, *place) for place in places_in(json.loads(path.read_text()))}
        return found


PLANNED = ["index", "round", "repeat", "name", "strategy", "status"]

# Their keys are findings.
FOUND = {"flags", "limited_by", "utilization", "statuses", "answers_by_worker", "errors", "fullest", "marks",
         "limits"}


def places_in(content, place=()):
    """Of every key below, whatever its value; those of a list's items together."""
    if isinstance(content, list):
        return set().union(*(places_in(item, place) for item in content))
    if not isinstance(content, dict) or (place and place[-1] in FOUND):
        return set()
    below = {(*place, key) for key in content}
    return below.union(*(places_in(value, (*place, key)) for key, value in content.items()))


def failures_in(folder):
    """Of all runs whose files are in it or below."""
    records = [json.loads(path.read_text()) for path in sorted(folder.rglob("runs/*.json"))]
    return [run["failure"]["what"] for run in records if run["status"] == "failed"]


def without_stalls(failures):
    """Those that are no fault of the machine, which others may keep busy for a second."""
    return [what for what in failures if not what.startswith(STALL)]


def stalled(folder):
    """Whether runs have failed, and each because the machine stood still."""
    failures = failures_in(folder)
    return bool(failures) and not without_stalls(failures)


def finish(folder, command, *arguments, **how):
    """`bench run` or `bench map` into this folder, to the end; again where only the machine was at fault. How it ended,
    with all that it said on the way."""
    ended = run(BENCH, command, *arguments, **how)
    for _ in range(4):
        if not stalled(folder):
            break
        said, ended = ended.stdout, run(BENCH, command, "--resume", folder, **how)
        ended.stdout = said + ended.stdout
    return ended


def with_store(spec, store):
    return {**spec, "server": {**spec["server"], "store": str(store)}}

