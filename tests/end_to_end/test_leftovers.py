"""What a test session leaves running when it is killed is ended all the same."""

import contextlib
import subprocess
import sys
from pathlib import Path

import pytest

from .http_client import PATIENCE
from .leftovers import NAME, processes_with
from .programs import SERVER, wait_until

BRIEFLY = Path(__file__).with_name("briefly.sh")
SESSION = """
import os, subprocess, sys
sys.path.insert(0, sys.argv[1])
import leftovers
watcher = leftovers.end_with_this_process()
subprocess.Popen(["sleep", "1000"], start_new_session=True)
subprocess.run(["sh", "-c", "sleep 1000 & sleep 1000 & echo >&2"])
print(os.environ[leftovers.NAME], flush=True)
"""


@pytest.mark.parametrize("end", ["os.kill(os.getpid(), 9)", "sys.exit(0)", "1 / 0"])
def test_whatever_a_session_started_ends_with_it(end):
    done = subprocess.run([sys.executable, "-c", SESSION + end, Path(__file__).parent],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=PATIENCE)
    mark = f"{NAME}={done.stdout.decode().strip()}".encode()
    assert len(mark) > 40
    wait_until(lambda: not processes_with(mark), "all that it started have ended")


def running(parent, *words):
    """The processes that run this command line as children of `parent`."""
    line = "".join(f"{word}\0" for word in words).encode()
    found = []
    for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split():
        with contextlib.suppress(OSError):
            if Path(f"/proc/{pid}/cmdline").read_bytes() == line:
                found.append(pid)
    return found


def has_ended(pid):
    try:
        return "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return True


def test_a_server_does_not_outlive_the_script_that_ends_it():
    never_ready = ["/bin/sleep", "1000"]
    shell = subprocess.Popen([BRIEFLY, *never_ready])
    wait_until(lambda: running(shell.pid, *never_ready), "it has started what it takes for a server")
    server, = running(shell.pid, *never_ready)
    shell.kill()
    shell.wait(PATIENCE)
    wait_until(lambda: has_ended(server), "its server has ended")


def test_the_script_ends_with_a_server_that_cannot_start():
    done = subprocess.run([BRIEFLY, SERVER, "--nonsense"], stderr=subprocess.PIPE, timeout=PATIENCE)
    assert done.returncode == 2 and b"--nonsense" in done.stderr
