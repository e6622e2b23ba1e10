"""loadgen's bar on terminals of all kinds, and its surroundings when they are scarce or gone."""

import fcntl
import os
import pty
import resource
import select
import struct
import subprocess
import termios

import pytest

from .http_client import PATIENCE
from .programs import LOADGEN, run

pytestmark = pytest.mark.one_target


def everything(outer):
    """What is written to a terminal, part by part, until nobody has it open."""
    while select.select([outer], [], [], PATIENCE)[0]:
        try:
            part = os.read(outer, 4096)
        except OSError:  # the other end is closed
            return
        if not part:
            return
        yield part.decode()


def draw(url, environment, columns=80, amount=("--duration", "10m"), until=""):
    """What a load writes to its terminal; it is ended once it has written something with `until`."""
    outer, inner = pty.openpty()
    fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    command = [LOADGEN, url, *amount, "-t", "1", "-c", "2", "-s", "1kB"]
    environment = {**{k: v for k, v in os.environ.items() if k not in ("TERM", "NO_COLOR")}, **environment}
    process = subprocess.Popen(command, stdin=inner, stdout=subprocess.DEVNULL, stderr=inner, env=environment)
    os.close(inner)
    written = ""
    for part in everything(outer):
        before, written = written, written + part
        if until in written and (not before or until not in before):
            process.terminate()
    os.close(outer)
    process.wait(PATIENCE)
    return written.rpartition("loadgen: stopped")[0] or written


@pytest.mark.parametrize("environment", [{"TERM": "xterm"}, {"TERM": "xterm", "NO_COLOR": "1"}], ids=["xterm", "no-color"])
def test_a_bar_is_drawn_without_escape_codes_and_wiped(start_server, environment):
    drawn = draw(start_server().url, environment, until="requests/s")
    assert "\033" not in drawn
    *_, last, rest = drawn.split("\r")
    assert (last.strip(), rest) == ("", "")


@pytest.mark.parametrize("environment", [{"TERM": "dumb"}, {"TERM": ""}, {}], ids=["dumb", "empty", "unset"])
def test_a_dumb_terminal_gets_no_bar(start_server, environment):
    assert draw(start_server().url, environment, amount=("--duration", "1s")) == ""


@pytest.mark.parametrize("columns", [80, 40, 20, 5])
def test_no_line_is_wider_than_the_terminal(start_server, columns):
    drawn = draw(start_server().url, {"TERM": "xterm"}, columns)
    assert all(len(line) < columns for line in drawn.split("\r"))


def limited(descriptors, *arguments):
    limit = (descriptors, descriptors)
    return subprocess.run(
        [LOADGEN, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, limit),
    )


def test_few_descriptors_that_are_enough_are_enough(start_server):
    done = limited(300, start_server().url, "-n", 320, "-t", 32, "-c", 128, "-s", "1kB")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("descriptors", [64, 130])
def test_too_few_descriptors_are_refused_before_the_load(start_server, descriptors):
    server = start_server()
    refused = limited(descriptors, server.url, "-n", 320, "-t", 32, "-c", 32, "-s", "1kB")
    assert refused.returncode == 1
    assert "connections need" in refused.stderr and "open files" in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_connections_as_they_are_needed_are_as_many_as_there_can_be(start_server):
    load = ["-n", 50, "--rate", 1000, "-c", "auto", "-s", "1kB"]
    done = limited(200, start_server().url, *load)
    assert done.returncode == 0
    assert "--connections auto: there are open files" in done.stderr and done.stderr.count("\n") == 1


def test_more_connections_than_ports_are_refused(start_server):
    refused = run(LOADGEN, start_server().url, "-n", 1, "-t", 1, "-c", 65_536, "-s", "1kB")
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "ports" in refused.stderr or "open files" in refused.stderr
