"""A results folder that is full, cannot be written or vanishes; result files that are not whole or
are newer than the program: one line that says what is wrong, and nothing half done."""

import errno
import json
import os
import shutil

import pytest

from .bench_run import SPEC, BenchRun
from .faults import LIBRARY, Faults
from .programs import BENCH, BINARIES, run as run_program, wait_until

ONE_ROW = {**SPEC, "rounds": 1, "rows": ["threads-epoll"]}
FULL = [("write", errno.ENOSPC), ("fsync", errno.EIO), ("linkat", errno.ENOSPC),
        ("rename", errno.ENOSPC)]


def is_one_line(text):
    return text.startswith("bench: ") and text.count("\n") == 1


def programs_without_faults(folder):
    """They would inherit those of bench."""
    folder.mkdir()
    for name in ("dispatch_server", "loadgen"):
        (folder / name).write_text(f'#!/bin/sh\nunset LD_PRELOAD\nexec {BINARIES / name} "$@"\n')
        (folder / name).chmod(0o755)
    return folder


def run_with(folder, fault, skip):
    """Whether the fault has happened to bench."""
    folder.mkdir()
    faults = Faults(folder)
    programs = programs_without_faults(folder / "bin")
    spec = {**ONE_ROW, "rounds": 2}  # the second replaces files of the first
    run = BenchRun(folder, spec, bin=programs, environment=faults.environment)
    faults.arm(*fault, skip=skip)
    code, said = run.start().wait()
    faults.disarm()
    assert (code, said) == (0, "") or (code == 1 and is_one_line(said))
    run.check_nothing_runs()
    run.check_files()
    assert run.finish() == (0, "")
    run.check_finished()
    return faults.failed > 0


@pytest.mark.skipif(not LIBRARY.exists(), reason="no libfaults.so in this build")
@pytest.mark.parametrize("fault", FULL, ids=lambda fault: f"{fault[0]}-{errno.errorcode[fault[1]]}")
def test_what_cannot_be_written_is_said_and_the_run_can_go_on(tmp_path, fault):
    skip = 0
    while run_with(tmp_path / str(skip), fault, skip):
        skip += 1
    assert skip > 1


def test_a_folder_that_cannot_be_made_is_refused_before_anything_starts(tmp_path):
    run = BenchRun(tmp_path, ONE_ROW)
    for folder in (run.spec / "out", "/proc/out"):
        code, said = run.start(run.spec, "--output", folder).wait()
        assert (code, said) == (2, f"bench: {folder}: cannot be written\n")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_has_become_read_only_is_refused(tmp_path):
    run = BenchRun(tmp_path, ONE_ROW)
    assert run.finish() == (0, "")
    run.output.chmod(0o555)
    code, said = run.finish()
    run.output.chmod(0o755)
    assert (code, said) == (2, f"bench: {run.output}: cannot be written\n")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_is_only_read_need_not_be_writable(tmp_path):
    run = BenchRun(tmp_path, ONE_ROW)
    assert run.finish() == (0, "")
    run.output.chmod(0o555)
    told = run_program(BENCH, "summarize", run.output, "--baseline", "threads-epoll")
    run.output.chmod(0o755)
    assert (told.returncode, told.stderr) == (0, "")


@pytest.mark.parametrize("finished", range(3))
def test_a_folder_that_vanishes_ends_the_run_and_is_not_made_anew(tmp_path, finished):
    run = BenchRun(tmp_path, {**SPEC, "rounds": 200}).start()
    begun = run.output / "manifest.json"
    wait_until(lambda: begun.exists() and len(list(run.output.glob("runs/*"))) >= finished, "it runs")
    run.output.rename(tmp_path / "gone")  # in one step, unlike rm -r
    shutil.rmtree(tmp_path / "gone", ignore_errors=True)
    code, said = run.wait()
    run.check_nothing_runs()
    assert code == 1 and is_one_line(said) and str(run.output) in said
    assert "No such file or directory" in said
    assert not run.output.exists()


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    run = BenchRun(tmp_path_factory.mktemp("finished"), ONE_ROW)
    assert run.finish() == (0, "")
    return run.output


def newer(text):
    return json.dumps({**json.loads(text), "schema_version": 2})


DAMAGES = {
    "newer": (newer, "has schema_version 2, expected 1"),
    "truncated": (lambda text: text[: len(text) // 2], "not JSON: "),
    "empty": (lambda text: "", "not JSON: "),
    "a list": (lambda text: "[1, 2]", "has no schema_version"),
    "nothing in it": (lambda text: '{"schema_version": 1}', ""),
}
READERS = [
    ("run --resume", "manifest.json"), ("run --resume", "runs/001-1-threads-epoll.json"),
    ("summarize", "manifest.json"), ("summarize", "runs/001-1-threads-epoll.json"),
    ("compare", "summary.json"), ("compare", "manifest.json"),
    ("export --format csv", "summary.json"), ("export --format csv", "manifest.json"),
    ("export --format csv", "runs/001-1-threads-epoll.json"),
    ("verdict", "summary.json"), ("verdict", "manifest.json"),
]


def contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize(("command", "name"), READERS, ids=" of ".join)
def test_a_file_that_is_not_whole_or_newer_is_refused(finished, tmp_path, command, name, damage):
    change, reason = DAMAGES[damage]
    folder = tmp_path / "out"
    shutil.copytree(finished, folder)
    (folder / name).write_text(change((folder / name).read_text()))
    before = contents(folder)
    others = [finished] if command == "compare" else []
    completed = run_program(BENCH, *command.split(), folder, *others)
    assert (completed.returncode, completed.stdout) == (2, "")
    assert is_one_line(completed.stderr)
    assert f"{folder / name}: {reason}" in completed.stderr
    assert contents(folder) == before


def test_a_run_under_anothers_name_is_refused(tmp_path):
    run = BenchRun(tmp_path, {**ONE_ROW, "rounds": 2})
    assert run.finish() == (0, "")
    first, second = sorted(run.output.glob("runs/*"))
    shutil.copy(first, second)
    code, said = run.finish()
    assert (code, said) == (2, f"bench: {second}: holds another run than its name says\n")


def test_a_name_with_a_lines_end_is_told_in_one_line(tmp_path):
    told = run_program(BENCH, "summarize", tmp_path / "a\nb\x1b[31m")
    assert told.returncode == 2 and is_one_line(told.stderr) and "\x1b" not in told.stderr


def test_a_comparison_says_which_run_is_not_finished(finished, tmp_path):
    folder = tmp_path / "out"
    shutil.copytree(finished, folder)
    summary = json.loads((folder / "summary.json").read_text())
    (folder / "summary.json").write_text(json.dumps({**summary, "planned_runs": summary["finished_runs"] + 3}))
    told = run_program(BENCH, "compare", finished, folder)
    assert f"{folder}: 3 of {summary['finished_runs'] + 3} planned runs are missing" in told.stdout
