"""A new server starts on the port of the old one, and serves on when that has ended."""

import contextlib
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from .bench_run import SPEC, BenchRun, read_whole
from .programs import PATIENT, SERVER, Server, read_targets, run, wait_until

TAKE_OVER = ["--share-port", "take-over", "--drain-timeout", "10m"]
SEVERAL_SOCKETS = ("reuseport", "reuseport-cbpf-cpu", "unpark-queue")  # hash, program, one


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


def every_strategy():
    """Each on one of its backends."""
    return {target.strategy: target for target in read_targets() if not target.unavailable}


def reload(target):
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
    with ThreadPoolExecutor(8) as at_once:
        done = {name: at_once.submit(reload, target) for name, target in every_strategy().items()}
    failures = {name: one.exception() for name, one in done.items() if one.exception()}
    assert failures == {}


def started_over(old, target, **rest):
    return Server(target, *TAKE_OVER, listen=old.url.removeprefix("http://"), **rest)


@pytest.mark.one_target
@pytest.mark.parametrize("name", SEVERAL_SOCKETS)
def test_no_request_is_lost_when_a_third_server_comes_before_the_first_has_gone(name):
    target = every_strategy()[name]
    with contextlib.ExitStack() as servers:
        current = Server(target, *TAKE_OVER)
        servers.callback(current.stop)
        with Asking(current) as client:
            client.await_more()
            for _ in range(4):
                new = started_over(current, target)
                servers.callback(new.stop)
                current.process.send_signal(signal.SIGTERM)
                current = new
            client.await_more()


@pytest.mark.one_target
@pytest.mark.parametrize("name", SEVERAL_SOCKETS)
def test_no_request_is_lost_when_the_new_server_goes_and_the_old_one_stays(name):
    target = every_strategy()[name]
    old = Server(target, *TAKE_OVER)
    try:
        with Asking(old) as client:
            new = started_over(old, target)
            try:
                client.await_more()
            finally:
                new.stop()
            client.await_more()
    finally:
        old.stop()


@pytest.mark.one_target
def test_the_program_of_a_strategy_chooses_again_once_the_old_server_has_gone():
    """All connections of this thread come in on one processor, so to one worker."""
    target = every_strategy()["reuseport-cbpf-cpu"]
    processors = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(processors)})
    try:
        with contextlib.ExitStack() as servers:
            old = Server(target, *TAKE_OVER)
            servers.callback(old.stop)
            new = started_over(old, target)
            servers.callback(new.stop)
            old.stop()
            wait_until(lambda: of_one_worker(new), "one worker gets all connections")
    finally:
        os.sched_setaffinity(0, processors)


def of_one_worker(server):
    timings = (server.ask("PUT", "/a", b"bytes").fields["server-timing"] for _ in range(40))
    return len({timing.partition(",")[0] for timing in timings}) == 1


@pytest.mark.one_target
def test_a_third_server_is_refused_while_two_stay(start_server):
    old = start_server(*TAKE_OVER)
    address = old.url.removeprefix("http://")
    start_server(*TAKE_OVER, listen=address)
    said = run(SERVER, "--strategy", "single-reactor", "--null", *TAKE_OVER, "--listen", address)
    assert (said.returncode, said.stdout) == (2, "")
    assert f"--share-port take-over: expected one server at {address}, and there are two" in said.stderr


@pytest.mark.one_target
def test_a_connection_that_the_old_server_has_accepted_may_still_ask(start_server):
    old = start_server(*TAKE_OVER, *PATIENT)
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


RELOADS = {
    **SPEC,
    "rounds": 1,
    "rows": ["single-reactor", "reuseport"],
    "baseline": "reuseport",
    "server": {"threads": 2, "share-port": "take-over"},
    "load": {"connections": 4, "threads": 1, "body-size": "1kB", "requests-per-connection": 1, "duration": "2s"},
    "reload": {"times": 2, "every": "100ms"},
}


@pytest.mark.one_target
def test_an_experiment_counts_what_reloads_cost(tmp_path):
    run = BenchRun(tmp_path, RELOADS)
    run.finish()
    summary = read_whole(run.output / "summary.json", "summary.schema.json")
    for row in summary["strategies"]:
        reload = row["reload"]
        assert 1 <= reload["made"] <= 2
        assert (reload["lost"], reload["lost_each"]["median"]) == (0, 0)
        assert reload["longest_gap_seconds"]["median"] > 0
    for file in (run.output / "runs").iterdir():
        measured = read_whole(file, "run.schema.json")
        assert measured["server"]["report"] is None
        served = measured["reload"]["served"]
        assert len(served) == measured["reload"]["made"] + 1
        assert sum(served) >= measured["load"]["report"]["requests"] > 0
