"""A server or a load that goes wrong: one clear message, the run is marked, the others go on."""

import contextlib
import errno
import re
import signal
import time
from pathlib import Path

import pytest

from .bench_run import SPEC, BenchRun, without_stalls
from .faults import Faults
from .programs import BINARIES, REPOSITORY, wait_until

ROGUES = Path(__file__).parent / "rogue_bin"
HANGING = {"never-ready", "hangs-at-stop", "hangs"}
LIMITS = ["4s", "20s"]  # of those: the second where the machine is too slow for all else in the first

# What happens; what is said of it; what the failing program said last.
SERVERS = [
    ("dies-early", "the server exited with 1 before it was ready", "out of luck"),
    ("never-ready", "the server was not ready within ", ""),
    ("dies-under-load", "the server was ended by SIGKILL (Killed) during the run", ""),
    ("hangs-at-stop", "the server did not stop within ", ""),
    ("no-report", "the server wrote no report", ""),
    ("half-a-report", "the server wrote a report that is not JSON", ""),
    ("newer-report", "the server wrote a report that has schema_version 2, expected 1", ""),
    ("odd-report", "the server wrote a report that makes no sense: ", ""),
    ("refuses", "the load generator exited with 1", "Connection refused"),
    ("resets", "the load generator exited with 1", "connection lost"),
    ("garbage", "the load generator exited with 1", "failed"),
    ("wrong-status", "the load generator exited with 1", "x status 503"),
    ("never-answers", "the load generator exited with 1", "x timeout"),
]
LOADS = [
    ("hangs", "the load took longer than "),
    ("no-report", "the load generator wrote no report"),
    ("half-a-report", "the load generator wrote a report that is not JSON"),
    ("newer-report", "the load generator wrote a report that has schema_version 2, expected 1"),
    ("odd-report", "the load generator wrote a report that makes no sense: "),
]


def small(**changes):
    load = {**SPEC["load"], "requests": 40}
    rows = ["reuseport", "threads-epoll"]
    return {**SPEC, "rounds": 1, "load": load, "rows": rows, **changes}


class TooSlow(Exception):
    """What does not hang was not done in the time limit of what does."""


def spec_for(how, limit):
    if how == "never-answers":  # one request a connection, or each would wait three times
        return small(load={**SPEC["load"], "requests": 4, "timeout": "15s"}, run_timeout="1m")
    return small(run_timeout=limit) if how in HANGING else small()


def go_wrong(folder, expected, **variables):
    """Its one failed run, stalls aside; all else is as it should be, and a second try mends it."""
    if set(variables.values()) & HANGING:
        with contextlib.suppress(TooSlow):
            return go_wrong_within(LIMITS[0], folder / "first", expected, **variables)
    return go_wrong_within(LIMITS[1], folder / "second", expected, **variables)


def go_wrong_within(limit, folder, expected, **variables):
    def late():
        return [what for what in run.failures() if how in HANGING and what.endswith(f" {limit}")]

    how, = variables.values()
    variables["ROGUE_REAL_BIN"] = str(BINARIES)
    folder.mkdir()
    run = BenchRun(folder, spec_for(how, limit), bin=ROGUES, environment=variables)
    code, said = run.start().wait()
    if len(late()) > 1 or not all(what.startswith(expected) for what in late()):
        raise TooSlow
    n, why = len(run.failures()), f"their files in {run.output}/runs say why\n"
    assert (code, said) == (1, f"bench: {n} of 2 runs failed; {why}")
    run.check_nothing_runs()
    run.check_files()
    what, = without_stalls(run.failures())
    failed = next(record for record in run.records()
                  if record["failure"] and record["failure"]["what"] == what)
    assert len(run.records()) == 2
    assert sum(row["failed"] for row in run.read("summary.json")["strategies"]) == n
    assert how not in HANGING or what.endswith(f" {limit}")
    run.variables = {"ROGUE_REAL_BIN": str(BINARIES)}
    ended = run.finish()
    if late():
        raise TooSlow
    assert ended == (0, "")
    run.check_finished()
    again = next(record for record in run.records() if record["name"] == failed["name"])
    assert without_stalls(again["earlier_failures"]) == [what]
    return failed


@pytest.mark.parametrize(("how", "what", "last_words"), SERVERS, ids=[each[0] for each in SERVERS])
def test_a_server_that_goes_wrong(tmp_path, how, what, last_words):
    failed = go_wrong(tmp_path, what, ROGUE_SERVER=how)
    assert failed["name"] == "reuseport"
    assert failed["failure"]["what"].startswith(what)
    assert last_words in failed["failure"]["last_words"]


@pytest.mark.parametrize(("how", "what"), LOADS, ids=[each[0] for each in LOADS])
def test_a_load_that_goes_wrong(tmp_path, how, what):
    failed = go_wrong(tmp_path, what, ROGUE_LOAD=how)
    assert failed["failure"]["what"].startswith(what)


def test_a_gap_in_the_time_of_a_run_is_flagged(tmp_path):
    slow = {**SPEC["load"], "requests": 100, "rate": 20}
    run = BenchRun(tmp_path, small(rows=["threads-epoll"], load=slow)).start()
    wait_until(lambda: run.pids("loadgen"), "it is under load")
    time.sleep(0.2)
    run.process.send_signal(signal.SIGSTOP)  # as if the machine stood still
    time.sleep(1.3)
    run.process.send_signal(signal.SIGCONT)
    assert run.wait()[0] == 1
    what = run.records()[0]["failure"]["what"]
    assert re.fullmatch(r"nothing could be sampled for \d\.\d\d s of the run", what)
    assert run.finish() == (0, "")


def test_the_wall_clock_is_read_for_dates_and_where_the_kernel_stamps_with_it():
    wall = re.compile(r"system_clock|CLOCK_REALTIME|gettimeofday|high_resolution_clock|std::time\(")
    dated = {"servers/http/date.cpp", "servers/object_store.cpp", "experiments/runner/results/results_folder.cpp",
             "experiments/runner/run/provenance.cpp"}
    stamped = {"loadgen/recording/read_delay.cpp"}
    folders = ("base", "strategies", "servers", "loadgen", "experiments")
    sources = [path for folder in folders for path in (REPOSITORY / folder).rglob("*.?pp")]
    assert len(sources) > 100
    found = {path for path in sources if wall.search(path.read_text())}
    assert {str(path.relative_to(REPOSITORY)) for path in found} == dated | stamped


def test_a_wall_clock_that_is_set_to_and_fro_changes_nothing(tmp_path):
    faults = Faults(tmp_path)
    faults.arm("clock_gettime", errno.EINVAL, one_in=2)
    run = BenchRun(tmp_path, small(), environment=faults.environment)
    assert run.finish() == (0, "")
    run.check_finished()
    assert faults.failed > len(run.records())  # of bench's looks at it, and of each server's
    for record in run.records():
        latency = record["load"]["report"]["latency_seconds"]
        assert 0 < latency["mean"] <= latency["max"] < 60
