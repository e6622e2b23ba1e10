"""loadgen under mpirun, on this host and with network namespaces as hosts: one load, exactly."""

import contextlib
import json
import math
import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from . import namespaces
from .mpi_load import MpiLoad, needs_mpi, on_this_host
from .programs import LOADGEN, REPOSITORY, Server, run, total, wait_until

FOR_LONG = ["--duration", "10m", "-t", "4", "-c", "8", "-s", "1kB"]
pytestmark = pytest.mark.one_target


@pytest.fixture(scope="module")
def network():
    made = namespaces.network_or_skip(3)
    yield made
    made.remove()


@pytest.fixture
def mpi_load(tmp_path):
    started = []

    def start(words, url, *options, **rest):
        started.append(MpiLoad(words, url, *options, folder=tmp_path, **rest))
        return started[-1]

    yield start
    for load in started:
        load.end()


@pytest.fixture
def serving(target, tmp_path):
    """Starts a server that the namespaces reach, and reads what it reports at its end."""
    with contextlib.ExitStack() as servers:

        def start(network):
            server = Server(target, listen=f"{network.address}:0", report=tmp_path / "report.json")
            warning = (f"dispatch_server: --listen {network.address}:0: not a loopback address; anyone who can "
                       "reach it may read, write and delete objects\n")

            def report():
                server.signal()
                server.wait(stderr=warning)
                return json.loads(Path(server.report_path).read_text())

            servers.callback(lambda: server.ended or server.kill())
            return server, report

        yield start


def value_at(quantile, histogram):
    """In seconds, as base/histogram.hpp says."""
    wanted = max(1, math.ceil(quantile * histogram["count"]))
    seen = 0
    for upper, count in histogram["buckets"]:
        seen += count
        if seen >= wanted:
            return min(upper, histogram["max_ns"]) * 1e-9
    return histogram["max_ns"] * 1e-9


def concatenated(hosts):
    buckets = {}
    for host in hosts:
        for upper, count in host["histogram"]["buckets"]:
            buckets[upper] = buckets.get(upper, 0) + count
    histograms = [host["histogram"] for host in hosts]
    return {
        "count": sum(histogram["count"] for histogram in histograms),
        "max_ns": max(histogram["max_ns"] for histogram in histograms),
        "buckets": [list(pair) for pair in sorted(buckets.items())],
    }


def check_sums(report, requests, size):
    """What holds of every load whose requests are all answered."""
    assert report["complete"] and report["errors"] == {}
    assert report["requests"] == requests
    assert report["bytes_sent"] == requests * size
    hosts = report["hosts"]
    assert [host["rank"] for host in hosts] == list(range(len(hosts)))
    assert sum(host["requests"] for host in hosts) == requests
    assert sum(host["bytes_sent"] for host in hosts) == requests * size
    whole = concatenated(hosts)
    assert {key: report["histogram"][key] for key in whole} == whole
    for name, quantile in (("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("p999", 0.999)):
        assert report["latency_seconds"][name] == pytest.approx(value_at(quantile, whole), rel=1e-12)
    assert sum(report["timeline"]["requests"]) == requests
    assert sum(report["timeline"]["bytes"]) == requests * size


@needs_mpi
def test_processes_on_one_host_are_one_load(reporting, mpi_load):
    server = reporting()
    options = ["-n", 1003, "-t", 5, "-c", 7, "-s", "10kB"]
    report = mpi_load(on_this_host(3), server.url, *options).succeed()
    check_sums(report, 1003, 10_000)
    assert [slot["requests"] for slot in report["slots"]] == [144] * 2 + [143] * 5
    assert sum(thread["requests"] for thread in report["threads"]) == 1003
    assert [host["threads"] for host in report["hosts"]] == [2, 2, 1]
    served = server.report()
    assert total(served, "requests") == 1003 and total(served, "bytes") == 10_030_000


@needs_mpi
def test_an_open_loop_of_several_is_that_of_one(start_server, mpi_load, load):
    server = start_server()
    options = ["-n", 200, "-t", 3, "-c", 9, "-s", "uniform:1kB,9kB", "--rate", 400,
               "--arrivals", "poisson", "--seed", 5]
    alone = load(server.url, *options).json
    together = mpi_load(on_this_host(3), server.url, *options).succeed()
    assert together["bytes_sent"] == alone["bytes_sent"]
    assert together["asked_requests_per_second"] == alone["asked_requests_per_second"]
    assert [slot["requests"] for slot in together["slots"]] == [slot["requests"] for slot in alone["slots"]]


@needs_mpi
def test_a_wrong_option_is_refused_once_and_nothing_starts(mpi_load):
    code, said = mpi_load(on_this_host(3), "http://127.0.0.1:1", "-t", "2", "-c", "4").wait()
    assert code == 2
    assert said.count("loadgen: --threads 2: expected at least one for each of the 3 processes\n") == 1


@needs_mpi
def test_a_rank_that_cannot_start_is_named_and_the_others_end(start_server, mpi_load):
    limited = ["sh", "-c", '[ "$OMPI_COMM_WORLD_RANK" = 1 ] && ulimit -n 60; exec "$@"', "sh"]
    load = mpi_load(on_this_host(2), start_server().url, "-n", 400, "-t", 2, "-c", 400, "-s", "1kB", before=limited)
    code, said = load.wait()
    assert code == 1
    assert "loadgen: rank 1 on " in said and "connections need" in said
    assert not load.output.exists()
    load.gone()


@needs_mpi
def test_a_rank_with_few_descriptors_makes_all_open_fewer_connections(start_server, mpi_load):
    limited = ["sh", "-c", '[ "$OMPI_COMM_WORLD_RANK" = 1 ] && ulimit -n 200; exec "$@"', "sh"]
    options = ["-n", 100, "-c", "auto", "--rate", 200, "-s", "1kB"]
    code, said = mpi_load(on_this_host(2), start_server().url, *options, before=limited).wait()
    assert code == 0, said
    assert said.count("loadgen: --connections auto: there are open files (ulimit -Hn) and ports for ") == 1


@needs_mpi
def test_processes_on_one_host_are_not_pinned_to_the_same_processors(mpi_load):
    cpu = min(os.sched_getaffinity(0))
    code, said = mpi_load(on_this_host(2), "http://127.0.0.1:1", "-n", 10, "--pin", cpu).wait()
    assert code == 2
    assert said.count("loadgen: --pin: expected one process a host, and ranks 0 and 1 are both on ") == 1


def test_without_mpi_a_load_of_several_is_refused(tmp_path):
    shutil.copy2(LOADGEN, tmp_path)
    answer = subprocess.run(
        [tmp_path / "loadgen", "http://127.0.0.1:1"], capture_output=True, text=True, timeout=60,
        env={**os.environ, "OMPI_COMM_WORLD_RANK": "0", "OMPI_COMM_WORLD_SIZE": "2"},
    )
    assert answer.returncode == 2
    assert answer.stderr.startswith("loadgen: under mpirun loadgen needs MPI, and was built without: ")
    assert answer.stderr.count("\n") == 1


def test_a_load_that_was_started_alone_links_no_mpi():
    assert "libmpi" not in run("ldd", LOADGEN).stdout


def loading(server, load):
    """Waits until all its connections are there."""
    wait_until(lambda: load.process.poll() is not None or server.sockets() > 8, "all connections are open")
    assert load.process.poll() is None, load.wait()


@needs_mpi
def test_a_rank_that_is_killed_ends_the_load_without_figures(start_server, mpi_load):
    server = start_server()
    load = mpi_load(on_this_host(3), server.url, *FOR_LONG)
    loading(server, load)
    load.signal_rank(1, signal.SIGKILL)
    code, said = load.wait()
    assert code not in (0, None)
    assert "rank 1" in said
    assert not load.output.exists()
    load.gone()


def hanging(server, load):
    """What a load says whose rank 2 hangs once all its connections are there."""
    wait_until(lambda: load.process.poll() is not None or server.sockets() > 8, "all connections are open")
    with contextlib.suppress(KeyError, ProcessLookupError):  # it has ended
        load.signal_rank(2, signal.SIGSTOP)
    code, said = load.wait()
    assert code not in (0, None)
    assert not load.output.exists()
    load.gone()
    return said


@needs_mpi
def test_a_rank_that_hangs_ends_the_load_without_figures(start_server, mpi_load):
    for limit in ("3s", "20s"):  # a machine that stands still makes others silent, or late from the start
        server = start_server()
        said = hanging(server, mpi_load(on_this_host(3), server.url, *FOR_LONG, "--rank-timeout", limit))
        if "loadgen: rank 2 on " in said and "has been silent for" in said:
            break
    assert "loadgen: rank 2 on " in said and "has been silent for" in said


@needs_mpi
def test_a_rank_that_does_not_come_is_not_waited_for(start_server, mpi_load):
    late = ["sh", "-c", '[ "$OMPI_COMM_WORLD_RANK" = 1 ] && exec sleep 600; exec "$@"', "sh"]
    load = mpi_load(on_this_host(2), start_server().url, *FOR_LONG, "--rank-timeout", "3s", before=late)
    code, said = load.wait()
    assert code not in (0, None)
    assert "loadgen: not all of the 2 processes have come within 3 s\n" in said
    assert not load.output.exists()
    load.gone()


@needs_mpi
def test_an_interrupt_ends_all(start_server, mpi_load):
    server = start_server()
    load = mpi_load(on_this_host(3), server.url, *FOR_LONG)
    loading(server, load)
    load.process.send_signal(signal.SIGINT)
    code, _ = load.wait()
    assert code not in (0, None)
    load.gone()
    if load.output.exists():
        assert json.loads(load.output.read_text())["complete"] is False


@needs_mpi
def test_a_stop_of_one_rank_stops_all_and_is_told(start_server, mpi_load):
    server = start_server()
    load = mpi_load(on_this_host(3), server.url, *FOR_LONG)
    loading(server, load)
    load.signal_rank(1, signal.SIGTERM)
    code, said = load.wait()
    assert code == 128 + signal.SIGTERM, said
    report = json.loads(load.output.read_text())
    assert report["complete"] is False
    assert report["requests"] == sum(host["requests"] for host in report["hosts"])


@needs_mpi
def test_a_report_that_cannot_be_written_keeps_nobody_waiting(start_server, mpi_load, tmp_path):
    (tmp_path / "load.json").symlink_to("/dev/full")
    load = mpi_load(on_this_host(2), start_server().url, "-n", 20, "-t", 2, "-s", "1kB")
    code, said = load.wait()
    assert code == 1
    assert said.count("No space left on device\n") == 1
    assert "20 requests in " in said
    load.gone()


@needs_mpi
def test_the_others_are_gone_while_the_report_waits_for_its_reader(start_server, mpi_load, tmp_path):
    os.mkfifo(tmp_path / "load.json")
    load = mpi_load(on_this_host(2), start_server().url, "-n", 20, "-t", 2, "-s", "1kB")
    wait_until(lambda: "waiting until somebody reads" in load.said_so_far(), "there is a report")
    wait_until(lambda: list(load.processes()) == [0], "the others are gone")
    assert json.loads(load.output.read_text())["requests"] == 20
    assert load.wait()[0] == 0


@needs_mpi
def test_namespaces_are_hosts_of_one_load(serving, network, mpi_load):
    server, reported = serving(network)
    report = mpi_load(network.mpirun(), server.url, "-n", 900, "-t", 6, "-c", 12, "-s", "20kB").succeed()
    check_sums(report, 900, 20_000)
    assert [host["host"] for host in report["hosts"]] == network.hosts
    served = reported()
    assert total(served, "bytes") == report["bytes_sent"]
    assert total(served, "connections") == 12


@needs_mpi
def test_a_clock_that_is_ahead_is_found_within_the_stated_error(serving, network, mpi_load):
    problem = namespaces.why_no_shifted_clock()
    if problem:
        pytest.skip(f"no time namespaces: {problem}")
    server, _ = serving(network)
    shifted = {"SHIFTED_HOST": network.hosts[1], "SHIFT_SECONDS": "3"}
    options = ["-n", 300, "-t", 3, "-c", 6, "-s", "1kB", "--rate", 300]
    report = mpi_load(network.mpirun(), server.url, *options, environment=shifted).succeed()
    check_sums(report, 300, 1000)
    clock = report["clock"]
    for offset, error, truth in zip(clock["offsets_ns"], clock["errors_ns"], [0, 3_000_000_000, 0]):
        assert abs(offset - truth) <= error <= clock["error_ns"]
    assert clock["error_ns"] < 1_000_000_000, "then it would say nothing"
    for thread in report["threads"]:
        assert report["started_ns"] - clock["error_ns"] <= thread["first_ns"]
        assert thread["last_ns"] <= report["finished_ns"] + clock["error_ns"]


@needs_mpi
def test_delay_and_loss_lose_nothing_of_the_count(serving, mpi_load):
    network = namespaces.network_or_skip(2)
    try:
        problem = network.disturb("delay", "2ms", "1ms", "loss", "0.5%")
        if problem:
            pytest.skip(f"no netem: {problem}")
        server, reported = serving(network)
        report = mpi_load(network.mpirun(), server.url, "-n", 400, "-t", 4, "-c", 8, "-s", "30kB").succeed()
        check_sums(report, 400, 30_000)
        assert report["latency_seconds"]["p50"] > 0.001
        assert total(reported(), "bytes") == report["bytes_sent"]
    finally:
        network.remove()


@needs_mpi
def test_what_it_writes_is_as_the_schema_says(start_server, mpi_load):
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((REPOSITORY / "results/schema/load.schema.json").read_text())
    report = mpi_load(on_this_host(2), start_server().url, "-n", 20, "-t", 2, "-s", "1kB").succeed()
    jsonschema.validate(report, schema)
