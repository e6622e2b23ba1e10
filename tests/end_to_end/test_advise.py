"""bench advise: an answer for a load that somebody describes."""

import contextlib
import json
import os
import pty
import re
import subprocess

import pytest

from .bench_run import validator
from .http_client import PATIENCE
from .programs import BENCH, REFERENCE, REPOSITORY, run

pytestmark = pytest.mark.one_target

HEAVY = ["--connections", "200", "--cores", "4", "--demand", "bimodal:0.99:1ms,100ms", "--requests", "200"]


def answer(*arguments):
    ended = run(BENCH, "advise", *arguments, "--json")
    assert (ended.returncode, ended.stderr) == (0, "")
    advice = json.loads(ended.stdout)
    validator("advice.schema.json").validate(advice)
    return advice


@pytest.fixture(scope="module")
def heavy():
    return answer(*HEAVY)


def named(advice, name):
    return next(strategy for strategy in advice["strategies"] if strategy["name"] == name)


def test_one_reactor_does_not_fit_four_cores(heavy):
    assert any(strategy["fits"] for strategy in heavy["strategies"])
    single = named(heavy, "single-reactor")
    assert (single["fits"], single["cause"]) == (False, "core-bound")


def test_a_strategy_comes_with_the_settings_that_it_is(heavy):
    settings = named(heavy, "reuseport")["settings"]
    assert {"software": "nginx", "setting": "listen … reuseport;"} in settings


def test_the_nearest_case_of_the_committed_map_is_named_with_what_differs():
    advice = answer(*HEAVY[:4], "--demand", "bimodal:0.995:1ms,100ms", "--requests", "100", "--map", REFERENCE / "map")
    assert advice["nearest"]["workload"] == "heavy-few"
    assert any("connections a core instead of 50" in text for text in advice["nearest"]["differences"])


def test_of_all_maps_the_one_with_the_nearest_case_is_named_ones_own_first(tmp_path, monkeypatch):
    few, many = (["-c", count, "--cores", cores, "--demand", "exponential:5ms", "--requests", "100"]
                 for count, cores in (("400", "8"), ("12800", "256")))
    monkeypatch.setenv("DISPATCHBENCH_RESULTS", str(tmp_path))
    for question, where in ((few, "map"), (many, "map-many-cores")):
        advice = answer(*question)
        assert advice["map"] == advice["nearest"]["map"] and advice["map"].endswith(f"results/reference/{where}")
        assert advice["nearest_measured"]["map"].endswith("results/reference/map")
    own = tmp_path / "map" / "latest"
    own.mkdir(parents=True)
    (own / "map.json").write_bytes((REFERENCE / "map-many-cores" / "map.json").read_bytes())
    assert answer(*many)["nearest"]["map"] == str(own)
    assert answer(*few)["nearest"]["map"].endswith("results/reference/map")


def test_what_would_change_the_answer_is_asked_of_load_cores_and_connections(heavy):
    assert [change["what"] for change in heavy["changes"]] == [
        "load 0.5", "load 0.9", "2 cores", "8 cores", "20 connections", "2000 connections",
        "a connection per request",
    ]


def test_the_text_has_the_figures_of_the_json(heavy):
    text = run(BENCH, "advise", *HEAVY).stdout
    best = heavy["strategies"][0]
    assert f"{best['name']}: p99 {best['latency_p99']['seconds'] * 1e3:.3g} ms" in text
    assert "nginx: listen … reuseport;" in text
    assert ("Not simulated" in text) == bool(heavy["not_simulated"])


def test_a_trace_is_an_answer_to_what_the_load_is(tmp_path):
    rows = [f"{k * 0.004:.3f},{k % 20},PUT,100,0.005" for k in range(400)]
    trace = tmp_path / "trace.csv"
    trace.write_text("at_seconds,connection,method,body_bytes,demand_seconds\n" + "\n".join(rows) + "\n")
    advice = answer("--trace", trace, "--cores", "2")
    assert advice["description"]["connections"] == 20
    assert advice["description"]["load"] == pytest.approx(0.63, abs=0.02)
    assert "load 0.9" in [change["what"] for change in advice["changes"]]


def test_an_access_log_is_an_answer_too(tmp_path):
    log = tmp_path / "access.log"
    lines = [f'{1697000000 + k * 0.01:.3f} 10.0.0.{k % 20} "PUT /x HTTP/1.1" 0.005 100' for k in range(400)]
    log.write_text("\n".join(lines) + "\nnonsense\n")
    asked = ("--access-log", log, "--format", '$msec $remote_addr "$request" $request_time $request_length', "--cores", "2")
    ended = run(BENCH, "advise", *asked, "--json")
    assert ended.returncode == 0
    assert "1 of 401 lines are not in the format" in ended.stderr
    description = json.loads(ended.stdout)["description"]
    assert (description["connections"], description["trace"]) == (20, str(log))
    assert description["demand"] == "5000us"
    assert "as in " + str(log) in run(BENCH, "advise", *asked).stdout


README = (REPOSITORY / "README.md").read_text()
EXAMPLES = re.findall(r"^    build/release/bin/bench advise (.*?)(?: +#.*)?$", README, re.M)


@pytest.mark.parametrize("arguments", EXAMPLES)
def test_an_example_of_the_readme_has_an_answer(arguments):
    advice = answer(*arguments.split(), "--requests", "100")
    assert any(strategy["fits"] for strategy in advice["strategies"])


def test_the_readme_links_every_committed_answer_once():
    linked = [line for line in README.splitlines() if line.startswith("|") and "advice-" in line]
    committed = sorted(file.name for file in (REPOSITORY / "results" / "reference").glob("advice-*.txt"))
    assert sorted(re.search(r"advice-[\w-]+\.txt", line)[0] for line in linked) == committed


@pytest.mark.parametrize(
    "arguments, words",
    [
        ([], "expected --connections"),
        (["--connections", "10", "--demand", "5ms"], "expected --cores"),
        (["--connections", "10", "--cores", "4", "--demand", "often"], "--demand often"),
        (["--connections", "10", "--cores", "1000", "--demand", "5ms"], "advice ends at 256 cores"),
        (["--connections", "10", "--cores", "4", "--demand", "5ms", "--load", "1.2"], "a load of 1.2"),
        (["--connections", "10", "--cores", "4", "--demand", "5ms", "--rate", "5000"], "advice ends at"),
        (["--connections", "10", "--cores", "4", "--demand", "5ms", "--size", "40MB"], "bodies of"),
        (["--connections", "10", "--cores", "4", "--demand", "1us"], "a mean demand of"),
        (["-c", "9", "--cores", "2", "--demand", "10us", "--size", "100kB", "--rate", "70000"], "a load of 1.1"),
        (["--trace", "nowhere.csv", "--cores", "4"], "nowhere.csv"),
        (["--trace", "x", "--cores", "4", "--demand", "5ms"], "--demand 5ms"),
        (["--access-log", "nowhere.log", "--cores", "4"], "nowhere.log"),
        (["--access-log", "/dev/null", "--cores", "4"], "/dev/null"),
        (["--access-log", "/dev/null"], "expected --cores"),
        (["--access-log", "x", "--trace", "y", "--cores", "4"], "no --trace beside it"),
        (["--access-log", "x", "--cores", "4", "--size", "1kB"], "nothing beside --access-log"),
        (["--access-log", "/dev/null", "--cores", "4", "--format", "x"], "--format x"),
        (["--connections", "10", "--cores", "4", "--demand", "5ms", "--format", "%h"], "--format %h"),
    ],
)
def test_what_lies_beyond_is_refused_in_one_line_that_says_the_limits(arguments, words):
    ended = run(BENCH, "advise", *arguments)
    assert ended.returncode == 2
    assert words in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert ended.stdout == ""


def test_every_software_that_is_named_is_in_an_answer(heavy):
    told = heavy["strategies"] + heavy["not_simulated"]
    software = {setting["software"] for strategy in told for setting in strategy["settings"]}
    assert software == {"nginx", "Envoy", "HAProxy", "Netty", "Tokio", "Go", "Puma", "Asio"}


def test_every_setting_is_of_a_strategy_that_there_is():
    rows = json.loads((REPOSITORY / "experiments" / "advice" / "settings.json").read_text())
    listed = run(BENCH.parent / "dispatch_server", "--list-strategies", "--json")
    assert {row["strategy"] for row in rows} <= {row["name"] for row in json.loads(listed.stdout)}
    software = {setting["software"] for row in rows for setting in row["settings"]}
    assert software == {"nginx", "Envoy", "HAProxy", "Netty", "Tokio", "Go", "Puma", "Asio"}


def drawn_on(terminal):
    """What stands on standard error of a terminal of this kind, and the answer."""
    outer, inner = pty.openpty()
    process = subprocess.Popen([BENCH, "advise", *HEAVY[:4], "--demand", "1ms", "--requests", "100"], stderr=inner,
                               stdout=subprocess.PIPE, text=True, env={**os.environ, "TERM": terminal})
    os.close(inner)
    drawn = b""
    with contextlib.suppress(OSError):  # nobody has it open any more
        while piece := os.read(outer, 1 << 16):  # some 4 kB at a time
            drawn += piece
    os.close(outer)
    return drawn.decode(), process.communicate(timeout=PATIENCE)[0]


def test_a_terminal_sees_how_far_it_is_beside_the_answer_and_is_left_clean():
    drawn, answered = drawn_on("xterm")
    assert re.search(r"\d+ of \d+ parts simulated", drawn)
    assert drawn.split("\r")[-1].strip() == "" and "parts simulated" not in answered
    assert drawn_on("dumb")[0] == ""
