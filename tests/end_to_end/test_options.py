"""A refusal is one line that names the option and the choices, and nothing starts."""

import socket

import pytest

from .programs import LOADGEN, SERVER, read_targets, run

BASE = ["--strategy", "reuseport", "--listen", "127.0.0.1:0"]
NULL = [*BASE, "--null"]
URL = "http://127.0.0.1:9"

# The options to add to a sound command line, and what the line must name.
SERVER_REFUSALS = [
    (["--threads", "0"], ["--threads 0", "whole number"]),
    (["--threads", "-1"], ["--threads -1", "whole number"]),
    (["--threads", "two"], ["--threads two", "whole number"]),
    (["--threads", "99999999999999999999"], ["--threads", "whole number"]),
    (["--backlog", "0"], ["--backlog 0", "whole number"]),
    (["--max-connections", "0"], ["--max-connections 0", "whole number"]),
    (["--copy", "sendfile"], ["--copy sendfile", "read", "splice", "discard"]),
    (["--backend", "kqueue"], ["--backend kqueue", "asio", "epoll"]),
    (["--buffer-size", "KiB"], ["--buffer-size KiB", "MiB"]),
    (["--buffer-size", "64"], ["--buffer-size 64", "KiB"]),
    (["--buffer-size", "0B"], ["--buffer-size 0B", "4KiB"]),
    (["--buffer-size", "-1MB"], ["--buffer-size -1MB"]),
    (["--buffer-size", "1e9999GB"], ["--buffer-size"]),
    (["--quantum", "0B"], ["--quantum 0B"]),
    (["--max-body", "1TT"], ["--max-body 1TT", "MiB"]),
    (["--emulate-core", "100MB"], ["--emulate-core 100MB", "/s"]),
    (["--emulate-core", "0B/s"], ["--emulate-core 0B/s"]),
    (["--emulate-request", "5"], ["--emulate-request 5", "ms"]),
    (["--emulate-accept", "5h"], ["--emulate-accept 5h", "ms"]),
    (["--sample-interval", "0s"], ["--sample-interval 0s", "from 1ms to 60m"]),
    (["--header-timeout", "ten"], ["--header-timeout ten", "ms"]),
    (["--idle-timeout", ""], ["--idle-timeout", "ms"]),
    (["--body-timeout", "0ms"], ["--body-timeout 0ms", "from 1ms to 1440m"]),
    (["--min-rate", "0"], ["--min-rate 0", "such as 100MB/s"]),
    (["--drain-timeout", "-5s"], ["--drain-timeout -5s", "ms"]),
    (["--pin", "a-b"], ["--pin a-b", "0-3,6"]),
    (["--pin", "3-1"], ["--pin 3-1", "0-3,6"]),
    (["--pin", "99999"], ["--pin 99999", "0-3,6"]),
    (["--pin", "0,0"], ["--pin 0,0", "0-3,6"]),
    (["--pin", ""], ["--pin", "0-3,6"]),
    (["--report", "/nowhere/report.json"], ["--report /nowhere/report.json", "folder"]),
    (["--report", "/tmp"], ["--report /tmp", "file"]),
    (["--report", ""], ["--report", "file"]),
    (["--json"], ["--json", "--list-strategies"]),
    (["--no-such-option"], ["--no-such-option"]),
    (["--thread", "2"], ["--thread"]),
    (["--threads"], ["--threads"]),
    (["stray"], ["--help"]),
    (["--null"], ["--null"]),
]

LISTEN_REFUSALS = ["localhost", "127.0.0.1", "8080", ":8080", "127.0.0.1:", "127.0.0.1:http"]
LISTEN_REFUSALS += ["127.0.0.1:65536", "127.0.0.1:-1", "::1:8080", "[::1]", "256.0.0.1:80"]

LOADGEN_REFUSALS = [
    (["--requests", "0"], ["--requests 0", "whole number"]),
    (["-n", "many"], ["--requests many", "whole number"]),
    (["--threads", "0"], ["--threads 0", "whole number"]),
    (["--connections", "0"], ["--connections 0", "whole number"]),
    (["-t", "8", "-c", "4"], ["--connections 4", "8"]),
    (["--body-size", "40"], ["--body-size 40", "MB"]),
    (["--body-size", "uniform:2MB,1MB"], ["--body-size uniform:2MB,1MB", "uniform"]),
    (["--body-size", "normal:1MB"], ["--body-size normal:1MB", "pareto"]),
    (["--split", "fair"], ["--split fair", "static", "shared"]),
    (["--method", "POST"], ["--method POST", "PUT", "GET"]),
    (["--rate", "0"], ["--rate 0", "requests a second"]),
    (["--rate", "fast"], ["--rate fast", "requests a second"]),
    (["--duration", "0s"], ["--duration 0s", "above zero"]),
    (["--duration", "1s", "-n", "5"], ["--duration", "--requests"]),
    (["--warmup", "1"], ["--warmup 1", "ms"]),
    (["-c", "many"], ["--connections many", "auto"]),
    (["-c", "auto"], ["--connections auto", "--rate"]),
    (["--arrivals", "often", "--rate", "5"], ["--arrivals often", "poisson"]),
    (["--arrivals", "poisson"], ["--arrivals poisson", "--rate"]),
    (["--rate", "5", "--skew", "zipf:-1"], ["--skew zipf:-1", "zipf:S"]),
    (["--demand", "normal:1ms,2ms"], ["--demand normal:1ms,2ms", "lognormal"]),
    (["--demand", "11s"], ["--demand 11s", "10s"]),
    (["--think", "exponential:0"], ["--think exponential:0", "a time"]),
    (["--think", "1ms", "--rate", "5"], ["--think 1ms", "--rate"]),
    (["--mix", "/nowhere.json"], ["--mix /nowhere.json", "read"]),
    (["--trace", "/nowhere.csv"], ["--trace /nowhere.csv", "read"]),
    (["--speed", "2"], ["--speed 2", "--trace"]),
    (["--timeout", "0s"], ["--timeout 0s"]),
    (["--requests-per-connection", "-1"], ["--requests-per-connection -1", "whole number"]),
    (["--key-prefix", "a?b"], ["--key-prefix a?b", "letters"]),
    (["--seed", "x"], ["--seed x", "whole number"]),
    (["--pin", "x"], ["--pin x", "0-3,6"]),
    (["--output", "/nowhere/load.json"], ["--output /nowhere/load.json", "folder"]),
    (["--output", "/tmp/"], ["--output /tmp/", "file"]),
    (["--output", "/tmp"], ["--output /tmp", "file"]),
    (["--no-such-option"], ["--no-such-option"]),
    (["stray"], ["stray", "argument"]),
]



def assert_refused(completed, name, words):
    assert completed.returncode == 2
    assert completed.stdout == ""
    assert completed.stderr.startswith(f"{name}: ")
    assert completed.stderr.count("\n") == 1 and completed.stderr.endswith("\n")
    for word in words:
        assert word in completed.stderr


def by_options(refusals):
    return [pytest.param(*row, id=" ".join(row[0])) for row in refusals]


@pytest.mark.parametrize(("options", "words"), by_options(SERVER_REFUSALS))
def test_the_server_refuses(options, words):
    assert_refused(run(SERVER, *NULL, *options), "dispatch_server", words)


@pytest.mark.parametrize("address", LISTEN_REFUSALS)
def test_the_server_refuses_to_listen_on(address):
    completed = run(SERVER, "--strategy", "reuseport", "--null", "--listen", address)
    assert_refused(completed, "dispatch_server", ["--listen"])


@pytest.mark.parametrize(("options", "words"), by_options(LOADGEN_REFUSALS))
def test_loadgen_refuses(options, words):
    assert_refused(run(LOADGEN, URL, *options), "loadgen", words)


URLS = ["", "localhost:80", "https://a/", "http://", "http://a:0", "http://a:b"]


@pytest.mark.parametrize("url", URLS)
def test_loadgen_refuses_the_url(url):
    assert_refused(run(LOADGEN, url), "loadgen", ["URL", "http://"])


def test_loadgen_needs_a_url():
    assert_refused(run(LOADGEN), "loadgen", ["URL", "http://"])


def test_a_strategy_is_required_and_an_unknown_one_refused_with_all_names():
    names = [target.strategy for target in read_targets()]
    assert_refused(run(SERVER, "--null"), "dispatch_server", ["--strategy", *names])
    unknown = run(SERVER, "--null", "--strategy", "magic")
    assert_refused(unknown, "dispatch_server", ["--strategy magic", *names])


def test_a_backend_that_a_strategy_cannot_use_is_refused_with_those_it_can(target):
    same = [row for row in read_targets() if row.strategy == target.strategy]
    others = {"asio", "epoll"} - {row.backend for row in same}
    if not others:
        pytest.skip("it can use either")
    command = ["--null", "--strategy", target.strategy, "--backend", *others]
    words = ["--backend", "epoll", target.strategy]
    assert_refused(run(SERVER, *command), "dispatch_server", words)


def test_bodies_need_exactly_one_place_to_go(tmp_path):
    both = run(SERVER, *NULL, "--store", tmp_path)
    for completed in (run(SERVER, *BASE), both):
        assert_refused(completed, "dispatch_server", ["--store", "--null"])


def test_bodies_cannot_be_discarded_into_a_folder(tmp_path):
    completed = run(SERVER, *BASE, "--store", tmp_path, "--copy", "discard")
    assert_refused(completed, "dispatch_server", ["--copy discard", "read", "splice", "--null"])


@pytest.mark.parametrize("folder", ["", "/dev/null", "/dev/null/store", "/proc/store"])
def test_a_store_that_cannot_be_written_is_refused(folder):
    completed = run(SERVER, *BASE, "--store", folder)
    assert_refused(completed, "dispatch_server", ["--store", "folder"])


def test_a_port_in_use_is_refused(target):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = "%s:%d" % taken.getsockname()
        completed = run(SERVER, *target.options(), "--null", "--listen", address)
    assert_refused(completed, "dispatch_server", [f"--listen {address}"])


def test_a_port_of_another_server_is_refused(target, start_server):
    address = "%s:%d" % start_server().address
    completed = run(SERVER, *target.options(), "--null", "--listen", address)
    assert_refused(completed, "dispatch_server", [f"--listen {address}"])


def test_an_address_of_another_machine_is_refused():
    completed = run(SERVER, "--strategy", "reuseport", "--null", "--listen", "192.0.2.1:8080")
    assert_refused(completed, "dispatch_server", ["--listen 192.0.2.1:8080"])


@pytest.mark.parametrize("program", [SERVER, LOADGEN], ids=lambda path: path.name)
@pytest.mark.parametrize("option", ["--help", "--version"])
def test_information_goes_to_standard_output(program, option):
    completed = run(program, option)
    assert (completed.returncode, completed.stderr) == (0, "")
    assert program.name in completed.stdout


def test_the_list_for_people_has_every_strategy():
    listed = run(SERVER, "--list-strategies")
    assert (listed.returncode, listed.stderr) == (0, "")
    assert all(target.strategy in listed.stdout for target in read_targets())


@pytest.mark.one_target
def test_every_strategy_of_the_list_serves_and_ends(start_server):
    for target in read_targets():
        assert start_server(of=target).ask("PUT", "/object", b"body").status == 200, target


def test_a_strategy_with_one_worker_says_so_and_uses_one(target, start_server, tmp_path):
    if not target.single_worker:
        pytest.skip("it has as many as it is told")
    server = start_server(threads=3, report=tmp_path / "report.json")
    server.signal()
    said = f"dispatch_server: --threads 3: {target.strategy} has only one worker, and uses one\n"
    server.wait(stderr=said)
    assert len(server.report()["workers"]) == 1
