"""Every peer that is installed, measured by bench at a tiny scale; and peers that do wrong, refused."""

import json
import os
import subprocess

import pytest

from .bench_run import without_stalls
from .http_client import PATIENCE
from .programs import BINARIES, REPOSITORY

BENCH = BINARIES / "bench"
FAKE_PEER = REPOSITORY / "tests/runner/fake_bin/fake_peer"
REQUESTS, SIZE = 24, 300_000


def bench(*arguments, **variables):
    return subprocess.run([BENCH, *map(str, arguments)], capture_output=True, text=True,
                          timeout=10 * PATIENCE, env={**os.environ, **variables})


def all_peers():
    listed = bench("list", "--peers", "--json")
    assert listed.returncode == 0, listed.stderr
    return json.loads(listed.stdout)


def pytest_generate_tests(metafunc):
    if "peer" in metafunc.fixturenames:
        peers = all_peers() if BENCH.exists() else []
        metafunc.parametrize("peer", peers, ids=lambda peer: peer["name"])


@pytest.fixture
def measure(tmp_path):
    """Runs a peer once; what bench said, and the run's file."""

    def run(name, options, connections=4, **variables):
        store = {"null": True} if "null" in options else {"store": str(tmp_path / "stores")}
        spec = {"name": "one", "about": "a test", "server": {"threads": 2, **store},
                "load": {"requests": REQUESTS, "threads": 1, "connections": connections,
                         "body-size": f"{SIZE}B"},
                "rows": [{"peer": name}]}
        (tmp_path / "one.json").write_text(json.dumps(spec))
        arguments = [tmp_path / "one.json", "--output", tmp_path / "out"]
        for _ in range(5):  # as often as the machine stalls
            said = bench("run", *arguments, **variables)
            files = list((tmp_path / "out/runs").glob("*.json"))
            record = json.loads(files[0].read_text()) if files else None
            if not record or not record["failure"] or without_stalls([record["failure"]["what"]]):
                break
            arguments = ["--resume", tmp_path / "out"]
        return said, record

    return run


def test_it_answers_every_request_and_takes_every_byte(peer, measure, tmp_path):
    if peer["program"] is None:
        pytest.skip(f"not installed: {peer['install']}")
    said, record = measure(peer["name"], peer["options"])
    assert (said.returncode, said.stderr, record["failure"]) == (0, "", None)
    load = record["load"]["report"]
    assert sum(count for status, count in load["statuses"].items() if status[0] == "2") == REQUESTS
    assert load["errors"] == {}
    assert load["bytes_sent"] == REQUESTS * SIZE
    assert record["peer"] is True and record["server"]["cpu_seconds_in_load_window"] > 0
    if "store" in peer["options"]:
        assert list((tmp_path / "stores").iterdir()) == []


def registered(folder, how):
    row = {"name": "fake", "summary": "pretends", "options": ["null"], "install": "nothing",
           "command": [str(FAKE_PEER), how, "0"], "ready": "line", "stop": "SIGTERM",
           "workers": "threads"}
    (folder / "registry.json").write_text(json.dumps([row]))
    return {"DISPATCHBENCH_PEERS": str(folder / "registry.json")}


@pytest.mark.parametrize(("how", "fault"), [("refuses", "answered 404"),
                                            ("forgets", "bytes of the body unread"),
                                            ("closes", "closed the connection")])
def test_one_that_does_wrong_is_not_measured(measure, tmp_path, how, fault):
    said, record = measure("fake", ["null"], **registered(tmp_path, how))
    assert said.returncode == 1
    assert "fake is not measured: " in said.stdout and fault in said.stdout
    assert record["load"]["report"] is None


def test_one_that_does_right_is_seen_from_outside(measure, tmp_path):
    said, record = measure("fake", ["null"], connections=1, **registered(tmp_path, "well"))
    assert (said.returncode, said.stderr) == (0, "")
    worker, = record["server"]["report"]["workers"]
    assert worker["bytes"] is None and worker["busy_seconds"] > 0
    assert len(record["server"]["report"]["timeline"]["busy"]) == 1


def test_the_design_of_each_peer_is_one_of_our_strategies():
    registry = json.loads((REPOSITORY / "servers/peers/registry.json").read_text())
    listed = subprocess.run([BINARIES / "dispatch_server", "--list-strategies", "--json"], capture_output=True, text=True)
    strategies = {row["name"] for row in json.loads(listed.stdout)}
    assert {peer["design"] for peer in registry} <= strategies


def test_a_peer_without_what_it_loads_is_not_installed(tmp_path):
    row = {"name": "lacking", "summary": "pretends", "options": ["null"], "install": "get it",
           "command": [str(FAKE_PEER), "well", "0"], "ready": "line", "stop": "SIGTERM",
           "workers": "threads", "needs": ["/no/such/module"]}
    (tmp_path / "registry.json").write_text(json.dumps([row]))
    listed = bench("list", "--peers", "--json", DISPATCHBENCH_PEERS=str(tmp_path / "registry.json"))
    assert json.loads(listed.stdout)[0]["program"] is None
