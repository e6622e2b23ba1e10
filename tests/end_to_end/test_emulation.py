"""Emulated cores: what they must take, what they may do at once, what stealing does about it."""

import contextlib
import time

import pytest

from .http_client import request
from .programs import total, wait_until
from .test_report import DEALT_IN_TURN

BODY = bytes(400_000)


@pytest.fixture
def reporting(start_server, tmp_path):
    report = tmp_path / "report.json"
    return lambda *options, **rest: start_server(
        "--sample-interval", "10ms", *options, report=report, **rest
    )


@contextlib.contextmanager
def takes(server, seconds):
    """At least so long. Cores count from when they last rested."""
    wait_until(server.rests, "every worker rests")
    begin = time.monotonic()
    with server.client() as client:
        yield client
    assert time.monotonic() - begin >= seconds


def test_a_body_takes_at_least_its_time_on_the_core(reporting):
    server = reporting("--emulate-core", "10MB/s")
    with takes(server, 5 * 0.040) as client:
        for _ in range(5):
            assert client.ask("PUT", "/a", BODY).status == 200
    report = server.report()
    assert total(report, "busy_seconds") == pytest.approx(5 * 0.040, abs=0.03)
    assert total(report, "emulated_seconds") <= total(report, "busy_seconds")
    assert report["emulation"]["slept_seconds"] > 0


def test_a_core_that_has_idled_has_saved_up_no_time(start_server):
    server = start_server("--emulate-core", "10MB/s")
    with server.client() as client:
        assert client.ask("PUT", "/a", b"bytes").status == 200
        time.sleep(0.2)  # idle for longer than the next body takes
        begin = time.monotonic()
        assert client.ask("PUT", "/a", BODY).status == 200
        assert time.monotonic() - begin >= 0.030


def test_an_object_takes_at_least_its_time_too(start_server, tmp_path):
    (tmp_path / "a").write_bytes(BODY)
    with takes(start_server("--emulate-core", "10MB/s", store=tmp_path), 0.040) as client:
        assert client.ask("GET", "/a").body == BODY


def test_requests_take_their_time_before_they_are_answered(start_server):
    with takes(start_server("--emulate-request", "20ms"), 0.100) as client:
        client.send(request("PUT", "/a", b"bytes") * 5)
        assert all(client.answer().status == 200 for _ in range(5))


def test_accepts_take_their_time(start_server):
    with takes(start_server("--emulate-accept", "50ms"), 0.050) as client:
        assert client.ask("PUT", "/a", b"bytes").status == 200


def test_cores_work_at_the_same_time_and_one_core_does_not(start_server, load, target):
    if target.strategy not in DEALT_IN_TURN and not target.single_worker:
        pytest.skip("others may place two connections on one worker")
    server = start_server("--emulate-core", "2MB/s")
    one_after_the_other = 4 * 0.2

    def elapsed():
        client = load(server.url, "-n", 4, "-t", 4, "-s", "400kB")
        assert client.code == 0
        return (client.json["finished_ns"] - client.json["started_ns"]) / 1e9

    if target.single_worker:
        assert elapsed() >= 0.99 * one_after_the_other
    else:  # one that was quick proves it; others may have been held up
        assert any(elapsed() < 0.9 * one_after_the_other for _ in range(10))


def test_no_sample_of_the_timeline_leaves_0_to_1(reporting, load):
    server = reporting("--emulate-core", "20MB/s", "--emulate-request", "1ms")
    assert load(server.url, "-n", 60, "-t", 2, "-c", 8, "-s", "50kB").code == 0
    report = server.report()
    rows = report["timeline"]["busy"]
    assert all(0 <= sample <= 1 for row in rows for sample in row)
    sampled = sum(map(sum, rows)) * report["timeline"]["interval_ns"] / 1e9
    charged = 60 * (50_000 / 20e6 + 0.001)
    assert sampled >= 0.9 * charged
    assert total(report, "busy_seconds") >= 0.99 * charged


def overtakes(slow, quick):
    """Whether `quick` gets ten answers before `slow` gets the one to a second of work."""
    slow.send(request("PUT", "/a", BODY))
    for _ in range(10):
        assert quick.ask("PUT", "/b", b"bytes").status == 200
    overtaken = not slow.has_something()
    assert slow.answer().status == 200
    return overtaken


def test_what_waits_behind_a_busy_home_is_stolen(reporting, target):
    if target.strategy != "work-stealing":
        pytest.skip("only this one steals")
    server = reporting("--emulate-core", "400kB/s", threads=2)
    with contextlib.ExitStack() as stack:
        first, _, third = (stack.enter_context(server.client()) for _ in range(3))
        for client in (first, third):  # both have the same home
            assert client.ask("GET", "/a").status == 404
        assert sum(overtakes(first, third) for _ in range(5)) >= 3  # some may be held up
    assert total(server.report(), "steals") >= 1
