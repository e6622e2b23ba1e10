"""A machine that is emulated: what is charged, to whom, and what is refused."""

import json

import pytest

from .http_client import request
from .machine_profile import BYTES, EVENTS, profile, write_profile
from .programs import LOADGEN, SERVER, run, total, wait_until

COSTS = {name: 1 if name in BYTES else 1000 + 10 * at for at, name in enumerate(EVENTS)}


@pytest.fixture
def reporting(start_server, tmp_path):
    return lambda *options, **rest: start_server(
        *options, report=tmp_path / "report.json", **rest
    )


def nanoseconds(emulation):
    return round(emulation["charged_seconds"] * 1e9)


def cost_of(emulation, dilation=1):
    return sum(count * COSTS[name] * dilation for name, count in emulation["events"].items())


def test_what_is_charged_is_events_times_their_costs(reporting, load, tmp_path, target):
    file = write_profile(tmp_path, **COSTS)
    server = reporting("--machine", file, "--machine-cores", 2, "--machine-dilation", 3)
    assert load(server.url, "-n", 60, "-t", 2, "-c", 4, "-s", "10kB", "--requests-per-connection", 5).code == 0
    report = server.report()
    emulation = report["emulation"]
    assert nanoseconds(emulation) == cost_of(emulation, 3)
    counts = emulation["events"]
    assert counts["request"] == total(report, "requests") >= 60
    assert counts["byte_read"] == total(report, "bytes")
    assert counts["open_connection"] == counts["close_connection"] == total(report, "connections")
    assert counts["accept"] >= counts["open_connection"]
    assert counts["steal"] == total(report, "steals")
    taken_over = counts["take_over_awake"] + counts["take_over_parked"]
    if "poller" not in report["other_threads"]:  # which hands over what is ready, not connections
        assert taken_over <= total(report, "connections")


@pytest.mark.one_target
@pytest.mark.parametrize("copy", ["read", "splice", "discard"])
def test_bytes_cost_what_their_copying_costs(reporting, load, tmp_path, copy):
    file = write_profile(tmp_path, **COSTS)
    server = reporting("--machine", file, "--copy", copy)
    assert load(server.url, "-n", 10, "-t", 1, "-c", 1, "-s", "100kB").code == 0
    counts = server.report()["emulation"]["events"]
    assert {name: counts[name] for name in BYTES[:3] if counts[name]} == {f"byte_{copy}": 1_000_000}


@pytest.mark.one_target
def test_a_profile_without_costs_counts_and_never_sleeps(reporting, load, tmp_path):
    server = reporting("--machine", write_profile(tmp_path))
    assert load(server.url, "-n", 10, "-t", 1, "-c", 1, "-s", "1kB").code == 0
    emulation = server.report()["emulation"]
    assert emulation["events"]["request"] == 10
    assert emulation["charged_seconds"] == emulation["slept_seconds"] == 0


@pytest.mark.one_target
def test_a_load_that_shares_the_cores_pays_for_its_part(reporting, load, tmp_path):
    file = write_profile(tmp_path, **COSTS)
    shared = ["--machine", file, "--machine-cores", 2, "--machine-shared", tmp_path / "cores"]
    server = reporting(*shared)
    done = load(server.url, "-n", 40, "-t", 4, "-c", 4, "-s", "1kB", "--requests-per-connection", 10, *shared)
    assert done.code == 0
    emulation = done.json["emulation"]
    assert emulation["events"] == {"client_connect": 4, "client_request": 40, "client_byte": 40_000, "client_early_byte": 40_000}
    assert nanoseconds(emulation) == cost_of(emulation)
    assert done.json["options"]["machine-cores"] == 2


@pytest.mark.one_target
def test_a_server_that_is_killed_gives_its_core_back(reporting, tmp_path):
    shared = ["--machine-cores", 1, "--machine-shared", tmp_path / "cores"]
    held = reporting("--machine", write_profile(tmp_path, request=3600e9), *shared)
    free = (tmp_path / "cores").read_bytes()
    with held.client() as client:
        client.send(request("PUT", "/a", b"bytes"))
        wait_until(lambda: (tmp_path / "cores").read_bytes() != free, "the core is taken")
        held.kill()
    other = reporting("--emulate-request", "1ms", *shared)
    assert other.ask("PUT", "/a", b"bytes").status == 200


REFUSED = {
    "no such file": (["--machine", "none.json"], "--machine none.json: expected a cost profile"),
    "no JSON": (["--machine", "text.json"], "--machine text.json: expected a cost profile (bench calibrate): is no JSON"),
    "another version": (["--machine", "old.json"], "schema_version 7: expected 1"),
    "a cost is missing": (["--machine", "short.json"], "costs.client_byte is missing"),
    "no core": (["--machine", "machine.json", "--machine-cores", "0"], "--machine-cores 0: expected a whole number from 1"),
    "time that stands still": (["--machine", "machine.json", "--machine-dilation", "0.5"], "--machine-dilation 0.5: expected"),
    "slices of no core": (["--machine", "machine.json", "--machine-slice", "4ms"], "--machine-slice: goes with --machine-cores"),
    "a file of no core": (["--machine", "machine.json", "--machine-shared", "x"], "--machine-shared: goes with --machine-cores"),
    "cores without costs": (["--machine-cores", "2"], "--machine-cores: goes with --machine"),
    "a file of something else": (
        ["--machine", "machine.json", "--machine-cores", "2", "--machine-shared", "text.json"],
        "--machine-shared text.json: expected a file of a machine with as many cores",
    ),
}  # fmt: skip


@pytest.mark.parametrize("program", [SERVER, LOADGEN], ids=["server", "load"])
@pytest.mark.parametrize("options, said", REFUSED.values(), ids=REFUSED)
def test_a_machine_that_cannot_be_is_refused_in_one_line(tmp_path, monkeypatch, program, options, said):
    monkeypatch.chdir(tmp_path)
    write_profile(tmp_path)
    (tmp_path / "text.json").write_text("something else")
    (tmp_path / "old.json").write_text(json.dumps({**profile(), "schema_version": 7}))
    short = profile()
    del short["costs"]["client_byte"]
    (tmp_path / "short.json").write_text(json.dumps(short))
    rest = ["--strategy", "reuseport", "--null", "--listen", "127.0.0.1:0"] if program == SERVER else ["http://127.0.0.1:1/"]
    refused = run(program, *rest, *options)
    assert refused.returncode == 2
    assert said in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_a_profile_excludes_costs_that_are_given_by_hand(tmp_path):
    file = write_profile(tmp_path)
    refused = run(SERVER, "--strategy", "reuseport", "--null", "--machine", file, "--emulate-accept", "1ms")
    assert refused.returncode == 2
    assert "--machine: its costs are those of FILE" in refused.stderr
