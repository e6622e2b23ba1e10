"""bench, its server or its load ended at any moment: nothing is left behind, --resume completes it.

DISPATCHBENCH_SEED chooses other moments, DISPATCHBENCH_KILLS=10 ten times as many."""

import os
import random
import signal
import time

import pytest

from .bench_run import SPEC, BenchRun, without_stalls
from .programs import wait_until

SEED = os.environ.get("DISPATCHBENCH_SEED", "1")
TIMES = {
    ("bench", signal.SIGINT): 6,
    ("bench", signal.SIGTERM): 5,
    ("bench", signal.SIGKILL): 7,
    ("dispatch_server", signal.SIGKILL): 3,
    ("dispatch_server", signal.SIGTERM): 3,
    ("loadgen", signal.SIGKILL): 3,
    ("loadgen", signal.SIGTERM): 3,
}
MORE = int(os.environ.get("DISPATCHBENCH_KILLS", "1"))
EACH = [(victim, number, nth) for (victim, number), n in TIMES.items() for nth in range(n * MORE)]


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory):
    """Its structure, and how long it took."""
    run = BenchRun(tmp_path_factory.mktemp("uninterrupted"))
    begin = time.monotonic()
    assert run.finish() == (0, "")
    seconds = time.monotonic() - begin
    run.check_finished()
    return run.structure(), seconds


def describe(value):
    return value.name if isinstance(value, signal.Signals) else str(value)


def check_completed(run, uninterrupted):
    assert run.finish() == (0, "")
    run.check_finished()
    assert run.structure() ^ uninterrupted[0] == set()


def moment(uninterrupted, *what):
    """Seeded, and anywhere from the start to a little after the end."""
    return random.Random(str((SEED, *what))).uniform(0, 1.1 * uninterrupted[1])


def end_bench(run, number):
    run.note_listeners()
    if number == signal.SIGINT:
        os.killpg(run.process.pid, number)  # as the terminal does
    else:
        run.process.send_signal(number)
    code, said = run.wait()
    complaint = f"bench: {len(run.failures())} of 6 runs failed; " if code == 1 else ""
    assert code in (0, -number, 128 + number) or (code == 1 and run.stalled())
    assert said.startswith(complaint) if complaint else said == ""
    run.check_nothing_runs()
    # A bench that SIGINT ends before it catches it has not begun to clear up after an earlier one.
    run.check_files(killed=code == -number)
    return code


def end_child(run, program, number):
    """A run of bench that loses a child goes on with the next, and says in the end that it failed."""
    run.kill_child(program, number)
    code, said = run.wait()
    run.check_nothing_runs()
    run.check_files()
    failures = run.failures()
    failed = without_stalls(failures)
    assert len(run.records()) == 6 and len(failed) <= 1
    complaint = f"bench: {len(failures)} of 6 runs failed; " if failures else ""
    assert code == bool(failures) and said.startswith(complaint)
    assert all(what.startswith(("the server ", "the load generator ")) for what in failed)
    return failed


@pytest.mark.parametrize(("victim", "number", "nth"), EACH, ids=describe)
def test_whoever_is_ended_at_whatever_moment(uninterrupted, tmp_path, victim, number, nth):
    run = BenchRun(tmp_path).start()
    time.sleep(moment(uninterrupted, victim, number.name, nth))
    failed = []
    if victim == "bench":
        end_bench(run, number)
    else:
        failed = end_child(run, victim, number)
    check_completed(run, uninterrupted)
    earlier = sum((record["earlier_failures"] for record in run.records()), [])
    assert without_stalls(earlier) == failed


def test_a_run_may_be_ended_again_and_again(uninterrupted, tmp_path):
    run = BenchRun(tmp_path)
    for nth in range(8):
        begun = (run.output / "manifest.json").exists()
        run.start(*(["--resume", run.output] if begun else []))
        time.sleep(moment(uninterrupted, "again", nth) / 3)
        end_bench(run, random.Random(f"{SEED} {nth}").choice([signal.SIGKILL, signal.SIGINT]))
    check_completed(run, uninterrupted)


def test_two_benches_do_not_work_in_one_folder(tmp_path):
    spec = {**SPEC, "rounds": 200}
    run, other = BenchRun(tmp_path, spec), BenchRun(tmp_path, spec)
    run.start()
    wait_until((run.output / "manifest.json").exists, "it is at work there")
    code, said = other.start("--resume", run.output).wait()
    assert end_bench(run, signal.SIGINT) == 130  # it was not done
    assert without_stalls(run.failures()) == []
    assert (code, said) == (2, f"bench: {run.output}: another bench is at work there\n")
