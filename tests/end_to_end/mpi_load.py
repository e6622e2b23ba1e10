"""A load of several processes: mpirun, what it leaves, and the processes themselves."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import uuid
from pathlib import Path

import pytest

from .programs import BINARIES, LOADGEN, wait_until

WITHOUT_MPI = "no mpirun, or built without MPI"
HAS_MPI = (BINARIES / "loadgen_mpi.so").exists() and shutil.which("mpirun")
needs_mpi = pytest.mark.skipif(not HAS_MPI, reason=WITHOUT_MPI)

PATIENCE = 120
AS_ROOT = {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}
ON_THIS_HOST = ["--oversubscribe", "--mca", "pml", "ob1", "--mca", "btl", "self,vader"]


def on_this_host(count):
    return ["-n", str(count), *ON_THIS_HOST]


class MpiLoad:
    """From its start to its end; `words` are mpirun's, `options` loadgen's."""

    def __init__(self, words, url, *options, folder, environment=None, before=()):
        self.output = Path(folder) / "load.json"
        self.mark = uuid.uuid4().hex
        command = ["mpirun", "--bind-to", "none", "-x", "LOAD_MARK", *words, *before, LOADGEN, url,
                   "-o", self.output, *options]
        self.said = tempfile.TemporaryFile("w+")
        # Of all that are on a host at once one could remove the folder that another has just found.
        self.temporary = tempfile.TemporaryDirectory(prefix="mpi")
        self.process = subprocess.Popen(
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=self.said,
            stderr=self.said,
            env={**os.environ, **AS_ROOT, "TMPDIR": self.temporary.name, "LOAD_MARK": self.mark, **(environment or {})},
        )

    def wait(self):
        """The exit code and all that was said."""
        try:
            self.process.wait(timeout=PATIENCE)
        finally:
            self.process.kill()
        self.said.seek(0)
        return self.process.returncode, self.said.read()

    def said_so_far(self):
        """While it runs: the processes write where the file stands, so that must not be moved."""
        return os.pread(self.said.fileno(), 1 << 16, 0).decode(errors="replace")

    def succeed(self):
        code, said = self.wait()
        assert code == 0, said
        return json.loads(self.output.read_text())

    def processes(self):
        """The pid of each loadgen by its rank."""
        found = {}
        for folder in Path("/proc").iterdir():
            if not folder.name.isdecimal():
                continue
            try:
                variables = (folder / "environ").read_bytes().split(b"\0")
                name = (folder / "comm").read_text().strip()
            except OSError:
                continue
            if name == "loadgen" and f"LOAD_MARK={self.mark}".encode() in variables:
                rank = next(v for v in variables if v.startswith(b"OMPI_COMM_WORLD_RANK="))
                found[int(rank.split(b"=")[1])] = int(folder.name)
        return found

    def signal_rank(self, rank, number):
        os.kill(self.processes()[rank], number)

    def gone(self):
        wait_until(lambda: not self.processes(), "every loadgen is gone")

    def end(self):
        """Whatever is left of it, where a test has failed."""
        self.process.kill()
        self.process.wait()
        for pid in self.processes().values():
            os.kill(pid, signal.SIGKILL)
        self.temporary.cleanup()
