"""report.json: every promised figure, and counts that equal what was sent."""

import re
import shutil

import pytest

from .http_client import request, some_bytes
from .programs import read_targets, total, wait_until

KEYS = {"schema_version", "strategy", "backend", "threads", "options", "started_ns", "stopped_ns"}
KEYS |= {"workers", "other_threads", "dispatch_delay", "timeline"}
WORKER_KEYS = {"index", "connections", "requests", "bytes", "busy_seconds", "cpu_seconds"}
WORKER_KEYS |= {"emulated_seconds", "wakeups", "steals", "voluntary_switches"}
WORKER_KEYS |= {"involuntary_switches"}
DEALT_IN_TURN = {"condvar-queue", "condvar-queue-article", "unpark-queue"}


@pytest.fixture
def reporting(start_server, tmp_path):
    """Starts a server that reports every 10 ms of its life."""
    report = tmp_path / "report.json"
    return lambda *options, **rest: start_server(
        "--sample-interval", "10ms", *options, report=report, **rest
    )


def test_an_idle_server_reports_all_figures(reporting, target):
    report = reporting().report()
    assert report.keys() >= KEYS
    assert (report["strategy"], report["backend"]) == (target.strategy, target.backend)
    assert report["threads"] == target.workers
    assert [worker["index"] for worker in report["workers"]] == list(range(target.workers))
    assert all(worker.keys() >= WORKER_KEYS for worker in report["workers"])
    assert all(thread.keys() >= {"name", "cpu_seconds"} for thread in report["other_threads"])
    assert report["started_ns"] < report["stopped_ns"]
    assert [total(report, name) for name in ("connections", "requests", "bytes")] == [0, 0, 0]


def test_counts_equal_what_was_sent(reporting, tmp_path):
    server = reporting(store=tmp_path / "store")
    body = some_bytes(70_000)
    for _ in range(5):
        with server.client() as client:
            client.ask("PUT", "/a", body)
            client.ask("GET", "/a")
            client.ask("PUT", "/a/b", body)
            client.ask("GET", "/missing")
            client.ask("DELETE", "/a")
    report = server.report()
    assert total(report, "connections") == 5
    assert total(report, "requests") == 25
    assert total(report, "bytes") == 5 * 3 * len(body)


def test_a_connection_that_says_nothing_is_counted_too(reporting):
    server = reporting()
    before = server.sockets()
    with server.client():
        wait_until(lambda: server.sockets() > before, "it is accepted")
    wait_until(lambda: server.sockets() == before, "it is gone")
    assert total(server.report(), "connections") == 1


def test_the_dispatch_delay_is_that_of_every_connection(reporting):
    server = reporting()
    for _ in range(10):
        server.ask("GET", "/a")
    delay = server.report()["dispatch_delay"]
    assert 0 <= delay["p50"] <= delay["p90"] <= delay["p99"] <= delay["max"] < 60
    assert delay["count"] == 10


def test_the_timeline_adds_up_to_the_totals(reporting):
    server = reporting()
    for _ in range(10):
        server.ask("PUT", "/a", some_bytes(100_000))
    report = server.report()
    timeline = report["timeline"]
    assert timeline["interval_ns"] == 10_000_000
    assert sum(timeline["connections"]) == 10
    assert sum(timeline["bytes"]) == 10 * 100_000
    assert len(timeline["busy"]) == len(report["workers"])
    assert {len(row) for row in timeline["busy"]} == {len(timeline["bytes"])}
    assert all(0 <= sample <= 1 for row in timeline["busy"] for sample in row)


def test_busy_time_is_processor_time_where_nothing_is_emulated(reporting):
    server = reporting()
    for _ in range(10):
        server.ask("PUT", "/a", some_bytes(1_000_000))
    for worker in server.report()["workers"]:
        assert worker["busy_seconds"] == pytest.approx(worker["cpu_seconds"])
        assert worker["emulated_seconds"] == 0


def test_connections_dealt_in_turn_reach_every_worker_equally(reporting, target):
    if target.strategy not in DEALT_IN_TURN:
        pytest.skip("others place connections as they please")
    server = reporting()
    for _ in range(5 * target.workers):
        server.ask("PUT", "/a", b"bytes")
    workers = server.report()["workers"]
    assert [worker["connections"] for worker in workers] == [5] * target.workers
    assert [worker["requests"] for worker in workers] == [5] * target.workers


def test_answers_name_the_workers_that_the_report_credits(reporting, target):
    server = reporting()
    seen = [0] * target.workers
    for _ in range(20):
        timing = server.ask("GET", "/a").fields["server-timing"]
        seen[int(re.search(r'desc="(\d+)"', timing)[1])] += 1
    assert [worker["requests"] for worker in server.report()["workers"]] == seen


def test_the_report_names_the_options_in_force(reporting):
    options = reporting("--buffer-size", "64KiB", "--idle-timeout", "3s").report()["options"]
    assert options["buffer-size"] == "64KiB"
    assert options["idle-timeout"] == "3s"
    assert options["null"] is True


def test_an_old_report_is_replaced(reporting, tmp_path):
    (tmp_path / "report.json").write_text("old")
    assert reporting().report()["schema_version"] >= 1
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]


def test_a_report_that_can_no_longer_be_written_is_an_error(start_server, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    server = start_server(report=folder / "report.json")
    shutil.rmtree(folder)
    server.signal()
    server.ended = True
    said = server.process.communicate(timeout=30)
    assert (server.process.returncode, said[0]) == (1, "")
    assert "report.json" in server._stderr()


def held(start_server, report, *options):
    """A server of which the first of two workers blocks for a second while a connection of its own waits."""
    dealing = next(target for target in read_targets() if target.strategy == "unpark-queue")
    server = start_server("--demand", "block", "--sample-interval", "10ms", *options, of=dealing, threads=2, report=report)
    with server.client() as first, server.client() as other, server.client() as behind:
        workers = []
        for client in (first, other, behind):
            workers.append(client.ask("GET", "/a").fields["server-timing"])
        assert "\"0\"" in workers[0] and "\"1\"" in workers[1] and "\"0\"" in workers[2]
        first.send(request("PUT", "/a", b"a", ["Service-Demand: 1000000us"]))
        behind.send(request("PUT", "/b", b"b"))
        assert (first.answer().status, behind.answer().status) == (200, 200)
    return server.report()


@pytest.mark.one_target
def test_a_worker_idle_while_another_has_a_queue_is_seen(start_server, tmp_path):
    timeline = held(start_server, tmp_path / "report.json", "--look-interval", "1ms")["timeline"]
    assert len(timeline["looks"]) == len(timeline["idle_while_queued"]) == len(timeline["bytes"])
    assert 0 < sum(timeline["idle_while_queued"]) <= sum(timeline["looks"])


@pytest.mark.one_target
def test_a_server_that_is_not_to_look_says_nothing_of_it(start_server, tmp_path):
    report = held(start_server, tmp_path / "report.json", "--look-interval", "0")
    assert "looks" not in report["timeline"] and report["options"]["look-interval"] == "0"
