"""What loadgen says about a load is what happened, also when it does not go as asked."""

import errno
import socket
import subprocess

import pytest

from .http_client import PATIENCE
from .programs import total
from .test_load import Running, succeed, wait_until

pytestmark = pytest.mark.one_target

ONE = ["-t", "1", "-s", "1kB"]


@pytest.mark.parametrize(("rate", "duration", "requests"), [(100, "300ms", 30), (10, "0.3s", 3), (30, "100ms", 3)])
def test_a_rate_and_a_duration_plan_so_many_requests(start_server, load, rate, duration, requests):
    client = load(start_server().url, "--rate", rate, "--duration", duration, *ONE).json
    assert client["requests"] + client["unsent"] == requests
    assert client["latency_seconds"]["count"] == requests


def test_a_rate_is_over_the_planned_time(start_server, load):
    client = load(start_server().url, "--rate", 2, "--duration", "1s", *ONE).json
    assert client["errors"] == {} and client["requests"] + client["unsent"] == 2
    assert client["finished_ns"] - client["started_ns"] == 1_000_000_000
    assert client["requests_per_second"] == pytest.approx(client["requests_in_window"])


def test_a_rate_that_is_too_high_is_told(start_server, load):
    load = load(start_server().url, "--rate", 1_000_000, "--duration", "200ms", *ONE)
    assert load.json["below_asked_rate"] is True
    assert load.json["latency_seconds"]["count"] == 200_000
    assert {"p99", "max"} <= set(load.json["latency_at_least"])
    assert "asked for" in load.stdout and "at least" in load.stdout
    assert "could not be sent" in load.stderr


def test_a_load_says_how_busy_and_how_late_its_threads_were(start_server, load):
    client = succeed(load(start_server().url, "-n", 200, "-t", 2, "-s", "1kB"))
    for thread in client["threads"]:
        assert 0 < thread["cpu_share"] <= 1.5 and thread["cpu_seconds"] > 0
    assert sum(thread["cpu_seconds"] for thread in client["threads"]) == pytest.approx(client["cpu_seconds"])
    assert client["send_delay_seconds"]["count"] == 200
    assert "read_delay_seconds" in client


@pytest.mark.parametrize("size", ["1kB", "10MB"])
@pytest.mark.parametrize("where", [["/bucket"], ["", "--key-prefix", "a/b"]], ids=["path", "prefix"])
def test_a_place_where_nothing_is_stored_is_refused_before_the_load(start_server, load, tmp_path, where, size):
    report = tmp_path / "report.json"
    server = start_server(store=tmp_path / "store", report=report)
    refused = load(server.url + where[0], "-n", 1000, "-t", 2, "-s", size, *where[1:])
    assert refused.code == 1
    assert "204" in refused.stderr and "nothing is stored" in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert total(server.report(), "requests") == 1


def hold_ipv6(port):
    """Keeps [::1]:port from others without listening there."""
    holder = socket.socket(socket.AF_INET6)
    try:
        holder.bind(("::1", port))
    except OSError as error:
        holder.close()
        if error.errno in (errno.EADDRNOTAVAIL, errno.EADDRINUSE):
            pytest.skip("[::1] cannot be held here")
        raise
    return holder


def test_a_name_with_an_ipv6_address_too_reaches_an_ipv4_server(start_server, load):
    families = {row[0] for row in socket.getaddrinfo("localhost", 80, type=socket.SOCK_STREAM)}
    if socket.AF_INET not in families:
        pytest.skip("localhost is no IPv4 address here")
    server = start_server()
    with hold_ipv6(server.address[1]):
        client = succeed(load(f"http://localhost:{server.address[1]}", "-n", 40, "-t", 2, "-c", 4, "-s", "1kB"))
    assert client["connections"] == 4


def test_a_timed_load_outlives_the_server(start_server, tmp_path):
    server = start_server()
    before = server.sockets()
    output = tmp_path / "load.json"
    with Running(server.url, "-o", output, amount=["--duration", "10m"]) as running:
        wait_until(lambda: server.sockets() >= before + 4, "the load has begun")
        server.kill()
        with pytest.raises(subprocess.TimeoutExpired):
            running.process.wait(timeout=0.5)
        running.process.terminate()
        running.process.communicate(timeout=PATIENCE)
    assert '"complete": false' in output.read_text()
