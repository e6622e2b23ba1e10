"""A new server starts on the port of the old one, and serves on when that has ended."""

import json
import os
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from .http_client import PATIENCE
from .programs import BINARIES, REPOSITORY, SERVER, Server, read_targets, run, wait_until

TAKE_OVER = ["--share-port", "take-over", "--drain-timeout", "10m"]
BY_PROGRAM = ("reuseport-cbpf-cpu", "reuseport-cbpf-random")  # of the kernel, so they cannot


class Asking:
    """A client with a connection for each request, which all must be answered."""

    def __init__(self, server):
        self.server = server
        self.answered = 0
        self.over = False
        self.failure = None
        self.thread = threading.Thread(target=self.ask)

    def ask(self):
        try:
            while not self.over:
                assert self.server.ask("PUT", "/a", b"bytes").status == 200
                self.answered += 1
                time.sleep(0.002)
        except (AssertionError, OSError) as failure:
            self.failure = failure

    def await_more(self):
        enough = self.answered + 5
        wait_until(lambda: self.failure or self.answered >= enough, "more requests are answered")

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over = True
        self.thread.join()
        assert self.failure is None, f"{self.failure!r} after {self.answered} requests"


def reload(target):
    """What the first server has served, and the second."""
    old = Server(target, *TAKE_OVER)
    try:
        with Asking(old) as client:
            client.await_more()
            new = Server(target, *TAKE_OVER, listen=old.url.removeprefix("http://"))
            try:
                client.await_more()
                old.stop()
                client.await_more()
                client.over = True
                client.thread.join()
            finally:
                new.stop()
    finally:
        old.stop()


def test_no_request_is_lost_when_a_server_takes_the_place_of_another():
    first = {target.strategy: target for target in read_targets()}
    targets = [target for name, target in first.items() if name not in BY_PROGRAM]
    with ThreadPoolExecutor(8) as at_once:
        done = {str(target): at_once.submit(reload, target) for target in targets}
    failures = {name: one.exception() for name, one in done.items() if one.exception()}
    assert failures == {}


@pytest.mark.one_target
def test_a_connection_that_the_old_server_has_accepted_may_still_ask(start_server):
    old = start_server(*TAKE_OVER)
    with old.client() as early:
        wait_until(lambda: old.ask("PUT", "/a", b"accepted after it").status == 200, "it is accepted")
        start_server(*TAKE_OVER, listen=old.url.removeprefix("http://"))
        old.stop_accepting()
        answer = early.ask("PUT", "/a", b"bytes")
        assert (answer.status, answer.closes) == (200, True)
    old.wait()


@pytest.mark.one_target
def test_a_server_with_other_listening_sockets_is_refused(start_server):
    old = start_server(*TAKE_OVER)
    address = old.url.removeprefix("http://")
    said = run(SERVER, "--strategy", "reuseport", "--threads", 3, "--null", *TAKE_OVER, "--listen", address)
    assert (said.returncode, said.stdout) == (2, "")
    assert "--share-port take-over: expected as many listening sockets" in said.stderr
    assert f"1 at {address}, and this one would have 3" in said.stderr


@pytest.mark.one_target
def test_what_a_reload_costs_is_counted(target, tmp_path):
    output = tmp_path / "reload.json"
    said = subprocess.run(
        ["/usr/bin/python3", REPOSITORY / "benchmarks" / "reload.py", "--reloads", "2", "--pause", "0.02", "--output", output,
         "--only", f"{target.strategy},{BY_PROGRAM[0]}"],
        env={**os.environ, "DISPATCHBENCH_BIN": str(BINARIES)},
        capture_output=True,
        text=True,
        timeout=4 * PATIENCE,
    )
    assert (said.returncode, said.stderr) == (0, "")
    measured = json.loads(output.read_text())["strategies"]
    counted = measured[target.strategy]
    assert counted["beside"]["answered"] > 0
    assert counted["beside"]["lost_per_reload"] == sum(counted["beside"]["errors"].values()) / 2
    assert counted["take-over"]["lost_per_reload"] == 0
    assert measured[BY_PROGRAM[0]] is None
