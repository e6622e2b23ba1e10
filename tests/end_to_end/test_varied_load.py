"""Loads whose work varies: drawn arrivals, demand, thinking, skew, mixes and traces."""

import json

import pytest

from .programs import BENCH, run, succeed, total

FAST = ["-t", "2", "-c", "8", "-s", "1kB"]


@pytest.mark.one_target
@pytest.mark.parametrize("how", ["poisson", "bursty:5ms,5ms"])
def test_drawn_arrivals_are_all_sent(reporting, load, how):
    server = reporting()
    client = succeed(load(server.url, "-n", 200, "--rate", 2000, "--arrivals", how, *FAST))
    assert client["requests"] == 200 == total(server.report(), "requests")
    assert client["options"]["arrivals"] == how
    assert "waited_for_connection" in client


def test_demand_is_charged_by_a_server_that_obeys(reporting, load):
    server = reporting("--demand", "emulate")
    client = succeed(load(server.url, "-n", 40, "--demand", "uniform:1ms,3ms", *FAST))
    assert client["options"]["demand"] == "uniform:1ms,3ms"
    assert total(server.report(), "busy_seconds") >= 40 * 0.001


@pytest.mark.one_target
def test_every_strategy_of_a_round_sees_the_same_work(reporting, load):
    server = reporting()
    options = ["-n", 60, "-t", 2, "-s", "lognormal:5kB,1", "--seed"]
    sent = [succeed(load(server.url, *options, seed))["bytes_sent"] for seed in (7, 7, 8)]
    assert sent[0] == sent[1] != sent[2]


@pytest.mark.one_target
def test_connections_that_think_send_their_share(start_server, load):
    client = succeed(load(start_server().url, "-n", 32, "--think", "exponential:5ms", *FAST))
    assert [slot["requests"] for slot in client["slots"]] == [4] * 8
    assert "waited_for_connection" not in client  # a closed loop


@pytest.mark.one_target
def test_a_skewed_load_gives_the_first_connections_more(start_server, load):
    options = ["-n", 400, "--rate", 5000, "--skew", "zipf:1.5", "--seed", 3, *FAST]
    requests = [[slot["requests"] for slot in succeed(load(start_server().url, *options))["slots"]]
                for _ in range(2)]
    assert requests[0] == requests[1]
    assert sum(requests[0]) == 400
    assert requests[0][0] > 100 > requests[0][7]


@pytest.mark.one_target
def test_connections_are_opened_as_they_are_needed(reporting, load):
    client = succeed(load(reporting().url, "-n", 100, "--rate", 10_000, "-c", "auto", "-s", "10B"))
    assert 1 <= client["connections"] == len(client["slots"]) <= 100
    assert sum(slot["requests"] for slot in client["slots"]) == 100 == client["requests"]
    assert client["options"]["connections"] == "auto"


@pytest.mark.one_target
def test_a_mix_is_reported_by_group(reporting, load, tmp_path):
    mix = tmp_path / "mix.json"
    mix.write_text(json.dumps([
        {"name": "kept", "connections": 4, "requests": 40, "body-size": "1kB"},
        {"name": "short", "connections": 2, "requests": 10, "rate": 1000, "body-size": "10B",
         "requests-per-connection": 1},
    ]))
    server = reporting()
    client = succeed(load(server.url, "-t", 2, "--mix", mix))
    groups = {group["name"]: group for group in client["groups"]}
    assert {name: group["requests"] for name, group in groups.items()} == {"kept": 40, "short": 10}
    assert groups["short"]["bytes_sent"] == 100
    report = server.report()
    assert total(report, "requests") == 50
    assert total(report, "connections") == 4 + 10 == client["connections"]


@pytest.mark.one_target
def test_a_slow_writer_takes_its_time(start_server, load, tmp_path):
    mix = tmp_path / "mix.json"
    mix.write_text(json.dumps([
        {"name": "slow", "connections": 1, "requests": 1, "body-size": "400kB", "write-rate": "400kB/s"},
        {"name": "fast", "connections": 2, "requests": 20, "body-size": "400kB"},
    ]))
    client = succeed(load(start_server().url, "-t", 1, "--mix", mix))
    slow, fast = client["groups"]
    assert slow["latency_seconds"]["max"] > 0.5  # a second, but for what leaves at once
    assert (slow["requests"], fast["requests"]) == (1, 20)


@pytest.mark.one_target
def test_a_trace_made_of_an_access_log_is_replayed(reporting, load, tmp_path):
    log, trace = tmp_path / "access.log", tmp_path / "trace.csv"
    lines = [f'10.0.0.{i % 3} - - [10/Oct/2023:13:55:3{i // 5} +0000] "PUT /x HTTP/1.1" 200 0 900 {1000 + i}'
             for i in range(15)]
    log.write_text("\n".join(lines) + "\nnonsense\n")
    made = run(BENCH, "trace", log, "-o", trace, "--format", '%h %l %u %t "%r" %>s %b %D %I')
    assert (made.returncode, made.stdout) == (0, "")
    assert "1 of 16 lines are not in the format, the first is line 16" in made.stderr
    server = reporting()
    client = succeed(load(server.url, "--trace", trace, "--speed", 100))
    assert client["requests"] == 15 == total(server.report(), "requests")
    assert client["bytes_sent"] == sum(1000 + i for i in range(15))
    assert client["connections"] == 3


@pytest.mark.one_target
@pytest.mark.parametrize(("rows", "words"), [
    ("2,a,PUT,1,0\n1,a,PUT,1,0\n", ["line 3", "goes back in time"]),
    ("1,a,PUT,x,0\n", ["line 2", "body_bytes 'x'"]),
])
def test_a_trace_that_is_wrong_starts_nothing(server, load, tmp_path, rows, words):
    trace = tmp_path / "trace.csv"
    trace.write_text("at_seconds,connection,method,body_bytes,demand_seconds\n" + rows)
    refused = load(server.url, "--trace", trace)
    assert refused.code == 2 and refused.stderr.count("\n") == 1
    assert all(word in refused.stderr for word in [str(trace), *words])


@pytest.mark.one_target
def test_an_access_log_without_a_line_of_use_is_refused(tmp_path):
    log = tmp_path / "access.log"
    log.write_text("nonsense\n")
    refused = run(BENCH, "trace", log)
    assert refused.returncode == 2 and refused.stderr.count("\n") == 1
    assert str(log) in refused.stderr
