"""The programs that benchmarks hold the project against do what they are said to do."""

import json
import re
import select
import subprocess
from contextlib import contextmanager

import pytest

from .http_client import PATIENCE
from .programs import BINARIES, Server, listed, run, run_load

REQUESTS, CONNECTIONS = 60, 3
BARE_SERVERS = ["ceiling_server", "epoll_loop", "io_uring_loop"]


@contextmanager
def bare_server(name):
    rows = {row["name"]: row for row in listed("--list-parts")["backend"]}
    if name == "io_uring_loop" and (reason := rows["io_uring"]["unavailable"]):
        pytest.skip(reason)
    process = subprocess.Popen([BINARIES / name, "--listen", "127.0.0.1:0"], stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        ready, _, _ = select.select([process.stdout], [], [], PATIENCE)
        assert ready, "says nothing"
        yield re.fullmatch(r"listening on (http://127\.0\.0\.1:\d+)\n", process.stdout.readline())[1]
        process.terminate()
        process.wait(timeout=PATIENCE)
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("requests_each", [0, 1])
@pytest.mark.parametrize("name", BARE_SERVERS)
def test_a_bare_server_answers_every_request(tmp_path, name, requests_each):
    with bare_server(name) as url:
        load = run_load(url, "-n", REQUESTS, "-t", 1, "-c", CONNECTIONS, "-s", "10B",
                        "--requests-per-connection", requests_each, folder=tmp_path)
    assert (load.code, load.json["requests"]) == (0, REQUESTS), load.stderr


@pytest.mark.parametrize("name", BARE_SERVERS)
@pytest.mark.parametrize("arguments", [[], ["--listen"], ["--listen", "nowhere"], ["--port", "1"]])
def test_a_bare_server_refuses_what_it_does_not_know(name, arguments):
    if name == "io_uring_loop" and not (BINARIES / name).exists():
        pytest.skip("built without io_uring")
    said = run(BINARIES / name, *arguments)
    assert (said.returncode, said.stdout, said.stderr.count("\n")) == (2, "", 1)
    assert "--listen" in said.stderr


@pytest.mark.one_target
@pytest.mark.parametrize(
    ("client", "connections", "size"),
    [
        (["send_loop", "URL", "-n", REQUESTS, "-t", CONNECTIONS, "-s", "3MB"], CONNECTIONS, 3_000_000),
        (["curl_loop", "URL", REQUESTS, CONNECTIONS], CONNECTIONS, 10),
        (["curl_loop", "URL", REQUESTS, CONNECTIONS, "fresh"], REQUESTS, 10),
    ],
)
def test_a_bare_client_sends_what_it_is_told(tmp_path, target, client, connections, size):
    server = Server(target, report=tmp_path / "server.json")
    try:
        name, *arguments = client
        said = run(BINARIES / name, *[server.url if word == "URL" else word for word in arguments])
        assert (said.returncode, said.stderr) == (0, "")
        assert json.loads(said.stdout)["requests"] == REQUESTS
        report = server.report()
    finally:
        server.stop()
    counts = [sum(worker[what] for worker in report["workers"]) for what in ("connections", "requests", "bytes")]
    assert counts == [connections, REQUESTS, REQUESTS * size]


@pytest.mark.parametrize(
    ("name", "which"), [("handoff_benchmark", "."), ("simulator_benchmark", "simulated_requests")]
)
def test_each_benchmark_of_a_part_runs(name, which):
    listing = run(BINARIES / name, f"--benchmark_filter={which}", "--benchmark_list_tests")
    once = run(BINARIES / name, f"--benchmark_filter={which}", "--benchmark_min_time=1e-9", "--benchmark_format=json")
    assert (listing.returncode, once.returncode) == (0, 0)
    ran = [row for row in json.loads(once.stdout)["benchmarks"] if row["run_type"] == "iteration"]
    assert len(ran) == len(listing.stdout.splitlines()) > 0
    assert [row["name"] for row in ran if row.get("error_occurred")] == []
