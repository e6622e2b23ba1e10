"""loadgen against dispatch_server: what one counts is what the other counts."""

import resource
import signal
import socket
import subprocess

import pytest

from .http_client import PATIENCE
from .programs import LOADGEN, succeed, total, wait_until

FAST = ["-t", "2", "-c", "8", "-s", "10kB"]


def test_client_and_server_count_the_same(reporting, load):
    server = reporting()
    client = succeed(load(server.url, "-n", 400, *FAST))
    report = server.report()
    assert client["requests"] == 400 == total(report, "requests")
    assert client["bytes_sent"] == 400 * 10_000 == total(report, "bytes")
    assert client["connections"] == 8 == total(report, "connections")
    assert client["statuses"] == {"200": 400}
    by_worker = {str(row["index"]): row["requests"] for row in report["workers"] if row["requests"]}
    assert client["answers_by_worker"] == by_worker
    assert sum(client["timeline"]["bytes"]) == client["bytes_sent"]
    assert sum(thread["requests"] for thread in client["threads"]) == 400


def test_drawn_sizes_are_counted_the_same_and_seeded(reporting, load):
    server = reporting()
    options = ["-n", 100, "-t", 2, "-s", "uniform:1kB,90kB", "--seed"]
    sent = [succeed(load(server.url, *options, seed))["bytes_sent"] for seed in (7, 7, 8)]
    assert sent[0] == sent[1] != sent[2]
    assert total(server.report(), "bytes") == sum(sent)


def test_a_fixed_share_is_the_same_for_every_connection(start_server, load):
    client = succeed(load(start_server().url, "-n", 80, *FAST, "--split", "static"))
    assert [slot["requests"] for slot in client["slots"]] == [10] * 8


def test_a_common_pool_is_used_up_whoever_takes_from_it(start_server, load):
    client = succeed(load(start_server().url, "-n", 83, *FAST, "--split", "shared"))
    assert sum(slot["requests"] for slot in client["slots"]) == 83 == client["requests"]


@pytest.mark.parametrize(("each", "connections"), [(1, 80), (5, 16), (0, 8)])
def test_connections_are_replaced_after_so_many_requests(reporting, load, each, connections):
    server = reporting()
    client = succeed(load(server.url, "-n", 80, *FAST, "--requests-per-connection", each))
    assert client["connections"] == connections
    assert total(server.report(), "connections") == connections


@pytest.mark.one_target
def test_the_memory_of_a_body_is_used_again_for_the_next(start_server, load):
    url = start_server().url

    def pages_touched(requests):
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_minflt
        succeed(load(url, "-n", requests, "-t", 1, "-c", 4, "-s", "1MB"))
        return resource.getrusage(resource.RUSAGE_CHILDREN).ru_minflt - before

    # A body has 244 pages of 4 KiB, of which a buffer that is mapped anew touches half or all.
    assert pages_touched(120) - pages_touched(20) < 100 * 20


def test_objects_are_put_to_disk_and_read_again(reporting, load, tmp_path):
    store = tmp_path / "store"
    server = reporting(store=store)
    succeed(load(server.url, "-n", 8, "-t", 2, "-c", 4, "-s", "200kB"))
    files = {path.name: path.stat().st_size for path in store.iterdir()}
    assert files == {f"loadgen-{slot}": 200_000 for slot in range(4)}
    client = succeed(load(server.url, "-n", 20, "-t", 2, "-c", 4, "--method", "GET"))
    assert client["bytes_received"] == 20 * 200_000
    assert total(server.report(), "bytes") == 28 * 200_000


def test_a_client_that_asks_before_each_body_is_told_to_go_on(reporting, load):
    server = reporting()
    client = succeed(load(server.url, "-n", 20, "-t", 2, "-s", "2MB", "--expect-continue"))
    assert client["bytes_sent"] == 20 * 2_000_000 == total(server.report(), "bytes")


def test_an_open_loop_sends_no_sooner_than_due(start_server, load):
    server = start_server()
    client = succeed(load(server.url, "-n", 50, "-t", 2, "-s", "1kB", "--rate", 200))
    assert client["latency_seconds"]["count"] == 50 == client["latency_raw_seconds"]["count"]
    assert client["latency_seconds"]["max"] >= client["latency_raw_seconds"]["max"]


def test_the_warm_up_is_in_no_figure_but_its_own(reporting, load):
    server = reporting()
    client = succeed(load(server.url, "-n", 50, *FAST, "--warmup", "100ms"))
    assert client["requests"] == 50 and client["bytes_sent"] == 500_000
    assert total(server.report(), "requests") == 50 + client["warmup"]["requests"]


def test_a_load_may_last_for_a_time(reporting, load):
    server = reporting()
    for duration in ("200ms", "1s", "5s", "25s"):  # the machine may stand still for all of it
        client = succeed(load(server.url, "--duration", duration, *FAST))
        if client["requests"]:
            break
    assert client["requests"] == total(server.report(), "requests") > 0


def test_a_dead_port_is_an_error_that_says_so(load):
    with socket.socket() as taken:  # by one that does not listen
        taken.bind(("127.0.0.1", 0))
        url = "http://127.0.0.1:%d" % taken.getsockname()[1]
        dead = load(url, "-n", 10, "-t", 2, "-s", "1kB")
    assert dead.code == 1
    assert dead.stderr.count("\n") == 1 and "Connection refused" in dead.stderr
    assert dead.json["complete"] is False


def test_a_silent_server_is_an_error_that_says_so(load):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = "http://127.0.0.1:%d" % silent.getsockname()[1]
        late = load(url, "-n", 1, "-t", 1, "-s", "1kB", "--timeout", "100ms")
    assert late.code == 1
    assert "timeout" in late.stderr
    assert late.json["errors"] == {"timeout": 1}


def test_answers_that_are_no_success_are_errors(start_server, load):
    missing = load(start_server().url, "-n", 10, "-t", 2, "--method", "GET")
    assert missing.code == 1
    assert "10 x status 404" in missing.stderr
    assert missing.json["requests"] == 0 and missing.json["statuses"] == {"404": 10}


class Running:
    """A loadgen that sends until somebody ends it, or the server has gone."""

    def __init__(self, url, *options, amount=("-n", "1000000000")):
        command = [LOADGEN, url, *amount, "-t", "2", "-c", "4", "-s", "10kB", *options]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()

    def end(self):
        _, said = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, said


def test_a_server_that_dies_is_an_error(start_server):
    server = start_server()
    before = server.sockets()
    with Running(server.url) as running:
        wait_until(lambda: server.sockets() >= before + 4, "the load has begun")
        server.kill()
        code, said = running.end()
    assert code == 1
    assert said.startswith("loadgen: ") and said.count("\n") == 1 and "failed" in said


def test_a_server_that_is_told_to_end_during_a_load_ends_well(reporting):
    server = reporting()
    before = server.sockets()
    with Running(server.url) as running:
        wait_until(lambda: server.sockets() >= before + 4, "the load has begun")
        report = server.report()
        code, _ = running.end()
    assert code == 1
    assert total(report, "requests") > 0


def test_an_interrupted_load_says_how_far_it_came(start_server, tmp_path, target):
    if target.strategy != "single-reactor":
        pytest.skip("this is about the client alone")
    server = start_server()
    before = server.sockets()
    with Running(server.url, "-o", tmp_path / "load.json") as running:
        wait_until(lambda: server.sockets() >= before + 4, "the load has begun")
        running.process.send_signal(signal.SIGINT)
        code, said = running.end()
    assert code == 130 and "stopped" in said
    assert '"complete": false' in (tmp_path / "load.json").read_text()
