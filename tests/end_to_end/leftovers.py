"""Ends what a test session has started and not ended, however the session itself ends.

Every process below a session has its mark in the environment. Another process, which nothing that ends
the session reaches, waits until the session is gone and kills those with the mark."""

import contextlib
import os
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

NAME = "DISPATCHBENCH_TEST_SESSION"


def processes_with(mark):
    """Those with it in their environment that have not ended: a zombie has no environment any more."""
    found = []
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if folder.name.isdigit() and mark in (folder / "environ").read_bytes().split(b"\0"):
                found.append(int(folder.name))
    return found


def end_with_this_process():
    """All that this process starts from now on. Keep what is returned: the session ends with it."""
    mark = f"{NAME}={uuid.uuid4()}"
    # The other end of its input is this process's alone, and closes with it.
    unmarked = {name: value for name, value in os.environ.items() if name != NAME}
    watcher = subprocess.Popen(
        [sys.executable, __file__, mark],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=unmarked,  # the session of which this one is part must not end it first
        start_new_session=True,
    )
    os.environ[NAME] = mark.partition("=")[2]
    return watcher


def kill_all_with(mark):
    while pids := processes_with(mark):
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.01)


if __name__ == "__main__":
    sys.stdin.buffer.read()
    kill_all_with(sys.argv[1].encode())
