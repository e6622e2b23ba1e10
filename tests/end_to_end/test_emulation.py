"""Emulated cores: what they are charged, what they do at once, what stealing does about it."""

import contextlib
import time

import pytest

from .http_client import request
from .programs import total
from .test_report import DEALT_IN_TURN

BODY = bytes(400_000)


@pytest.fixture
def reporting(start_server, tmp_path):
    report = tmp_path / "report.json"
    return lambda *options, **rest: start_server(
        "--sample-interval", "10ms", *options, report=report, **rest
    )


def test_a_body_is_charged_at_the_rate_of_the_core(reporting):
    server = reporting("--emulate-core", "10MB/s")
    with server.client() as client:
        for _ in range(5):
            assert client.ask("PUT", "/a", BODY).status == 200
    report = server.report()
    charged = 5 * 0.040
    assert 0.99 * charged <= total(report, "busy_seconds") < 2 * charged  # and what it took besides
    assert total(report, "emulated_seconds") <= total(report, "busy_seconds")
    assert report["emulation"]["slept_seconds"] > 0


def test_a_core_that_has_idled_has_saved_up_no_time(reporting):
    server = reporting("--emulate-core", "10MB/s")
    with server.client() as client:
        for _ in range(10):
            time.sleep(0.05)  # longer than the next body takes
            assert client.ask("PUT", "/a", BODY).status == 200
    assert server.report()["emulation"]["slept_seconds"] > 0


def test_an_object_is_charged_too(reporting, tmp_path):
    (tmp_path / "a").write_bytes(BODY)
    server = reporting("--emulate-core", "10MB/s", store=tmp_path)
    assert server.ask("GET", "/a").body == BODY
    assert total(server.report(), "busy_seconds") >= 0.039


def test_requests_are_charged(reporting):
    server = reporting("--emulate-request", "20ms")
    with server.client() as client:
        client.send(request("PUT", "/a", b"bytes") * 5)
        assert all(client.answer().status == 200 for _ in range(5))
    assert total(server.report(), "busy_seconds") >= 0.099


def test_accepts_are_charged(reporting):
    server = reporting("--emulate-accept", "50ms")
    assert server.ask("PUT", "/a", b"bytes").status == 200
    report = server.report()
    threads = report["workers"] + report["other_threads"]
    assert max(row["cpu_seconds"] + row["emulated_seconds"] for row in threads) >= 0.049


def test_cores_work_at_the_same_time_and_one_core_does_not(reporting, load, target):
    if target.strategy not in DEALT_IN_TURN and not target.single_worker:
        pytest.skip("others may place two connections on one worker")
    server = reporting("--emulate-core", "2MB/s")
    assert load(server.url, "-n", 16, "-t", 4, "-c", 4, "-s", "100kB").code == 0
    report = server.report()
    share = 16 * 0.050 / len(report["workers"])
    assert all(worker["busy_seconds"] >= 0.99 * share for worker in report["workers"])
    at_once = [sum(busy > 0.5 for busy in moment) for moment in zip(*report["timeline"]["busy"])]
    assert target.single_worker or max(at_once) > 1


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
